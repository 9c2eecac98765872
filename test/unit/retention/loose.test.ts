/** Snapshots of ours whose image is gone: which are listed, which go, and by whose rule. */
import { describe, expect, test } from '@jest/globals';
import type { Image } from '../../../src/model/image.ts';
import type { Retention, Snapshot } from '../../../src/model/retention.ts';
import type { Target } from '../../../src/model/target.ts';
import { anImage, aSnapshot, aTarget, DAY, HOUR, INSTANCE, NOW, ourTags, SERIES } from './images.ts';
import { denied, FakeKeeping, placeOf } from './keeping.ts';
import { removals, sweep, warnings, world, type World } from './runs.ts';

const attended = [`${SERIES} ${INSTANCE}`];
const LONG_AGO = 48 * HOUR + 1;
const asking = [aTarget({ retention: { looseAfter: 7 * DAY, maxPrunes: 9 } })];

/** Each that stays and is told of: `snap-1: why`, or the id alone when nobody has asked for it to go. */
function staying({ journal }: World): string[] {
  const all = journal.of('loose').flatMap(({ snapshots }) => snapshots);
  return all.map(({ snapshot, reason }) => (reason === undefined ? snapshot : `${snapshot}: ${reason}`));
}

interface Loose {
  readonly snapshot: string;
  readonly facts?: Partial<Snapshot>;
  readonly images?: readonly Image[];
}

const none: readonly Loose[] = [
  { snapshot: 'of another repository', facts: { tags: ourTags({ repositoryId: '778' }) } },
  { snapshot: 'of a series without retention', facts: { tags: ourTags({ series: 'by-hand' }) } },
  { snapshot: 'without our tags', facts: { tags: [] } },
  { snapshot: 'pending', facts: { state: 'pending' } },
  { snapshot: 'in the Recycle Bin', facts: { state: 'recoverable' } },
  { snapshot: '48 hours old', facts: { startedAt: NOW - 48 * HOUR } },
  { snapshot: 'whose image exists', images: [anImage('ami-gone', { snapshots: [] })] },
  { snapshot: 'that another image of ours uses', images: [anImage('ami-other', { snapshots: ['snap-1'] })] },
  {
    snapshot: 'that an image without our tags uses',
    images: [anImage('ami-other', { snapshots: ['snap-1'], tags: [] })],
  },
  {
    snapshot: 'that a disabled image uses',
    images: [anImage('ami-other', { snapshots: ['snap-1'], state: 'disabled' })],
  },
];

test.each(none)('a snapshot $snapshot is not loose', async ({ facts, images = [] }) => {
  const here = world({ snapshots: [aSnapshot('snap-1', facts)], images });
  await sweep(here, { attended, targets: asking });
  expect(here.keeping.snapshotIds).toEqual(['snap-1']);
  expect(here.keeping.callsOf('deleteSnapshot')).toEqual([]);
  expect([warnings(here), staying(here)]).toEqual([[], []]);
});

describe('without loose-after', () => {
  test.each(['completed', 'error'])('one that is %s is listed, and nothing more is asked', async (state) => {
    const here = world({ snapshots: [aSnapshot('snap-1', { state, startedAt: NOW - LONG_AGO })] });
    await sweep(here, { attended });
    expect([here.keeping.snapshotIds, staying(here)]).toEqual([['snap-1'], ['snap-1']]);
    const verbs = here.keeping.calls.map(({ verb }) => verb);
    expect(verbs.filter((verb) => ['imagesInBin', 'snapshotHolds', 'deleteSnapshot'].includes(verb))).toEqual(
      [],
    );
  });

  test('the series of a target without retention is left alone', async () => {
    const here = world({ snapshots: [aSnapshot('snap-1')] });
    await sweep(here, { attended, targets: [aTarget({ retention: undefined })] });
    expect([here.keeping.snapshotIds, staying(here)]).toEqual([['snap-1'], []]);
  });
});

