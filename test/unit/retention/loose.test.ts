/** Snapshots of ours whose image is gone: which are listed, which go, and by whose rule. */
import { describe, expect, test } from '@jest/globals';
import type { Image } from '../../../src/model/image.ts';
import type { Snapshot } from '../../../src/model/retention.ts';
import { aTarget, DAY, HOUR, INSTANCE, NOW, ourTags } from '../builders.ts';
import { ourImage, aSnapshot, pruningTarget } from '../image-builders.ts';
import { sweep, world, denied, warnings, removals, lookedAt, type World } from './scenes.ts';

const LONG_AGO = 48 * HOUR + 1;
const asking = [pruningTarget({ looseAfter: 7 * DAY, maxPrunes: 9 })];

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
  { snapshot: 'whose image exists', images: [ourImage('ami-gone', { snapshots: [] })] },
  { snapshot: 'that another image of ours uses', images: [ourImage('ami-other', { snapshots: ['snap-1'] })] },
  {
    snapshot: 'that an image without our tags uses',
    images: [ourImage('ami-other', { snapshots: ['snap-1'], tags: [] })],
  },
  {
    snapshot: 'that a disabled image uses',
    images: [ourImage('ami-other', { snapshots: ['snap-1'], state: 'disabled' })],
  },
];

test.each(none)('a snapshot $snapshot is not loose', async ({ facts, images = [] }) => {
  const here = world({ snapshots: [aSnapshot('snap-1', facts)], images });
  await sweep(here, { lookedAt, targets: asking });
  expect(here.ec2.state.snapshotIds).toEqual(['snap-1']);
  expect(here.ec2.calls.of('snapshots.delete')).toEqual([]);
  expect([warnings(here), staying(here)]).toEqual([[], []]);
});

describe('without loose-after', () => {
  test.each(['completed', 'error'])('one that is %s is listed, and nothing more is asked', async (state) => {
    const here = world({ snapshots: [aSnapshot('snap-1', { state, startedAt: NOW - LONG_AGO })] });
    await sweep(here, { lookedAt });
    expect([here.ec2.state.snapshotIds, staying(here)]).toEqual([['snap-1'], ['snap-1']]);
    const verbs = here.ec2.calls.all.map(({ verb }) => verb);
    expect(
      verbs.filter((verb) => ['images.inBin', 'snapshots.holds', 'snapshots.delete'].includes(verb)),
    ).toEqual([]);
  });

  test('the series of a target without retention is left alone', async () => {
    const here = world({ snapshots: [aSnapshot('snap-1')] });
    await sweep(here, { lookedAt, targets: [aTarget()] });
    expect([here.ec2.state.snapshotIds, staying(here)]).toEqual([['snap-1'], []]);
  });
});

