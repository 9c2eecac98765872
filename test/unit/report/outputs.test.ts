import { describe, expect, test } from '@jest/globals';
import type { Happening } from '../../../src/model/event.ts';
import { outputs as documented } from '../../../src/model/output.ts';
import { makeOutputs } from '../../../src/report/outputs.ts';
import { reportFileText } from '../../../src/report/report-file.ts';
import { ACCOUNT, aProblem, instanceId, REGION } from '../builders.ts';
import {
  available,
  created,
  failed,
  imageOf,
  reportOf,
  requestOf,
  selected,
  START,
  started,
} from './histories.ts';

function outputsOf(...happenings: readonly Happening[]) {
  return makeOutputs(reportOf(...happenings)).outputs;
}

function parsed(text: string | undefined): unknown {
  return JSON.parse(text ?? '');
}

test('there is every output but those that are written first', () => {
  const written = Object.keys(documented).filter((name) => name !== 'run-key' && name !== 'report-file');
  expect(Object.keys(outputsOf(started())).toSorted()).toEqual(written.toSorted());
});

test('without an image lists are empty lists', () => {
  expect(outputsOf(started())).toEqual({
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

describe('image-ids', () => {
  test('are those created and adopted, in the order of the rows, and none that failed', () => {
    const adopted = { kind: 'adopted', request: requestOf(3), image: imageOf(3) } as const;
    const outputs = outputsOf(
      started(),
      selected([3, 2, 1, 4]),
      created(1),
      available(1),
      created(2),
      failed(2, 'ImageFailed', imageOf(2, { state: 'failed' })),
      adopted,
      failed(4, 'LimitReached'),
    );
    expect(parsed(outputs['image-ids'])).toEqual(['ami-3', 'ami-1']);
    expect(parsed(outputs['image-by-instance'])).toEqual({
      [instanceId(3)]: 'ami-3',
      [instanceId(1)]: 'ami-1',
    });
  });

  test('hold one that is still pending at wait-timeout', () => {
    const outputs = outputsOf(
      started(),
      created(1),
      failed(1, 'WaitTimedOut', imageOf(1, { state: 'pending' })),
    );
    expect(parsed(outputs['image-ids'])).toEqual(['ami-1']);
    expect(parsed(outputs['images'])).toMatchObject([{ state: 'pending', outcome: 'created' }]);
  });

  test('hold no account id', () => {
    expect(outputsOf(started(), created(1), available(1))['image-ids']).not.toContain(ACCOUNT);
  });
});

describe('image-id', () => {
  test.each([
    { why: 'one instance', happenings: [created(1)], id: 'ami-1' },
    { why: 'two instances', happenings: [created(1), created(2)], id: '' },
    { why: 'one of two instances has an image', happenings: [created(1), failed(2, 'LimitReached')], id: '' },
    { why: 'one instance that failed', happenings: [failed(1, 'LimitReached')], id: '' },
    {
      why: 'one instance whose image failed',
      happenings: [created(1), failed(1, 'ImageFailed', imageOf(1, { state: 'failed' }))],
      id: '',
    },
  ])('of $why is "$id"', ({ happenings, id }) => {
    expect(outputsOf(started(), ...happenings)['image-id']).toBe(id);
  });
});

test('images have the documented members', () => {
  expect(parsed(outputsOf(started(), created(1), available(1))['images'])).toEqual([
    {
      account_id: ACCOUNT,
      region: REGION,
      instance_id: instanceId(1),
      instance_name: 'web-1',
      image_id: 'ami-1',
      image_name: 'image 1',
      state: 'available',
      outcome: 'created',
      snapshot_ids: ['snap-1'],
    },
  ]);
});

test('failures have the documented members, unknown ones null', () => {
  const place = { account: ACCOUNT, region: REGION, instance: 'i-1', image: 'ami-1' };
  const whole = aProblem('AccessDenied', {
    phase: 'wait',
    place,
    awsCode: 'UnauthorizedOperation',
    said: 'no',
    mend: 'Do.',
  });
  const bare = aProblem('NoCredentials', { phase: 'sign-in', place: {}, mend: 'Do.' });
  const outputs = outputsOf(
    started(),
    { kind: 'target-failed', problem: whole },
    { kind: 'target-failed', problem: bare },
  );
  expect(parsed(outputs['failures'])).toEqual([
    {
      phase: 'wait',
      account_id: ACCOUNT,
      region: REGION,
      instance_id: 'i-1',
      image_id: 'ami-1',
      code: 'AccessDenied',
      aws_code: 'UnauthorizedOperation',
      message: `It was AccessDenied · account ${ACCOUNT}, ${REGION}, i-1, ami-1 · AWS said: no · Do.`,
    },
    {
      phase: 'sign-in',
      account_id: null,
      region: null,
      instance_id: null,
      image_id: null,
      code: 'NoCredentials',
      aws_code: null,
      message: 'It was NoCredentials · Do.',
    },
  ]);
});

describe('an output that is too long', () => {
  /** So many images that `image-ids` has exactly the length. */
  function withImageIds(length: number): Happening[] {
    const ids = ['', ''].map((_, at) => `ami-${'x'.repeat(at === 0 ? 100 : length - 115)}`);
    return ids.map((image, at) => ({ kind: 'created', image, request: requestOf(at + 1) }));
  }

  test.each([
    { length: 150_000, emptied: ['image-by-instance', 'images'] },
    { length: 150_001, emptied: ['image-ids', 'image-by-instance', 'images'] },
  ])('is left empty: image-ids of $length', ({ length, emptied }) => {
    const report = reportOf(started(), ...withImageIds(length));
    const whole = JSON.stringify(report.rows.map(({ imageId }) => imageId));
    expect(whole.length).toBe(length);
    const made = makeOutputs(report);
    expect(made.emptied).toEqual(emptied);
    expect(made.outputs['image-ids'].length).toBe(emptied.includes('image-ids') ? 0 : length);
  });

  test.each([
    { length: 100_000, emptied: [] },
    { length: 100_001, emptied: ['failures'] },
  ])('is left empty: failures of $length', ({ length, emptied }) => {
    const reportWith = (what: string) =>
      reportOf(started(), { kind: 'target-failed', problem: aProblem('Throttled', { what }) });
    const rest = makeOutputs(reportWith('')).outputs['failures'].length;
    const separator = ' · '.length;
    const made = makeOutputs(reportWith('x'.repeat(length - rest - separator)));
    expect(made.emptied).toEqual(emptied);
    expect(made.outputs['failures'].length).toBe(emptied.length > 0 ? 0 : length);
  });
});

describe('the report file', () => {
  const report = reportOf(
    started(),
    { kind: 'signed-in', account: '111111111111', arn: 'arn', how: 'OIDC' },
    created(1),
    available(1),
    failed(2, 'LimitReached'),
    { kind: 'warned', text: 'careful', place: { account: ACCOUNT } },
  );

  test('is the whole run', () => {
    expect(parsed(reportFileText(report, true))).toMatchObject({
      run_key: '42-0123abcd',
      finished: true,
      result: 'partial',
      main_account_id: '111111111111',
      started_at: new Date(START).toISOString(),
      updated_at: new Date(START + 5_000).toISOString(),
      images: [
        {
          instance_id: instanceId(1),
          outcome: 'created',
          series: 'default',
          size_gib: 8,
          accepted_at: new Date(START + 2_000).toISOString(),
          available_at: new Date(START + 3_000).toISOString(),
        },
        { instance_id: instanceId(2), outcome: 'failed', accepted_at: null, available_at: null },
      ],
      failures: [{ code: 'LimitReached' }],
      warnings: [{ text: 'careful', place: `account ${ACCOUNT}` }],
    });
  });

  test('says no result while the run goes on', () => {
    expect(parsed(reportFileText(report, false))).toMatchObject({ finished: false, result: null });
  });

  test('holds the rows that outputs are too long for', () => {
    const many = reportOf(started(), ...Array.from({ length: 2_000 }, (_, at) => created(at + 1)));
    expect(makeOutputs(many).outputs['images']).toBe('');
    expect((parsed(reportFileText(many, true)) as { images: unknown[] }).images).toHaveLength(2_000);
  });
});
