/** What failed runs leave behind, and what AWS does not let go. */
import { expect, test } from '@jest/globals';
import { codesOf, failuresOf, imageIdsOf } from './outputs.ts';
import {
  day,
  daysAgo,
  expectVerdicts,
  image,
  imageId,
  left,
  looseSnapshot,
  only,
  PRUNE,
  prunedOf,
  server,
  SERIES,
  snapshotId,
  verdictsOf,
} from './retention-scenes.ts';
import { DB, idOf, openStage, SHOP, WEB } from './stage.ts';

const stage = openStage();
const ALL = { ...PRUNE, targets: WEB, instances: 'all' };

test('a failed image of ours goes after 48 hours, and is not called pruned', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  const failed = { state: 'failed' } as const;
  await stage.aws.seed({
    id: WEB,
    images: [
      image(1, daysAgo(2.1), {}, failed),
      image(2, daysAgo(9), {}, { state: 'error' }),
      image(3, daysAgo(9), {}, { state: 'invalid' }),
      // Of an instance that the run does not look at, in its series.
      image(4, daysAgo(9), { instance: idOf(5) }, failed),
      image(11, daysAgo(1.9), {}, failed),
      image(12, daysAgo(9), {}, { state: 'pending' }),
      image(13, daysAgo(9), {}, { state: 'disabled' }),
      image(14, daysAgo(9), { series: 'pre-deploy' }, failed),
      image(15, daysAgo(9), { repositoryId: '700100201' }, failed),
      image(16, daysAgo(9), {}, { ...failed, instanceId: idOf(9) }),
      image(17, daysAgo(9), {}, { ...failed, protection: 'enabled' }),
      image(18, daysAgo(9), {}, { ...failed, tags: { 'aws:backup:source-resource': idOf(1) } }),
    ],
  });
  const run = await stage.step(ALL);
  expect([run.exitCode, run.outputs['result'], run.outputs['failures']]).toEqual([0, 'success', '[]']);
  expect(prunedOf(run)).toEqual([]);
  expect(await left(stage)).toEqual(only(11, 12, 13, 14, 15, 16, 17, 18));
  for (const number of [1, 2, 3, 4])
    expect(run.log).toMatch(
      new RegExp(`${imageId(number)}: A leftover of a failed attempt \\(\\w+\\) was removed`),
    );
});

test('without retention no leftover is touched', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  const images = [image(1, daysAgo(9), {}, { state: 'failed' })];
  await stage.aws.seed({ id: WEB, snapshots: [looseSnapshot(2)] });
  await stage.aws.seed({ id: WEB, images });
  const run = await stage.step({ targets: WEB, instances: 'all', series: SERIES });
  expect(run.exitCode).toBe(0);
  expect((await left(stage)).snapshots).toEqual(expect.arrayContaining([snapshotId(1), snapshotId(2)]));
});

test('snapshots that AWS leaves at first are deleted after all; one that another image uses stays', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  const shared = { snapshotIds: [snapshotId(1), snapshotId(50)] };
  const foreign = { ...image(900, day(9)), tags: {}, snapshotIds: [snapshotId(50)] };
  await stage.aws.seed({
    id: WEB,
    images: [foreign, image(1, day(1), {}, shared), image(2, day(2)), image(3, day(3))],
  });
  const results = ['internal-error', 'client-error'] as const;
  const snapshotResults = results.map((code, at) => ({ code, snapshotId: snapshotId(at + 1) }));
  await stage.aws.settings({ snapshotResults });
  const run = await stage.step(ALL);
  expect([run.exitCode, run.outputs['result'], run.outputs['failures']]).toEqual([0, 'success', '[]']);
  expect(prunedOf(run)).toEqual([1, 2].map(imageId));
  expect((await left(stage)).snapshots).toEqual([3, 50].map(snapshotId));
});

