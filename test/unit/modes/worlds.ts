/** Random worlds for a plan and a backup: servers, images of all kinds, targets, and rights that are missing. */
import fc from 'fast-check';
import { reason } from '../../../src/model/reason.ts';
import { imageNames } from '../../../src/images/name.ts';
import { templateValues } from '../../../src/images/template.ts';
import type { Image, Instance } from '../../../src/model/image.ts';
import type { Problem } from '../../../src/model/problem.ts';
import type { Target } from '../../../src/model/target.ts';
import { ACCOUNT, anInstance, aProblem, instanceId, REGION, runFacts, tagsOf } from '../builders.ts';
import type { Ec2Parts, LookUpVerb } from '../fakes/ec2.ts';
import { denial } from '../fakes/trials.ts';
import { anImage, aSnapshot, DAY, HOUR, MINUTE, NOW, ourTags } from '../retention/images.ts';
import { oneIn, OTHER, SERIES, targets } from './world-targets.ts';

export interface World {
  readonly targets: readonly Target[];
  /** EC2 of the two accounts. */
  readonly places: readonly Ec2Parts[];
  readonly refusals: Readonly<Record<string, Problem>>;
  readonly wait: boolean;
  readonly adoptWithin: number;
  readonly ifNoInstances: 'error' | 'warn' | 'ignore';
}

/** Not on the edge of any rule, so that a backup may take its minutes. */
const AGES: readonly number[] = [
  5 * MINUTE,
  30 * MINUTE,
  90 * MINUTE,
  5.5 * HOUR,
  20.5 * HOUR,
  30.5 * HOUR,
  49.5 * HOUR,
  8 * DAY + HOUR / 2,
  40 * DAY + HOUR / 2,
];

