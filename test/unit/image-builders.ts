/** Images of ours and what is decided about them, of which a test states only what matters to it. */
import type { CountingRule } from '../../src/images/ours.ts';
import type { Image } from '../../src/model/image.ts';
import type { Retention, RetentionPolicy, Snapshot } from '../../src/model/retention.ts';
import type { Target } from '../../src/model/target.ts';
import { aTarget, DAY, INSTANCE, NOW, ourTags, runFacts, type TagFacts } from './builders.ts';

export interface ImageFacts extends Partial<Image>, TagFacts {
  /** Milliseconds before NOW. */
  readonly age?: number;
  /** As a copied or registered image, of which EC2 names no source instance. */
  readonly sourceless?: boolean;
}

/** An image of this run that counts, unless the facts say otherwise. */
export function ourImage(id: string, facts: ImageFacts = {}): Image {
  const { instance, series, repositoryId, excludedVolumes, runKey, attempt, ...others } = facts;
  const { age = 0, sourceless = false, ...rest } = others;
  return {
    id,
    name: `image ${id}`,
    state: 'available',
    snapshots: [`snap-of-${id}`],
    sizeGiB: 8,
    tags: ourTags({ instance, series, repositoryId, excludedVolumes, runKey, attempt }),
    holds: [],
    ...(sourceless ? {} : { sourceInstanceId: instance ?? INSTANCE }),
    createdAt: NOW - age,
    ...rest,
  };
}

/** The same of an earlier run. */
export function earlierImage(id: string, facts: ImageFacts = {}): Image {
  return ourImage(id, { runKey: '41-0123abcd', ...facts });
}

/** The image without one of our tags. */
export function without(tag: string, image: Image): Image {
  return { ...image, tags: image.tags.filter(({ key }) => key !== `cross-account-ami:${tag}`) };
}

/** One image for each age in days, with ids by age: `ami-0d` is of now. */
export function daily(days: readonly number[], facts: ImageFacts = {}): Image[] {
  return days.map((age) => ourImage(`ami-${age}d`, { age: age * DAY, ...facts }));
}

/** A snapshot of ours whose image is gone. */
export function aSnapshot(id: string, parts: Partial<Snapshot> = {}): Snapshot {
  return {
    id,
    state: 'completed',
    startedAt: NOW - 30 * DAY,
    sizeGiB: 8,
    tags: ourTags(),
    image: 'ami-gone',
    ...parts,
  };
}

/** What `ourImage` agrees with: the images that the tests decide about. */
export const countingRule: CountingRule = {
  repositoryId: runFacts().repositoryId,
  series: 'default',
  instance: INSTANCE,
  excludedVolumes: 'none',
};

export function policyOf(parts: Partial<RetentionPolicy> = {}): RetentionPolicy {
  return { last: 0, hourly: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0, within: 0, ...parts };
}

/** Retention that keeps the newest image alone. */
export function retention(parts: Partial<Retention> = {}): Retention {
  return { policy: policyOf({ last: 1 }), maxPrunes: 3, ...parts };
}

/** A target with retention. */
export function pruningTarget(facts: Partial<Retention> = {}, parts: Partial<Target> = {}): Target {
  return aTarget({ retention: retention(facts), ...parts });
}
