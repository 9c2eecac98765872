/** Random targets in two accounts. */
import fc from 'fast-check';
import type { Retention } from '../../../src/model/retention.ts';
import type { Selector, Target, Template } from '../../../src/model/target.ts';
import { ACCOUNT, aTarget, holes, instanceId, roleOf, settings } from '../builders.ts';
import { DAY, HOUR, policyOf } from '../retention/images.ts';

export const OTHER = '333333333333';
export const SERIES = ['nightly', 'weekly'] as const;

/** The usual value, and one time in so many another one. */
export function oneIn<const T>(times: number, usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: times - 1, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );
}

const NAMES: readonly Template[] = [
  holes('instance-name', '-', 'instance-id', '-', 'date', '-', 'run'),
  holes('instance-name', '-', 'run'),
  holes('instance-id', '-', 'series'),
  ['one for all'],
];

const retentions: fc.Arbitrary<Retention> = fc.record({
  policy: fc
    .record({ last: fc.nat(2), daily: fc.nat(2), within: fc.constantFrom(0, 0, DAY) })
    .filter(({ last, daily, within }) => last + daily + within > 0)
    .map(policyOf),
  maxPrunes: fc.integer({ min: 1, max: 3 }),
  goneAfter: fc.constantFrom(DAY, 30 * DAY),
});

const selectors = fc.constantFrom<Selector>(
  { kind: 'all' },
  { kind: 'all' },
  { kind: 'filters', filters: [{ name: 'tag:role', values: ['web'] }] },
  { kind: 'ids', ids: [instanceId(2), instanceId(1)] },
  { kind: 'ids', ids: [instanceId(1), instanceId(9)] },
);

const facts = fc.record({
  account: oneIn(4, ACCOUNT, OTHER),
  instances: selectors,
  ownInstances: fc.boolean(),
  exclude: fc.option(fc.constant<Selector>({ kind: 'ids', ids: [instanceId(2)] }), {
    freq: 6,
    nil: undefined,
  }),
  maxInstances: oneIn(12, 250, 1),
  name: fc.nat(6).map((at) => NAMES[at] ?? holes('instance-name', '-', 'instance-id', '-', 'run')),
  copyTags: fc.boolean(),
  noReboot: oneIn(8, true, false),
  excludeVolumes: oneIn<readonly string[]>(6, [], ['data'], ['/dev/sdf'], ['/dev/xvda']),
  series: oneIn(4, 'nightly', 'weekly'),
  skipIfNewerThan: fc.option(fc.constantFrom(HOUR, 6 * HOUR, DAY), { nil: undefined }),
  retention: fc.option(retentions, { freq: 6, nil: undefined }),
  goneAfter: fc.boolean(),
});

export const targets: fc.Arbitrary<Target[]> = fc
  .array(facts, { minLength: 1, maxLength: 3 })
  .map((all) => all.map((each, at) => targetOf(each, at + 1)));

type Facts = typeof facts extends fc.Arbitrary<infer T> ? T : never;

function targetOf(each: Facts, position: number): Target {
  const { account, exclude, skipIfNewerThan, retention, goneAfter, ...rest } = each;
  const { name, copyTags, noReboot, excludeVolumes, series, ...selection } = rest;
  return aTarget({
    position,
    at: roleOf(account),
    images: settings({ name, copyTags, noReboot, excludeVolumes, series }),
    ...selection,
    ...(exclude === undefined ? {} : { exclude }),
    ...(skipIfNewerThan === undefined ? {} : { skipIfNewerThan }),
    ...(retention === undefined ? {} : { retention: goneAfter ? retention : withoutGoneAfter(retention) }),
  });
}

function withoutGoneAfter({ policy, maxPrunes }: Retention): Retention {
  return { policy, maxPrunes };
}