test('snapshots that stay for good are a failure that names them, and their image is pruned', async () => {
  await stage.seed({ [WEB]: [server(1)], [DB]: [server(2)], [SHOP]: [server(3)] });
  // WEB: refused for good. DB: only one of two is refused. SHOP: the right is missing.
  const kept = { ...image(900, day(9)), tags: {}, snapshotIds: [snapshotId(50)] };
  const two = { snapshotIds: [snapshotId(2), snapshotId(50)] };
  const of = (instance: number) => ({ instance: idOf(instance) });
  await stage.aws.seed({ id: WEB, images: [image(1, day(1)), image(11, day(2))] });
  await stage.aws.seed({ id: DB, images: [kept, image(2, day(1), of(2), two), image(12, day(2), of(2))] });
  await stage.aws.seed({ id: SHOP, images: [image(3, day(1), of(3)), image(13, day(2), of(3))] });
  await stage.aws.settings({ snapshotResults: [{ code: 'internal-error' }] });
  await stage.aws.deny({ action: 'DeleteSnapshot', account: SHOP });
  const refused = { action: 'DeleteSnapshot', account: WEB, code: 'OperationNotPermitted', status: 400 };
  await stage.aws.fault({ ...refused, times: 9 });
  const run = await stage.step({ ...PRUNE, targets: `${WEB}, ${DB}, ${SHOP}`, instances: 'all' });
  expect([run.exitCode, run.outputs['result']]).toEqual([1, 'partial']);
  const failures = failuresOf(run).toSorted((one, other) =>
    (one.image_id ?? '').localeCompare(other.image_id ?? ''),
  );
  expect(failures).toMatchObject(
    [WEB, DB, SHOP].map((account, at) => ({
      phase: 'prune',
      account_id: account,
      region: 'eu-west-1',
      instance_id: idOf(at + 1),
      image_id: imageId(at + 1),
      code: 'SnapshotsLeft',
    })),
  );
  expect(failures.map(({ message }) => /and (.*) could not be deleted/.exec(message)?.[1])).toEqual(
    [1, 50, 3].map(snapshotId),
  );
  expect(failures[2]?.message).toContain('ec2:DeleteSnapshot');
  expect(prunedOf(run).toSorted()).toEqual([1, 2, 3].map(imageId));
  expect((await left(stage)).images).toEqual([11, 12, 13, 900].map(imageId));
  for (const number of [1, 2, 3]) expect(verdictsOf(run)[imageId(number)]).toBe('pruned: no rule keeps it');
});

test('what AWS does not let go stays and is told of as one failure; the new image stays good', async () => {
  await stage.seed({ [WEB]: [server(1)], [DB]: [server(2)] });
  const of = (instance: number) => ({ instance: idOf(instance) });
  await stage.aws.seed({ id: WEB, images: [1, 2, 3].map((number) => image(number, daysAgo(9 - number))) });
  await stage.aws.seed({
    id: DB,
    images: [11, 12].map((number) => image(number, daysAgo(20 - number), of(2))),
  });
  await stage.aws.deny({ action: 'DeregisterImage', account: WEB });
  const inputs = { series: SERIES, retention: 'keep-last: 1', targets: `${WEB}, ${DB}`, instances: 'all' };
  const run = await stage.step(inputs);
  expect([run.exitCode, run.outputs['result']]).toEqual([1, 'partial']);
  expect(imageIdsOf(run)).toHaveLength(2);
  expect(prunedOf(run)).toEqual([11, 12].map(imageId));
  for (const { phase, account_id, instance_id, code, aws_code, message } of failuresOf(run)) {
    expect([phase, account_id, instance_id]).toEqual(['prune', WEB, idOf(1)]);
    expect([code, aws_code]).toEqual(['AccessDenied', 'UnauthorizedOperation']);
    expect(message).toContain('Allow ec2:DeregisterImage');
  }
  // One entry for an instance, as the contract of `failures` has it.
  expect(codesOf(run)).toHaveLength(1);
  const [web = '', db = ''] = imageIdsOf(run);
  const refused = 'kept: could not be pruned: Cannot deregister the image';
  expectVerdicts(run, {
    ...Object.fromEntries([1, 2, 3].map((number) => [imageId(number), refused])),
    ...Object.fromEntries([11, 12].map((number) => [imageId(number), 'pruned: no rule keeps it'])),
    [web]: 'kept: last 1',
    [db]: 'kept: last 1',
  });
});
