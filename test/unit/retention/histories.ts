/** Random histories of images, with the bad luck that a real account has. */
import fc from 'fast-check';
import type { Image } from '../../../src/model/image.ts';
import type { RetentionPolicy } from '../../../src/model/retention.ts';
import { DAY, HOUR, MINUTE } from '../builders.ts';
import { countingRule, ourImage, policyOf, without } from '../image-builders.ts';

/** What keeps an image of the listing from counting. */
export const strangers: Readonly<Record<string, (id: string, createdAt: number) => Image>> = {
  pending: (id, createdAt) => ourImage(id, { createdAt, state: 'pending' }),
  failed: (id, createdAt) => ourImage(id, { createdAt, state: 'failed' }),
  error: (id, createdAt) => ourImage(id, { createdAt, state: 'error' }),
  disabled: (id, createdAt) => ourImage(id, { createdAt, state: 'disabled' }),
  deregistered: (id, createdAt) => ourImage(id, { createdAt, state: 'deregistered' }),
  'of another instance': (id, createdAt) => ourImage(id, { createdAt, instance: 'i-00000000000000002' }),
  'of another series': (id, createdAt) => ourImage(id, { createdAt, series: 'before-deployment' }),
  'of a series with a longer name': (id, createdAt) =>
    ourImage(id, { createdAt, series: `${countingRule.series}-2` }),
  'of another repository': (id, createdAt) =>
    ourImage(id, { createdAt, repositoryId: `${countingRule.repositoryId}0` }),
  'without data volumes': (id, createdAt) => ourImage(id, { createdAt, excludedVolumes: 'data' }),
  'a look-alike of another source': (id, createdAt) =>
    ourImage(id, { createdAt, sourceInstanceId: 'i-00000000000000bad' }),
  'a look-alike without a source': (id, createdAt) => ourImage(id, { createdAt, sourceless: true }),
  'without our run key': (id, createdAt) => without('run-key', ourImage(id, { createdAt })),
  'without our repository': (id, createdAt) => without('repository-id', ourImage(id, { createdAt })),
  'without word of its volumes': (id, createdAt) => without('excluded-volumes', ourImage(id, { createdAt })),
};

/** Steps back in time, so that images fall into one hour, day, week, month and year, and into different ones. */
const gaps: readonly number[] = [
  0,
  1,
  MINUTE,
  20 * MINUTE,
  HOUR,
  7 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  31 * DAY,
  200 * DAY,
];

const MOMENTS: readonly number[] = [
  Date.UTC(2026, 10, 22, 2, 17),
  Date.UTC(2021, 0, 3, 23, 59, 59),
  Date.UTC(2021, 0, 4),
  Date.UTC(2024, 11, 30),
  Date.UTC(2024, 1, 29, 12),
  Date.UTC(2026, 11, 31, 23, 59, 59, 999),
  Date.UTC(2000, 2, 1),
];

export const policies: fc.Arbitrary<RetentionPolicy> = fc
  .record({
    last: fc.oneof(fc.constant(0), fc.nat(4)),
    hourly: fc.oneof(fc.constant(0), fc.nat(4)),
    daily: fc.oneof(fc.constant(0), fc.nat(8)),
    weekly: fc.oneof(fc.constant(0), fc.nat(5)),
    monthly: fc.oneof(fc.constant(0), fc.nat(13)),
    yearly: fc.oneof(fc.constant(0), fc.nat(3)),
    within: fc.constantFrom(0, 0, 1, HOUR, DAY, 7 * DAY, 100 * DAY),
  })
  .filter((policy) => Object.values(policy).some((count) => count > 0));

export interface History {
  /** Images that count, in no order. */
  readonly counting: readonly Image[];
  /** Images that do not count, by whatever reason. */
  readonly strange: readonly Image[];
  readonly policy: RetentionPolicy;
  /** What is added to one of the policy's numbers, to keep more. */
  readonly more: { readonly counter: keyof RetentionPolicy; readonly by: number };
  readonly maxPrunes: number;
  /** Numbers by which a law chooses whatever it has to choose. */
  readonly dice: readonly number[];
}

const counters = Object.keys(policyOf()) as (keyof RetentionPolicy)[];
const kinds = Object.values(strangers);

/** One number for each image, so that 100,000 histories are quickly made and still shrink. */
const imageCodes = fc.array(fc.nat(gaps.length * kinds.length * 3 - 1), { maxLength: 14 });

export const histories: fc.Arbitrary<History> = fc
  .record({
    codes: imageCodes,
    start: fc.nat(MOMENTS.length - 1),
    policy: policies,
    counter: fc.nat(counters.length - 1),
    by: fc.integer({ min: 1, max: 5 }),
    maxPrunes: fc.integer({ min: 1, max: 3 }),
    dice: fc.array(fc.nat(1000), { minLength: 4, maxLength: 4 }),
  })
  .map(({ codes, start, policy, counter, by, maxPrunes, dice }) => {
    const counting: Image[] = [];
    const strange: Image[] = [];
    let createdAt = MOMENTS[start] ?? 0;
    codes.forEach((code, at) => {
      createdAt -= gaps[code % gaps.length] ?? 0;
      const kind = kinds[Math.floor(code / gaps.length) % kinds.length];
      // Ids do not follow time, as at EC2.
      const id = `ami-${((at * 7) % 15).toString(16)}`;
      const counts = code < gaps.length * kinds.length * 2;
      if (counts || kind === undefined) counting.push(ourImage(id, { createdAt }));
      else strange.push(kind(id, createdAt));
    });
    const name = counters[counter] ?? 'last';
    const more = { counter: name, by: name === 'within' ? by * DAY : by };
    return { counting, strange, policy, more, maxPrunes, dice };
  });

/** The same images in an order that the dice choose. */
export function shuffled<T>(items: readonly T[], dice: readonly number[]): T[] {
  const keyed = items.map((item, at) => ({ item, key: ((dice[at % dice.length] ?? 0) * (at + 31)) % 101 }));
  return keyed.sort((one, other) => one.key - other.key).map(({ item }) => item);
}
