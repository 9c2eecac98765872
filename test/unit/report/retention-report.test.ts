import { describe, expect, test } from '@jest/globals';
import type { Happening } from '../../../src/model/event.ts';
import type { Verdict } from '../../../src/model/retention.ts';
import { LogFold } from '../../../src/report/log.ts';
import { makeOutputs } from '../../../src/report/outputs.ts';
import { summaryText } from '../../../src/report/summary.ts';
import { sentenceOf } from '../../../src/report/sentence.ts';
import { ACCOUNT, aProblem, instanceId, REGION } from '../builders.ts';
import {
  available,
  created,
  history,
  reportFileOf,
  reportOf,
  requestOf,
  START,
  started,
} from './histories.ts';

const PLACE = { account: ACCOUNT, region: REGION };

function image(number: number, decision: Verdict['decision'], why: string): Verdict {
  const reasons = [{ code: 'no-rule', text: why }] as const;
  return { image: `ami-${number}`, name: `n-${number}`, createdAt: START, sizeGiB: 10, decision, reasons };
}

const kept = image(1, 'keep', 'daily 2026-11-22');
const gone = image(2, 'prune', 'no rule keeps it');
const retained: Happening = {
  kind: 'retained',
  of: requestOf(1, { series: 'nightly' }),
  verdicts: [kept, gone],
};
const pruned: Happening = { kind: 'pruned', target: 1, place: { ...PLACE, image: 'ami-2' }, image: gone };
const unattended: Happening = {
  kind: 'unattended',
  place: PLACE,
  images: [image(3, 'keep', 'nobody looks')],
};

describe('the summary', () => {
  test('has a folded section for each instance, with the reason of each image', () => {
    const text = summaryText(reportOf(started(), retained, pruned));
    expect(text).toContain('1 image kept, 1 pruned, at most 10 GiB freed.');
    expect(text).toMatch(
      /<details><summary>web-1 i-\w+ \(\d{12} eu-west-1, series nightly\): 1 kept, 1 pruned<\/summary>/,
    );
    expect(text).toMatch(
      /\| kept \| \[ami-1\]\(https:\S+\)<br>2026-11-22 02:17 UTC<br>10\u00a0GiB \| daily 2026-11-22 \|/,
    );
    expect(text).toMatch(/pruned \| \[ami-2\]\(.* \| no rule keeps it \|/);
  });

  test('tells instances in the order of the targets', () => {
    const second: Happening = { ...retained, of: requestOf(1, { target: 2 }) };
    const first: Happening = { ...retained, of: requestOf(2) };
    const text = summaryText(reportOf(started(), second, first));
    expect(text.indexOf(instanceId(2))).toBeLessThan(text.indexOf(instanceId(1)));
  });

  test('lists unattended images', () => {
    expect(summaryText(reportOf(started(), unattended))).toContain('1 unattended image in account');
  });

  test('without retention says what a series holds, with what this run has added', () => {
    const held: Happening = { kind: 'held', place: PLACE, series: 'default', images: 4, sizeGiB: 40 };
    const text = summaryText(reportOf(started(), held, created(1), available(1)));
    expect(text).toContain('Series default holds 5 images, at most 48 GiB.');
    expect(text).not.toContain('### Retention');
  });

  test('folds the instances away when there are many', () => {
    const many = Array.from({ length: 21 }, (_, at): Happening => ({ ...retained, of: requestOf(at) }));
    const text = summaryText(reportOf(started(), ...many));
    expect(text.indexOf('<summary>Each image, and why</summary>')).toBeLessThan(
      text.indexOf('<summary>web-0'),
    );
  });

  test('tells what the freed snapshots cost, when the price is given', () => {
    const page = { step: '', isWanted: true, price: 0.05 };
    const text = summaryText(reportOf(started({ page }), retained, pruned));
    expect(text).toContain('1 pruned, at most 10 GiB (0.50 a month at 0.05 for each GiB) freed.');
  });

  test('is bounded, however many images there are', () => {
    const verdicts = Array.from({ length: 20_000 }, (_, at) => image(at, 'keep', 'daily 2026-11-22'));
    const many = Array.from({ length: 10 }, (_, at): Happening => {
      return { kind: 'retained', of: requestOf(at), verdicts: verdicts.slice(at * 2_000, (at + 1) * 2_000) };
    });
    const text = summaryText(reportOf(started(), ...many));
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(text).toMatch(/\d+ more instances? in the report file\./);
  });
});

test('pruned images are an output, and everything is in the report file', () => {
  const report = reportOf(started(), retained, pruned, unattended);
  expect(makeOutputs(report).outputs['pruned-image-ids']).toBe('["ami-2"]');
  expect(reportFileOf(started(), retained, pruned, unattended).retention).toMatchObject({
    instances: [
      {
        series: 'nightly',
        images: [
          { image_id: 'ami-1', decision: 'keep' },
          { image_id: 'ami-2', decision: 'prune' },
        ],
      },
    ],
    unattended: [{ account_id: ACCOUNT, images: [{ reasons: ['nobody looks'] }] }],
    held: [],
  });
});

describe('the verdict of the mode prune', () => {
  const mode = { mode: 'prune' } as const;

  test('counts images and instances', () => {
    expect(sentenceOf(reportOf(started(mode), retained, pruned))).toBe('1 image of 1 instance pruned');
  });

  test('with a failure is partial, and without any prune a failure', () => {
    const failed: Happening = { kind: 'prune-failed', target: 1, problem: aProblem('PruneFailed') };
    const partial = reportOf(started(mode), retained, pruned, failed);
    expect([partial.result, partial.fails, sentenceOf(partial)]).toEqual([
      'partial',
      true,
      '1 image of 1 instance pruned, 1 failure',
    ]);
    expect(reportOf(started(mode), failed).result).toBe('failure');
  });
});

test('the log tells each prune, and what is kept', () => {
  const fold = new LogFold();
  const events = history({ kind: 'target-started', target: 1 }, retained, pruned, unattended);
  const lines = events
    .flatMap((event) => fold.add(event))
    .map((entry) => (entry.kind === 'line' ? entry.text : ''));
  expect(lines).toEqual([
    expect.stringMatching(/series nightly keeps 1 image, 1 pruned$/),
    expect.stringMatching(/ami-2 was pruned \(no rule keeps it\)$/),
    expect.stringMatching(/1 image of ours that no target looks at stay/),
  ]);
});