describe('with loose-after', () => {
  test.each(['completed', 'error'])('one that is %s goes when it is older', async (state) => {
    const here = world({ snapshots: [aSnapshot('snap-1', { state, startedAt: NOW - 7 * DAY - 1 })] });
    await sweep(here, { lookedAt, targets: asking });
    expect([here.ec2.state.snapshotIds, staying(here)]).toEqual([[], []]);
    expect(removals(here)).toEqual(['The loose snapshot snap-1']);
  });

  test('one is deleted only after EC2 was asked anew who uses and who holds it', async () => {
    const here = world({ snapshots: [aSnapshot('snap-1')] });
    await sweep(here, { lookedAt, targets: asking });
    const verbs = here.ec2.calls.all.map(({ verb }) => verb);
    expect(verbs.slice(-4)).toEqual([
      'images.inBin',
      'images.withSnapshots',
      'snapshots.holds',
      'snapshots.delete',
    ]);
  });

  test('one that somebody takes into an image at that moment stays, and is loose no more', async () => {
    const here = world({ snapshots: [aSnapshot('snap-1')] });
    here.ec2.calls.before('images.withSnapshots', 2, () => {
      here.ec2.state.add(ourImage('ami-new', { snapshots: ['snap-1'] }));
    });
    await sweep(here, { lookedAt, targets: asking });
    expect([here.ec2.state.snapshotIds, staying(here)]).toEqual([['snap-1'], []]);
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
    await sweep(here, { lookedAt, targets: asking });
    expect(here.ec2.state.snapshotIds).toEqual(['snap-1']);
    expect([staying(here), warnings(here)]).toEqual([[`snap-1: ${told}`], []]);
  });

  test('at most max-prunes of each instance go, the oldest first, and what failed counts', async () => {
    const of = (id: string, age: number, instance = INSTANCE): Snapshot =>
      aSnapshot(id, { startedAt: NOW - age * DAY, tags: ourTags({ instance }) });
    const here = world({
      snapshots: [of('snap-9', 9), of('snap-20', 20), of('snap-30', 30), of('snap-8', 8, 'i-2')],
      faults: { 'snapshots.delete': [denied('Cannot delete snapshot snap-30', 'ec2:DeleteSnapshot')] },
    });
    const targets = [pruningTarget({ looseAfter: 7 * DAY, maxPrunes: 2 })];
    await sweep(here, { lookedAt, targets });
    expect(here.ec2.state.snapshotIds).toEqual(['snap-9', 'snap-30']);
    expect(staying(here)).toEqual([
      'snap-30: could not be deleted: Cannot delete snapshot snap-30',
      'snap-9: deleted in a later run, as max-prunes is 2',
    ]);
  });

  test.each([
    { verb: 'snapshots.ours', what: 'Cannot look up our snapshots' },
    { verb: 'images.withSnapshots', what: 'Cannot look up the images that use a snapshot' },
    { verb: 'images.inBin', what: 'Cannot look up the images in the Recycle Bin' },
    { verb: 'snapshots.holds', what: 'Cannot look up locked snapshots' },
    { verb: 'snapshots.delete', what: 'Cannot delete snapshot snap-1' },
  ] as const)('they stay and are warned of once when $verb is denied', async ({ verb, what }) => {
    const problem = denied(what, 'ec2:Something');
    const snapshots = [aSnapshot('snap-1'), aSnapshot('snap-2')];
    const here = world({ snapshots, faults: { [verb]: problem } });
    await sweep(here, { lookedAt, targets: asking });
    expect(here.ec2.state.snapshotIds).toEqual(['snap-1', 'snap-2']);
    expect(warnings(here)).toEqual([expect.stringContaining(what)]);
    expect(warnings(here)[0]).toContain(problem.said);
  });

  test('a run that is cancelled leaves the others', async () => {
    const here = world({ snapshots: [aSnapshot('snap-1'), aSnapshot('snap-2')] });
    here.ec2.calls.before('snapshots.delete', 1, () => {
      here.cancel.abort();
    });
    await sweep(here, { lookedAt, targets: asking });
    expect(here.ec2.state.snapshotIds).toEqual(['snap-2']);
    expect(staying(here)).toEqual(['snap-2: deleted in a later run, as this one was cancelled']);
  });
});

/** As for images of instances that are gone: nobody can say of which target the snapshot was. */
describe('of several targets of the series the most careful one decides', () => {
  const one = pruningTarget({ looseAfter: 7 * DAY, maxPrunes: 5 });
  const second = { position: 2 };
  const of30Days = pruningTarget({ looseAfter: 30 * DAY, maxPrunes: 1 }, second);

  test.each([
    {
      others: [pruningTarget({}, second)],
      left: ['snap-1', 'snap-2', 'snap-3'],
      why: 'one has no loose-after',
    },
    { others: [aTarget(second)], left: ['snap-1', 'snap-2', 'snap-3'], why: 'one has no retention' },
    { others: [of30Days], left: ['snap-1', 'snap-2'], why: 'the longest time, the smallest max-prunes' },
  ])('$why', async ({ others, left }) => {
    const ages = [20, 40, 50];
    const snapshots = ages.map((age, at) => aSnapshot(`snap-${at + 1}`, { startedAt: NOW - age * DAY }));
    for (const targets of [
      [one, ...others],
      [...others, one],
    ]) {
      const here = world({ snapshots });
      await sweep(here, { lookedAt, targets });
      expect(here.ec2.state.snapshotIds).toEqual(left);
    }
  });

  test('with its role', async () => {
    const parts = { snapshots: [aSnapshot('snap-1', { startedAt: NOW - 40 * DAY })] };
    const here = world(parts);
    const role = here.ec2.withRole({});
    await sweep(here, { lookedAt, targets: [one, of30Days], roles: { 2: role } });
    expect([here.ec2.calls.changes, role.calls.changes]).toEqual([[], ['snapshots.delete snap-1']]);
  });
});
