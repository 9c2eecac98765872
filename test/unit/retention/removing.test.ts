/** What becomes of an image and its snapshots when AWS does not delete all of them at once. */
import { describe, expect, test } from '@jest/globals';
import type { Problem } from '../../../src/model/problem.ts';
import { ACCOUNT, DAY, INSTANCE, REGION } from '../builders.ts';
import { ourImage, daily } from '../image-builders.ts';
import { prune, world, denied, told, prunedIds, deregistered, failures, type World } from './scenes.ts';
import { type Ec2Parts } from '../fakes/ec2.ts';

const busy: Problem = {
  code: 'AwsFailed',
  phase: 'prune',
  place: { account: ACCOUNT, region: REGION },
  what: 'Cannot delete snapshot snap-1',
  awsCode: 'InternalError',
  said: 'InternalError: try again',
};
const noRight = denied('Cannot delete snapshot snap-1', 'ec2:DeleteSnapshot');

/** An old image with two snapshots, and a new one. */
function twoSnapshots(parts: Ec2Parts = {}): World {
  const old = ourImage('ami-old', { age: DAY, snapshots: ['snap-1', 'snap-2'] });
  return world({ images: [ourImage('ami-new', { snapshots: [] }), old], ...parts });
}

interface Answer {
  readonly code: string;
  /** What DeleteSnapshot answers to the tries after it. */
  readonly tries?: readonly (Problem | undefined)[];
  readonly left: readonly string[];
  readonly deletes: number;
  readonly failures: readonly string[];
}

const answers: readonly Answer[] = [
  { code: 'success', left: [], deletes: 0, failures: [] },
  { code: 'internal-error', left: [], deletes: 1, failures: [] },
  { code: 'internal-error', tries: [busy, busy], left: [], deletes: 3, failures: [] },
  {
    code: 'internal-error',
    tries: [busy, busy, busy],
    left: ['snap-1'],
    deletes: 3,
    failures: ['SnapshotsLeft'],
  },
  { code: 'client-error', left: [], deletes: 1, failures: [] },
  { code: 'missing-permissions', left: [], deletes: 1, failures: [] },
  {
    code: 'missing-permissions',
    tries: [noRight],
    left: ['snap-1'],
    deletes: 1,
    failures: ['SnapshotsLeft'],
  },
  { code: 'a code of next year', left: [], deletes: 1, failures: [] },
];

describe('EC2 answers for a snapshot', () => {
  test.each(answers)('$code, then $tries.length refusals: left are $left', async (answer) => {
    const here = twoSnapshots({
      snapshotCodes: { 'snap-1': answer.code },
      faults: { 'snapshots.delete': answer.tries ?? [] },
    });
    await prune(here);
    expect(here.ec2.state.snapshotIds).toEqual(answer.left);
    expect(here.ec2.calls.of('snapshots.delete')).toHaveLength(answer.deletes);
    expect(failures(here).map(({ code }) => code)).toEqual(answer.failures);
    expect(prunedIds(here)).toEqual(['ami-old']);
  });

  test('skipped: another image uses it, so it stays, and that is no failure', async () => {
    const old = ourImage('ami-old', { age: DAY, snapshots: ['snap-1', 'snap-2'] });
    const other = ourImage('ami-new', { snapshots: ['snap-1'] });
    const here = world({ images: [other, old] });
    await prune(here);
    expect(here.ec2.state.snapshotIds).toEqual(['snap-1']);
    expect(here.ec2.calls.of('snapshots.delete')).toEqual([]);
    expect(failures(here)).toEqual([]);
  });

  test('tries are some seconds apart', async () => {
    const here = twoSnapshots({
      snapshotCodes: { 'snap-1': 'internal-error' },
      faults: { 'snapshots.delete': [busy, busy] },
    });
    await prune(here);
    const times = here.ec2.calls.of('snapshots.delete').map(({ at }) => at);
    expect(times).toEqual([0, 5_000, 10_000]);
  });

  test('what is left is named, and only that, with what AWS said', async () => {
    const here = twoSnapshots({
      snapshotCodes: { 'snap-1': 'missing-permissions', 'snap-2': 'internal-error' },
      faults: { 'snapshots.delete': [noRight, undefined] },
    });
    await prune(here);
    const [failure, ...others] = failures(here);
    expect(others).toEqual([]);
    expect(failure?.what).toContain('snap-1');
    expect(failure?.what).not.toContain('snap-2');
    expect(failure?.said).toContain('ec2:DeleteSnapshot');
    expect(failure?.place).toEqual({
      account: ACCOUNT,
      region: REGION,
      instance: INSTANCE,
      image: 'ami-old',
    });
  });
});

