/** Runs that get into each other's way, or end in the middle. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RetentionPolicy } from '../../../src/model/retention.ts';
import { applyPolicy } from '../../../src/retention/policy.ts';
import { HOUR } from '../builders.ts';
import { ourImage, daily, aSnapshot, policyOf } from '../image-builders.ts';
import { prune, world, another, told, prunedIds, deregistered, failures } from './scenes.ts';

const policies = fc.constantFrom<Partial<RetentionPolicy>>(
  { last: 1 },
  { last: 2 },
  { daily: 2 },
  { weekly: 2, monthly: 1 },
  { within: 2 * HOUR },
);

const runs = fc.record({
  ages: fc.uniqueArray(fc.nat(40), { minLength: 1, maxLength: 7 }),
  one: policies,
  other: policies,
  startsLater: fc.nat(300),
  replies: fc.array(fc.nat(200), { minLength: 5, maxLength: 9 }),
  lag: fc.constantFrom(0, 50, 5_000),
});

describe('two prunes at once', () => {
  test('never leave an instance without an image, nor without one that both keep', async () => {
    const property = fc.asyncProperty(runs, async ({ ages, one, other, startsLater, replies, lag }) => {
      let reply = 0;
      const replyTime = (): number => replies[(reply += 1) % replies.length] ?? 0;
      const images = daily(ages);
      const first = world({ images, replyTime, lag });
      const second = another(first);
      const later = first.clock.sleep(startsLater, second.cancel.signal);
      await Promise.all([prune(first, { policy: one }), later.then(() => prune(second, { policy: other }))]);
      const both = [one, other].map((policy) => applyPolicy(images, policyOf(policy)));
      const newest = `ami-${Math.min(...ages)}d`;
      const wanted = images.filter(({ id }) => both.every((decided) => keeps(decided, id)));
      expect(first.ec2.state.imageIds).toContain(newest);
      expect(first.ec2.state.imageIds).toEqual(expect.arrayContaining(wanted.map(({ id }) => id)));
      expect([...failures(first), ...failures(second)]).toEqual([]);
    });
    await fc.assert(property, { numRuns: 400 });
  }, 30_000);

  test('of the same policy prune each image once, and agree on what is left', async () => {
    const first = world({ images: daily([0, 1, 2, 3, 4]), replyTime: () => 10 });
    const second = another(first);
    await Promise.all([prune(first, { policy: { last: 2 } }), prune(second, { policy: { last: 2 } })]);
    expect(first.ec2.state.imageIds).toEqual(['ami-0d', 'ami-1d']);
    expect(failures(first)).toEqual([]);
    expect(failures(second)).toEqual([]);
  });

  test('that each made an image keep the newer one', async () => {
    const images = [...daily([1, 2]), ourImage('ami-a', { age: 10 }), ourImage('ami-b', { age: 5 })];
    const first = world({ images, replyTime: () => 10 });
    const second = another(first);
    await Promise.all([prune(first, { newest: 'ami-a' }), prune(second, { newest: 'ami-b' })]);
    expect(first.ec2.state.imageIds).toEqual(['ami-b']);
  });

  test('with an image that EC2 still lists after it is gone prune nothing else instead', async () => {
    const here = world({ images: daily([0, 1, 2]), lag: 60_000 });
    await prune(here, { policy: { last: 2 } });
    await prune(another(here), { policy: { last: 2 } });
    expect(here.ec2.state.imageIds).toEqual(['ami-0d', 'ami-1d']);
  });
});

function keeps(decided: ReturnType<typeof applyPolicy>, id: string): boolean {
  return decided.some(({ image, reasons }) => image.id === id && reasons.length > 0);
}

describe('a run that is cancelled in the middle', () => {
  test('prunes no further image, tells what it did, and blames no brake for it', async () => {
    const here = world({ images: daily([0, 1, 2, 3]), replyTime: () => 100 });
    here.ec2.calls.before('images.deregister', 2, () => {
      here.cancel.abort();
    });
    await prune(here);
    expect(prunedIds(here)).toEqual(['ami-3d', 'ami-2d']);
    expect(here.ec2.state.imageIds).toEqual(['ami-0d', 'ami-1d']);
    expect(told(here).slice(2)).toEqual([
      'ami-2d pruned: no rule keeps it',
      'ami-3d pruned: no rule keeps it',
    ]);
    expect(told(here)[1]).toMatch(/^ami-1d kept: /);
    expect(told(here)[1]).not.toContain('max-prunes');
  });

  test('before it began prunes nothing', async () => {
    const here = world({ images: daily([0, 1]) });
    here.cancel.abort();
    await prune(here);
    expect(deregistered(here)).toEqual([]);
  });

  const later = 'ami-1d kept: pruned in a later run, as this one was cancelled';

  test.each(['images.uses', 'images.sharedWith'] as const)(
    'during a check begins no removal: %s',
    async (check) => {
      const here = world({ images: daily([0, 1]), replyTime: () => 100 });
      here.ec2.calls.before(check, 1, () => {
        here.cancel.abort();
      });
      await prune(here);
      expect(deregistered(here)).toEqual([]);
      expect(told(here)[1]).toBe(later);
    },
  );

  test('calls a removal that its client has not begun no failure', async () => {
    const problem = {
      code: 'Cancelled',
      phase: 'prune',
      place: {},
      what: 'Cannot deregister the image',
    } as const;
    const here = world({ images: daily([0, 1]), faults: { 'images.deregister': problem } });
    here.ec2.calls.before('images.deregister', 1, () => {
      here.cancel.abort();
    });
    await prune(here);
    expect(told(here)).toEqual(['ami-0d kept: last 1', later]);
    expect([prunedIds(here), failures(here)]).toEqual([[], []]);
  });

  test('is finished by the next run', async () => {
    const here = world({ images: daily([0, 1, 2, 3]) });
    here.ec2.calls.before('images.deregister', 1, () => {
      here.cancel.abort();
    });
    await prune(here);
    await prune(another(here));
    expect(here.ec2.state.imageIds).toEqual(['ami-0d']);
  });

  test('does not wait for a snapshot that EC2 could not delete', async () => {
    const old = ourImage('ami-old', { age: HOUR, snapshots: ['snap-1'] });
    const problem = {
      code: 'AwsFailed',
      phase: 'prune',
      place: {},
      what: 'Cannot delete snapshot snap-1',
    } as const;
    const here = world({
      images: [ourImage('ami-new'), old],
      snapshots: [aSnapshot('snap-1')],
      snapshotCodes: { 'snap-1': 'internal-error' },
      faults: { 'snapshots.delete': problem },
    });
    here.ec2.calls.before('snapshots.delete', 1, () => {
      here.cancel.abort();
    });
    await prune(here);
    expect(here.clock.elapsed()).toBe(0);
    expect(here.ec2.calls.of('snapshots.delete')).toHaveLength(1);
    expect(failures(here).map(({ code }) => code)).toEqual(['SnapshotsLeft']);
  });
});