const instances: fc.Arbitrary<Instance[]> = fc
  .array(
    fc.record({
      name: fc.constantFrom('web', 'web', 'db', 'web-2'),
      state: oneIn(6, 'running', 'stopped', 'stopping', 'pending', 'terminated'),
      rootDeviceType: oneIn(12, 'ebs', 'instance-store'),
      devices: fc.subarray(['/dev/sdf', '/dev/sdg']),
      tags: fc.subarray(['role', 'owner', 'aws:autoscaling:groupName']),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((facts) =>
    facts.map(({ devices, tags, ...rest }, at) =>
      anInstance({
        id: instanceId(at + 1),
        devices: ['/dev/xvda', ...devices],
        tags: tagsOf(Object.fromEntries(tags.map((key) => [key, key === 'role' ? 'web' : key]))),
        ...rest,
      }),
    ),
  );

const OURS = { 'cross-account-ami:run-key': runFacts().runKey };

/** An image by what it carries; `at` makes its id. */
const imageFacts = fc.record({
  // The fifth instance does not exist.
  instance: fc.constantFrom(1, 1, 1, 2, 2, 3, 5),
  series: oneIn(5, 'nightly', 'weekly'),
  age: fc.constantFrom(...AGES),
  state: oneIn(5, 'available', 'pending', 'failed', 'disabled'),
  runKey: fc.constantFrom('of this run', 'of another run'),
  excludedVolumes: oneIn(8, 'none', 'data'),
  repositoryId: oneIn(8, '777', '778'),
  oddity: oneIn(3, '', 'a copy', 'protected', 'in use', 'shared', 'of a shared snapshot'),
});
type ImageFacts = typeof imageFacts extends fc.Arbitrary<infer T> ? T : never;

function imageOf(facts: ImageFacts, at: number): Image {
  const { instance, series, age, state, runKey, excludedVolumes, repositoryId, oddity } = facts;
  return anImage(`ami-${(at * 7) % 16}`, {
    instance: instanceId(instance),
    series,
    age,
    state,
    excludedVolumes,
    repositoryId,
    moreTags: runKey === 'of this run' ? OURS : { 'cross-account-ami:run-key': 'another' },
    ...(oddity === 'a copy' ? { sourceless: true } : {}),
    ...(oddity === 'protected' ? { holds: [reason('deregistration-protection', 'enabled')] } : {}),
    ...(oddity === 'of a shared snapshot' ? { snapshots: ['snap-shared'] } : {}),
  });
}

const snapshots = fc.array(
  fc.record({ age: fc.constantFrom(5.5 * HOUR, 49.5 * HOUR), series: fc.constantFrom(...SERIES) }),
  { maxLength: 2 },
);

/** An image that holds a name which the run would give. */
const holderFacts = fc.array(
  fc.record({
    target: fc.constantFrom(0, 0, 1),
    instance: fc.constantFrom(0, 0, 1, 2),
    spare: oneIn(4, 0, 1),
    kind: fc.constantFrom('of somebody else', 'of this run, but old'),
  }),
  { maxLength: 4 },
);

const lookUps: readonly LookUpVerb[] = [
  'findInstances',
  'ourImages',
  'uses',
  'sharedWith',
  'ourSnapshots',
  'imagesWithSnapshots',
  'snapshotHolds',
  'imagesInBin',
];

/** Nothing most of the time. */
const troubles = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('ec2:CreateImage', 'ec2:DeregisterImage', 'ec2:DeleteSnapshot', 'ec2:DeleteSnapshot')
      .map((action) => ({ denials: { [action]: denial(action) } })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(`ec2:CreateImage ${instanceId(1)}`, 'ec2:DeregisterImage ami-7').map((key) => {
      return { denials: { [key]: denial(key.split(' ')[0] ?? '') } };
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...lookUps), fc.constantFrom('AccessDenied', 'Throttled'))
      .map(([verb, code]) => ({ problems: { [verb]: aProblem(code, { what: `Cannot call ${verb}` }) } })),
  },
);

const places = fc.record({
  instances,
  images: fc
    .array(imageFacts, { minLength: 2, maxLength: 14, size: 'max' })
    .map((all) => all.map((facts, at) => ({ facts, image: imageOf(facts, at) }))),
  snapshots,
  holders: holderFacts,
  troubles,
});
type Place = typeof places extends fc.Arbitrary<infer T> ? T : never;

function partsOf(place: Place, account: string, all: readonly Target[]): Ec2Parts {
  const ids = (oddity: string): string[] =>
    place.images.filter(({ facts }) => facts.oddity === oddity).map(({ image }) => image.id);
  const own = all.filter(({ at }) => at.kind === 'role' && at.account === account);
  return {
    account,
    instances: place.instances,
    images: [...place.images.map(({ image }) => image), ...holdersOf(place, account, own)],
    snapshots: place.snapshots.map(({ age, series }, at) => {
      return aSnapshot(`snap-loose-${at}`, { startedAt: NOW - age, tags: ourTags({ series }) });
    }),
    volumes: place.instances.flatMap(({ id, devices }) =>
      devices.map((device, at) => ({ instance: id, device, sizeGiB: 8 * (at + 1), encrypted: false })),
    ),
    uses: Object.fromEntries(ids('in use').map((id) => [id, ['in use by ec2:Instance i-9']])),
    shares: Object.fromEntries(ids('shared').map((id) => [id, ['999999999999']])),
    ...place.troubles,
  };
}

function holdersOf({ instances: servers, holders }: Place, account: string, own: readonly Target[]): Image[] {
  const found = holders.flatMap(({ target: of, instance: number, spare, kind }, at) => {
    const target = own[of];
    const instance = servers[number];
    if (target === undefined || instance === undefined) return [];
    const { series, name: template } = target.images;
    const context = { target: target.position, account, region: REGION, series, facts: runFacts(), now: NOW };
    const name = imageNames(template, templateValues(instance, context))[spare];
    if (name === undefined) return [];
    const id = `ami-holder-${at}`;
    return kind === 'of somebody else'
      ? [{ ...anImage(id), name, tags: [] }]
      : [anImage(id, { name, instance: instance.id, series, age: 5.5 * HOUR, moreTags: OURS })];
  });
  return [...new Map(found.map((image) => [image.name, image])).values()];
}

export const worlds: fc.Arbitrary<World> = fc
  .record({
    targets,
    here: places,
    there: places,
    refused: oneIn(8, false, true),
    wait: oneIn(6, true, false),
    adoptWithin: fc.constantFrom(0, HOUR),
    ifNoInstances: fc.constantFrom<World['ifNoInstances']>('error', 'warn', 'ignore'),
  })
  .map(({ targets: all, here, there, refused, ...rest }) => ({
    targets: all,
    places: [partsOf(here, ACCOUNT, all), partsOf(there, OTHER, all)],
    refusals: refused ? { [OTHER]: aProblem('AssumeRoleDenied', { phase: 'sign-in', place: {} }) } : {},
    ...rest,
  }));
