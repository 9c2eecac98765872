/** Images as EC2 shows them to retention, of which a test states only what matters to it. */
import type { Counted } from '../../../src/images/ours.ts';
import type { Image, Tag } from '../../../src/model/image.ts';
import type { Retention, RetentionPolicy, Snapshot } from '../../../src/model/retention.ts';
import type { ImageSettings, Target } from '../../../src/model/target.ts';

export const ACCOUNT = '222222222222';
export const REGION = 'eu-west-1';
export const INSTANCE = 'i-00000000000000001';
export const REPOSITORY = '777';
export const SERIES = 'nightly';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** When a fake clock begins. */
export const NOW = Date.UTC(2026, 10, 22, 2, 17);

export interface ImageFacts extends Partial<Image> {
  readonly instance?: string;
  readonly series?: string;
  readonly repositoryId?: string;
  readonly excludedVolumes?: string;
  /** Milliseconds before NOW. */
  readonly age?: number;
  readonly moreTags?: Readonly<Record<string, string>>;
  /** As a copied or registered image, of which EC2 names no source instance. */
  readonly sourceless?: boolean;
}

/** An image of ours that counts, unless the facts say otherwise. */
export function anImage(id: string, facts: ImageFacts = {}): Image {
  const { instance = INSTANCE, series, repositoryId, excludedVolumes, moreTags, ...others } = facts;
  const { age = 0, sourceless = false, ...rest } = others;
  return {
    id,
    name: `image ${id}`,
    state: 'available',
    snapshots: [`snap-of-${id}`],
    sizeGiB: 8,
    tags: ourTags({ instance, series, repositoryId, excludedVolumes, moreTags }),
    holds: [],
    ...(sourceless ? {} : { sourceInstanceId: instance }),
    createdAt: NOW - age,
    ...rest,
  };
}

interface TagFacts {
  readonly instance?: string | undefined;
  readonly series?: string | undefined;
  readonly repositoryId?: string | undefined;
  readonly excludedVolumes?: string | undefined;
  readonly moreTags?: Readonly<Record<string, string>> | undefined;
}

export function ourTags(facts: TagFacts = {}): Tag[] {
  const {
    instance = INSTANCE,
    series = SERIES,
    repositoryId = REPOSITORY,
    excludedVolumes = 'none',
    moreTags = {},
  } = facts;
  return tagsOf({
    'cross-account-ami:run-key': '42-0123abcd',
    'cross-account-ami:repository': 'octo/images',
    'cross-account-ami:run-url': 'https://github.com/octo/images/actions/runs/42',
    'cross-account-ami:sha': 'c0ffee',
    'cross-account-ami:attempt': '1-0000cafe',
    'cross-account-ami:instance-id': instance,
    'cross-account-ami:series': series,
    'cross-account-ami:repository-id': repositoryId,
    'cross-account-ami:excluded-volumes': excludedVolumes,
    ...moreTags,
  });
}

function tagsOf(tags: Readonly<Record<string, string>>): Tag[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

/** The image without one of our tags. */
export function without(tag: string, image: Image): Image {
  return { ...image, tags: image.tags.filter(({ key }) => key !== `cross-account-ami:${tag}`) };
}

/** One image for each age in days, with ids by age: `ami-0d` is of now. */
export function daily(days: readonly number[]): Image[] {
  return days.map((age) => anImage(`ami-${age}d`, { age: age * DAY }));
}

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

/** The images that the tests decide about: of one instance and series. */
export const counted: Counted = {
  repositoryId: REPOSITORY,
  series: SERIES,
  instance: INSTANCE,
  excludedVolumes: 'none',
};

export function policyOf(parts: Partial<RetentionPolicy> = {}): RetentionPolicy {
  return { last: 0, hourly: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0, within: 0, ...parts };
}

export interface TargetFacts {
  readonly position?: number;
  readonly series?: string;
  readonly excludeVolumes?: readonly string[];
  /** Nothing: a target without retention. */
  readonly retention?: Partial<Retention> | undefined;
}

export function aTarget(facts: TargetFacts = {}): Target {
  const { position = 1, series = SERIES, excludeVolumes = [] } = facts;
  const retention = 'retention' in facts ? facts.retention : {};
  const images: ImageSettings = {
    name: ['image'],
    description: [''],
    tags: new Map(),
    copyTags: true,
    noReboot: true,
    maxReboots: 1,
    excludeVolumes,
    series,
  };
  return {
    position,
    at: { kind: 'role', account: ACCOUNT, roleArn: `arn:aws:iam::${ACCOUNT}:role/cross-account-ami` },
    regions: [REGION],
    instances: { kind: 'all' },
    ownInstances: true,
    maxInstances: 250,
    images,
    ...(retention === undefined
      ? {}
      : { retention: { policy: policyOf({ last: 1 }), maxPrunes: 3, ...retention } }),
  };
}
