/** What failed runs and incomplete prunes leave behind: failed images, and snapshots without an image. */
import { identityIn, identityOf, isOfRepository, ourTag } from '../images/ours.ts';
import type { Image } from '../model/image.ts';
import { reason, type Reason } from '../model/reason.ts';
import type { Snapshot } from '../model/retention.ts';

/** Milliseconds before anything is called a leftover: EC2 takes up to 24 hours for an image. */
const LEFT_AFTER = 48 * 3600_000;

export interface Sweep {
  readonly repositoryId: string;
  /** The series whose targets have retention. */
  readonly series: readonly string[];
  /** AWS's time, in milliseconds since 1970. */
  readonly now: number;
}

const failedStates: readonly string[] = ['failed', 'error', 'invalid'];
const endedStates: readonly string[] = ['completed', 'error'];

/** Why an image that does not count stays in the table of its instance, also when the leftovers go after it. Pure. */
export function whyNotCounted({ state, holds }: Image, why: string): Reason {
  const goes = failedStates.includes(state) && holds.length === 0;
  return reason(
    'does-not-count',
    goes ? `${why}; it is removed as a leftover when it is over 48 hours old` : why,
  );
}

/** Images of ours that EC2 gave up on more than 48 hours ago. Pure. */
export function failedImages(images: readonly Image[], sweep: Sweep): Image[] {
  return images.filter((image) => {
    const identity = identityOf(image);
    const swept = isOfRepository(identity, sweep.repositoryId) && sweep.series.includes(identity.series);
    const old = sweep.now - image.createdAt > LEFT_AFTER;
    return swept && old && failedStates.includes(image.state) && image.holds.length === 0;
  });
}

/** Snapshots of ours whose image is gone, the oldest first; whether another image uses them is asked for. Pure. */
export function looseSnapshots(
  snapshots: readonly Snapshot[],
  images: readonly Image[],
  sweep: Sweep,
): Snapshot[] {
  const known = new Set(images.map(({ id }) => id));
  const used = new Set(images.flatMap((image) => image.snapshots));
  const loose = snapshots.filter((snapshot) => {
    const { id, state, startedAt, image, tags } = snapshot;
    const identity = identityIn(tags);
    const swept = isOfRepository(identity, sweep.repositoryId) && sweep.series.includes(identity.series);
    const ended = endedStates.includes(state) && sweep.now - startedAt > LEFT_AFTER;
    // A snapshot that does not say for which image it was made is not known to be loose.
    return swept && ended && image !== undefined && !known.has(image) && !used.has(id);
  });
  return loose.toSorted((one, other) => one.startedAt - other.startedAt || (one.id < other.id ? -1 : 1));
}

/** The value of one of our tags. */
export function snapshotTag({ tags }: Pick<Snapshot, 'tags'>, name: string): string | undefined {
  return ourTag(tags, name);
}
