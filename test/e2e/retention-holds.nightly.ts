/** Locks and fast snapshot restores keep an image, whatever the policy says. */
import { expect, test } from '@jest/globals';
import { codesOf } from './outputs.ts';
import {
  day,
  daysAgo,
  expectVerdicts,
  image,
  imageId,
  left,
  only,
  PRUNE,
  prunedOf,
  server,
  snapshotId,
  warningsOf,
} from './retention-scenes.ts';
import { openStage, WEB } from './stage.ts';

const stage = openStage();
const ALL = { ...PRUNE, targets: WEB, instances: 'all' };

test('an image stays while one of its snapshots is locked or has fast snapshot restore enabled', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  const two = { snapshotIds: [snapshotId(1), snapshotId(50)] };
  await stage.aws.seed({
    id: WEB,
    images: [image(1, day(1), {}, two), ...[2, 3, 4, 5, 6, 7, 8].map((number) => image(number, day(number)))],
    snapshotLocks: [
      { snapshotId: snapshotId(50), expiresOn: '2031-02-03T04:05:06Z' },
      { snapshotId: snapshotId(2), state: 'compliance-cooloff' },
      { snapshotId: snapshotId(3), state: 'expired', expiresOn: '2024-01-01T00:00:00Z' },
    ],
    fastSnapshotRestores: [
      { snapshotId: snapshotId(4), zone: 'eu-west-1a' },
      { snapshotId: snapshotId(4), zone: 'eu-west-1b', state: 'enabling' },
      { snapshotId: snapshotId(5), state: 'optimizing' },
      { snapshotId: snapshotId(6), state: 'disabling' },
      { snapshotId: snapshotId(7), state: 'disabled' },
    ],
  });
  const run = await stage.step(ALL);
  expect([run.exitCode, run.outputs['result'], run.outputs['failures']]).toEqual([0, 'success', '[]']);
  expect(prunedOf(run)).toEqual([3, 6, 7].map(imageId));
  const fast = (number: number, zone: string) =>
    `snapshot ${snapshotId(number)} has fast snapshot restore enabled in ${zone}`;
  expectVerdicts(run, {
    [imageId(8)]: 'kept: last 1',
    [imageId(7)]: 'pruned: no rule keeps it',
    [imageId(6)]: 'pruned: no rule keeps it',
    [imageId(5)]: `kept: ${fast(5, 'eu-west-1a')}`,
    [imageId(4)]: `kept: ${fast(4, 'eu-west-1a')}, ${fast(4, 'eu-west-1b')}`,
    [imageId(3)]: 'pruned: no rule keeps it',
    [imageId(2)]: `kept: snapshot ${snapshotId(2)} is locked (compliance-cooloff)`,
    [imageId(1)]: `kept: snapshot ${snapshotId(50)} is locked until 2031-02-03 (governance)`,
  });
  expect((await left(stage)).snapshots).toEqual([1, 2, 4, 5, 8, 50].map(snapshotId));
  expect(warningsOf(run)).toEqual([]);
});

test('a failed image stays, too, and a plan foresees the same', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  await stage.aws.seed({
    id: WEB,
    images: [1, 2].map((number) => image(number, daysAgo(9), {}, { state: 'failed' })),
    snapshotLocks: [{ snapshotId: snapshotId(1), state: 'compliance' }],
  });
  const told = `A failed image stays: snapshot ${snapshotId(1)} is locked (compliance)`;
  const plan = await stage.step({ ...ALL, mode: 'plan' });
  expect(plan.log).toContain(told);
  expect(plan.log).toMatch(new RegExp(`${imageId(2)}: A leftover .* would be removed`));
  const run = await stage.step(ALL);
  expect(run.log).toContain(told);
  expect(await left(stage)).toEqual(only(1));
});

test('a snapshot that is locked at the last moment is told with what AWS said', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  await stage.aws.seed({ id: WEB, images: [image(1, day(1)), image(2, day(2))] });
  await stage.aws.settings({ snapshotResults: [{ code: 'client-error', snapshotId: snapshotId(1) }] });
  const locked = {
    action: 'DeleteSnapshot',
    account: WEB,
    code: 'OperationNotPermitted',
    status: 400,
    times: 9,
  };
  await stage.aws.fault({ ...locked, message: `The snapshot ${snapshotId(1)} is locked` });
  const run = await stage.step(ALL);
  expect([run.exitCode, prunedOf(run), codesOf(run)]).toEqual([1, [imageId(1)], ['SnapshotsLeft']]);
  expect(run.log).toContain(`The snapshot ${snapshotId(1)} is locked`);
  expect(run.log).toContain('locked');
});
