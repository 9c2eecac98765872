/** How long the images of an instance are kept, in restic's words. */

import type { Reason } from './reason.ts';

export interface RetentionPolicy {
  readonly last: number;
  readonly hourly: number;
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
  readonly yearly: number;
  /** Milliseconds before the newest counting image. */
  readonly within: number;
}

/** What retention is asked to do in a target. */
export interface Retention {
  readonly policy: RetentionPolicy;
  /** Images pruned per instance and run, oldest first. */
  readonly maxPrunes: number;
  /** Milliseconds; nothing: images of instances that are gone are only reported. */
  readonly goneAfter?: number;
  /** Milliseconds; nothing: loose snapshots are only listed. */
  readonly looseAfter?: number;
}

/** What was decided about one image, and why. */
export interface Verdict {
  readonly image: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly sizeGiB: number;
  readonly decision: 'keep' | 'prune';
  readonly reasons: readonly Reason[];
}

/** A snapshot that carries our tags. */
export interface Snapshot {
  readonly id: string;
  /** EC2's word: pending, completed, error, recoverable, recovering. */
  readonly state: string;
  readonly startedAt: number;
  readonly sizeGiB: number;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  /** The image that it was made for, as EC2's description says. */
  readonly image?: string;
}

/** A snapshot of ours whose image is gone, and that stays. */
export interface LooseSnapshot {
  readonly snapshot: string;
  /** The image that it was made for. */
  readonly image: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly sizeGiB: number;
  /** Why it stays, in words; nothing: nobody has asked with `loose-after` that it be deleted. */
  readonly reason?: string;
}

/** A snapshot that outlived its image. */
export interface SnapshotLeft {
  readonly id: string;
  /** EC2's return code: skipped (another image uses it), missing-permissions, internal-error, client-error. */
  readonly code: string;
}
