/** The output `matrix` cuts the work of one job into parts, and `shard` gives a job its part. */
import { expect, test } from '@jest/globals';
import type { InstanceSeed } from '../emulator/aws.ts';
import { MAIN_ROLE, TARGETS } from '../emulator/world.ts';
import { headline } from './check-scenes.ts';
import { failuresOf, imagesOf } from './outputs.ts';
import { cellsOf, planOf, plannedOf } from './plan-scenes.ts';
import { server } from './retention-scenes.ts';
import { DB, idOf, openStage, SHOP, WEB } from './stage.ts';

const stage = openStage();
const ALL = { targets: TARGETS.join(','), instances: 'all' };
const PLAN = { ...ALL, mode: 'plan' };
const ONE_EACH = { [WEB]: [server(1)], [DB]: [server(2), server(3)], [SHOP]: [server(4)] };

function matrixOf(text: string | undefined): unknown {
  return JSON.parse(text ?? 'null') as unknown;
}

test('few instances are one part, in one account and in three', async () => {
  await stage.seed(ONE_EACH);
  const runs = await Promise.all([stage.step(PLAN), stage.step({ ...PLAN, targets: WEB })]);
  for (const run of runs) {
    expect(run.exitCode).toBe(0);
    expect(run.outputs['matrix']).toBe('{"shard":["1/1"]}');
    expect(planOf(run).shards).toEqual(['1/1']);
  }
});

test('no other mode has a matrix', async () => {
  await stage.seed(ONE_EACH);
  const runs = await Promise.all(
    ['validate', 'backup'].map((mode) => stage.step({ ...ALL, mode, wait: 'false' })),
  );
  expect(runs.map(({ exitCode, outputs }) => [exitCode, outputs['matrix']])).toEqual([
    [0, ''],
    [0, ''],
  ]);
});

/** So many in each of three regions that none has to wait for EC2's rate limits. */
const REGIONS = ['eu-west-1', 'us-east-1', 'eu-central-1'];
const MANY = 120;

function many(account: number): InstanceSeed[] {
  return Array.from({ length: MANY }, (_, at) => {
    const region = REGIONS[at % REGIONS.length] ?? '';
    return { id: idOf(account * 1000 + at), region };
  });
}

test('more than 250 images are cut between accounts', async () => {
  await stage.seed({});
  const roles = [{ name: 'cross-account-ami', trusts: [MAIN_ROLE] }];
  const accounts = TARGETS.map((id, at) => ({ id, regions: REGIONS, roles, instances: many(at) }));
  await stage.aws.seed(...accounts);
  const run = await stage.step({ ...PLAN, regions: REGIONS.join(',') });
  expect([run.exitCode, failuresOf(run), plannedOf(run).length]).toEqual([0, [], 3 * MANY]);
  // Two accounts have 240 together, three have 360.
  expect(matrixOf(run.outputs['matrix'])).toEqual({ shard: ['1/2', '2/2'] });
  expect((await stage.ec2Calls()).filter(({ mutating }) => mutating)).toEqual([]);
});

test('as many parts as the given shard has; the plan is about its own', async () => {
  await stage.seed(ONE_EACH);
  const run = await stage.step({ ...PLAN, shard: '2/5' });
  expect(run.exitCode).toBe(0);
  expect(matrixOf(run.outputs['matrix'])).toEqual({ shard: ['1/5', '2/5', '3/5', '4/5', '5/5'] });
  // Accounts are dealt out in the order of their ids.
  expect(plannedOf(run).map(({ instance_id }) => instance_id)).toEqual([idOf(1)]);
  expect(cellsOf(run, { action: 'sts:AssumeRole' }).map(({ account_id }) => account_id)).toEqual([WEB]);
});

test('the parts of a backup make every image exactly once', async () => {
  await stage.seed(ONE_EACH);
  const shards = ['1/3', '2/3', '3/3'];
  const runs = await Promise.all(shards.map((shard) => stage.step({ ...ALL, wait: 'false', shard })));
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  const parts = runs.map((run) => imagesOf(run).map(({ instance_id }) => instance_id));
  expect(parts).toEqual([[idOf(4)], [idOf(1)], [idOf(2), idOf(3)]]);
  const { images } = await stage.aws.state();
  expect(images.map(({ instanceId }) => instanceId).toSorted()).toEqual([1, 2, 3, 4].map(idOf));
  // Jobs of a matrix have the same run; their parts make their keys differ.
  expect(new Set(runs.map(({ outputs }) => outputs['run-key'])).size).toBe(3);
});

test('the targets of an account stay together', async () => {
  await stage.seed(ONE_EACH);
  const targets = [
    `- {account: ${DB}, instances: ${idOf(2)}}`,
    `- ${WEB}`,
    `- {account: ${DB}, instances: ${idOf(3)}}`,
  ].join('\n');
  const run = await stage.step({ ...PLAN, targets, shard: '2/2' });
  expect(plannedOf(run).map(({ target, instance_id }) => [target, instance_id])).toEqual([
    [1, idOf(2)],
    [3, idOf(3)],
  ]);
});

test('a part without a target succeeds and says so', async () => {
  await stage.seed(ONE_EACH);
  const inputs = [
    { ...ALL, shard: '4/4' },
    { ...PLAN, shard: '5/5' },
  ];
  const [made, planned] = await Promise.all(inputs.map((each) => stage.step(each)));
  for (const run of [made, planned]) {
    expect([run?.exitCode, run?.outputs['result'], run?.outputs['images']]).toEqual([0, 'success', '[]']);
    expect(run?.log).toContain('This shard has no target');
  }
  expect(made === undefined ? '' : headline(made)).toBe(
    '## ✅ No instance was selected, and no image was made',
  );
  expect(await stage.ec2Calls()).toEqual([]);
});

test('ids of the input `instances` need all targets: with a shard they are an input error', async () => {
  await stage.seed(ONE_EACH);
  const run = await stage.step({ ...PLAN, instances: idOf(1), shard: '1/2' });
  expect([run.exitCode, failuresOf(run).map(({ code }) => code)]).toEqual([1, ['InputInvalid']]);
  expect(await stage.aws.calls()).toEqual([]);
});
