/** The mode `wait` when not all goes well: images that end badly, accounts that are closed, runs that are cancelled. */
import { DeregisterImageCommand } from '@aws-sdk/client-ec2';
import { expect, test } from '@jest/globals';
import { ec2As } from '../emulator/clients.ts';
import { headline } from './check-scenes.ts';
import { codesOf, failuresOf, imageIdsOf, imagesOf, reportOf } from './outputs.ts';
import {
  daysAgo,
  image,
  imageId,
  pauseAt,
  prunedOf,
  server,
  verdictsOf,
  warningsOf,
} from './retention-scenes.ts';
import { closedTo, DB, idOf, openStage, roleIn, WEB } from './stage.ts';
import { adopted, begin, expectSuccess, finish, imageOfRun, ofInstance, RUN_KEY } from './wait-scenes.ts';

const stage = openStage();
const BOTH = { targets: `${WEB}, ${DB}` };
const KEEP_ONE = { retention: 'keep-last: 1', 'max-prunes': '9' };

async function seedThree(): Promise<void> {
  await stage.seed({ [WEB]: [server(1), server(2)], [DB]: [server(3)] });
}

test('an image that EC2 gave up is a failure with its reason, and the others are done', async () => {
  await seedThree();
  const first = await begin(stage, BOTH);
  const stateReason = { code: 'Client.SnapshotLimitExceeded', message: 'the limit of snapshots is reached' };
  await stage.aws.settings({ pendingDescribes: 1, instances: { [idOf(1)]: { end: 'failed', stateReason } } });
  await stage.aws.seed({ id: WEB, images: [image(1, daysAgo(3)), image(2, daysAgo(2))] });
  const run = await finish(stage, { ...BOTH, ...KEEP_ONE });
  expect([run.exitCode, run.outputs['result']]).toEqual([1, 'partial']);
  expect(imagesOf(run).map(({ state, outcome }) => [state, outcome])).toEqual([
    ['failed', 'failed'],
    ['available', 'adopted'],
    ['available', 'adopted'],
  ]);
  const [failed, ...good] = imageIdsOf(first);
  const place = { account_id: WEB, region: 'eu-west-1', instance_id: idOf(1), image_id: failed };
  expect(failuresOf(run)).toMatchObject([{ ...place, phase: 'wait', code: 'ImageFailed', aws_code: null }]);
  expect(failuresOf(run)[0]?.message).toContain('the limit of snapshots is reached');
  expect(imageIdsOf(run)).toEqual(good);
  expect(headline(run)).toBe('## ❌ 2 of 3 images in 2 accounts available, 1 failure');
  // Nothing newer is there: the old ones stay.
  expect(prunedOf(run)).toEqual([]);
});

test('an image that failed or was disabled before the job began is told', async () => {
  await seedThree();
  const images = [
    imageOfRun(1, daysAgo(1), ofInstance(1), { state: 'failed' }),
    imageOfRun(2, daysAgo(1), ofInstance(2), { state: 'disabled' }),
  ];
  await stage.aws.seed({ id: WEB, images });
  const run = await finish(stage, BOTH);
  expect([run.exitCode, run.outputs['result']]).toEqual([1, 'failure']);
  expect(failuresOf(run).map(({ phase, image_id, code }) => [phase, image_id, code])).toEqual([
    ['wait', imageId(1), 'ImageFailed'],
    ['wait', imageId(2), 'ImageVanished'],
  ]);
  expect(imagesOf(run).map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
  expect(headline(run)).toBe('## ❌ No image became available, 2 failures');
});

test('an image that somebody deregisters while it is waited for has vanished', async () => {
  await seedThree();
  const first = await begin(stage, BOTH);
  await stage.aws.settings({
    ...{ pendingDescribes: 2, instances: { [idOf(1)]: { end: 'stuck' } } },
    ...{ deregisteredShownSeconds: 60, deregisteredShownAs: 'deregistered' },
  });
  const [vanishing = '', ...good] = imageIdsOf(first);
  const client = await ec2As(stage.aws, roleIn(WEB));
  const pause = await pauseAt(stage, ['DescribeImages', 3], async () => {
    await client.send(new DeregisterImageCommand({ ImageId: vanishing }));
  });
  const run = await finish(stage, BOTH, { aws: pause.aws });
  await pause.close();
  expect([run.exitCode, run.outputs['result']]).toEqual([1, 'partial']);
  expect(failuresOf(run)).toMatchObject([
    { phase: 'wait', instance_id: idOf(1), image_id: vanishing, code: 'ImageVanished' },
  ]);
  expect(imageIdsOf(run)).toEqual(good);
});

test('an image that is gone before the job began is not missed, and the others are done', async () => {
  await seedThree();
  const first = await begin(stage, BOTH);
  const [gone = '', ...others] = imageIdsOf(first);
  const client = await ec2As(stage.aws, roleIn(WEB));
  await client.send(new DeregisterImageCommand({ ImageId: gone }));
  const run = await finish(stage, BOTH);
  expectSuccess(run);
  expect(imageIdsOf(run)).toEqual(others);
});

test.each([
  ['DescribeImages', 'wait', 'AccessDenied', ''],
  ['sts:AssumeRole', 'sign-in', 'AssumeRoleDenied', `; not reached: ${DB}`],
])('%s denied in one account: the images of the other are finished', async (action, phase, code, closed) => {
  await seedThree();
  const first = await begin(stage, BOTH);
  await stage.aws.settings({ pendingDescribes: 1 });
  await stage.aws.deny({ action, account: DB });
  const run = await finish(stage, BOTH);
  expect([run.exitCode, run.outputs['result']]).toEqual([1, 'partial']);
  expect(failuresOf(run)).toMatchObject([{ phase, account_id: DB, instance_id: null, code }]);
  expect(imagesOf(run)).toEqual(adopted(first).slice(0, 2));
  expect(headline(run)).toBe(`## ❌ 2 of 2 images in 1 account available, 1 failure${closed}`);
});

test('an account that is denied may have had the images: it is not said that there are none', async () => {
  await stage.seed({ [WEB]: [server(1)], [DB]: [server(3)] });
  await begin(stage, { targets: DB });
  await stage.aws.deny({ action: 'DescribeImages', account: DB });
  const run = await finish(stage, BOTH);
  expect([run.exitCode, run.outputs['result'], codesOf(run)]).toEqual([1, 'failure', ['AccessDenied']]);
});

test('when the main account is closed, it is not said that no image was found', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  await stage.aws.deny({ action: 'sts:AssumeRoleWithWebIdentity' });
  const run = await finish(stage, { targets: WEB });
  expect([run.exitCode, codesOf(run)]).toEqual([1, [expect.any(String)]]);
  expect(headline(run)).not.toContain('No image of this run key was found');
  expect(headline(run)).toContain('1 failure');
});

