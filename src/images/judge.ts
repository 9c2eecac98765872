/** What the state of an image means for a run that waits for it. Pure. */
import type { Image, ImageOf } from '../model/image.ts';
import type { Problem, ProblemCode } from '../model/problem.ts';

/** EC2 shows a new image late at times; after this many milliseconds a missing one is gone. */
export const NOT_FOUND_GRACE = 3 * 60_000;

export type Judgement =
  | { readonly kind: 'pending' }
  | { readonly kind: 'available'; readonly image: Image }
  | { readonly kind: 'failed'; readonly problem: Problem; readonly image?: Image };

export interface PendingImage {
  readonly request: ImageOf;
  readonly id: string;
  /** When EC2 accepted or last showed it, in milliseconds by the same clock as `elapsed` below. */
  readonly since: number;
}

/** `image` is what EC2 shows of it now, if anything. */
export function judgeImage(pending: PendingImage, image: Image | undefined, elapsed: number): Judgement {
  if (image === undefined) {
    if (elapsed - pending.since < NOT_FOUND_GRACE) return { kind: 'pending' };
    return { kind: 'failed', problem: problemOf('ImageVanished', 'The image is not shown by EC2', pending) };
  }
  if (image.state === 'available') return { kind: 'available', image };
  if (image.state === 'pending' || image.state === 'transient') return { kind: 'pending' };
  const code = image.state === 'deregistered' || image.state === 'disabled' ? 'ImageVanished' : 'ImageFailed';
  const problem = problemOf(code, `EC2 shows the image as ${image.state}`, pending);
  const said = image.stateReason;
  return { kind: 'failed', image, problem: said === undefined ? problem : { ...problem, said } };
}

/** A problem of one image that is or was waited for. */
export function problemOf(code: ProblemCode, what: string, { request, id }: PendingImage): Problem {
  const place = {
    account: request.account,
    region: request.region,
    instance: request.instance.id,
    image: id,
  };
  return { code, phase: 'wait', place, what };
}
