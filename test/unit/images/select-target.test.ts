import { describe, expect, test } from '@jest/globals';
import { selectTarget, type TargetSelection } from '../../../src/images/select-target.ts';
import type { Problem } from '../../../src/model/problem.ts';
import type { Selector, Target } from '../../../src/model/target.ts';
import {
  ACCOUNT,
  anInstance,
  aProblem,
  aTarget,
  instanceId,
  instances,
  REGION,
  roleOf,
} from '../builders.ts';
import { FakeAccounts, MAIN_ACCOUNT } from '../fakes/accounts.ts';
import { FakeEc2, type Ec2Parts } from '../fakes/ec2.ts';
import type { RecordingJournal } from '../fakes/journal.ts';
import { aRun } from '../fakes/run.ts';

const ELSEWHERE = 'us-east-1';

interface Scene {
  readonly target?: Partial<Target>;
  readonly here?: Ec2Parts;
  readonly there?: Ec2Parts;
  readonly refusal?: Problem;
  readonly ifNoInstances?: 'error' | 'warn' | 'ignore';
}

async function select(scene: Scene): Promise<{ selection: TargetSelection; journal: RecordingJournal }> {
  const run = aRun();
  const { clock, journal } = run;
  const places = [
    new FakeEc2(clock, scene.here),
    new FakeEc2(clock, { region: ELSEWHERE, ...scene.there }),
    new FakeEc2(clock, { account: MAIN_ACCOUNT, ...scene.here }),
  ];
  const accounts = new FakeAccounts(places, scene.refusal === undefined ? {} : { [ACCOUNT]: scene.refusal });
  const selection = await selectTarget(aTarget(scene.target), accounts, scene.ifNoInstances ?? 'error', run);
  return { selection, journal };
}

function ids(...numbers: readonly number[]): Selector {
  return { kind: 'ids', ids: numbers.map((number) => instanceId(number)) };
}

const BOTH = { regions: [REGION, ELSEWHERE] };

test('each region is told, in the written order, with what was left out and excluded', async () => {
  const { journal } = await select({
    target: { regions: [ELSEWHERE, REGION], exclude: ids(2) },
    here: { instances: [...instances(2), anInstance({ id: instanceId(3), state: 'pending' })] },
    there: { instances: [anInstance({ id: instanceId(9), name: 'db' })] },
  });
  expect(journal.of('target-signed-in')).toMatchObject([{ target: 1, account: ACCOUNT }]);
  expect(journal.of('selected')).toMatchObject([
    {
      place: { account: ACCOUNT, region: ELSEWHERE },
      selection: { instances: [{ id: instanceId(9), name: 'db' }], leftOut: {}, excluded: 0 },
    },
    {
      place: { account: ACCOUNT, region: REGION },
      selection: { instances: [{ id: instanceId(1), name: 'web-1' }], leftOut: { pending: 1 }, excluded: 1 },
    },
  ]);
  expect(journal.problems).toEqual([]);
});

test('self is the account signed in to', async () => {
  const { journal } = await select({ target: { at: { kind: 'self' } }, here: { instances: instances(1) } });
  expect(journal.of('selected')).toMatchObject([{ place: { account: MAIN_ACCOUNT } }]);
});

test('a role that lets nobody in fails the target, and no id of it is missing', async () => {
  const refusal = aProblem('AssumeRoleDenied', { phase: 'sign-in' });
  const { selection, journal } = await select({
    refusal,
    target: { at: roleOf(ACCOUNT), instances: ids(1) },
  });
  expect(journal.of('target-failed')).toMatchObject([{ target: 1, problem: refusal }]);
  expect([selection.regions, selection.missing]).toEqual([[], []]);
});

describe('a region that does not answer', () => {
  const denied = aProblem('RegionDisabled', { phase: 'plan' });

  test('fails, and the others go on', async () => {
    const { selection, journal } = await select({
      target: BOTH,
      here: { faults: { 'instances.find': denied } },
      there: { instances: instances(2) },
    });
    expect(journal.problems).toEqual([denied]);
    expect(selection.regions.map(({ ec2 }) => ec2.region)).toEqual([ELSEWHERE]);
  });

  test('may have had instances, where the others have none', async () => {
    const { journal } = await select({ target: BOTH, here: { faults: { 'instances.find': denied } } });
    expect(journal.codes).toEqual(['RegionDisabled']);
  });

  test('may have had the instances that the others lack', async () => {
    const { selection, journal } = await select({
      target: { ...BOTH, instances: ids(1) },
      here: { faults: { 'instances.find': denied } },
    });
    expect(selection.missing).toEqual([]);
    expect(journal.codes).toEqual(['RegionDisabled']);
  });
});

describe('max-instances', () => {
  test.each([
    { count: 3, codes: [], regions: 2, why: 'as many as allowed' },
    { count: 4, codes: ['TooManyInstances'], regions: 0, why: 'one more' },
  ])('$why, over all regions', async ({ count, codes, regions }) => {
    const { selection, journal } = await select({
      target: { ...BOTH, maxInstances: 3 },
      here: { instances: instances(1) },
      there: { instances: instances(count).slice(1) },
    });
    expect(journal.codes).toEqual(codes);
    expect(selection.regions).toHaveLength(regions);
  });

  test('that are too many are counted in the message', async () => {
    const { journal } = await select({ target: { maxInstances: 1 }, here: { instances: instances(2) } });
    expect(journal.problems).toMatchObject([
      { code: 'TooManyInstances', phase: 'plan', place: { account: ACCOUNT, region: REGION } },
    ]);
    expect(journal.problems[0]?.what).toMatch(/2 instances.*max-instances of 1/);
  });
});

describe('if-no-instances-found', () => {
  test.each([
    { ifNoInstances: 'error', codes: ['NoInstancesFound'], remark: undefined },
    { ifNoInstances: 'warn', codes: [], remark: 'warned' },
    { ifNoInstances: 'ignore', codes: [], remark: 'noticed' },
  ] as const)('$ifNoInstances', async ({ ifNoInstances, codes, remark }) => {
    const { journal } = await select({ target: BOTH, ifNoInstances });
    expect(journal.codes).toEqual(codes);
    const remarks = journal.events.filter(({ kind }) => kind === 'warned' || kind === 'noticed');
    expect(remarks.map(({ kind }) => kind)).toEqual(remark === undefined ? [] : [remark]);
  });

  test('is not asked when one of the regions has an instance', async () => {
    const { journal } = await select({ target: BOTH, there: { instances: instances(1) } });
    expect(journal.problems).toEqual([]);
  });

  test('names account alone when the target has several regions', async () => {
    const { journal } = await select({ target: BOTH });
    expect(journal.problems[0]?.place).toEqual({ account: ACCOUNT });
  });

  test('is not asked of ids that are missing, for each of them fails by itself', async () => {
    const { selection, journal } = await select({ target: { instances: ids(1) } });
    expect([journal.problems, selection.missing]).toEqual([[], [instanceId(1)]]);
  });

  test('is asked of ids that are all excluded', async () => {
    const { journal } = await select({
      target: { instances: ids(1), exclude: ids(1) },
      here: { instances: instances(1) },
    });
    expect(journal.codes).toEqual(['NoInstancesFound']);
  });
});

test('an id is missing when no region has it', async () => {
  const { selection } = await select({
    target: { ...BOTH, instances: ids(1, 2, 3) },
    here: { instances: instances(1) },
    there: { instances: [anInstance({ id: instanceId(3) })] },
  });
  expect(selection.missing).toEqual([instanceId(2)]);
});
