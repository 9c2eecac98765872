/** Divides the targets among the jobs of a matrix. Pure. */
import { IMAGES_A_JOB, MOST_SHARDS, type Shard, type Target } from '../model/target.ts';

/** What a job may have in addition to an account that is too large: less would need another job. */
const BESIDE = 0.25;

/**
 * The targets of one part. Accounts are dealt out in the order of their ids, each as a whole: what its targets share
 * (its servers, its rate limits, the images that nobody looks at) is seen by one job.
 */
export function targetsOfShard(
  targets: readonly Target[],
  mainAccount: string,
  shard: Shard | undefined,
): Target[] {
  if (shard === undefined) return [...targets];
  const accounts = accountsOf(targets, mainAccount);
  return targets.filter((target) => {
    return (accounts.indexOf(accountOf(target, mainAccount)) % shard.count) + 1 === shard.index;
  });
}

/**
 * The fewest parts in which no job has more than 250 images. An account that has more is not divided: then
 * no job has more than it and a quarter.
 */
export function shardCount(
  targets: readonly Target[],
  mainAccount: string,
  images: ReadonlyMap<string, number>,
): number {
  const accounts = accountsOf(targets, mainAccount);
  const most = Math.max(Math.min(accounts.length, MOST_SHARDS), 1);
  const largest = (count: number): number => {
    const sums = Array.from({ length: count }, () => 0);
    for (const [at, account] of accounts.entries())
      sums[at % count] = (sums[at % count] ?? 0) + (images.get(account) ?? 0);
    return Math.max(...sums);
  };
  const largestAccount = Math.max(0, ...accounts.map((account) => images.get(account) ?? 0));
  const bound = largestAccount > IMAGES_A_JOB ? largestAccount * (1 + BESIDE) : IMAGES_A_JOB;
  const counts = Array.from({ length: most }, (_, at) => at + 1);
  return counts.find((count) => largest(count) <= bound) ?? most;
}

/** `1/3`, `2/3`, `3/3`. */
export function shardNames(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${at + 1}/${count}`);
}

function accountsOf(targets: readonly Target[], mainAccount: string): string[] {
  return [...new Set(targets.map((target) => accountOf(target, mainAccount)))].sort();
}

function accountOf({ at }: Target, mainAccount: string): string {
  return at.kind === 'self' ? mainAccount : at.account;
}
