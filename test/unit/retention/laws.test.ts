/** What is true of retention whatever the history: of each of 100,000 random ones each night. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Image } from '../../../src/model/image.ts';
import type { RetentionPolicy, Verdict } from '../../../src/model/retention.ts';
import { decideImages, oldestFirst } from '../../../src/retention/decide.ts';
import { applyPolicy } from '../../../src/retention/policy.ts';
import { amount } from '../../amounts.ts';
import { histories, shuffled, type History } from './histories.ts';
import { resticKeeps } from './restic.ts';
import { DAY, NOW } from '../builders.ts';
import { ourImage, countingRule, policyOf } from '../image-builders.ts';

const RUNS = amount({ gate: 10_000, nightly: 100_000 });

function keptBy(images: readonly Image[], policy: RetentionPolicy): Set<string> {
  const decided = applyPolicy(images, policy).filter(({ reasons }) => reasons.length > 0);
  return new Set(decided.map(({ image }) => image.id));
}

function decide(images: readonly Image[], policy: RetentionPolicy): Verdict[] {
  return decideImages(images, countingRule, policy);
}

function prunedOf(verdicts: readonly Verdict[]): Verdict[] {
  return verdicts.filter(({ decision }) => decision === 'prune');
}

function idsOf(items: readonly (Image | Verdict)[]): string[] {
  return items.map((item) => ('id' in item ? item.id : item.image)).sort();
}

function equal(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isWithin<T>(part: Iterable<T>, whole: ReadonlySet<T>): boolean {
  return [...part].every((item) => whole.has(item));
}

const laws: Readonly<Record<string, (history: History) => boolean>> = {
  'the newest image that counts is never pruned': ({ counting, strange, policy }) => {
    const newest = Math.max(...counting.map(({ createdAt }) => createdAt));
    const kept = decide([...strange, ...counting], policy).filter(({ decision }) => decision === 'keep');
    const ofNewest = kept.filter(({ image }) => counting.some(({ id }) => id === image));
    return counting.length === 0 || ofNewest.some(({ createdAt }) => createdAt === newest);
  },
  'an image that does not count changes nothing for the others': ({ counting, strange, policy, dice }) => {
    const mixed = decide(shuffled([...counting, ...strange], dice), policy);
    const ids = new Set(idsOf(counting));
    const others = mixed.filter(({ image }) => ids.has(image));
    return equal(sorted(others), sorted(decide(counting, policy)));
  },
  'an image that does not count is never pruned': ({ counting, strange, policy }) => {
    const pruned = prunedOf(decide([...counting, ...strange], policy));
    return isWithin(idsOf(pruned), new Set(idsOf(counting)));
  },
  'keeping more never prunes more': ({ counting, policy, more }) => {
    const raised = { ...policy, [more.counter]: policy[more.counter] + more.by };
    return isWithin(keptBy(counting, policy), keptBy(counting, raised));
  },
  'the order in which EC2 lists them does not matter': ({ counting, strange, policy, dice }) => {
    const images = [...counting, ...strange];
    return equal(sorted(decide(images, policy)), sorted(decide(shuffled(images, dice), policy)));
  },
  'pruning what it says and deciding again prunes nothing more': ({ counting, policy }) => {
    const kept = keptBy(counting, policy);
    const left = counting.filter(({ id }) => kept.has(id));
    return equal(applyPolicy(left, policy), applyPolicy(counting, policy).filter(isKept));
  },
  'nor does it when only some of them were pruned': ({ counting, policy, dice }) => {
    const kept = keptBy(counting, policy);
    const left = counting.filter(({ id }, at) => kept.has(id) || (dice[at % dice.length] ?? 0) % 2 === 0);
    return equal([...keptBy(left, policy)].sort(), [...kept].sort());
  },
  'no more than max-prunes are pruned, the oldest first': ({ counting, strange, policy, maxPrunes }) => {
    const verdicts = decide([...counting, ...strange], policy);
    const all = prunedOf(verdicts);
    const now = oldestFirst(verdicts).slice(0, maxPrunes);
    const later = all.filter((each) => !now.includes(each));
    const ages = now.map(({ createdAt }) => createdAt);
    return (
      now.length === Math.min(maxPrunes, all.length) &&
      ages.every((age, at) => at === 0 || age >= (ages[at - 1] ?? 0)) &&
      later.every(({ createdAt }) => createdAt >= Math.max(...ages))
    );
  },
  'it keeps what restic keeps': ({ counting, policy }) => {
    return equal([...keptBy(counting, policy)].sort(), [...resticKeeps(counting, policy)].sort());
  },
  'every image of the series has a verdict with a reason': ({ counting, strange, policy }) => {
    const verdicts = decide([...counting, ...strange], policy);
    const ids = new Set(verdicts.map(({ image }) => image));
    return (
      isWithin(idsOf(counting), ids) &&
      ids.size === verdicts.length &&
      verdicts.every(({ reasons }) => reasons.length > 0 && reasons.every(({ text }) => text !== ''))
    );
  },
};

function isKept({ reasons }: { readonly reasons: readonly unknown[] }): boolean {
  return reasons.length > 0;
}

/** Images of the same moment may stand in any order. */
function sorted(verdicts: readonly Verdict[]): Verdict[] {
  return verdicts.toSorted((one, other) => (one.image < other.image ? -1 : 1));
}