describe('with loose-after', () => {
  test.each(['completed', 'error'])('one that is %s goes when it is older', async (state) => {
    const here = world({ snapshots: [aSnapshot('snap-1', { state, startedAt: NOW - 7 * DAY - 1 })] });
    await sweep(here, { attended, targets: asking });
    expect([here.keeping.snapshotIds, staying(here)]).toEqual([[], []]);
    expect(removals(here)).toEqual(['The loose snapshot snap-1']);
  });

  test('one is deleted only after EC2 was asked anew who uses and who holds it', async () => {
    const here = world({ snapshots: [aSnapshot('snap-1')] });
    await sweep(here, { attended, targets: asking });
    const verbs = here.keeping.calls.map(({ verb }) => verb);
    expect(verbs.slice(-4)).toEqual([
      'imagesInBin',
      'imagesWithSnapshots',
      'snapshotHolds',
      'deleteSnapshot',
    ]);
  });

  test('one that somebody takes into an image at that moment stays, and is loose no more', async () => {
    const here = world({ snapshots: [aSnapshot('snap-1')] });
    here.keeping.before('imagesWithSnapshots', 2, () => {
      here.keeping.images.push(anImage('ami-new', { snapshots: ['snap-1'] }));
    });
    await sweep(here, { attended, targets: asking });
    expect([here.keeping.snapshotIds, staying(here)]).toEqual([['snap-1'], []]);
  });

  test.each([
    {
      why: 'not older',
      facts: { startedAt: NOW - 7 * DAY },
      told: 'younger than loose-after',
    },
    { why: 'of an image in the bin', bin: ['ami-gone'], told: 'its image ami-gone is in the Recycle Bin' },
    { why: 'held', holds: { 'snap-1': ['snapshot snap-1 is locked'] }, told: 'snapshot snap-1 is locked' },
  ])('one that is $why stays', async ({ facts, told, ...parts }) => {
    const here = world({ snapshots: [aSnapshot('snap-1', facts)], ...parts });
    await sweep(here, { attended, targets: asking });
    expect(here.keeping.snapshotIds).toEqual(['snap-1']);
    expect([staying(here), warnings(here)]).toEqual([[`snap-1: ${told}`], []]);
  });

  test('at most max-prunes of each instance go, the oldest first, and what failed counts', async () => {
    const of = (id: string, age: number, instance = INSTANCE): Snapshot =>
      aSnapshot(id, { startedAt: NOW - age * DAY, tags: ourTags({ instance }) });
    const here = world({
      snapshots: [of('snap-9', 9), of('snap-20', 20), of('snap-30', 30), of('snap-8', 8, 'i-2')],
      problems: { deleteSnapshot: [denied('Cannot delete snapshot snap-30', 'ec2:DeleteSnapshot')] },
    });
    const targets = [aTarget({ retention: { looseAfter: 7 * DAY, maxPrunes: 2 } })];
    await sweep(here, { attended, targets });
    expect(here.keeping.snapshotIds).toEqual(['snap-9', 'snap-30']);
    expect(staying(here)).toEqual([
      'snap-30: could not be deleted: Cannot delete snapshot snap-30',
      'snap-9: deleted in a later run, as max-prunes is 2',
    ]);
  });

  test.each([
    { verb: 'ourSnapshots', what: 'Cannot look up our snapshots' },
    { verb: 'imagesWithSnapshots', what: 'Cannot look up the images that use a snapshot' },
    { verb: 'imagesInBin', what: 'Cannot look up the images in the Recycle Bin' },
    { verb: 'snapshotHolds', what: 'Cannot look up locked snapshots' },
    { verb: 'deleteSnapshot', what: 'Cannot delete snapshot snap-1' },
  ] as const)('they stay and are warned of once when $verb is denied', async ({ verb, what }) => {
    const problem = denied(what, 'ec2:Something');
    const snapshots = [aSnapshot('snap-1'), aSnapshot('snap-2')];
    const here = world({ snapshots, denied: { [verb]: problem } });
    await sweep(here, { attended, targets: asking });
    expect(here.keeping.snapshotIds).toEqual(['snap-1', 'snap-2']);
    expect(warnings(here)).toEqual([expect.stringContaining(what)]);
    expect(warnings(here)[0]).toContain(problem.said);
  });

  test('a run that is cancelled leaves the others', async () => {
    const here = world({ snapshots: [aSnapshot('snap-1'), aSnapshot('snap-2')] });
    here.keeping.before('deleteSnapshot', 1, () => {
      here.cancel.abort();
    });
    await sweep(here, { attended, targets: asking });
    expect(here.keeping.snapshotIds).toEqual(['snap-2']);
    expect(staying(here)).toEqual(['snap-2: deleted in a later run, as this one was cancelled']);
  });
});

/** As for images of instances that are gone: nobody can say of which target the snapshot was. */
describe('of several targets of the series the most careful one decides', () => {
  const target = (position: number, retention: Partial<Retention> | undefined): Target =>
    aTarget({ position, retention });
  const one = target(1, { looseAfter: 7 * DAY, maxPrunes: 5 });
  const of30Days = target(2, { looseAfter: 30 * DAY, maxPrunes: 1 });

  test.each([
    { others: [target(2, {})], left: ['snap-1', 'snap-2', 'snap-3'], why: 'one has no loose-after' },
    { others: [target(2, undefined)], left: ['snap-1', 'snap-2', 'snap-3'], why: 'one has no retention' },
    { others: [of30Days], left: ['snap-1', 'snap-2'], why: 'the longest time, the smallest max-prunes' },
  ])('$why', async ({ others, left }) => {
    const ages = [20, 40, 50];
    const snapshots = ages.map((age, at) => aSnapshot(`snap-${at + 1}`, { startedAt: NOW - age * DAY }));
    for (const targets of [
      [one, ...others],
      [...others, one],
    ]) {
      const here = world({ snapshots });
      await sweep(here, { attended, targets });
      expect(here.keeping.snapshotIds).toEqual(left);
    }
  });

  test('with its role', async () => {
    const parts = { snapshots: [aSnapshot('snap-1', { startedAt: NOW - 40 * DAY })] };
    const here = world(parts);
    const second = new FakeKeeping(here.clock, parts);
    await sweep(here, { attended, targets: [one, of30Days], places: { 2: placeOf(second) } });
    expect([here.keeping.snapshotIds, second.snapshotIds]).toEqual([['snap-1'], []]);
  });
});
