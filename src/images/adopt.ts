/** Which image of an earlier attempt of the same run stands for the one that would be made now. Pure. */
import type { Image, ImageRequest } from '../model/image.ts';
import { PREFIX } from './tags.ts';

/** A pending image is adopted up to this age, in milliseconds: EC2 takes up to 24 hours for one. */
const PENDING_AGE = 24 * 3600_000;

export interface AdoptionRule {
  readonly runKey: string;
  /** AWS's time, in milliseconds since 1970. */
  readonly now: number;
  /** How old an available image may be, in milliseconds. */
  readonly adoptWithin: number;
}

/** The newest of the images that may be adopted for the request. */
export function adoptableImage(
  images: readonly Image[],
  request: Pick<ImageRequest, 'instance' | 'series'>,
  rule: AdoptionRule,
): Image | undefined {
  const fitting = images.filter(
    (image) => isSameAsked(image, request, rule.runKey) && isYoungEnough(image, rule),
  );
  return fitting.toSorted((one, other) => other.createdAt - one.createdAt)[0];
}

/** Tags alone make no image ours: EC2's own source must agree with them. */
function isSameAsked(
  image: Image,
  { instance, series }: Pick<ImageRequest, 'instance' | 'series'>,
  runKey: string,
): boolean {
  const tag = (name: string): string | undefined =>
    image.tags.find(({ key }) => key === PREFIX + name)?.value;
  return (
    image.sourceInstanceId === instance.id &&
    tag('instance-id') === instance.id &&
    tag('series') === series &&
    tag('run-key') === runKey
  );
}

function isYoungEnough({ state, createdAt }: Image, { now, adoptWithin }: AdoptionRule): boolean {
  if (state === 'pending') return now - createdAt < PENDING_AGE;
  return state === 'available' && now - createdAt < adoptWithin;
}

/** The requests that an existing image stands for, with it, and those that need a new one. */
export function separateAdopted(
  requests: readonly ImageRequest[],
  images: readonly Image[],
  rule: AdoptionRule,
): {
  readonly adopted: readonly { readonly request: ImageRequest; readonly image: Image }[];
  readonly fresh: readonly ImageRequest[];
} {
  const found = requests.map((request) => ({ request, image: adoptableImage(images, request, rule) }));
  return {
    adopted: found.flatMap(({ request, image }) => (image === undefined ? [] : [{ request, image }])),
    fresh: found.flatMap(({ request, image }) => (image === undefined ? [request] : [])),
  };
}
