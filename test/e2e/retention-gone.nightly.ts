/** Images of instances that no longer exist. */
import { expect, test } from '@jest/globals';
import { failuresOf } from './outputs.ts';
import {
  daysAgo,
  expectVerdicts,
  image,
  imageId,
  left,
  only,
  pageShows,
  PRUNE,
  prunedOf,
  server,
} from './retention-scenes.ts';
import { DB, idOf, openStage, WEB } from './stage.ts';

const stage = openStage();
const GONE = { ...PRUNE, targets: WEB, instances: 'tag:Keep: yes', 'if-no-instances-found': 'ignore' };
const PRUNED = 'pruned: its instance no longer exists, and its newest image is older than gone-after';
const YOUNG = 'kept: its instance no longer exists, and its newest image is younger than gone-after';

/** Instance 1 is selected; 2 is terminated, 3 never heard of; both are gone. */
async function seedGone(): Promise<void> {
  const selected = server(1, { tags: { Keep: 'yes' } });
  await stage.seed({ [WEB]: [selected, server(2, { state: 'terminated' })] });
}

function of(instance: number, series = 'nightly') {
  return { instance: idOf(instance), series };
}

test('all go, the newest last, when the newest is older than gone-after', async () => {
  await seedGone();
  const images = [
    image(11, daysAgo(300), of(1)),
    ...[21, 22, 23].map((number, at) => image(number, daysAgo(200 - at), of(2))),
    ...[31, 32, 33].map((number, at) => image(number, daysAgo(100 - at), of(3))),
  ];
  await stage.aws.seed({ id: WEB, images: images.reverse() });
  const inputs = { ...GONE, 'gone-after': '90d', 'max-prunes': '2' };
  const first = await stage.step(inputs);
  expect(first.exitCode).toBe(0);
  expect(prunedOf(first).toSorted()).toEqual([21, 22, 31, 32].map(imageId));
  const later = 'kept: pruned in a later run, as max-prunes is 2';
  expectVerdicts(first, {
    // The only image of an instance that exists, much older than the others.
    [imageId(11)]: 'kept: last 1',
    ...Object.fromEntries([21, 22, 31, 32].map((number) => [imageId(number), PRUNED])),
    [imageId(23)]: later,
    [imageId(33)]: later,
  });
  expect(await left(stage)).toEqual(only(11, 23, 33));
  const second = await stage.step(inputs);
  expect(prunedOf(second).toSorted()).toEqual([23, 33].map(imageId));
  expect(await left(stage)).toEqual(only(11));
});

test('one younger image keeps them all', async () => {
  await seedGone();
  const images = [
    image(21, daysAgo(200), of(2)),
    image(22, daysAgo(89), of(2)),
    image(31, daysAgo(91), of(3)),
  ];
  await stage.aws.seed({ id: WEB, images });
  const run = await stage.step({ ...GONE, 'gone-after': '90d' });
  expect(prunedOf(run)).toEqual([imageId(31)]);
  expectVerdicts(run, { [imageId(21)]: YOUNG, [imageId(22)]: YOUNG, [imageId(31)]: PRUNED });
});

test('without gone-after they are only told of', async () => {
  await seedGone();
  await stage.aws.seed({ id: WEB, images: [image(21, daysAgo(900), of(2)), image(31, daysAgo(900), of(3))] });
  const run = await stage.step(GONE);
  const unattended = 'kept: no target of this run looks at it';
  expectVerdicts(run, { [imageId(21)]: unattended, [imageId(31)]: unattended });
  expect(pageShows(run.summary)).toContain(`2 unattended images in account ${WEB}, eu-west-1, kept`);
  expect(await left(stage)).toEqual(only(21, 31));
});

test('an instance that exists and is not selected keeps its images', async () => {
  const states = ['pending', 'running', 'stopping', 'stopped', 'shutting-down'] as const;
  await stage.seed({ [WEB]: states.map((state, at) => server(at + 1, { state })) });
  const images = states.map((_, at) => image(at + 1, daysAgo(900), of(at + 1)));
  await stage.aws.seed({ id: WEB, images });
  const run = await stage.step({ ...GONE, 'gone-after': '1d' });
  expect([run.exitCode, prunedOf(run)]).toEqual([0, []]);
  expectVerdicts(
    run,
    Object.fromEntries(
      states.map((state, at) => [imageId(at + 1), `kept: its instance is ${state} and not selected`]),
    ),
  );
});

