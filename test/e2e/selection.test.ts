/** Which instances a target selects. */
import { expect, test } from '@jest/globals';
import type { InstanceSeed, InstanceState } from '../emulator/aws.ts';
import { codesOf, failuresOf, imageIdsOf, imagesOf, instancesOf } from './outputs.ts';
import { DB, idOf, openStage, WEB } from './stage.ts';

const stage = openStage();
const NO_WAIT = { wait: 'false' };

function server(number: number, more: Partial<InstanceSeed> = {}): InstanceSeed {
  return { id: idOf(number), name: `server-${number}`, ...more };
}

function ofRole(number: number, role: string, tier: string): InstanceSeed {
  return server(number, { tags: { Role: role, Tier: tier } });
}

test('all: every page of the answer is read', async () => {
  const seven = [1, 2, 3, 4, 5, 6, 7];
  await stage.seed({ [WEB]: seven.map((number) => server(number)) });
  await stage.aws.settings({ maxPage: 2 });
  const run = await stage.step({ targets: WEB, instances: 'all' });
  expect(run.exitCode).toBe(0);
  expect(instancesOf(run)).toEqual(seven.map(idOf));
  expect(imagesOf(run).map(({ state }) => state)).toEqual(seven.map(() => 'available'));
  expect(await stage.ec2Calls('DescribeInstances')).toHaveLength(4);
});

test('filters are ANDed, their values ORed, with wildcards; outputs are ordered by instance id', async () => {
  const servers = [
    ofRole(4, 'web', 'gold'),
    ofRole(3, 'db', 'gold'),
    ofRole(2, 'web', 'silver'),
    ofRole(1, 'cache', 'gold'),
    ofRole(5, 'web-admin', 'gold'),
  ];
  await stage.seed({ [WEB]: servers });
  const wanted: [string, number[]][] = [
    ['tag:Role: web', [2, 4]],
    ['tag:Role: [web, db]\ntag:Tier: gold', [3, 4]],
    ['{"tag:Role": "web*", "tag:Tier": ["gold"]}', [4, 5]],
    ['tag:Role: web*\ntag:Tier: g?ld', [4, 5]],
  ];
  for (const [instances, numbers] of wanted) {
    const run = await stage.step({ ...NO_WAIT, targets: WEB, instances });
    expect([instances, instancesOf(run)]).toEqual([instances, numbers.map(idOf)]);
  }
});

test('ids are imaged in the order in which they are written', async () => {
  await stage.seed({ [WEB]: [server(1), server(2), server(3), server(4)] });
  const orders = [`${idOf(3)}, ${idOf(1)}`, `- ${idOf(4)}\n- ${idOf(2)}`, JSON.stringify([idOf(2), idOf(1)])];
  const runs = await Promise.all(
    orders.map((instances) => stage.step({ ...NO_WAIT, targets: WEB, instances })),
  );
  expect(runs.map(instancesOf)).toEqual([
    [idOf(3), idOf(1)],
    [idOf(4), idOf(2)],
    [idOf(2), idOf(1)],
  ]);
});

test('outputs are ordered by targets, then regions as written, then instances', async () => {
  const us = { region: 'us-east-1' };
  await stage.seed({ [WEB]: [server(1), server(2, us), server(3, us)], [DB]: [server(4)] });
  const targets = `[${DB}, {account: ${WEB}, regions: [us-east-1, eu-west-1]}]`;
  const run = await stage.step({ ...NO_WAIT, targets, instances: 'all' });
  expect(instancesOf(run)).toEqual([idOf(4), idOf(2), idOf(3), idOf(1)]);
  expect(imagesOf(run).map(({ image_id }) => image_id)).toEqual(imageIdsOf(run));
});

