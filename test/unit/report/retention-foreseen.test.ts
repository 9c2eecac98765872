/** What retention would do, as a plan tells it; and the leftovers that a run removes. */
import { describe, expect, test } from '@jest/globals';
import type { Happening } from '../../../src/model/event.ts';
import type { Verdict } from '../../../src/model/retention.ts';
import { foldRetention, retentionLines } from '../../../src/report/retention-report.ts';
import { summaryText } from '../../../src/report/summary.ts';
import { ACCOUNT, anInstance, instanceId, REGION } from '../builders.ts';
import { history, reportFileOf, reportOf, requestOf, START, started } from './histories.ts';
import { cellsOf, foreignMarkup, rowsBelow, shownText } from './page.ts';
import { EVIL } from './plan-histories.ts';

const PLACE = { account: ACCOUNT, region: REGION };
const ROOM = 1_000_000;
const HEAD = /^\| \| Image \| Why \|/;

function image(number: number, decision: Verdict['decision'], sizeGiB = 10): Verdict {
  return {
    image: `ami-${number}`,
    name: `n-${number}`,
    createdAt: START,
    sizeGiB,
    decision,
    reasons: [{ code: 'no-rule', text: 'why' }],
  };
}

function retained(number: number, ...verdicts: readonly Verdict[]): Happening {
  return { kind: 'retained', of: requestOf(number, { series: 'nightly' }), verdicts };
}

function removed(what: string): Happening {
  return { kind: 'removed', what, place: PLACE };
}

const pruned: Happening = { kind: 'pruned', target: 1, place: PLACE, image: image(2, 'prune') };

function linesOf(mode: 'plan' | 'backup', ...happenings: readonly Happening[]): string[] {
  const lines = retentionLines(foldRetention(history(...happenings), [], mode), undefined, ROOM);
  return lines.flatMap((line) => line.split('\n'));
}

describe('a plan', () => {
  const both = retained(1, image(1, 'keep'), image(2, 'prune'), image(3, 'prune', 5));

  test('says what would be kept, pruned and freed', () => {
    expect(linesOf('plan', both).slice(0, 5)).toEqual([
      '',
      '### Retention',
      '',
      '1 image would be kept, 2 would be pruned, at most 15 GiB would be freed.',
      '',
    ]);
  });

  test('says so of each instance and each image', () => {
    const lines = linesOf('plan', both);
    expect(lines).toContain(
      `<details><summary>web-1 ${instanceId(1)} (${ACCOUNT} ${REGION}, series nightly): 1 would be kept, 2 would be pruned</summary>`,
    );
    expect(rowsBelow(lines, HEAD).map((row) => cellsOf(shownText(row)))).toEqual(
      [
        { done: 'would be kept', image: 1, size: 10 },
        { done: '🗑️ would be pruned', image: 2, size: 10 },
        { done: '🗑️ would be pruned', image: 3, size: 5 },
      ].map(({ done, image: number, size }) => [
        done,
        expect.stringMatching(new RegExp(`^\\[ami-${number}\\].*\\n2026-.* UTC\\n${size} GiB$`)),
        'why',
      ]),
    );
  });

  test('counts what is to be pruned by the verdicts, and prunes nothing', () => {
    const report = foldRetention(history(both, retained(2, image(4, 'prune'))), [], 'plan');
    expect([report.foreseen, report.pruned.map((verdict) => verdict.image)]).toEqual([
      true,
      ['ami-2', 'ami-3', 'ami-4'],
    ]);
  });

  test('keeps the images that nobody looks at, as they are', () => {
    const lines = linesOf('plan', { kind: 'unattended', place: PLACE, images: [image(3, 'keep')] });
    expect(lines.join('\n')).toContain(`1 unattended image in account ${ACCOUNT}, ${REGION}, kept`);
    expect(rowsBelow(lines, HEAD).map((row) => cellsOf(row)[0])).toEqual(['kept']);
  });

  test('does not say so in another mode', () => {
    const lines = linesOf('backup', both, pruned);
    expect(lines).toContain('1 image kept, 1 pruned, at most 10 GiB freed.');
    expect(lines.join('\n')).not.toContain('would be');
  });
});

describe('the leftovers', () => {
  const happenings = [
    removed('A leftover of a failed attempt (failed)'),
    removed('The loose snapshot snap-1'),
  ];

  test.each([
    { mode: 'plan', title: '2 leftovers of failed attempts would be removed' },
    { mode: 'backup', title: '2 leftovers of failed attempts removed' },
  ] as const)('have a block in mode $mode: $title', ({ mode, title }) => {
    const lines = linesOf(mode, ...happenings);
    const at = lines.indexOf(`<details><summary>${title}</summary>`);
    expect(lines.slice(at + 1).map(shownText)).toEqual([
      '',
      `- A leftover of a failed attempt (failed): account ${ACCOUNT}, ${REGION}`,
      `- The loose snapshot snap-1: account ${ACCOUNT}, ${REGION}`,
      '',
      '</details>',
      '',
    ]);
  });

  test('that is one is counted as one', () => {
    expect(linesOf('backup', removed('x')).join('\n')).toContain('1 leftover of failed attempts removed');
  });

  test('are in the report file, and are no pruned images', () => {
    const report = reportOf(started(), ...happenings);
    expect(reportFileOf(started(), ...happenings).retention).toMatchObject({
      instances: [],
      removed: [
        { what: 'A leftover of a failed attempt (failed)', place: `account ${ACCOUNT}, ${REGION}` },
        { what: 'The loose snapshot snap-1', place: `account ${ACCOUNT}, ${REGION}` },
      ],
    });
    expect(report.retention.pruned).toEqual([]);
  });
});

test('hostile names harm nothing', () => {
  const request = requestOf(1, { series: EVIL, instance: anInstance({ name: EVIL }) });
  const verdicts = [
    { ...image(1, 'prune'), reasons: [1, 2].map(() => ({ code: 'shared' as const, text: EVIL })) },
  ];
  const lines = linesOf('plan', { kind: 'retained', of: request, verdicts }, removed(EVIL));
  expect(foreignMarkup(lines)).toEqual([]);
  expect(rowsBelow(lines, HEAD).map((row) => cellsOf(row).length)).toEqual([3]);
  expect(lines.map(shownText).filter((line) => line.includes('<img src=x'))).toHaveLength(3);
});

test('the lines stay within their bytes, and every block is closed', () => {
  const many = Array.from({ length: 500 }, (_, at) => retained(at, image(1, 'keep'), image(2, 'prune')));
  const report = foldRetention(history(...many, removed('x')), [], 'plan');
  const text = retentionLines(report, undefined, 20_000).join('\n');
  expect(Buffer.byteLength(text)).toBeLessThan(20_100);
  expect(text).toMatch(/\d+ more instances in the report file\./);
  expect(text.split('<details>').length).toBe(text.split('</details>').length);
});

test('retention stands behind the plan in the summary', () => {
  const text = summaryText(reportOf(started({ mode: 'plan' }), retained(1, image(1, 'prune'))));
  expect(text).toContain('0 images would be kept, 1 would be pruned, at most 10 GiB would be freed.');
});