test('what nobody may prune stays here too', async () => {
  await seedGone();
  const old = daysAgo(900);
  await stage.aws.seed({ id: WEB, instances: [server(9, { imageId: imageId(31) })] });
  await stage.aws.seed({
    id: WEB,
    images: [
      image(31, old, of(3)),
      image(41, old, of(4), { launchPermissions: [{ UserId: '999999999999' }] }),
      image(51, old, of(5), { protection: 'enabled' }),
      image(61, old, of(6), { state: 'disabled' }),
      image(71, old, of(7, 'pre-deploy')),
      image(81, old, { ...of(8), repositoryId: '700100201' }),
      image(91, old, of(9), { instanceId: idOf(8) }),
      image(99, old, of(99)),
    ],
  });
  const run = await stage.step({ ...GONE, 'gone-after': '1d' });
  expect(run.exitCode).toBe(0);
  expectVerdicts(run, {
    [imageId(31)]: `kept: in use by ec2:Instance ${idOf(9)}`,
    [imageId(41)]: 'kept: shared with 999999999999',
    [imageId(51)]: 'kept: deregistration protection is enabled',
    [imageId(61)]: 'kept: does not count, it is disabled',
    [imageId(71)]: 'kept: no target of this run looks at it',
    [imageId(99)]: PRUNED,
  });
  expect(await left(stage)).toEqual(only(31, 41, 51, 61, 71, 81, 91));
});

test('when EC2 does not say whether the instance exists, everything stays', async () => {
  await seedGone();
  await stage.aws.seed({ id: WEB, images: [image(31, daysAgo(900), of(3)), image(32, daysAgo(901), of(3))] });
  // The selection is answered, and then whether the instance exists.
  const denied = { action: 'DescribeInstances', code: 'UnauthorizedOperation', status: 403, times: 9 };
  await stage.aws.fault({ ...denied, skip: 1 });
  const run = await stage.step({ ...GONE, 'gone-after': '1d' });
  expect([run.exitCode, run.outputs['result'], prunedOf(run)]).toEqual([1, 'failure', []]);
  expect(failuresOf(run)).toMatchObject([
    { phase: 'prune', account_id: WEB, region: 'eu-west-1', instance_id: idOf(3), code: 'AccessDenied' },
  ]);
  expect(await left(stage)).toEqual(only(31, 32));
});

test('it is asked again before each prune', async () => {
  await seedGone();
  await stage.aws.seed({ id: WEB, images: [image(31, daysAgo(900), of(3)), image(32, daysAgo(901), of(3))] });
  const denied = { action: 'DescribeInstances', code: 'UnauthorizedOperation', status: 403, times: 9 };
  await stage.aws.fault({ ...denied, skip: 3 });
  const run = await stage.step({ ...GONE, 'gone-after': '1d' });
  expect([run.exitCode, run.outputs['result'], prunedOf(run)]).toEqual([1, 'partial', [imageId(32)]]);
  expect(await left(stage)).toEqual(only(31));
});

test('a target that could not be looked at makes nothing look gone or unattended', async () => {
  await stage.seed({ [WEB]: [server(1)], [DB]: [server(2)] });
  await stage.aws.seed({ id: WEB, images: [image(11, daysAgo(900), of(1)), image(31, daysAgo(900), of(3))] });
  await stage.aws.seed({ id: DB, images: [image(41, daysAgo(900), of(4))] });
  await stage.aws.deny({ action: 'DescribeInstances', account: WEB });
  const run = await stage.step({ ...GONE, targets: `${WEB}, ${DB}`, 'gone-after': '1d' });
  expect(run.exitCode).toBe(1);
  expectVerdicts(run, { [imageId(41)]: PRUNED });
  expect(await left(stage)).toEqual(only(11, 31));
});

test('after a backup too', async () => {
  await seedGone();
  await stage.aws.seed({ id: WEB, images: [image(31, daysAgo(900), of(3)), image(11, daysAgo(1), of(1))] });
  const run = await stage.step({ ...GONE, mode: 'backup', retention: 'keep-last: 5', 'gone-after': '1d' });
  expect([run.exitCode, run.outputs['result']]).toEqual([0, 'success']);
  expect(prunedOf(run)).toEqual([imageId(31)]);
});
