/** The tags of an image and its snapshots: ours, those of the input, those copied from the instance. */
import type { Instance, RunFacts, Tag } from '../model/image.ts';
import type { ImageSettings } from '../model/target.ts';
import { fill, type TemplateValues } from './template.ts';

export const PREFIX = 'cross-account-ami:';

/** EC2 User Guide, "Tag your Amazon EC2 resources": tags a resource, characters of a value. */
const MAX_TAGS = 50;
const MAX_VALUE = 256;

export interface DecidedTags {
  readonly tags: readonly Tag[];
  /** What was left out or cut, in sentences without a full stop. */
  readonly warnings: readonly string[];
}

interface TagSources {
  readonly instance: Instance;
  readonly imageName: string;
  readonly settings: ImageSettings;
  readonly facts: RunFacts;
  readonly values: TemplateValues;
}

/** Our tags replace `tags`, and those replace copied ones, which are left out from the end of the alphabet. */
export function decideTags(sources: TagSources): DecidedTags {
  const ours = ourTags(sources);
  const asked = askedTags(sources).filter(({ key }) => !has(ours, key));
  const fixed = [...ours, ...asked];
  const copied = copiedTags(sources).filter(({ key }) => !has(fixed, key));
  const room = Math.max(MAX_TAGS - fixed.length, 0);
  const lost = copied.slice(room).map(({ key }) => key);
  const tags = [...fixed, ...copied.slice(0, room)].map(({ key, value }) => ({
    key,
    value: cut(value),
  }));
  return { tags, warnings: [...lostTags(lost), ...cutTags(fixed)] };
}

function ourTags({ instance, imageName, settings, facts }: TagSources): Tag[] {
  const own = {
    'run-key': facts.runKey,
    series: settings.series,
    'instance-id': instance.id,
    repository: facts.repository,
    'repository-id': facts.repositoryId,
    'run-url': facts.runUrl,
    sha: facts.sha,
    'excluded-volumes': excludedVolumesTag(settings),
    attempt: facts.attempt,
    'instance-type': instance.type,
  };
  const tags = Object.entries(own).map(([key, value]) => ({ key: `${PREFIX}${key}`, value }));
  return [{ key: 'Name', value: imageName }, ...tags];
}

/** The value of our tag `excluded-volumes`. */
export function excludedVolumesTag({ excludeVolumes }: Pick<ImageSettings, 'excludeVolumes'>): string {
  return [...excludeVolumes].sort().join(',') || 'none';
}

function askedTags({ settings, values }: TagSources): Tag[] {
  return [...settings.tags].map(([key, template]) => ({ key, value: fill(template, values) }));
}

/** With this tag a cluster's clean-up finds what it deletes; a backup must outlive the cluster. */
const CLUSTER = 'kubernetes.io/cluster/';

/** `aws:` keys belong to AWS and cannot be written (same page). */
function copiedTags({ instance, settings }: TagSources): Tag[] {
  if (!settings.copyTags) return [];
  const foreign = instance.tags.filter(
    ({ key }) => !/^aws:/i.test(key) && !key.startsWith(PREFIX) && !key.startsWith(CLUSTER),
  );
  return foreign.toSorted((one, other) => (one.key < other.key ? -1 : 1));
}

/** EC2 counts characters, not UTF-16 units. */
function cut(value: string): string {
  return Array.from(value).slice(0, MAX_VALUE).join('');
}

function has(tags: readonly Tag[], key: string): boolean {
  return tags.some((tag) => tag.key === key);
}

function lostTags(keys: readonly string[]): string[] {
  if (keys.length === 0) return [];
  return [
    `${keys.length} copied tags were left out, because EC2 allows ${MAX_TAGS} tags: ${keys.join(', ')}`,
  ];
}

function cutTags(tags: readonly Tag[]): string[] {
  const long = tags.filter(({ value }) => cut(value) !== value).map(({ key }) => key);
  return long.length === 0 ? [] : [`Tag values were cut to ${MAX_VALUE} characters: ${long.join(', ')}`];
}
