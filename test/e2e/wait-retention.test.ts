/** The mode `wait` prunes what the run that made the images had to leave. */
import { expect, test } from '@jest/globals';
import { codesOf, imageIdsOf } from './outputs.ts';
import {
  daysAgo,
  expectVerdicts,
  image,
  imageId,
  left,
  looseSnapshot,
  prunedOf,
  server,
  snapshotId,
  verdictsOf,
  warningsOf,
} from './retention-scenes.ts';
import { DB, idOf, openStage, WEB } from './stage.ts';
import { begin, expectSuccess, finish, imageOfRun, ofInstance } from './wait-scenes.ts';

const stage = openStage();
const NO_RULE = 'pruned: no rule keeps it';
const KEEP_ONE = { targets: WEB, retention: 'keep-last: 1' };

/** Instances in an account, each with old images: 11, 12 of the first, 21, 22 of the second ... */
async function seedOld(account: string, ...numbers: readonly number[]): Promise<void> {
  const images = numbers.flatMap((number) =>
    [1, 2].map((at) => image(number * 10 + at, daysAgo(9 - at), ofInstance(number))),
  );
  await stage.aws.seed({ id: account, images });
}

test('by the policy, when an instance no longer exists, and what failed runs have left', async () => {
  await stage.seed({ [WEB]: [server(1), server(2), server(3)], [DB]: [server(4)] });
  await seedOld(WEB, 1, 2, 3);
  await seedOld(DB, 4);
  const inputs = { ...KEEP_ONE, targets: `${WEB}, ${DB}`, 'gone-after': '90d', 'loose-after': '7d' };
  // Instance 3 is not of this run, and there.
  const first = await begin(stage, { ...inputs, instances: [1, 2, 4].map(idOf).join(',') });
  const gone = [image(51, daysAgo(200), ofInstance(5)), image(52, daysAgo(100), ofInstance(5))];
  const leftover = image(61, daysAgo(3), ofInstance(3), { state: 'failed' });
  await stage.aws.seed({ id: WEB, images: [...gone, leftover], snapshots: [looseSnapshot(99)] });
  const run = await finish(stage, inputs);
  expectSuccess(run);
  const lone = 'pruned: its instance no longer exists, and its newest image is older than gone-after';
  expectVerdicts(run, {
    ...Object.fromEntries([11, 12, 21, 22, 41, 42].map((number) => [imageId(number), NO_RULE])),
    ...Object.fromEntries([51, 52].map((number) => [imageId(number), lone])),
    ...Object.fromEntries(imageIdsOf(first).map((id) => [id, 'kept: last 1'])),
  });
  expect(prunedOf(run).toSorted()).toEqual([11, 12, 21, 22, 41, 42, 51, 52].map(imageId));
  expect(run.summary).toContain('3 images kept, 8 pruned, at most 64 GiB freed.');
  const { images, snapshots } = await left(stage);
  expect(images).toEqual([...imageIdsOf(first), ...[31, 32].map(imageId)].sort());
  expect(snapshots).not.toContain(snapshotId(99));
  expect(run.log).toContain(`${imageId(61)}: A leftover of a failed attempt (failed) was removed`);
});

test('of an instance only after its own image is available', async () => {
  await stage.seed({ [WEB]: [server(1), server(2)] });
  await seedOld(WEB, 1, 2);
  const first = await begin(stage, KEEP_ONE);
  await stage.aws.settings({ instances: { [idOf(2)]: { pendingDescribes: 2 } } });
  const run = await finish(stage, KEEP_ONE);
  expectSuccess(run);
  expect(prunedOf(run).toSorted()).toEqual([11, 12, 21, 22].map(imageId));
  const pending = imageIdsOf(first)[1] ?? '';
  const calls = await stage.ec2Calls();
  const lastLook = calls.findLastIndex(
    ({ action, params }) => action === 'DescribeImages' && JSON.stringify(params).includes(pending),
  );
  const removals = calls.flatMap(({ action, params }, at) =>
    action === 'DeregisterImage' ? [{ image: params['ImageId'], early: at < lastLook }] : [],
  );
  const early = removals.filter((removal) => removal.early).map((removal) => removal.image);
  // The first one is not held up by the second.
  expect(early[0]).toBe(imageId(11));
  expect([11, 12].map(imageId)).toEqual(expect.arrayContaining(early));
});

