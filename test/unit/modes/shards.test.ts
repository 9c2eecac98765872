/** How the targets are dealt out to the jobs of a matrix. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Target } from '../../../src/model/target.ts';
import { shardCount, shardNames, targetsOfShard } from '../../../src/modes/shards.ts';
import { aTarget, roleOf } from '../builders.ts';

const MAIN = '111111111111';

/** Account by number; 0 is the account signed in to, by no role, and 1 the same one by a role. */
function targetIn(number: number, position: number): Target {
  const at = number === 0 ? { kind: 'self' as const } : roleOf(accountOf(number));
  return aTarget({ position, at });
}

function accountOf(number: number): string {
  return number <= 1 ? MAIN : String(number * 7_919).padStart(12, '0');
}

function accountsIn(targets: readonly Target[]): Set<string> {
  return new Set(targets.map(({ at }) => (at.kind === 'self' ? MAIN : at.account)));
}

const someTargets = fc
  .array(fc.nat(30), { minLength: 1, maxLength: 40 })
  .map((numbers) => numbers.map((number, at) => targetIn(number, at + 1)));

function partsOf(targets: readonly Target[], count: number): Target[][] {
  const indexes = Array.from({ length: count }, (_, at) => at + 1);
  return indexes.map((index) => targetsOfShard(targets, MAIN, { index, count }));
}

function everyCut(holds: (targets: readonly Target[], parts: readonly Target[][]) => void): void {
  const property = fc.property(someTargets, fc.integer({ min: 1, max: 45 }), (targets, count) => {
    holds(targets, partsOf(targets, count));
  });
  fc.assert(property, { numRuns: 500 });
}

describe('the targets of a shard', () => {
  test('every target is in exactly one, in the order of the targets', () => {
    everyCut((targets, parts) => {
      const dealt = parts.flat().map(({ position }) => position);
      expect(dealt.toSorted((one, other) => one - other)).toEqual(targets.map(({ position }) => position));
      for (const part of parts) expect(part).toEqual(targets.filter((target) => part.includes(target)));
    });
  });

  test('all targets of an account are in one', () => {
    everyCut((targets, parts) => {
      const homes = parts.flatMap((part) => [...accountsIn(part)]);
      expect(homes.toSorted()).toEqual([...accountsIn(targets)].toSorted());
    });
  });

  test('no shard has two accounts more than another', () => {
    everyCut((_, parts) => {
      const sizes = parts.map((part) => accountsIn(part).size);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    });
  });

  test('the order in which the targets are written does not matter', () => {
    const property = fc.property(someTargets, fc.integer({ min: 1, max: 9 }), (targets, count) => {
      const positions = (parts: readonly Target[][]): number[][] =>
        parts.map((part) => part.map(({ position }) => position).toSorted((one, other) => one - other));
      expect(positions(partsOf(targets.toReversed(), count))).toEqual(positions(partsOf(targets, count)));
    });
    fc.assert(property, { numRuns: 300 });
  });

  test('without a shard: all of them', () => {
    const targets = [targetIn(3, 1), targetIn(2, 2)];
    expect(targetsOfShard(targets, MAIN, undefined)).toEqual(targets);
  });

  test('of more shards than accounts: none in the last ones', () => {
    expect(partsOf([targetIn(2, 1), targetIn(3, 2)], 3).map((part) => part.length)).toEqual([1, 1, 0]);
  });
});

/** The most images that one job has. */
function largestJob(targets: readonly Target[], count: number, images: ReadonlyMap<string, number>): number {
  const jobs = partsOf(targets, count).map((part) =>
    [...accountsIn(part)].reduce((sum, account) => sum + (images.get(account) ?? 0), 0),
  );
  return Math.max(...jobs);
}

function ones(count: number): number[] {
  return Array.from({ length: count }, () => 1);
}

describe('the shards of a plan', () => {
  test('are the fewest that keep every job at 250 images, or at the largest account and a quarter', () => {
    const counts = fc.array(fc.oneof(fc.nat(20), fc.nat(300)), { minLength: 31, maxLength: 31 });
    let cut = 0;
    const property = fc.property(someTargets, counts, (targets, sizes) => {
      const images = new Map(sizes.map((size, number) => [accountOf(number), size]));
      const length = shardCount(targets, MAIN, images);
      const accounts = accountsIn(targets).size;
      const largest = Math.max(...[...accountsIn(targets)].map((account) => images.get(account) ?? 0));
      const bound = largest > 250 ? largest * 1.25 : 250;
      const smaller = Array.from({ length: length - 1 }, (_, at) => at + 1);
      for (const count of smaller) expect(largestJob(targets, count, images)).toBeGreaterThan(bound);
      expect(largestJob(targets, length, images)).toBeLessThanOrEqual(bound);
      expect(length).toBeLessThanOrEqual(accounts);
      if (length > 1 && length < accounts) cut += 1;
    });
    fc.assert(property, { numRuns: 500 });
    expect(cut).toBeGreaterThan(50);
  });

  test.each([
    { of: 'few images', sizes: [10, 20, 30], shards: ['1/1'] },
    { of: 'exactly 250', sizes: [100, 100, 50], shards: ['1/1'] },
    { of: 'one more than 250', sizes: [100, 100, 51], shards: ['1/2', '2/2'] },
    { of: 'an account that is too large by itself, and a small one', sizes: [300, 75], shards: ['1/1'] },
    { of: 'an account that is too large by itself, and another', sizes: [300, 76], shards: ['1/2', '2/2'] },
    { of: 'one that is too large and 40 small ones', sizes: [251, ...ones(40)], shards: ['1/1'] },
    { of: 'accounts without images', sizes: [0, 0], shards: ['1/1'] },
  ])('of $of', ({ sizes, shards }) => {
    const targets = sizes.map((_, at) => targetIn(at + 2, at + 1));
    const images = new Map(sizes.map((size, at) => [accountOf(at + 2), size]));
    expect(shardNames(shardCount(targets, MAIN, images))).toEqual(shards);
  });

  test('are at most as many as a matrix takes', () => {
    const targets = Array.from({ length: 400 }, (_, at) => targetIn(at + 2, at + 1));
    const images = new Map(targets.map((_, at) => [accountOf(at + 2), 250]));
    expect(shardCount(targets, MAIN, images)).toBe(256);
  });

  test('without any target: one', () => {
    expect(shardCount([], MAIN, new Map())).toBe(1);
  });

  test('are called by their number', () => {
    expect(shardNames(3)).toEqual(['1/3', '2/3', '3/3']);
  });
});
