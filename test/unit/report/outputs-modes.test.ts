/** Outputs, rows and the whole report of the modes plan and check, and of instances that were skipped. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Happening } from '../../../src/model/event.ts';
import type { Verdict } from '../../../src/model/retention.ts';
import { makeOutputs } from '../../../src/report/outputs.ts';
import { reportFileText } from '../../../src/report/report-file.ts';
import { foldEvents } from '../../../src/report/report.ts';
import { foldRows } from '../../../src/report/rows.ts';
import { summaryText } from '../../../src/report/summary.ts';
import { sentenceOf } from '../../../src/report/sentence.ts';
import { ACCOUNT, instanceId, REGION } from '../builders.ts';
import { anyEvents } from './any-event.ts';
import {
  available,
  created,
  failed,
  history,
  reportOf,
  requestOf,
  selected,
  START,
  started,
} from './histories.ts';
import { checked, denied, HOUR, oldImage, planned, signedIn, skipped } from './plan-histories.ts';

function outputsOf(...happenings: readonly Happening[]) {
  return makeOutputs(reportOf(...happenings)).outputs;
}

function parsed(text: string): unknown {
  return JSON.parse(text);
}

describe('a skipped instance', () => {
  const run = [started(), selected([2, 1]), created(1), available(1), skipped(2)];

  test('has its row, as old as its image', () => {
    expect(foldRows(history(skipped(1)))).toMatchObject([
      {
        outcome: 'skipped',
        imageId: 'ami-1',
        state: 'available',
        acceptedAt: START - HOUR,
        availableAt: null,
      },
    ]);
  });

  test('is in image-ids and image-by-instance with the image that it has', () => {
    const outputs = outputsOf(...run);
    expect(parsed(outputs['image-ids'])).toEqual(['ami-2', 'ami-1']);
    expect(parsed(outputs['image-by-instance'])).toEqual({
      [instanceId(2)]: 'ami-2',
      [instanceId(1)]: 'ami-1',
    });
    expect(parsed(outputs['images'])).toMatchObject([
      { instance_id: instanceId(2), outcome: 'skipped', state: 'available' },
      { instance_id: instanceId(1), outcome: 'created' },
    ]);
    expect(outputsOf(started(), skipped(1))['image-id']).toBe('ami-1');
  });

  test('is a success, also where nothing is waited for', () => {
    expect([outputsOf(...run).result, outputsOf(started({ wait: false }), skipped(1)).result]).toEqual([
      'success',
      'success',
    ]);
  });

  test('makes a run with failures partial', () => {
    expect(outputsOf(started(), skipped(1), failed(2, 'LimitReached')).result).toBe('partial');
  });

  test('is in the table of the summary as such', () => {
    const text = summaryText(reportOf(...run));
    expect(text).toMatch(/\| available<br>\(skipped\) \| web-2<br>.* \| \[ami-2\]\(\S+\)<br>8\u00a0GiB \|/u);
  });
});

describe('a checked instance', () => {
  const mode = started({ mode: 'check' });
  const run = [
    mode,
    checked(1, { kind: 'fresh', image: oldImage(1) }),
    checked(2, { kind: 'too old', image: oldImage(2) }),
    failed(2, 'ImageTooOld', oldImage(2)),
    checked(3, { kind: 'no image' }),
    failed(3, 'NoImage'),
    checked(4, { kind: 'too new' }),
  ];

  test('is in image-ids when its image is fresh, and only then', () => {
    const outputs = outputsOf(...run);
    expect(parsed(outputs['image-ids'])).toEqual(['ami-1']);
    expect(parsed(outputs['image-by-instance'])).toEqual({ [instanceId(1)]: 'ami-1' });
    expect(outputsOf(mode, checked(1, { kind: 'fresh', image: oldImage(1) }))['image-id']).toBe('ami-1');
  });

  test('has a row by its check only when it is fresh; otherwise by its failure', () => {
    const image = oldImage(1);
    const verdicts = [{ kind: 'fresh', image }, { kind: 'too old', image }, { kind: 'no image' }] as const;
    expect(verdicts.map((verdict) => foldRows(history(checked(1, verdict))).length)).toEqual([1, 0, 0]);
  });

  test('is not alone when another one is too new, so that there is no image-id', () => {
    const outputs = outputsOf(
      mode,
      selected([1, 2]),
      checked(1, { kind: 'fresh', image: oldImage(1) }),
      checked(2, { kind: 'too new' }),
    );
    expect([outputs['image-ids'], outputs['image-id']]).toEqual(['["ami-1"]', '']);
  });

  test('that failed has its own image in the rows', () => {
    expect(parsed(outputsOf(...run)['images'])).toMatchObject([
      { instance_id: instanceId(1), image_id: 'ami-1', outcome: 'skipped', state: 'available' },
      { instance_id: instanceId(2), image_id: 'ami-2', outcome: 'failed', state: 'available' },
      { instance_id: instanceId(3), image_id: null, outcome: 'failed', state: null },
    ]);
  });
});

describe('a plan', () => {
  const mode = started({ mode: 'plan' });
  const gone: Verdict = {
    ...{ image: 'ami-9', name: 'n', createdAt: START, sizeGiB: 8 },
    ...{ decision: 'prune', reasons: [{ code: 'no-rule', text: 'no rule keeps it' }] },
  };

  test('has made and pruned nothing', () => {
    const retained: Happening = { kind: 'retained', of: requestOf(1), verdicts: [gone] };
    const there = planned(2, { outcome: 'skipped', image: oldImage(2) });
    expect(outputsOf(mode, signedIn, planned(1), there, retained)).toEqual({
      result: 'success',
      'image-ids': '[]',
      'image-id': '',
      'image-by-instance': '{}',
      images: '[]',
      'pruned-image-ids': '[]',
      matrix: '',
      failures: '[]',
    });
  });

  test.each([{ shards: ['1/1'] }, { shards: ['1/3', '2/3', '3/3'] }])(
    'has the matrix of its shards: $shards',
    ({ shards }) => {
      const { matrix } = outputsOf(mode, { kind: 'sharded', shards });
      expect(parsed(matrix)).toEqual({ shard: shards });
    },
  );

  test('of the most shards has a matrix that fits into an output', () => {
    const shards = Array.from({ length: 256 }, (_, at) => `${at + 1}/256`);
    const { outputs, emptied } = makeOutputs(reportOf(mode, { kind: 'sharded', shards }));
    expect([parsed(outputs.matrix), emptied]).toEqual([{ shard: shards }, []]);
  });

  test('fails with what is denied, an entry of failures for each', () => {
    const outputs = outputsOf(mode, signedIn, denied(), denied({ action: 'ec2:CreateTags' }));
    expect(parsed(outputs.failures)).toMatchObject([
      { phase: 'plan', account_id: ACCOUNT, region: REGION, instance_id: null, code: 'AccessDenied' },
      { phase: 'plan', code: 'AccessDenied' },
    ]);
    expect(outputs.result).toBe('failure');
  });

  test('is no partial success by what it would prune', () => {
    const retained: Happening = { kind: 'retained', of: requestOf(1), verdicts: [gone] };
    expect(outputsOf(mode, signedIn, retained, denied()).result).toBe('failure');
  });
});

test.each(['backup', 'check', 'wait', 'prune', 'validate'] as const)('mode %s has no matrix', (mode) => {
  expect(outputsOf(started({ mode })).matrix).toBe('');
});

test('every prefix of any plan or check has a report, and everything that is made of it', () => {
  fc.assert(
    fc.property(anyEvents, (all) => {
      for (let length = 0; length <= all.length; length += 1) {
        const report = foldEvents(all.slice(0, length));
        const { outputs, emptied } = makeOutputs(report);
        const whole: unknown = JSON.parse(reportFileText(report, false));
        expect(
          [summaryText(report), sentenceOf(report), outputs.result].filter((text) => text === ''),
        ).toEqual([]);
        expect(emptied).toEqual([]);
        expect(whole).toMatchObject({ mode: report.mode, finished: false, result: null });
        if (report.mode === 'plan') expect(outputs['pruned-image-ids']).toBe('[]');
      }
    }),
  );
});
