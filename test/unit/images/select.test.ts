import { describe, expect, test } from '@jest/globals';
import { judgeInstances, selectInstances } from '../../../src/images/select.ts';
import type { Selector } from '../../../src/model/target.ts';
import { anInstance, aProblem, aTarget, instanceId, instances, tagsOf } from '../builders.ts';
import { FakeEc2 } from '../fakes/ec2.ts';
import { FakeClock } from '../fakes/clock.ts';

const ALL: Selector = { kind: 'all' };
const none = new Set<string>();

function ids(...numbers: readonly number[]): Selector {
  return { kind: 'ids', ids: numbers.map((number) => instanceId(number)) };
}

function idsOf(found: readonly { id: string }[]): string[] {
  return found.map(({ id }) => id);
}

describe('the order', () => {
  const [one, two, three] = instances(3);
  const found = [three, one, two].flatMap((instance) => instance ?? []);

  test.each([
    { selector: ALL, order: [1, 2, 3], why: 'is that of the ids' },
    { selector: ids(2, 3, 1), order: [2, 3, 1], why: 'is the written one for named ids' },
  ])('$why', ({ selector, order }) => {
    expect(idsOf(judgeInstances(selector, found, none).instances)).toEqual(order.map((at) => instanceId(at)));
  });
});

describe('states', () => {
  const states = ['running', 'stopping', 'stopped', 'pending', 'shutting-down', 'terminated', 'terminated'];
  const found = states.map((state, at) => anInstance({ id: instanceId(at + 1), state }));

  test('a filter leaves out and counts those that cannot be imaged', () => {
    const { instances: selected, leftOut } = judgeInstances(ALL, found, none);
    expect(selected.map(({ state }) => state)).toEqual(['running', 'stopping', 'stopped']);
    expect(leftOut).toEqual({ pending: 1, 'shutting-down': 1, terminated: 2 });
  });

  test('an id is kept in any state, so that it fails by name', () => {
    const { instances: selected, leftOut } = judgeInstances(ids(4, 5, 6), found.slice(3, 6), none);
    expect(selected.map(({ state }) => state)).toEqual(['pending', 'shutting-down', 'terminated']);
    expect(leftOut).toEqual({});
  });
});

describe('missing ids', () => {
  test.each([
    { excluded: [], missing: [2, 3], why: 'are those that were not found' },
    { excluded: [2], missing: [3], why: 'are none that were excluded' },
  ])('$why', ({ excluded, missing }) => {
    const without = new Set(excluded.map((number) => instanceId(number)));
    expect(judgeInstances(ids(1, 2, 3), instances(1), without).missing).toEqual(
      missing.map((at) => instanceId(at)),
    );
  });

  test('cannot be of a filter', () => {
    expect(judgeInstances(ALL, [], none).missing).toEqual([]);
  });
});

describe('exclude', () => {
  const [web, db, cache] = [
    anInstance({ id: instanceId(1), tags: tagsOf({ Role: 'web', Env: 'prod' }) }),
    anInstance({ id: instanceId(2), tags: tagsOf({ Role: 'db', Env: 'prod' }) }),
    anInstance({ id: instanceId(3), tags: tagsOf({ Role: 'cache', Env: 'test' }) }),
  ];

  test.each<{ exclude: Selector; left: number[]; why: string }>([
    { exclude: ids(2, 9), left: [1, 3], why: 'ids, of which one matches nothing' },
    { exclude: ALL, left: [], why: 'all' },
    {
      exclude: {
        kind: 'filters',
        filters: [
          { name: 'tag:Role', values: ['db'] },
          { name: 'tag:Env', values: ['test'] },
        ],
      },
      left: [1],
      why: 'whatever any of its filters matches',
    },
    {
      exclude: { kind: 'filters', filters: [{ name: 'tag:Role', values: ['no'] }] },
      left: [1, 2, 3],
      why: 'nothing',
    },
  ])('leaves out $why', async ({ exclude, left }) => {
    const ec2 = new FakeEc2(new FakeClock(), { instances: [web, db, cache] });
    const selected = await selectInstances(ec2, aTarget({ exclude }));
    if (!selected.ok) throw new Error(selected.problem.what);
    expect(idsOf(selected.value.instances)).toEqual(left.map((number) => instanceId(number)));
    expect(selected.value.excluded).toBe(3 - left.length);
  });
});

test.each([
  { which: 'the selection', answers: [aProblem('AccessDenied')] },
  { which: 'what is excluded', answers: [undefined, aProblem('AccessDenied')] },
])('a failed look-up of $which is the answer', async ({ answers }) => {
  const ec2 = new FakeEc2(new FakeClock(), {
    instances: instances(1),
    faults: { 'instances.find': answers },
  });
  const selected = await selectInstances(ec2, aTarget({ exclude: ALL }));
  expect(selected).toEqual({ ok: false, problem: aProblem('AccessDenied') });
});