test('exclude: what any part matches is left out; matching nothing is fine', async () => {
  await stage.seed({ [WEB]: [ofRole(1, 'web', 'gold'), ofRole(2, 'db', 'gold'), ofRole(3, 'web', 'iron')] });
  const cases: [string, number[]][] = [
    [idOf(2), [1, 3]],
    [`${idOf(2)}, ${idOf(77)}`, [1, 3]],
    ['tag:Role: db\ntag:Tier: iron', [1]],
    ['tag:Role: [db, cache]', [1, 3]],
    ['tag:Role: nothing', [1, 2, 3]],
  ];
  const runs = await Promise.all(
    cases.map(([exclude]) => stage.step({ ...NO_WAIT, targets: WEB, instances: 'all', exclude })),
  );
  expect(runs.map(instancesOf)).toEqual(cases.map(([, numbers]) => numbers.map(idOf)));
  expect(runs.map(({ exitCode }) => exitCode)).toEqual(cases.map(() => 0));
  expect(runs[0]?.log).toMatch(/2 instances selected.*1 excluded/);
});

const NOT_IMAGEABLE: InstanceState[] = ['pending', 'shutting-down', 'terminated'];
const IMAGEABLE: InstanceState[] = ['running', 'stopping', 'stopped'];

function inEveryState(): InstanceSeed[] {
  return [...IMAGEABLE, ...NOT_IMAGEABLE].map((state, at) => server(at + 1, { state }));
}

test('in a state that EC2 cannot image, a filter leaves an instance out and the log counts it', async () => {
  await stage.seed({ [WEB]: [...inEveryState(), server(9, { state: 'terminated' })] });
  const run = await stage.step({ ...NO_WAIT, targets: WEB, instances: 'tag:Name: server-*' });
  expect(run.exitCode).toBe(0);
  expect(instancesOf(run)).toEqual([1, 2, 3].map(idOf));
  const line = run.log.split('\n').find((text) => text.includes('instances selected'));
  for (const count of ['1 left out as pending', '1 left out as shutting-down', '2 left out as terminated'])
    expect(line).toContain(count);
});

test('in such a state an instance named by its id fails, and the others are done', async () => {
  await stage.seed({ [WEB]: inEveryState() });
  const run = await stage.step({
    ...NO_WAIT,
    targets: WEB,
    instances: [1, 2, 3, 4, 5, 6].map(idOf).join(','),
  });
  expect(run.exitCode).toBe(1);
  expect(run.outputs['result']).toBe('partial');
  expect(failuresOf(run)).toMatchObject(
    [4, 5, 6].map((number) => ({
      phase: 'plan',
      account_id: WEB,
      region: 'eu-west-1',
      instance_id: idOf(number),
      image_id: null,
      code: 'InstanceNotImageable',
    })),
  );
  expect(failuresOf(run)[2]?.message).toContain('terminated');
  expect(imageIdsOf(run)).toHaveLength(3);
  expect((await stage.ec2Calls('CreateImage')).map(({ params }) => params['InstanceId']).sort()).toEqual(
    [1, 2, 3].map(idOf),
  );
});

test('an instance-store root cannot be imaged: a failure of that instance alone', async () => {
  await stage.seed({ [WEB]: [server(1, { rootDeviceType: 'instance-store' }), server(2)] });
  const run = await stage.step({ ...NO_WAIT, targets: WEB, instances: 'all' });
  expect(run.exitCode).toBe(1);
  expect(failuresOf(run)).toMatchObject([{ instance_id: idOf(1), code: 'InstanceStoreRoot' }]);
  expect(imagesOf(run)).toMatchObject([
    { instance_id: idOf(1), outcome: 'failed', image_id: null },
    { instance_id: idOf(2), outcome: 'created' },
  ]);
});

test('an id of the target that it does not have fails alone', async () => {
  await stage.seed({ [WEB]: [server(1), server(2, { region: 'us-east-1' })], [DB]: [server(3)] });
  const ids = [1, 2, 3, 99].map(idOf).join(', ');
  const targets = `- account: ${WEB}\n  regions: [eu-west-1, us-east-1]\n  instances: [${ids}]\n- account: ${DB}`;
  const run = await stage.step({ ...NO_WAIT, targets, instances: 'all' });
  expect(run.exitCode).toBe(1);
  expect(run.outputs['result']).toBe('partial');
  const created = imagesOf(run).filter(({ outcome }) => outcome === 'created');
  expect(created.map(({ account_id, instance_id }) => [account_id, instance_id])).toEqual([
    [WEB, idOf(1)],
    [WEB, idOf(2)],
    [DB, idOf(3)],
  ]);
  expect(failuresOf(run)).toMatchObject(
    [3, 99].map((number) => ({ account_id: WEB, instance_id: idOf(number), code: 'InstanceNotFound' })),
  );
});

