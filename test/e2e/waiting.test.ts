/** Waiting for images: one look for all, every end with its reason, progress in between. */
import { expect, test } from '@jest/globals';
import type { AwsCall, InstanceSeed } from '../emulator/aws.ts';
import { codesOf, failuresOf, imageIdsOf, imagesOf } from './outputs.ts';
import { DB, idOf, openStage, WEB } from './stage.ts';

const stage = openStage();
const ALL = { targets: WEB, instances: 'all' };

function servers(...numbers: number[]): InstanceSeed[] {
  return numbers.map((number) => ({ id: idOf(number), name: `server-${number}` }));
}

/** The image ids that a look asked for. */
function askedIn({ params }: AwsCall): string[] {
  const filters = (params['Filter'] ?? []) as { Name: string; Value: string[] }[];
  const byFilter = filters.filter(({ Name }) => Name === 'image-id').flatMap(({ Value }) => Value);
  return [...byFilter, ...((params['ImageId'] ?? []) as string[])];
}

/** Looks at images that are waited for; others look for images of an earlier run. */
async function looks(): Promise<AwsCall[]> {
  return (await stage.ec2Calls('DescribeImages')).filter((call) => askedIn(call).length > 0);
}

test('one look asks for all pending images of an account and region', async () => {
  const us = servers(6, 7).map((seed) => ({ ...seed, region: 'us-east-1' }));
  await stage.seed({ [WEB]: [...servers(1, 2, 3, 4, 5), ...us], [DB]: servers(8) });
  await stage.aws.settings({ pendingDescribes: 1, instances: { [idOf(1)]: { pendingDescribes: 0 } } });
  const regions = 'eu-west-1, us-east-1';
  const run = await stage.step({
    targets: `${WEB}, ${DB}`,
    regions,
    instances: 'all',
    'if-no-instances-found': 'warn',
  });
  expect(run.exitCode).toBe(0);
  const images = imagesOf(run);
  expect(images).toHaveLength(8);
  const all = await looks();
  expect(all.length).toBeLessThan(8);
  const inEurope = all
    .filter(({ account, region }) => account === WEB && region === 'eu-west-1')
    .map(askedIn);
  const ids = images.slice(0, 5).map(({ image_id }) => image_id ?? '');
  expect(inEurope.map((look) => look.toSorted())).toEqual([ids.toSorted(), ids.slice(1).toSorted()]);
});

test('failed, error and invalid are ends, with the reason that EC2 gives', async () => {
  await stage.seed({ [WEB]: servers(1, 2, 3, 4) });
  const stateReason = { code: 'Client.SnapshotLimitExceeded', message: 'the limit of snapshots is reached' };
  await stage.aws.settings({
    instances: {
      [idOf(1)]: { end: 'failed', stateReason },
      [idOf(2)]: { end: 'error' },
      [idOf(3)]: { end: 'invalid' },
    },
  });
  const run = await stage.step(ALL);
  expect(run.exitCode).toBe(1);
  expect(run.outputs['result']).toBe('partial');
  expect(imagesOf(run).map(({ state, outcome }) => [state, outcome])).toEqual([
    ['failed', 'failed'],
    ['error', 'failed'],
    ['invalid', 'failed'],
    ['available', 'created'],
  ]);
  const images = imagesOf(run).map(({ image_id }) => image_id);
  expect(
    failuresOf(run).toSorted((a, b) => String(a.instance_id).localeCompare(String(b.instance_id))),
  ).toMatchObject(
    [1, 2, 3].map((number, at) => ({
      phase: 'wait',
      account_id: WEB,
      region: 'eu-west-1',
      instance_id: idOf(number),
      image_id: images[at],
      code: 'ImageFailed',
    })),
  );
  const first = failuresOf(run).find(({ instance_id }) => instance_id === idOf(1));
  expect(first?.message).toContain('the limit of snapshots is reached');
  expect(run.summary).toContain('the limit of snapshots is reached');
  expect(run.log).toContain('the limit of snapshots is reached');
  expect(imageIdsOf(run)).toEqual([images[3]]);
});

test('an image that EC2 does not show at first is waited for', async () => {
  await stage.seed({ [WEB]: servers(1) });
  await stage.aws.settings({ hiddenSeconds: 2 });
  const run = await stage.step(ALL);
  expect(run.exitCode).toBe(0);
  expect(imagesOf(run)).toMatchObject([{ state: 'available', outcome: 'created' }]);
  expect((await looks()).length).toBeGreaterThan(1);
});

