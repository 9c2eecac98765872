/** How old the newest image of an instance is: what `mode: check` and `skip-if-newer-than` ask. Pure. */
import type { Freshness } from '../model/event.ts';
import type { Image, ImageRequest, Instance } from '../model/image.ts';
import type { Target } from '../model/target.ts';
import { isOfSeries, whyNotCounting, type CountingRule } from './ours.ts';
import { excludedVolumesTag } from './tags.ts';

/** What the images of an instance must agree with to count for a target. */
export function countingRuleOf(target: Target, instance: string, repositoryId: string): CountingRule {
  const { images } = target;
  return { repositoryId, series: images.series, instance, excludedVolumes: excludedVolumesTag(images) };
}

/** The newest image that counts. */
export function newestCounting(images: readonly Image[], countingRule: CountingRule): Image | undefined {
  const counting = images.filter(
    (image) => isOfSeries(image, countingRule) && whyNotCounting(image, countingRule) === undefined,
  );
  return newestOf(counting);
}

export interface FreshnessRule {
  /** Milliseconds. */
  readonly maxAge: number;
  /** AWS's time, in milliseconds since 1970. */
  readonly now: number;
}

export function judgeFreshness(
  { launchedAt }: Pick<Instance, 'launchedAt'>,
  images: readonly Image[],
  countingRule: CountingRule,
  { maxAge, now }: FreshnessRule,
): Freshness {
  const image = newestCounting(images, countingRule);
  if (image !== undefined && now - image.createdAt < maxAge) return { kind: 'fresh', image };
  if (now - launchedAt < maxAge) return { kind: 'too new' };
  if (image !== undefined) return { kind: 'too old', image };
  const newest = newestOf(images.filter((other) => isOfSeries(other, countingRule)));
  const because = newest === undefined ? undefined : whyNotCounting(newest, countingRule);
  return newest === undefined || because === undefined
    ? { kind: 'no image' }
    : { kind: 'no image', because: `${newest.id} ${because}` };
}

function newestOf(images: readonly Image[]): Image | undefined {
  return images.toSorted((one, other) => other.createdAt - one.createdAt)[0];
}

interface SkipRule {
  readonly targets: readonly Target[];
  readonly repositoryId: string;
  /** AWS's time, in milliseconds since 1970. */
  readonly now: number;
}

/** The requests whose instances have an image younger than `skip-if-newer-than`, with it, and the others. */
export function separateSkipped(
  requests: readonly ImageRequest[],
  images: readonly Image[],
  { targets, repositoryId, now }: SkipRule,
): {
  readonly skipped: readonly { readonly request: ImageRequest; readonly image: Image }[];
  readonly fresh: readonly ImageRequest[];
} {
  const judged = requests.map((request) => {
    const target = targets.find(({ position }) => position === request.target);
    if (target?.skipIfNewerThan === undefined) return { request, image: undefined };
    const newest = newestCounting(images, countingRuleOf(target, request.instance.id, repositoryId));
    const young = newest !== undefined && now - newest.createdAt < target.skipIfNewerThan;
    return { request, image: young ? newest : undefined };
  });
  return {
    skipped: judged.flatMap(({ request, image }) => (image === undefined ? [] : [{ request, image }])),
    fresh: judged.flatMap(({ request, image }) => (image === undefined ? [request] : [])),
  };
}
