/**
 * What restic keeps, worked out from its manual and from ApplyPolicy of its internal/data/snapshot_policy.go in the
 * plainest way: periods are numbers, images are put into them, and each counter takes the newest periods.
 */
import type { RetentionPolicy } from '../../../src/model/retention.ts';
import type { DatedImage } from '../../../src/retention/policy.ts';

const HOUR = 3600_000;
const DAY = 24 * HOUR;

/** The number of the period that a time is in; periods of one kind follow each other by their numbers. */
const periods: Readonly<
  Record<'hourly' | 'daily' | 'weekly' | 'monthly' | 'yearly', (time: number) => number>
> = {
  hourly: (time) => Math.floor(time / HOUR),
  daily: (time) => Math.floor(time / DAY),
  // 1 January 1970 was a Thursday: weeks begin three days before it.
  weekly: (time) => Math.floor((Math.floor(time / DAY) + 3) / 7),
  monthly: (time) => new Date(time).getUTCFullYear() * 12 + new Date(time).getUTCMonth(),
  yearly: (time) => new Date(time).getUTCFullYear(),
};

/** The ids that restic would keep. Of images of the same moment the one with the greater id is the newer one. */
export function resticKeeps(images: readonly DatedImage[], policy: RetentionPolicy): Set<string> {
  const oldestFirst = [...images].sort((one, other) => {
    const apart = one.createdAt - other.createdAt;
    return apart === 0 ? Number(one.id > other.id) - Number(one.id < other.id) : apart;
  });
  const oldest = oldestFirst[0];
  const newest = oldestFirst[oldestFirst.length - 1];
  const keep = new Set<string>();
  if (oldest === undefined || newest === undefined) return keep;

  for (const { id } of policy.last > 0 ? oldestFirst.slice(-policy.last) : []) keep.add(id);
  for (const [counter, period] of Object.entries(periods)) {
    const count = policy[counter as keyof typeof periods];
    // Later images overwrite earlier ones: what is left is the newest of each period.
    const newestOf = new Map(oldestFirst.map((image) => [period(image.createdAt), image.id]));
    const newestPeriods = [...newestOf.keys()].sort((one, other) => other - one).slice(0, count);
    for (const key of newestPeriods) keep.add(newestOf.get(key) ?? '');
    if (newestOf.size < count) keep.add(oldest.id);
  }
  for (const { id, createdAt } of oldestFirst) {
    if (newest.createdAt - createdAt < policy.within) keep.add(id);
  }
  return keep;
}
