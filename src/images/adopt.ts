/** Which image of an earlier attempt of the same run stands for the one that would be made now. Pure. */
import type { Image, ImageRequest, RunFacts } from '../model/image.ts';
import { identityOf, isOfRepository, ourTag } from './ours.ts';

/** A pending image is adopted up to this age, in milliseconds: EC2 takes up to 24 hours for one. */
export const PENDING_AGE = 24 * 3600_000;

/** What of a run tells whose images it may adopt. */
export type Adopter = Pick<RunFacts, 'runKey' | 'isKeyGiven' | 'repositoryId' | 'attempt'>;

export interface AdoptionRule {
  readonly adopter: Adopter;
  /** AWS's time, in milliseconds since 1970. */
  readonly now: number;
  /** How old an available image may be, in milliseconds. */
  readonly adoptWithin: number;
}

type Asked = Pick<ImageRequest, 'instance' | 'series'>;

/** The newest of the images that may be adopted for the request. */
export function adoptableImage(
  images: readonly Image[],
  request: Asked,
  rule: AdoptionRule,
): Image | undefined {
  const fitting = images.filter(
    (image) => isSameAsked(image, request, rule.adopter) && isYoungEnough(image, rule),
  );
  const ours = fitting.filter((image) => isOwn(image, rule.adopter) || isOfEarlier(image, rule.adopter));
  return ours.toSorted((one, other) => other.createdAt - one.createdAt)[0];
}

/** Whether this very process has asked for the image. */
export function isOwn({ tags }: Image, { attempt }: Adopter): boolean {
  return ourTag(tags, 'attempt') === attempt;
}

function isSameAsked(image: Image, { instance, series }: Asked, { runKey }: Adopter): boolean {
  const identity = identityOf(image);
  return identity?.instance === instance.id && identity.series === series && identity.runKey === runKey;
}

/**
 * Two steps that GitHub does not distinguish have the same default run key: what another process has made in this
 * attempt is of the other step. A key that is given tells which steps belong together.
 */
function isOfEarlier(image: Image, { repositoryId, isKeyGiven, attempt }: Adopter): boolean {
  if (!isOfRepository(identityOf(image), repositoryId)) return false;
  return isKeyGiven || attemptNumber(ourTag(image.tags, 'attempt')) < attemptNumber(attempt);
}

/** Of `2-0123abcd` 2. What does not say is of no earlier attempt. */
function attemptNumber(attempt: string | undefined): number {
  const [, number] = /^(\d+)-/.exec(attempt ?? '') ?? [];
  return number === undefined ? Infinity : Number(number);
}

function isYoungEnough({ state, createdAt }: Image, { now, adoptWithin }: AdoptionRule): boolean {
  if (state === 'pending') return now - createdAt < PENDING_AGE;
  return state === 'available' && now - createdAt < adoptWithin;
}

export interface Adoption {
  /** The requests that an existing image stands for, with it. */
  readonly adopted: readonly { readonly request: ImageRequest; readonly image: Image }[];
  /** Those that need a new one. */
  readonly fresh: readonly ImageRequest[];
  /** Of these, the ones that another step has imaged which looks like this one. */
  readonly alike: readonly ImageRequest[];
}

export function separateAdopted(
  requests: readonly ImageRequest[],
  images: readonly Image[],
  rule: AdoptionRule,
): Adoption {
  const found = requests.map((request) => ({ request, image: adoptableImage(images, request, rule) }));
  const fresh = found.flatMap(({ request, image }) => (image === undefined ? [request] : []));
  const lenient = { ...rule, adopter: { ...rule.adopter, isKeyGiven: true } };
  return {
    adopted: found.flatMap(({ request, image }) => (image === undefined ? [] : [{ request, image }])),
    fresh,
    alike: fresh.filter((request) => adoptableImage(images, request, lenient) !== undefined),
  };
}
