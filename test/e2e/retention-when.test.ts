/** When a run prunes and when it does not; what two of them do to each other, and to the series of others. */
import { expect, test } from '@jest/globals';
import type { ActionRun } from '../emulator/runner.ts';
import { codesOf, imageByInstanceOf, imageIdsOf } from './outputs.ts';
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
  SERIES,
  verdictsOf,
  warningsOf,
} from './retention-scenes.ts';
import { DB, idOf, openStage, SHOP, WEB } from './stage.ts';

const stage = openStage();
const KEEP_ONE = { series: SERIES, retention: 'keep-last: 1', instances: 'all' };

/** Instances 1 to `count` in an account, each with three old images: 11, 12, 13 of the first, 21, 22, 23 ... */
async function seedOld(account: string, numbers: readonly number[]): Promise<void> {
  const images = numbers.flatMap((number) =>
    [1, 2, 3].map((at) => image(number * 10 + at, daysAgo(9 - at), { instance: idOf(number) })),
  );
  await stage.aws.seed({ id: account, images });
}

test('an instance whose backup failed is not pruned, and the others are', async () => {
  const unimageable = server(4, { rootDeviceType: 'instance-store' });
  await stage.seed({ [WEB]: [server(1), server(2), server(3), unimageable], [DB]: [server(5)] });
  await seedOld(WEB, [1, 2, 3, 4]);
  await seedOld(DB, [5]);
  await stage.aws.settings({ instances: { [idOf(2)]: { end: 'failed' }, [idOf(3)]: { end: 'error' } } });
  await stage.aws.deny({ action: 'CreateImage', account: DB });
  const run = await stage.step({ ...KEEP_ONE, targets: `${WEB}, ${DB}` });
  expect([run.exitCode, run.outputs['result']]).toEqual([1, 'partial']);
  expect(codesOf(run).toSorted()).toEqual([
    'AccessDenied',
    'ImageFailed',
    'ImageFailed',
    'InstanceStoreRoot',
  ]);
  expect(prunedOf(run)).toEqual([11, 12, 13].map(imageId));
  const stay = [21, 22, 23, 31, 32, 33, 41, 42, 43, 51, 52, 53].map(imageId);
  expect((await left(stage)).images).toEqual(expect.arrayContaining(stay));
  expect(Object.keys(verdictsOf(run))).toEqual(expect.arrayContaining([11, 12, 13].map(imageId)));
});

test('wait: false prunes nothing', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  await seedOld(WEB, [1]);
  // Not even what would be a leftover.
  await stage.aws.seed({ id: WEB, images: [image(1, daysAgo(9), {}, { state: 'failed' })] });
  const run = await stage.step({ ...KEEP_ONE, targets: WEB, wait: 'false' });
  expect([run.exitCode, run.outputs['result'], run.outputs['pruned-image-ids']]).toEqual([
    0,
    'pending',
    '[]',
  ]);
  expect((await left(stage)).images).toEqual(expect.arrayContaining([1, 11, 12, 13].map(imageId)));
});

test('an adopted image is the newest one: a re-run of the job prunes what the first attempt did not', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  await seedOld(WEB, [1]);
  const inputs = { ...KEEP_ONE, targets: WEB };
  await stage.step(inputs, { stop: { after: /is pending/, how: 'SIGKILL' } });
  const made = (await left(stage)).images.filter((id) => ![11, 12, 13].map(imageId).includes(id));
  const again = await stage.step(inputs, { env: { GITHUB_RUN_ATTEMPT: '2' } });
  expect(imageIdsOf(again)).toEqual(made);
  expect(prunedOf(again)).toEqual([11, 12, 13].map(imageId));
  expect((await left(stage)).images).toEqual(made);
});

/** Two runs of their own at the same time; each step of theirs is one of another workflow run. */
function twoAtOnce(inputs: Record<string, string>): Promise<ActionRun[]> {
  const ids = ['8800110031', '8800110032'];
  return Promise.all(ids.map((id) => stage.step(inputs, { env: { GITHUB_RUN_ID: id } })));
}

/** What a run left of each instance, oldest first. */
async function leftByInstance(): Promise<Map<string, string[]>> {
  const { images } = await stage.aws.state();
  const ordered = images.toSorted((one, other) => one.creationDate.localeCompare(other.creationDate));
  const groups = Map.groupBy(ordered, ({ instanceId }) => instanceId);
  return new Map([...groups].map(([instance, own]) => [instance, own.map(({ id }) => id)]));
}

test('two backups at once prune, and every instance keeps its newest image', async () => {
  await stage.seed({ [WEB]: [server(1), server(2)], [DB]: [server(3)] });
  await seedOld(WEB, [1, 2]);
  await seedOld(DB, [3]);
  // EC2 goes on showing what the other run has deregistered.
  await stage.aws.settings({ deregisteredShownSeconds: 2 });
  const runs = await twoAtOnce({ ...KEEP_ONE, targets: `${WEB}, ${DB}`, 'max-prunes': '10' });
  expect(runs.map(({ exitCode, outputs }) => [exitCode, outputs['result']])).toEqual([
    [0, 'success'],
    [0, 'success'],
  ]);
  const byInstance = await leftByInstance();
  for (const number of [1, 2, 3]) {
    const made = runs.map((run) => imageByInstanceOf(run)[idOf(number)]);
    // The newest of the two is there, and nothing but what the two have made.
    const ids = byInstance.get(idOf(number)) ?? [];
    expect(made).toEqual(expect.arrayContaining(ids));
    expect(ids.length).toBeGreaterThan(0);
  }
  const pruned = runs.flatMap(prunedOf);
  const old = [1, 2, 3].flatMap((number) => [1, 2, 3].map((at) => imageId(number * 10 + at)));
  expect(pruned).toEqual(expect.arrayContaining(old));
});

