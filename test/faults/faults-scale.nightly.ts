/** Many images at once, EC2's own limits, and reboots that take their time: the long ones, side by side. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { commandsOf, failuresOf, imageIdsOf, reportOf } from '../e2e/outputs.ts';
import { daysAgo, image, PRUNE } from '../e2e/retention-scenes.ts';
import type { Aws, AwsCall, ImageSeed } from '../emulator/aws.ts';
import { expectSound } from './audit.ts';
import { accounts, idOf, WEB } from './places.ts';
import { openScenes, type Scene } from './scenes.ts';
import {
  rollingReboots,
  sharedBuckets,
  storm,
  thousandImages,
  throttledBuckets,
  throttledPrunes,
} from './table-runs.ts';

const inScene = openScenes(4);

/** "Request throttling for the Amazon EC2 API": bucket and refill per second. */
const BUCKETS = {
  CreateImage: { size: 50, refill: 5 },
  DescribeImages: { size: 100, refill: 20 },
  DescribeInstances: { size: 100, refill: 20 },
  DescribeSnapshots: { size: 100, refill: 20 },
  DescribeImageReferences: { size: 100, refill: 20 },
  DescribeImageAttribute: { size: 100, refill: 20 },
  DeregisterImage: { size: 100, refill: 5 },
};
const LONG = 240_000;

function numbers(count: number, from = 1): number[] {
  return Array.from({ length: count }, (_, at) => from + at);
}

async function expectFewRefused(scene: Scene, taken: number): Promise<void> {
  const { aws, github, step } = scene;
  await aws.seed(...accounts({ ...github, servers: { [WEB]: numbers(200) } }));
  const throttle = Object.fromEntries(
    Object.entries(BUCKETS).map(([action, bucket]) => [action, { ...bucket, taken }]),
  );
  await aws.settings({ throttle });
  const run = await step({ targets: WEB, instances: 'all' }, { timeoutMs: LONG });
  expect(failuresOf(run)).toEqual([]);
  expect(await expectSound(run, aws)).toHaveLength(200);
  const calls = (await aws.calls()).filter(({ action }) => action === 'CreateImage');
  expect(refusedPart(calls)).toBeLessThan(0.05);
  expect(refusedPart(await aws.calls())).toBeLessThan(0.05);
}

function refusedPart(calls: readonly AwsCall[]): number {
  return calls.filter(({ errorCode }) => errorCode === 'RequestLimitExceeded').length / calls.length;
}

test.concurrent(
  throttledBuckets.fault,
  inScene((scene) => expectFewRefused(scene, 0)),
);

test.concurrent(
  sharedBuckets.fault,
  inScene((scene) => expectFewRefused(scene, 0.5)),
);

/** Two of the series of each server, the older one of which no rule keeps. */
function oldImages(count: number): ImageSeed[] {
  return numbers(count).flatMap((server) => [
    image(2 * server, daysAgo(3), { instance: idOf(server) }),
    image(2 * server + 1, daysAgo(2), { instance: idOf(server) }),
  ]);
}

test.concurrent(
  throttledPrunes.fault,
  inScene(async ({ aws, github, step }) => {
    const images = { [WEB]: oldImages(200) };
    await aws.seed(...accounts({ ...github, servers: { [WEB]: numbers(200) }, images }));
    await aws.settings({ throttle: BUCKETS });
    const run = await step({ targets: WEB, instances: 'all', ...PRUNE }, { timeoutMs: LONG });
    expect(failuresOf(run)).toEqual([]);
    expect(JSON.parse(run.outputs['pruned-image-ids'] ?? '')).toHaveLength(200);
    expect((await aws.state()).images).toHaveLength(200);
    expect(refusedPart(await aws.calls())).toBeLessThan(0.05);
  }),
);

