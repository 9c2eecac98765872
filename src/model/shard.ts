/** A part of the targets, for one job of a matrix. */

/** `2/5` has index 2 of 5. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Jobs of a matrix (GitHub Docs, "Actions limits"). */
export const MOST_SHARDS = 256;
