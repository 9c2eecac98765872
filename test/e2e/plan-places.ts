/** Random facts of an account: servers, earlier images of all kinds, and settings of its target. */
import fc from 'fast-check';
import type { ImageSeed, InstanceSeed } from '../emulator/aws.ts';

const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Not on the edge of any rule below, so that a backup may take its seconds. */
const AGES = [5 * MINUTE, 30 * MINUTE, 1.5 * HOUR, 5.5 * HOUR, 20.5 * HOUR, 30.5 * HOUR, 49.5 * HOUR].concat([
  8.1 * DAY,
  25.1 * DAY,
]);

/** The usual value, and one time in so many another one. */
function oneIn<const T>(times: number, usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: times - 1, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );
}

const server = fc.record({
  name: fc.constantFrom('web', 'web', 'db', 'shop', 'mail'),
  region: fc.nat(1),
  state: oneIn<InstanceSeed['state']>(6, 'running', 'stopped', 'stopping', 'pending', 'terminated'),
  volumes: fc.subarray(['/dev/sdf', '/dev/sdg']),
  tags: fc.subarray(['role', 'owner', 'cross-account-ami:series', 'aws:cloudformation:stack-name']),
});

const earlier = fc.record({
  // Of the server at this place; there is no fifth one.
  server: fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 4),
  age: fc.constantFrom(...AGES),
  state: oneIn<ImageSeed['state']>(5, 'available', 'pending', 'failed', 'disabled'),
  run: oneIn(3, 'other', 'own'),
  series: oneIn(6, 'nightly', 'weekly'),
  excluded: oneIn(6, 'same', 'none', 'data'),
  oddity: oneIn(3, '', 'in use', 'shared', 'protected', 'of a foreign snapshot'),
});

/** An image that has the very name which the run would give. */
const holder = fc.record({
  server: fc.constantFrom(0, 0, 1, 2),
  spare: oneIn(3, false, true),
  kind: fc.constantFrom('of somebody else', 'of this run, but old'),
});

const place = fc.record({
  regions: fc.integer({ min: 1, max: 2 }),
  servers: fc.array(server, { minLength: 1, maxLength: 4 }),
  images: fc.array(earlier, { minLength: 2, maxLength: 12, size: 'max' }),
  holders: fc.array(holder, { maxLength: 2 }),
  select: fc.constantFrom('all', 'all', 'all', 'tag', 'ids', 'an id too many'),
  name: fc.constantFrom(
    ...['${instance-name}-${instance-id}-${run}', '${instance-name}-${instance-id}-${run}'],
    ...['${instance-name}-${run}', '${instance-id}-${series}'],
  ),
  copyTags: fc.boolean(),
  tags: fc.constantFrom({}, { Owner: 'ops', owner: '${instance-name} in ${account}' }),
  excludeVolumes: oneIn(3, null, 'data', '/dev/sdf', '/dev/xvda'),
  series: oneIn(4, 'nightly', 'weekly'),
  skip: oneIn(2, null, '1h', '6h', '1d'),
  retention: oneIn<object | null>(
    3,
    { 'keep-last': 1 },
    { 'keep-daily': 2 },
    { 'keep-last': 1, 'keep-within': '1d' },
    null,
  ),
  maxPrunes: fc.integer({ min: 1, max: 3 }),
  goneAfter: fc.constantFrom(null, '1d', '20d'),
});
export type Place = typeof place extends fc.Arbitrary<infer T> ? T : never;
export type Earlier = Place['images'][number];

/** Of a whole run. */
export const facts = fc.record({
  places: fc.array(place, { minLength: 1, maxLength: 3 }),
  wait: oneIn(6, true, false),
  adoptWithin: fc.constantFrom('1h', '15m'),
  ifNoInstances: fc.constantFrom('error', 'warn', 'ignore'),
});