test('not of an instance whose image failed: each of its images stays, with its reason', async () => {
  await stage.seed({ [WEB]: [server(1), server(2)] });
  await seedOld(WEB, 1, 2);
  const first = await begin(stage, KEEP_ONE);
  await stage.aws.settings({ instances: { [idOf(1)]: { end: 'failed' } } });
  const run = await finish(stage, KEEP_ONE);
  expect([run.exitCode, run.outputs['result'], codesOf(run)]).toEqual([1, 'partial', ['ImageFailed']]);
  const [failed = '', good = ''] = imageIdsOf(first);
  expectVerdicts(run, {
    [failed]: 'kept: does not count, it is failed; it is removed as a leftover when it is over 48 hours old',
    [imageId(11)]: 'kept: its backup failed in this run',
    [imageId(12)]: 'kept: last 1',
    [good]: 'kept: last 1',
    ...Object.fromEntries([21, 22].map((number) => [imageId(number), NO_RULE])),
  });
  expect(prunedOf(run)).toEqual([21, 22].map(imageId));
});

test('at most max-prunes, and nothing without retention', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  await seedOld(WEB, 1);
  await begin(stage, KEEP_ONE);
  const without = await finish(stage, { targets: WEB });
  expectSuccess(without);
  expect([without.outputs['pruned-image-ids'], await stage.ec2Calls('DeregisterImage')]).toEqual(['[]', []]);
  const run = await finish(stage, { ...KEEP_ONE, 'max-prunes': '1' });
  expectSuccess(run);
  expect([prunedOf(run), verdictsOf(run)[imageId(12)]]).toEqual([
    [imageId(11)],
    'kept: pruned in a later run, as max-prunes is 1',
  ]);
});

const DIFFERENT = [
  `- {account: ${WEB}, instances: '${idOf(1)}', retention: {keep-last: 1}}`,
  `- {account: ${WEB}, instances: '${idOf(2)}', retention: {keep-last: 2}}`,
];

test('two targets of one series with different retention: which one it is of nobody knows, and nothing is pruned', async () => {
  await stage.seed({ [WEB]: [server(1), server(2)] });
  await seedOld(WEB, 1, 2);
  const targets = DIFFERENT.join('\n');
  const first = await begin(stage, { targets });
  const run = await finish(stage, { targets });
  expectSuccess(run);
  expect([run.outputs['pruned-image-ids'], await stage.ec2Calls('DeregisterImage')]).toEqual(['[]', []]);
  const text =
    'Nothing is pruned: targets of series nightly have different retention, and the image does not say which of them it belongs to';
  expect(warningsOf(run)).toEqual(
    [1, 2].map((number) => `account ${WEB}, eu-west-1, ${idOf(number)}: ${text}`),
  );
  expect(run.log).toContain(`Warning: account ${WEB}, eu-west-1, ${idOf(1)}: ${text}`);
  const stays = `kept: ${text.replace('Nothing is pruned: ', '')}`;
  expectVerdicts(run, {
    ...Object.fromEntries([11, 12, 21, 22].map((number) => [imageId(number), stays])),
    ...Object.fromEntries(imageIdsOf(first).map((id) => [id, 'kept: last 1'])),
  });
});

test('the volumes that an image leaves out tell the two apart', async () => {
  await stage.seed({ [WEB]: [server(1), server(2)] });
  await seedOld(WEB, 1);
  const partial = ofInstance(2, { excludedVolumes: 'data' });
  await stage.aws.seed({ id: WEB, images: [image(21, daysAgo(8), partial), image(22, daysAgo(7), partial)] });
  const [one = '', other = ''] = DIFFERENT;
  const targets = [one, other.replace('}}', '}, exclude-volumes: data}')].join('\n');
  await begin(stage, { targets });
  const run = await finish(stage, { targets });
  expectSuccess(run);
  expect([warningsOf(run), prunedOf(run).toSorted()]).toEqual([[], [11, 12, 21].map(imageId)]);
  expect(verdictsOf(run)[imageId(22)]).toBe('kept: last 2');
});

