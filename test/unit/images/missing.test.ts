import { expect, test } from '@jest/globals';
import { missingInstances } from '../../../src/images/missing.ts';
import type { TargetSelection } from '../../../src/images/select-target.ts';
import type { Target } from '../../../src/model/target.ts';
import { ACCOUNT, aTarget, instanceId, OTHER, roleOf, settings } from '../builders.ts';
import { MAIN_ACCOUNT } from '../fakes/accounts.ts';
import { FakeClock } from '../fakes/clock.ts';
import { FakeEc2 } from '../fakes/ec2.ts';

interface Parts extends Partial<Target> {
  readonly missing: readonly number[];
}

function selection({ missing, ...parts }: Parts): TargetSelection {
  const target = aTarget(parts);
  const account = target.at.kind === 'self' ? MAIN_ACCOUNT : target.at.account;
  const ec2 = new FakeEc2(new FakeClock(), { account });
  const selected = { instances: [], leftOut: {}, excluded: 0, missing: [] };
  const ids = missing.map((number) => instanceId(number));
  return { target, account, regions: [{ ec2, selected }], missing: ids };
}

function placesOf(selections: readonly TargetSelection[]) {
  return missingInstances(selections).map(({ problem }) => [
    problem.place.account ?? null,
    problem.place.instance,
  ]);
}

const SHARED = { ownInstances: false };

test.each<{ why: string; selections: Parts[]; missing: (readonly [string | null, number])[] }>([
  {
    why: 'an id of a target that this target lacks',
    selections: [{ missing: [1] }, { missing: [], position: 2 }],
    missing: [[ACCOUNT, 1]],
  },
  {
    why: 'an id of the account signed in to',
    selections: [{ missing: [1], at: { kind: 'self' } }],
    missing: [[MAIN_ACCOUNT, 1]],
  },
  {
    why: 'an id of the input that no target has, without an account',
    selections: [
      { ...SHARED, missing: [1, 2] },
      { ...SHARED, missing: [2, 3], at: roleOf(OTHER), position: 2 },
    ],
    missing: [[null, 2]],
  },
  {
    why: 'no id of the input that a target has',
    selections: [
      { ...SHARED, missing: [1] },
      { ...SHARED, missing: [], position: 2 },
    ],
    missing: [],
  },
  {
    why: 'ids of targets before those of the input',
    selections: [
      { ...SHARED, missing: [5] },
      { missing: [4], position: 2 },
    ],
    missing: [
      [ACCOUNT, 4],
      [null, 5],
    ],
  },
  { why: 'nothing', selections: [], missing: [] },
])('missing: $why', ({ selections, missing }) => {
  expect(placesOf(selections.map(selection))).toEqual(
    missing.map(([account, id]) => [account, instanceId(id)]),
  );
});

test('a missing instance is a failure of the plan, with a row of its own', () => {
  const at = { position: 3, regions: ['eu-west-1', 'us-east-1'], images: settings({ series: 'nightly' }) };
  expect(missingInstances([selection({ ...at, missing: [1] })])).toEqual([
    {
      of: {
        target: 3,
        account: ACCOUNT,
        region: null,
        series: 'nightly',
        instance: { id: instanceId(1), name: instanceId(1) },
      },
      problem: {
        code: 'InstanceNotFound',
        phase: 'plan',
        place: { account: ACCOUNT, instance: instanceId(1) },
        what: 'The instance does not exist in eu-west-1, us-east-1',
      },
    },
  ]);
});
