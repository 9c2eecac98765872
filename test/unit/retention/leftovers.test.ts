/** What failed runs and half-done prunes leave behind, and when it is removed. */
import { describe, expect, test } from '@jest/globals';
import { reason } from '../../../src/model/reason.ts';
import type { Snapshot } from '../../../src/model/retention.ts';
import { snapshotOf } from '../../../src/aws/ec2-shapes.ts';
import { failedImages, looseSnapshots } from '../../../src/retention/leftovers.ts';
import { ACCOUNT, aTarget, DAY, HOUR, INSTANCE, NOW, ourTags, REGION, settings } from '../builders.ts';
import { ourImage, aSnapshot, countingRule, pruningTarget } from '../image-builders.ts';
import {
  sweep,
  world,
  denied,
  prunedIds,
  deregistered,
  failures,
  warnings,
  lookedAt,
  removals,
} from './scenes.ts';
import { type Problem } from '../../../src/model/problem.ts';

const LONG_AGO = 48 * HOUR + 1;

describe('a failed image', () => {
  test.each(['failed', 'error', 'invalid'])('that is %s goes after 48 hours', async (state) => {
    const here = world({ images: [ourImage('ami-left', { age: LONG_AGO, state })] });
    await sweep(here, { lookedAt });
    expect(here.ec2.state.imageIds).toEqual([]);
    expect(here.journal.of('removed')).toMatchObject([
      {
        what: `A leftover of a failed attempt (${state})`,
        place: { account: ACCOUNT, region: REGION, image: 'ami-left' },
      },
    ]);
    expect(prunedIds(here)).toEqual([]);
  });

  interface Stays {
    readonly image: string;
    readonly facts: Parameters<typeof ourImage>[1];
  }
  const stays: readonly Stays[] = [
    { image: '48 hours old', facts: { age: 48 * HOUR, state: 'failed' } },
    { image: 'pending', facts: { state: 'pending' } },
    { image: 'available', facts: { state: 'available' } },
    { image: 'disabled', facts: { state: 'disabled' } },
    { image: 'transient', facts: { state: 'transient' } },
    { image: 'of another repository', facts: { state: 'failed', repositoryId: '778' } },
    { image: 'of a series without retention', facts: { state: 'failed', series: 'by-hand' } },
    { image: 'of another source', facts: { state: 'failed', sourceInstanceId: 'i-00000000000000bad' } },
    { image: 'without a source', facts: { state: 'failed', sourceless: true } },
    {
      image: 'protected',
      facts: { state: 'failed', holds: [reason('deregistration-protection', 'enabled')] },
    },
  ];
  test.each(stays)('$image stays', async ({ facts }) => {
    const here = world({ images: [ourImage('ami-stays', { age: LONG_AGO, ...facts })] });
    await sweep(here, { lookedAt });
    expect(here.ec2.state.imageIds).toEqual(['ami-stays']);
    expect(deregistered(here)).toEqual([]);
  });

  test('that AWS does not deregister is a failure that names it', async () => {
    const problem = denied('Cannot deregister the image', 'ec2:DeregisterImage');
    const here = world({
      images: [ourImage('ami-left', { age: LONG_AGO, state: 'failed' })],
      faults: { 'images.deregister': problem },
    });
    await sweep(here, { lookedAt });
    expect(failures(here).map(({ place }) => place.image)).toEqual(['ami-left']);
  });

  test('whose snapshot is locked stays, and that is told; so does one whose locks cannot be looked up', async () => {
    const images = ['1', '2'].map((id) =>
      ourImage(`ami-${id}`, { age: LONG_AGO, state: 'failed', snapshots: [`snap-${id}`] }),
    );
    const problem = denied('Cannot look up locked snapshots', 'ec2:DescribeLockedSnapshots');
    const here = world({
      images,
      holds: { 'snap-1': ['snapshot snap-1 is locked'] },
      faults: { 'snapshots.holds': [undefined, problem] },
    });
    await sweep(here, { lookedAt });
    expect(here.ec2.state.imageIds).toEqual(['ami-1', 'ami-2']);
    expect(here.journal.of('noticed').map(({ text }) => text)).toEqual([
      'A failed image stays: snapshot snap-1 is locked',
    ]);
    expect(warnings(here)).toEqual([
      `A failed image stays: not checked: ${problem.what} (UnauthorizedOperation); AWS said: ${problem.said}`,
    ]);
  });

  test('whose snapshot is left is told, for AWS keeps asking money for it', async () => {
    const problem = denied('Cannot delete snapshot snap-1', 'ec2:DeleteSnapshot');
    const here = world({
      images: [ourImage('ami-left', { age: LONG_AGO, state: 'failed', snapshots: ['snap-1'] })],
      snapshotCodes: { 'snap-1': 'missing-permissions' },
      faults: { 'snapshots.delete': problem },
    });
    await sweep(here, { lookedAt });
    expect(failures(here).map(({ code }) => code)).toEqual(['SnapshotsLeft']);
  });
});

