/** Which images are ours, and which of ours count. One parse of the tags decides it, for whoever asks. Pure. */
import type { Image, Tag } from '../model/image.ts';
import { PREFIX } from './tags.ts';

/** What the tags of identity say. */
export interface Identity {
  readonly runKey: string;
  readonly series: string;
  readonly instance: string;
  readonly repository: string;
  readonly repositoryId: string;
  readonly runUrl: string;
  readonly sha: string;
  readonly excludedVolumes: string;
}

/** What an image must agree with to count. */
export interface CountingRule {
  readonly repositoryId: string;
  readonly series: string;
  readonly instance: string;
  /** The value of the tag `excluded-volumes` that the target would write now. */
  readonly excludedVolumes: string;
}

/** The value of one of our tags. */
export function ourTag(tags: readonly Tag[], name: string): string | undefined {
  return tags.find(({ key }) => key === PREFIX + name)?.value;
}

/** What the tags say of an image or a snapshot; nothing when one of the eight is missing. */
export function identityIn(tags: readonly Tag[]): Identity | undefined {
  const values = new Map(tags.map(({ key, value }) => [key, value]));
  const names = ['run-key', 'series', 'instance-id', 'repository', 'repository-id', 'run-url', 'sha'];
  const [runKey, series, instance, repository, repositoryId, runUrl, sha] = names.map((name) =>
    values.get(PREFIX + name),
  );
  const excludedVolumes = values.get(`${PREFIX}excluded-volumes`);
  if (runKey === undefined || series === undefined || instance === undefined) return undefined;
  if (repository === undefined || repositoryId === undefined) return undefined;
  if (runUrl === undefined || sha === undefined || excludedVolumes === undefined) return undefined;
  return { runKey, series, instance, repository, repositoryId, runUrl, sha, excludedVolumes };
}

/**
 * What an image of ours says of itself; nothing when it is not ours. Tags alone make no image ours: EC2's own source
 * must agree with them. The account is that of the look-up.
 */
export function identityOf(image: Pick<Image, 'tags' | 'sourceInstanceId'>): Identity | undefined {
  const identity = identityIn(image.tags);
  return identity?.instance === image.sourceInstanceId ? identity : undefined;
}

/** Whether a repository made it. A repository without a number is no other one, not even itself. */
export function isOfRepository(identity: Identity | undefined, repositoryId: string): identity is Identity {
  return identity !== undefined && repositoryId !== '' && identity.repositoryId === repositoryId;
}

/** Ours, and of this repository, series and instance. */
export function isOfSeries(image: Image, countingRule: Omit<CountingRule, 'excludedVolumes'>): boolean {
  const identity = identityOf(image);
  return (
    isOfRepository(identity, countingRule.repositoryId) &&
    identity.series === countingRule.series &&
    identity.instance === countingRule.instance
  );
}

/** Why an image of the series does not count; nothing when it does. */
export function whyNotCounting(
  image: Image,
  { excludedVolumes }: Pick<CountingRule, 'excludedVolumes'>,
): string | undefined {
  if (image.state !== 'available') return `does not count, it is ${image.state}`;
  if (image.createdAt === 0) return 'does not count, EC2 does not say when it was made';
  const left = identityOf(image)?.excludedVolumes ?? 'unknown';
  if (left === excludedVolumes) return undefined;
  return left === 'none'
    ? 'does not count, it leaves out no volumes'
    : `does not count, it leaves out other volumes (${left})`;
}