test('an id of the input fails only when no target has it, and then belongs to no account', async () => {
  await stage.seed({ [WEB]: [server(1)], [DB]: [server(2)] });
  const instances = [1, 2, 99].map(idOf).join(', ');
  const run = await stage.step({ ...NO_WAIT, targets: `${WEB}, ${DB}`, instances });
  expect(run.exitCode).toBe(1);
  expect(failuresOf(run)).toMatchObject([
    { account_id: null, region: null, instance_id: idOf(99), code: 'InstanceNotFound' },
  ]);
  expect(imageIdsOf(run)).toHaveLength(2);
});

test('max-instances: a target that selects more fails before its first image, others do not', async () => {
  const us = { region: 'us-east-1' };
  await stage.seed({ [WEB]: [server(1), server(2), server(3, us)], [DB]: [server(4), server(5)] });
  const targets = `[{account: ${WEB}, regions: [eu-west-1, us-east-1]}, ${DB}]`;
  const run = await stage.step({ ...NO_WAIT, targets, instances: 'all', 'max-instances': '2' });
  expect(run.exitCode).toBe(1);
  expect(failuresOf(run)).toMatchObject([{ account_id: WEB, instance_id: null, code: 'TooManyInstances' }]);
  expect((await stage.ec2Calls('CreateImage')).map(({ account }) => account)).toEqual([DB, DB]);
});

test('one instance selected twice in one series is an error that names both targets', async () => {
  await stage.seed({ [WEB]: [server(1), server(2)] });
  const targets = `[{account: ${WEB}, instances: [${idOf(1)}]}, {account: ${WEB}, instances: all}]`;
  const run = await stage.step({ ...NO_WAIT, targets });
  expect(run.exitCode).toBe(1);
  expect(failuresOf(run)).toMatchObject([{ instance_id: idOf(1), code: 'SelectedTwice' }]);
  expect(failuresOf(run)[0]?.message).toContain('targets 1 and 2');
  expect((await stage.ec2Calls('CreateImage')).map(({ params }) => params['InstanceId'])).toEqual([idOf(2)]);
});

test('a target that selects nothing is an error, a warning or nothing', async () => {
  await stage.seed({ [WEB]: [server(1, { state: 'terminated' })], [DB]: [] });
  const choices = ['error', 'warn', 'ignore'];
  const runs = await Promise.all(
    choices.map((choice) =>
      stage.step({ targets: `${WEB}, ${DB}`, instances: 'all', 'if-no-instances-found': choice }),
    ),
  );
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([1, 0, 0]);
  expect(runs.map(({ outputs }) => outputs['result'])).toEqual(['failure', 'success', 'success']);
  expect(runs.map(codesOf)).toEqual([['NoInstancesFound', 'NoInstancesFound'], [], []]);
  expect(runs.map(({ outputs }) => outputs['image-ids'])).toEqual(['[]', '[]', '[]']);
  expect(runs.map(({ outputs }) => outputs['image-by-instance'])).toEqual(['{}', '{}', '{}']);
  const warned = runs.map((run) => run.commands.filter(({ name }) => name === 'warning').length);
  expect(warned.map((count) => count > 0)).toEqual([false, true, false]);
  expect(runs[1]?.summary).toContain(WEB);
  expect(await stage.ec2Calls('CreateImage')).toEqual([]);
});

test('one empty region of several is not an empty target', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  const run = await stage.step({
    ...NO_WAIT,
    targets: WEB,
    regions: 'us-east-1, eu-west-1',
    instances: 'all',
  });
  expect(run.exitCode).toBe(0);
  expect(instancesOf(run)).toEqual([idOf(1)]);
});