test('when accounts are closed, the first line counts them and names those that were not reached', async () => {
  await stage.seed({ [WEB]: [server(1)], [DB]: [server(2)] });
  await stage.aws.deny(closedTo());
  const run = await finish(stage, { targets: `${WEB}, ${DB}` });
  expect([run.exitCode, run.outputs['result']]).toEqual([1, 'failure']);
  expect(headline(run)).toContain(`2 failures; not reached: ${WEB}, ${DB}`);
});

test('an instance that was terminated meanwhile is named by its id', async () => {
  await seedThree();
  const first = await begin(stage, BOTH);
  await stage.aws.seed({ id: WEB, instances: [server(1, { state: 'terminated' })] });
  const run = await finish(stage, BOTH);
  expectSuccess(run);
  expect(imageIdsOf(run)).toEqual(imageIdsOf(first));
  const names = imagesOf(run).map(({ instance_name }) => instance_name);
  expect(names).toEqual([idOf(1), 'server-2', 'server-3']);
});

test('when the instances cannot be looked up, all are named by their ids and leftovers stay', async () => {
  await seedThree();
  await begin(stage, { targets: WEB });
  const leftover = image(1, daysAgo(9), ofInstance(2), { state: 'failed' });
  await stage.aws.seed({ id: WEB, images: [leftover, image(2, daysAgo(3)), image(3, daysAgo(4))] });
  // A deny rule would hide from retention what uses the images, too.
  await stage.aws.fault({ action: 'DescribeInstances', code: 'UnauthorizedOperation', status: 403 });
  const run = await finish(stage, { targets: WEB, ...KEEP_ONE });
  expectSuccess(run);
  expect(imagesOf(run).map(({ instance_name }) => instance_name)).toEqual([1, 2].map(idOf));
  expect(warningsOf(run)).toEqual([
    `account ${WEB}, eu-west-1: Instances are shown by their ids, and leftovers are kept: Cannot look up instances`,
  ]);
  expect(prunedOf(run)).toEqual([3, 2].map(imageId));
  expect((await stage.aws.state()).images.map(({ id }) => id)).toContain(imageId(1));
});

test('cancelled, it names the pending images, and prunes nothing of them', async () => {
  await seedThree();
  const first = await begin(stage, BOTH);
  await stage.aws.settings({ instances: { [idOf(1)]: { end: 'stuck' }, [idOf(3)]: { end: 'stuck' } } });
  await stage.aws.seed({ id: WEB, images: [image(1, daysAgo(3)), image(2, daysAgo(2))] });
  const stop = { after: new RegExp(`${idOf(2)}.*is available`), how: 'SIGINT' } as const;
  const run = await finish(stage, { ...BOTH, ...KEEP_ONE }, { stop });
  expect([run.exitCode, run.signal, run.outputs['result']]).toEqual([1, null, 'partial']);
  expect(run.durationMs).toBeLessThan(8_000);
  const [one, , three] = imageIdsOf(first);
  expect(failuresOf(run).map(({ code, phase, image_id }) => [code, phase, image_id])).toEqual([
    ['Cancelled', 'create', null],
    ['Cancelled', 'wait', one],
    ['Cancelled', 'wait', three],
  ]);
  expect(imagesOf(run).map(({ state, outcome }) => [state, outcome])).toEqual([
    ['pending', 'adopted'],
    ['available', 'adopted'],
    ['pending', 'adopted'],
  ]);
  expect(imageIdsOf(run)).toEqual(imageIdsOf(first));
  expect([prunedOf(run), Object.keys(verdictsOf(run)).includes(imageId(1))]).toEqual([[], false]);
  expect(reportOf(run)).toMatchObject({ run_key: RUN_KEY, finished: true, failures: failuresOf(run) });
});