test('wait: false ends as soon as the images are accepted', async () => {
  await stage.seed({ [WEB]: servers(1, 2) });
  await stage.aws.settings({ instances: { [idOf(1)]: { end: 'stuck' } } });
  const run = await stage.step({ ...ALL, wait: 'false' });
  expect(run.exitCode).toBe(0);
  expect(run.outputs['result']).toBe('pending');
  expect(imagesOf(run).map(({ state, outcome }) => [state, outcome])).toEqual([
    ['pending', 'created'],
    ['pending', 'created'],
  ]);
  expect(imageIdsOf(run)).toHaveLength(2);
  expect(await looks()).toEqual([]);
});

test('wait: false with a failure is partial', async () => {
  await stage.seed({ [WEB]: servers(1), [DB]: servers(2) });
  await stage.aws.deny({ action: 'CreateImage', account: DB });
  const run = await stage.step({ targets: `${WEB}, ${DB}`, instances: 'all', wait: 'false' });
  expect(run.exitCode).toBe(1);
  expect(run.outputs['result']).toBe('partial');
  expect(failuresOf(run)).toMatchObject([
    {
      phase: 'create',
      account_id: DB,
      instance_id: idOf(2),
      code: 'AccessDenied',
      aws_code: 'UnauthorizedOperation',
    },
  ]);
  expect(failuresOf(run)[0]?.message).not.toContain('Encoded authorization failure message');
});

test('at wait-timeout a pending image is created and a failure, and the others stay good', async () => {
  await stage.seed({ [WEB]: servers(1), [DB]: servers(2) });
  await stage.aws.settings({ instances: { [idOf(1)]: { end: 'stuck' } } });
  const inputs = { targets: `${WEB}, ${DB}`, instances: 'all', 'wait-timeout': '1m' };
  const run = await stage.step(inputs, { timeoutMs: 100_000 });
  expect(run.exitCode).toBe(1);
  expect(run.outputs['result']).toBe('partial');
  const [stuck, good] = imagesOf(run);
  expect(stuck).toMatchObject({ state: 'pending', outcome: 'created' });
  expect(good).toMatchObject({ state: 'available', outcome: 'created' });
  expect(failuresOf(run)).toMatchObject([
    { phase: 'wait', instance_id: idOf(1), image_id: stuck?.image_id, code: 'WaitTimedOut', aws_code: null },
  ]);
  expect(imageIdsOf(run)).toEqual([stuck?.image_id, good?.image_id]);
  expect((await stage.aws.state()).images).toHaveLength(2);
}, 120_000);

test('the log tells the progress of images and snapshots', async () => {
  await stage.seed({ [WEB]: servers(1, 2) });
  await stage.aws.settings({ pendingSeconds: 2 });
  const run = await stage.step(ALL);
  expect(run.exitCode).toBe(0);
  expect(run.log).toMatch(new RegExp(`${WEB} eu-west-1: 0 of 2 images available, snapshots at \\d+ %`));
});

test('a look that fails is repeated', async () => {
  await stage.seed({ [WEB]: servers(1) });
  await stage.aws.settings({ pendingDescribes: 1 });
  await stage.aws.fault(
    { action: 'DescribeImages', code: 'RequestLimitExceeded', status: 503 },
    { action: 'DescribeImages', reset: true },
    { action: 'DescribeImages', code: 'InternalError', status: 500 },
  );
  const run = await stage.step(ALL);
  expect(run.exitCode).toBe(0);
  expect(imagesOf(run)).toMatchObject([{ state: 'available' }]);
});

test('a role that may not look at snapshots waits all the same', async () => {
  await stage.seed({ [WEB]: servers(1) });
  await stage.aws.settings({ pendingDescribes: 1 });
  await stage.aws.deny({ action: 'DescribeSnapshots' });
  const run = await stage.step(ALL);
  expect(run.exitCode).toBe(0);
  expect(imagesOf(run)).toMatchObject([{ account_id: WEB, state: 'available' }]);
});

test('a role that may not look at images is told at once, and the other account is done', async () => {
  await stage.seed({ [WEB]: servers(1), [DB]: servers(2) });
  await stage.aws.deny({ action: 'DescribeImages', account: DB });
  const run = await stage.step({ targets: `${WEB}, ${DB}`, instances: 'all' });
  expect(run.exitCode).toBe(1);
  expect(run.outputs['result']).toBe('partial');
  expect(codesOf(run)).toEqual(['AccessDenied']);
  expect(failuresOf(run)).toMatchObject([{ account_id: DB, aws_code: 'UnauthorizedOperation' }]);
  expect(failuresOf(run)[0]?.message).toContain('ec2:DescribeImages');
});