test(`every law holds on each of ${RUNS} random histories`, () => {
  const property = fc.property(histories, (history) => {
    const broken = Object.entries(laws).filter(([, holds]) => !holds(history));
    if (broken.length > 0) throw new Error(`Broken: ${broken.map(([law]) => law).join('; ')}`);
  });
  fc.assert(property, { numRuns: RUNS });
}, 240_000);

/** A law that no history puts to the test would hold of anything. */
describe('the random histories put the laws to the test', () => {
  const sample = fc.sample(histories, { numRuns: 5_000, seed: 6 });
  const share = (holds: (history: History) => boolean): number => sample.filter(holds).length / sample.length;

  test.each([
    { often: 'something is pruned', holds: (h: History) => prunedCount(h) > 0, atLeast: 0.3 },
    {
      often: 'more than max-prunes are prunable',
      holds: (h: History) => prunedCount(h) > h.maxPrunes,
      atLeast: 0.1,
    },
    { often: 'there are strangers', holds: ({ strange }: History) => strange.length > 0, atLeast: 0.5 },
    { often: 'keeping more keeps more', holds: (h: History) => keepsMore(h), atLeast: 0.03 },
    {
      often: 'the oldest is kept because there is room',
      holds: (h: History) => keepsOldest(h),
      atLeast: 0.1,
    },
    { often: 'two images are of one moment', holds: (h: History) => hasTwins(h), atLeast: 0.1 },
  ])('often: $often', ({ holds, atLeast }) => {
    expect(share(holds)).toBeGreaterThan(atLeast);
  });
});

function prunedCount({ counting, policy }: History): number {
  return counting.length - keptBy(counting, policy).size;
}

function keepsMore({ counting, policy, more }: History): boolean {
  const raised = { ...policy, [more.counter]: policy[more.counter] + more.by };
  return keptBy(counting, raised).size > keptBy(counting, policy).size;
}

function keepsOldest({ counting, policy }: History): boolean {
  return applyPolicy(counting, policy).some(({ reasons }) => reasons.some(({ code }) => code === 'oldest'));
}

function hasTwins({ counting }: History): boolean {
  return new Set(counting.map(({ createdAt }) => createdAt)).size < counting.length;
}

test('a daily run of three years holds what the policy names, and never more', () => {
  const policy = policyOf({ daily: 7, weekly: 4, monthly: 12 });
  let held: Image[] = [];
  for (let day = 0; day < 3 * 365; day += 1) {
    held = [...held, ourImage(`ami-${String(day).padStart(4, '0')}`, { createdAt: NOW + day * DAY })];
    const kept = keptBy(held, policy);
    held = held.filter(({ id }) => kept.has(id));
    expect(kept.has(`ami-${String(day).padStart(4, '0')}`)).toBe(true);
    expect(held.length).toBeLessThanOrEqual(7 + 4 + 12);
  }
  expect(held.length).toBeGreaterThan(12 + 4);
});