describe('an image that AWS does not deregister', () => {
  const refused = denied('Cannot deregister the image', 'ec2:DeregisterImage');

  test('for want of a right stays, and all that are tried are one failure, which names the first', async () => {
    const here = world({ images: daily([0, 1, 2, 3]), faults: { 'images.deregister': refused } });
    await prune(here, { maxPrunes: 2 });
    expect(here.ec2.state.imageIds).toEqual(['ami-0d', 'ami-1d', 'ami-2d', 'ami-3d']);
    expect(prunedIds(here)).toEqual([]);
    expect(told(here).slice(1)).toEqual([
      'ami-1d kept: pruned in a later run, as max-prunes is 2',
      'ami-2d kept: could not be pruned: Cannot deregister the image',
      'ami-3d kept: could not be pruned: Cannot deregister the image',
    ]);
    expect(failures(here)).toHaveLength(1);
    const [{ code, place } = { code: '', place: {} }] = failures(here);
    expect(code).toBe('AccessDenied');
    expect(place).toEqual({ account: ACCOUNT, region: REGION, instance: INSTANCE, image: 'ami-3d' });
  });

  test('by a policy that denies this one is no reason to leave the next one', async () => {
    const here = world({ images: daily([0, 1, 2, 3]), faults: { 'images.deregister': [refused] } });
    await prune(here);
    expect(prunedIds(here)).toEqual(['ami-2d', 'ami-1d']);
    expect(told(here).at(-1)).toBe('ami-3d kept: could not be pruned: Cannot deregister the image');
    expect(failures(here)).toHaveLength(1);
  });

  test('for another reason is no reason to leave the next one', async () => {
    const protectedNow: Problem = { ...refused, code: 'PruneFailed' };
    const here = world({ images: daily([0, 1, 2, 3]), faults: { 'images.deregister': [protectedNow] } });
    await prune(here, { maxPrunes: 2 });
    expect(prunedIds(here)).toEqual(['ami-2d']);
  });
});

/** The SDK asks again when a reply was lost, and is told that the image is gone: AWS may have left snapshots. */
describe('an image that is gone at that moment', () => {
  function gone(parts: Ec2Parts = {}): World {
    const here = twoSnapshots(parts);
    here.ec2.calls.before('images.deregister', 1, () => {
      here.ec2.state.remove('ami-old');
    });
    return here;
  }

  test('is pruned, and its snapshots go', async () => {
    const here = gone();
    await prune(here);
    expect([here.ec2.state.imageIds, here.ec2.state.snapshotIds]).toEqual([['ami-new'], []]);
    expect([prunedIds(here), failures(here)]).toEqual([['ami-old'], []]);
  });

  test('and is listed still has them deleted all the same', async () => {
    const here = gone({ lag: 60_000 });
    await prune(here);
    expect(here.ec2.state.snapshotIds).toEqual([]);
  });

  test('leaves those that another image uses, and that is no failure', async () => {
    const other = ourImage('ami-new', { snapshots: ['snap-1'] });
    const old = ourImage('ami-old', { age: DAY, snapshots: ['snap-1', 'snap-2'] });
    const here = gone({ images: [other, old] });
    await prune(here);
    expect(here.ec2.state.snapshotIds).toEqual(['snap-1']);
    expect(here.ec2.calls.of('snapshots.delete').map(({ of }) => of)).toEqual(['snap-2']);
    expect(failures(here)).toEqual([]);
  });

  test.each([
    { verb: 'snapshots.delete', what: 'Cannot delete snapshot snap-1' },
    { verb: 'images.withSnapshots', what: 'Cannot look up the images that use a snapshot' },
  ] as const)('tells of those that stay, as $verb is denied', async ({ verb, what }) => {
    const here = gone({ faults: { [verb]: denied(what, 'ec2:Something') } });
    await prune(here);
    expect(here.ec2.state.snapshotIds).toEqual(['snap-1', 'snap-2']);
    expect(failures(here).map(({ code, place }) => [code, place.image])).toEqual([
      ['SnapshotsLeft', 'ami-old'],
    ]);
    expect(failures(here)[0]?.what).toContain('snap-1, snap-2');
  });
});

describe('a look-up of the images that fails', () => {
  const unseen = denied('Cannot look up our images', 'ec2:DescribeImages');

  test('at first: nothing is pruned, and it is a failure', async () => {
    const here = world({ images: daily([0, 1]), faults: { 'images.ours': [unseen] } });
    await prune(here);
    expect(deregistered(here)).toEqual([]);
    expect(failures(here).map(({ place }) => place.instance)).toEqual([INSTANCE]);
  });

  test('just before a prune: that image stays', async () => {
    const here = world({ images: daily([0, 1, 2]), faults: { 'images.ours': [undefined, unseen] } });
    await prune(here);
    expect(here.ec2.state.imageIds).toEqual(['ami-0d', 'ami-2d']);
    expect(told(here)[2]).toBe('ami-2d kept: not checked again: Cannot look up our images');
    expect(failures(here)).toHaveLength(1);
  });
});

describe('max-prunes', () => {
  test('are pruned in a run, the oldest first; the others later', async () => {
    const here = world({ images: daily([3, 0, 4, 1, 2]) });
    await prune(here, { maxPrunes: 2 });
    expect(deregistered(here)).toEqual(['ami-4d', 'ami-3d']);
    expect(told(here)).toEqual([
      'ami-0d kept: last 1',
      'ami-1d kept: pruned in a later run, as max-prunes is 2',
      'ami-2d kept: pruned in a later run, as max-prunes is 2',
      'ami-3d pruned: no rule keeps it',
      'ami-4d pruned: no rule keeps it',
    ]);
  });

  test('an image that is in use takes no place of them', async () => {
    const here = world({ images: daily([0, 1, 2]), uses: { 'ami-2d': ['in use by ec2:Instance i-1'] } });
    await prune(here, { maxPrunes: 1 });
    expect(prunedIds(here)).toEqual(['ami-1d']);
  });

  test('runs go on until nothing is left to prune', async () => {
    const here = world({ images: daily([0, 1, 2, 3, 4]) });
    for (let run = 0; run < 4; run += 1) await prune(here, { maxPrunes: 2 });
    expect(here.ec2.state.imageIds).toEqual(['ami-0d']);
    expect(deregistered(here)).toHaveLength(4);
  });
});
