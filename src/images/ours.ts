/** Which images are ours, and which of ours count. Pure. */
import type { Image } from '../model/image.ts';
import { PREFIX } from './tags.ts';

/** What an image must agree with to count. */
export interface Counted {
  readonly repositoryId: string;
  readonly series: string;
  readonly instance: string;
  /** The value of the tag `excluded-volumes` that the target would write now. */
  readonly excludedVolumes: string;
}

/** The value of one of our tags. */
export function ourTag(image: Image, name: string): string | undefined {
  return image.tags.find(({ key }) => key === PREFIX + name)?.value;
}

/** Tags alone make no image ours: EC2's own source must agree with them. The account is that of the look-up. */
export function isOurs(image: Image): boolean {
  const instance = ourTag(image, 'instance-id');
  return (
    instance !== undefined && image.sourceInstanceId === instance && ourTag(image, 'run-key') !== undefined
  );
}

/** Ours, and of this repository, series and instance. */
export function isOfSeries(image: Image, counted: Omit<Counted, 'excludedVolumes'>): boolean {
  return (
    isOurs(image) &&
    ourTag(image, 'repository-id') === counted.repositoryId &&
    ourTag(image, 'series') === counted.series &&
    ourTag(image, 'instance-id') === counted.instance
  );
}

/** Why an image of the series does not count; nothing when it does. */
export function whyNotCounting(
  image: Image,
  { excludedVolumes }: Pick<Counted, 'excludedVolumes'>,
): string | undefined {
  if (image.state !== 'available') return `does not count, it is ${image.state}`;
  if (image.createdAt === 0) return 'does not count, EC2 does not say when it was made';
  const left = ourTag(image, 'excluded-volumes') ?? 'unknown';
  if (left === excludedVolumes) return undefined;
  return left === 'none'
    ? 'does not count, it leaves out no volumes'
    : `does not count, it leaves out other volumes (${left})`;
}