test('two targets with the same retention leave no doubt', async () => {
  await stage.seed({ [WEB]: [server(1), server(2)] });
  await seedOld(WEB, 1, 2);
  const targets = DIFFERENT.join('\n').replace('keep-last: 2', 'keep-last: 1');
  await begin(stage, { targets });
  const run = await finish(stage, { targets });
  expectSuccess(run);
  expect([warningsOf(run), prunedOf(run).toSorted()]).toEqual([[], [11, 12, 21, 22].map(imageId)]);
});

test('with the retention of another series nothing is pruned, and that is told once', async () => {
  await stage.seed({ [WEB]: [server(1), server(2)] });
  await seedOld(WEB, 1, 2);
  const deploy = ofInstance(1, { series: 'pre-deploy' });
  await stage.aws.seed({ id: WEB, images: [image(1, daysAgo(3), deploy), image(2, daysAgo(2), deploy)] });
  await begin(stage, { targets: WEB });
  const run = await finish(stage, { ...KEEP_ONE, series: 'pre-deploy' });
  expectSuccess(run);
  expect([run.outputs['pruned-image-ids'], await stage.ec2Calls('DeregisterImage')]).toEqual(['[]', []]);
  const text = 'Nothing of series nightly is pruned, because no target here has it';
  expect(warningsOf(run)).toEqual([`account ${WEB}, eu-west-1, ${idOf(1)}: ${text}`]);
  const without = await finish(stage, { targets: WEB, series: 'pre-deploy' });
  expect(warningsOf(without)).toEqual([]);
});

test('what is pruned already is not pruned again by a second job that waits', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  await seedOld(WEB, 1);
  const first = await begin(stage, KEEP_ONE);
  const runs = await Promise.all([finish(stage, KEEP_ONE), finish(stage, KEEP_ONE)]);
  for (const run of runs) expectSuccess(run);
  expect(runs.map(imageIdsOf)).toEqual([first, first].map(imageIdsOf));
  expect((await left(stage)).images).toEqual(imageIdsOf(first));
});

test('images of a terminated instance, just waited for, are told once and not called unattended', async () => {
  await stage.seed({ [WEB]: [server(1), server(2)] });
  await stage.aws.seed({ id: WEB, images: [image(1, daysAgo(3)), image(2, daysAgo(2))] });
  const inputs = { targets: WEB, retention: 'keep-last: 2' };
  const first = await begin(stage, inputs);
  await stage.aws.seed({ id: WEB, instances: [server(1, { state: 'terminated' })] });
  const run = await finish(stage, inputs);
  expectSuccess(run);
  expect(prunedOf(run)).toEqual([imageId(1)]);
  const [one = '', two = ''] = imageIdsOf(first);
  expectVerdicts(run, {
    [imageId(1)]: 'pruned: no rule keeps it',
    [imageId(2)]: 'kept: last 2',
    [one]: 'kept: last 1',
    [two]: 'kept: last 1',
  });
  expect(run.summary).not.toContain('unattended');
});

test('an image that this step has waited for is not pruned by gone-after in the same step', async () => {
  await stage.seed({ [WEB]: [server(1, { state: 'terminated' })] });
  await stage.aws.seed({ id: WEB, images: [imageOfRun(1, daysAgo(2))] });
  const run = await finish(stage, { targets: WEB, retention: 'keep-last: 2', 'gone-after': '1d' });
  expectSuccess(run);
  expect([imageIdsOf(run), prunedOf(run)]).toEqual([[imageId(1)], []]);
  expectVerdicts(run, { [imageId(1)]: 'kept: last 1' });
  expect((await left(stage)).images).toEqual([imageId(1)]);
});
