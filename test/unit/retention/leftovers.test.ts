/** What failed runs and half-done prunes leave behind, and when it is removed. */
import { describe, expect, test } from '@jest/globals';
import { reason } from '../../../src/model/reason.ts';
import type { Snapshot } from '../../../src/model/retention.ts';
import { snapshotOf } from '../../../src/aws/ec2-shapes.ts';
import { failedImages, looseSnapshots } from '../../../src/retention/leftovers.ts';
import {
  ACCOUNT,
  anImage,
  aSnapshot,
  aTarget,
  DAY,
  HOUR,
  INSTANCE,
  NOW,
  ourTags,
  REGION,
  REPOSITORY,
  SERIES,
} from './images.ts';
import { denied } from './keeping.ts';
import { failures, prunedIds, sweep, warnings, world } from './runs.ts';

const attended = [`${SERIES} ${INSTANCE}`];
const LONG_AGO = 48 * HOUR + 1;

describe('a failed image', () => {
  test.each(['failed', 'error', 'invalid'])('that is %s goes after 48 hours', async (state) => {
    const here = world({ images: [anImage('ami-left', { age: LONG_AGO, state })] });
    await sweep(here, { attended });
    expect(here.keeping.ids).toEqual([]);
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
    readonly facts: Parameters<typeof anImage>[1];
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
    const here = world({ images: [anImage('ami-stays', { age: LONG_AGO, ...facts })] });
    await sweep(here, { attended });
    expect(here.keeping.ids).toEqual(['ami-stays']);
    expect(here.keeping.deregistered).toEqual([]);
  });

  test('that AWS does not deregister is a failure that names it', async () => {
    const problem = denied('Cannot deregister the image', 'ec2:DeregisterImage');
    const here = world({
      images: [anImage('ami-left', { age: LONG_AGO, state: 'failed' })],
      denied: { deregister: problem },
    });
    await sweep(here, { attended });
    expect(failures(here).map(({ place }) => place.image)).toEqual(['ami-left']);
  });

  test('whose snapshot is locked stays, and that is told; so does one whose locks cannot be looked up', async () => {
    const images = ['1', '2'].map((id) =>
      anImage(`ami-${id}`, { age: LONG_AGO, state: 'failed', snapshots: [`snap-${id}`] }),
    );
    const problem = denied('Cannot look up locked snapshots', 'ec2:DescribeLockedSnapshots');
    const here = world({
      images,
      holds: { 'snap-1': ['snapshot snap-1 is locked'] },
      problems: { snapshotHolds: [undefined, problem] },
    });
    await sweep(here, { attended });
    expect(here.keeping.ids).toEqual(['ami-1', 'ami-2']);
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
      images: [anImage('ami-left', { age: LONG_AGO, state: 'failed', snapshots: ['snap-1'] })],
      snapshotCodes: { 'snap-1': 'missing-permissions' },
      denied: { deleteSnapshot: problem },
    });
    await sweep(here, { attended });
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
    await sweep(here, { attended, targets: [aTarget({ retention: { looseAfter: 7 * DAY } })] });
    expect(here.keeping.snapshotIds).toEqual(left);
  });
});

describe('which leftovers there are, of listings that hold anything', () => {
  const now = { repositoryId: REPOSITORY, series: [SERIES], now: NOW };

  test('no failed image of another source', () => {
    const own = anImage('ami-own', { age: LONG_AGO, state: 'failed' });
    const planted = { ...own, id: 'ami-planted', sourceInstanceId: 'i-00000000000000bad' };
    expect(failedImages([planted, own], now)).toEqual([own]);
  });

  test('no snapshot that an image in the listing uses', () => {
    const images = [anImage('ami-other', { snapshots: ['snap-used'] })];
    const snapshots = [aSnapshot('snap-used'), aSnapshot('snap-loose')];
    expect(looseSnapshots(snapshots, images, now).map(({ id }) => id)).toEqual(['snap-loose']);
  });
});

describe('the whole sweep', () => {
  test('does nothing when the images cannot be looked up, and that is a failure', async () => {
    const problem = denied('Cannot look up our images', 'ec2:DescribeImages');
    const here = world({ snapshots: [aSnapshot('snap-1')], problems: { ourImages: [problem] } });
    await sweep(here, { attended });
    expect(failures(here)).toEqual([problem]);
    expect(here.keeping.snapshotIds).toEqual(['snap-1']);
  });

  test('leaves the series of a target without retention alone', async () => {
    const here = world({
      images: [anImage('ami-left', { age: LONG_AGO, state: 'failed' })],
      snapshots: [aSnapshot('snap-1')],
    });
    await sweep(here, { attended, targets: [aTarget({ retention: undefined })] });
    expect(here.keeping.ids).toEqual(['ami-left']);
    expect(here.keeping.snapshotIds).toEqual(['snap-1']);
  });
});