test.each([0, 3])('two prunes at once end well, with removed images shown for %d s', async (seconds) => {
  await stage.seed({ [WEB]: [server(1), server(2)], [DB]: [server(3)] });
  await seedOld(WEB, [1, 2]);
  await seedOld(DB, [3]);
  await stage.aws.settings({ deregisteredShownSeconds: seconds });
  const runs = await twoAtOnce({ ...PRUNE, targets: `${WEB}, ${DB}`, instances: 'all' });
  expect(runs.map(({ exitCode, outputs }) => [exitCode, outputs['result']])).toEqual([
    [0, 'success'],
    [0, 'success'],
  ]);
  expect(await left(stage)).toEqual(only(13, 23, 33));
  for (const run of runs) {
    for (const newest of [13, 23, 33]) expect(verdictsOf(run)[imageId(newest)]).toBe('kept: last 1');
  }
});

test('an image that somebody else removed, and that EC2 still shows, is no failure and is not kept', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  await stage.aws.settings({ deregisteredShownSeconds: 600 });
  await seedOld(WEB, [1]);
  const inputs = { ...PRUNE, targets: WEB, instances: 'all' };
  expect(prunedOf(await stage.step(inputs))).toEqual([11, 12].map(imageId));
  const run = await stage.step(inputs);
  expect([run.exitCode, run.outputs['result'], warningsOf(run)]).toEqual([0, 'success', []]);
  const kept = Object.entries(verdictsOf(run)).filter(([, text]) => text.startsWith('kept'));
  expect(kept).toEqual([[imageId(13), 'kept: last 1']]);
  expect(await left(stage)).toEqual(only(13));
});

test('a removal whose answer was lost is done: asked again, EC2 says that the image is gone', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  await seedOld(WEB, [1]);
  await stage.aws.fault({ action: 'DeregisterImage', when: 'after', code: 'InternalError', status: 500 });
  const run = await stage.step({ ...PRUNE, targets: WEB, instances: 'all' });
  expect([run.exitCode, run.outputs['result']]).toEqual([0, 'success']);
  expect(prunedOf(run)).toEqual([11, 12].map(imageId));
  const replies = (await stage.ec2Calls('DeregisterImage')).map(({ errorCode }) => errorCode);
  expect(replies).toEqual(['InternalError', 'InvalidAMIID.Unavailable', null]);
  expect(await left(stage)).toEqual(only(13));
});

test('a deployment that makes images in a series of its own leaves the nightly ones alone', async () => {
  await stage.seed({ [WEB]: [server(1)], [SHOP]: [server(2)] });
  await seedOld(WEB, [1]);
  const deploy = { series: 'pre-deploy' };
  const images = [image(1, daysAgo(20), deploy), image(2, daysAgo(1), deploy)];
  await stage.aws.seed({ id: WEB, images });
  const run = await stage.step({ ...KEEP_ONE, ...deploy, targets: WEB });
  expect(run.exitCode).toBe(0);
  const unattended = 'kept: no target of this run looks at it';
  const [made = ''] = imageIdsOf(run);
  expectVerdicts(run, {
    ...Object.fromEntries([11, 12, 13].map((number) => [imageId(number), unattended])),
    [imageId(1)]: 'pruned: no rule keeps it',
    [imageId(2)]: 'pruned: no rule keeps it',
    [made]: 'kept: last 1',
  });
  expect((await left(stage)).images).toEqual([...[11, 12, 13].map(imageId), made].sort());
});

test('two series of one run: each by its own retention, and the one without is only told of', async () => {
  await stage.seed({ [WEB]: [server(1), server(2)] });
  await seedOld(WEB, [1, 2]);
  const deploy = { series: 'pre-deploy' };
  await stage.aws.seed({ id: WEB, images: [image(1, daysAgo(2), deploy), image(2, daysAgo(1), deploy)] });
  const targets = [
    `- {account: ${WEB}, instances: ${idOf(1)}, series: pre-deploy, retention: {keep-last: 2}}`,
    `- {account: ${WEB}, instances: ${idOf(2)}, series: nightly}`,
  ].join('\n');
  const run = await stage.step({ targets });
  expect(run.exitCode).toBe(0);
  expect(prunedOf(run)).toEqual([imageId(1)]);
  // Three of each instance, and the new one of instance 2.
  expect(pageShows(run.summary)).toContain('Series nightly holds 7 images, at most 56 GiB.');
  const nightly = [11, 12, 13, 21, 22, 23].map(imageId);
  expect((await left(stage)).images).toEqual(expect.arrayContaining([...nightly, imageId(2)]));
});

test('without retention nothing is pruned, and the summary says what each series holds', async () => {
  await stage.seed({ [WEB]: [server(1)], [DB]: [server(2)] });
  await seedOld(WEB, [1]);
  await seedOld(DB, [2]);
  await stage.aws.seed({
    id: DB,
    images: [image(1, daysAgo(3), { repositoryId: '700100201' }), image(2, daysAgo(3), { series: 'other' })],
  });
  const run = await stage.step({ targets: `${WEB}, ${DB}`, instances: 'all', series: SERIES });
  expect([run.exitCode, run.outputs['pruned-image-ids']]).toEqual([0, '[]']);
  // Six that were there, and the two of this run.
  expect(pageShows(run.summary)).toContain(
    'Series nightly holds 8 images, at most 64 GiB. Nothing is pruned without `retention`.',
  );
  expect(run.summary).not.toContain('### Retention');
  expect(await stage.ec2Calls('DeregisterImage')).toEqual([]);
});