/** Somebody may copy a snapshot of ours by hand, to keep it for good, and its tags with it. */
describe('the image that a snapshot was made for', () => {
  const tags = ourTags().map(({ key, value }) => ({ Key: key, Value: value }));
  const described = (Description: string): Snapshot =>
    snapshotOf({
      SnapshotId: 'snap-1',
      State: 'completed',
      StartTime: new Date(NOW - 90 * 24 * HOUR),
      Description,
      Tags: tags,
    });

  test.each([
    { by: 'EC2', text: `Created by CreateImage(${INSTANCE}) for ami-0123abcd`, left: [] },
    {
      by: 'EC2 in earlier years',
      text: `Created by CreateImage(${INSTANCE}) for ami-0123abcd from vol-1`,
      left: [],
    },
    { by: 'hand', text: 'legal hold: disk of ami-0123abcd', left: ['snap-1'] },
    {
      by: 'a copy in the console',
      text: `[Copied snap-2 from eu-west-1] Created by CreateImage(${INSTANCE}) for ami-0123abcd`,
      left: ['snap-1'],
    },
    {
      by: 'EC2 for another instance',
      text: 'Created by CreateImage(i-0bad) for ami-0123abcd',
      left: ['snap-1'],
    },
    { by: 'nobody', text: '', left: ['snap-1'] },
  ])('described by $by', async ({ text, left }) => {
    const here = world({ snapshots: [described(text)] });
    await sweep(here, { lookedAt, targets: [pruningTarget({ looseAfter: 7 * DAY })] });
    expect(here.ec2.state.snapshotIds).toEqual(left);
  });
});

describe('which leftovers there are, of listings that hold anything', () => {
  const now = { repositoryId: countingRule.repositoryId, series: [countingRule.series], now: NOW };

  test('no failed image of another source', () => {
    const own = ourImage('ami-own', { age: LONG_AGO, state: 'failed' });
    const planted = { ...own, id: 'ami-planted', sourceInstanceId: 'i-00000000000000bad' };
    expect(failedImages([planted, own], now)).toEqual([own]);
  });

  test('no snapshot that an image in the listing uses', () => {
    const images = [ourImage('ami-other', { snapshots: ['snap-used'] })];
    const snapshots = [aSnapshot('snap-used'), aSnapshot('snap-loose')];
    expect(looseSnapshots(snapshots, images, now).map(({ id }) => id)).toEqual(['snap-loose']);
  });
});

describe('the whole sweep', () => {
  test('does nothing when the images cannot be looked up, and that is a failure', async () => {
    const problem = denied('Cannot look up our images', 'ec2:DescribeImages');
    const here = world({ snapshots: [aSnapshot('snap-1')], faults: { 'images.ours': [problem] } });
    await sweep(here, { lookedAt });
    expect(failures(here)).toEqual([problem]);
    expect(here.ec2.state.snapshotIds).toEqual(['snap-1']);
  });

  test('leaves the series of a target without retention alone', async () => {
    const here = world({
      images: [ourImage('ami-left', { age: LONG_AGO, state: 'failed' })],
      snapshots: [aSnapshot('snap-1')],
    });
    await sweep(here, { lookedAt, targets: [aTarget()] });
    expect(here.ec2.state.imageIds).toEqual(['ami-left']);
    expect(here.ec2.state.snapshotIds).toEqual(['snap-1', 'snap-of-ami-left']);
  });
});

describe('failed images go by the role of the first target of their series that has retention', () => {
  const targets = [
    pruningTarget({}, { images: settings({ series: 'weekly' }) }),
    aTarget({ position: 2 }),
    pruningTarget({}, { position: 3 }),
    pruningTarget({}, { position: 4 }),
  ];
  const left = {
    images: [ourImage('ami-left', { age: LONG_AGO, state: 'failed' })],
  };

  test('whichever has looked them up', async () => {
    const here = world(left);
    const third = here.ec2.withRole({});
    await sweep(here, { lookedAt, targets, roles: { 3: third } });
    expect([here.ec2.calls.changes, third.calls.changes]).toEqual([[], ['images.deregister ami-left']]);
    expect(removals(here)).toHaveLength(1);
    expect(third.calls.of('images.ours')).toEqual([]);
  });
});

describe('a removal that the client has not begun, as the run was cancelled,', () => {
  const cancelled: Problem = { code: 'Cancelled', phase: 'prune', place: {}, what: 'Cancelled' };

  test.each(['images.deregister', 'snapshots.delete'] as const)('is no failure: %s', async (verb) => {
    const failed = ['ami-left', 'ami-right'].map((id) => ourImage(id, { age: LONG_AGO, state: 'failed' }));
    const here = world({
      images: verb === 'images.deregister' ? failed : [],
      snapshots: [aSnapshot('snap-1'), aSnapshot('snap-2')],
      faults: { [verb]: cancelled },
    });
    here.ec2.calls.before(verb, 1, () => {
      here.cancel.abort();
    });
    await sweep(here, { lookedAt, targets: [pruningTarget({ looseAfter: 7 * DAY })] });
    expect(here.ec2.calls.of(verb)).toHaveLength(1);
    expect([failures(here), warnings(here), removals(here)]).toEqual([[], [], []]);
  });
});