test.concurrent(
  storm.fault,
  inScene(async ({ aws, github, step }) => {
    const images = { [WEB]: oldImages(60) };
    await aws.seed(...accounts({ ...github, servers: { [WEB]: numbers(60) }, images }));
    await aws.fault({ action: '*', code: 'Unavailable', times: 100_000, share: 0.5, seconds: 60 });
    const inputs = { targets: WEB, instances: 'all', ...PRUNE, mode: 'backup' };
    const run = await step(inputs, { timeoutMs: LONG });
    expect(failuresOf(run)).toEqual([]);
    expect(JSON.parse(run.outputs['pruned-image-ids'] ?? '')).toHaveLength(120);
    const state = await aws.state();
    expect(state.images.map(({ id }) => id).toSorted()).toEqual(imageIdsOf(run).toSorted());
    expect(new Set(state.images.map(({ instanceId }) => instanceId)).size).toBe(60);
  }),
);

test.concurrent(
  thousandImages.fault,
  inScene(async ({ aws, github, step }) => {
    const ids = numbers(8).map((number) => String(100_000_000_000 + number));
    const servers = Object.fromEntries(ids.map((id, at) => [id, numbers(125, at * 125 + 1)]));
    await aws.seed(...accounts({ ...github, servers }));
    const run = await step({ targets: ids.join(', '), instances: 'all' }, { timeoutMs: LONG });
    expect([run.exitCode, run.outputs['result'], run.outputs['failures']]).toEqual([0, 'success', '[]']);
    expect(new Set(imageIdsOf(run)).size).toBe(1_000);
    expect(run.outputs['images']).toBe('');
    expect(commandsOf(run, 'error').join('\n')).toContain('images');
    expect(commandsOf(run, 'error').length).toBeLessThanOrEqual(10);
    const lengths = Object.values(run.outputs).map(({ length }) => length);
    expect(lengths.reduce((sum, length) => sum + length)).toBeLessThan(500_000);
    expect(Buffer.byteLength(run.summary)).toBeLessThan(1024 * 1024);
    const report = reportOf(run);
    expect(report.images.map(({ image_id }) => image_id)).toEqual(imageIdsOf(run));
    expect(new Set((await aws.state()).images.map(({ id }) => id))).toEqual(new Set(imageIdsOf(run)));
    expect(run.peakMemoryMiB ?? 0).toBeLessThan(400);
  }),
);

/** So long a server is not well after its reboot: longer than the 2 minutes that are waited in any case. */
const REBOOT_SECONDS = 125;

test.concurrent(
  rollingReboots.fault,
  inScene(async ({ aws, github, step }) => {
    await aws.seed(...accounts({ ...github, servers: { [WEB]: [1, 2] } }));
    await aws.settings({ rebootSeconds: REBOOT_SECONDS });
    const killer = new AbortController();
    const inputs = { targets: WEB, instances: 'all', 'no-reboot': 'false', 'max-reboots': '1' };
    const running = step(inputs, { kill: killer.signal, timeoutMs: LONG });
    const [first, second] = await secondReboot(aws);
    killer.abort();
    await running;
    expect(second.at - first.at).toBeGreaterThan(REBOOT_SECONDS * 1_000);
    expect(Object.values((await aws.state()).reboots)).toEqual([1, 1]);
    const checks = (await aws.calls()).filter(({ action }) => action === 'DescribeInstanceStatus');
    expect(checks.length).toBeGreaterThanOrEqual(2);
    for (const { at } of checks.slice(0, 2)) expect(at).toBeLessThan(second.at);
  }),
);

async function secondReboot(aws: Aws): Promise<[AwsCall, AwsCall]> {
  const giveUpAt = Date.now() + LONG;
  while (Date.now() < giveUpAt) {
    const created = (await aws.calls()).filter(({ action }) => action === 'CreateImage');
    const [first, second] = created;
    if (first !== undefined && second !== undefined) return [first, second];
    await sleep(1_000);
  }
  throw new Error('the second server was never rebooted');
}
