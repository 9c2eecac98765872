/** What a row of the table of AWS's actions says. */
import type { Phase, ProblemCode } from './problem.ts';
import type { Target } from './target.ts';

/** What a run asks of the role of these targets, which share account and region. */
export interface Asked {
  readonly targets: readonly Target[];
  /** Whether this role watches the images of the account and region until they are available. */
  readonly watches: boolean;
  /** Whether it prunes there. */
  readonly prunes: boolean;
  /** Whether a volume that is imaged is encrypted, as far as is known. */
  readonly encrypted: boolean;
}

/** A token bucket of EC2: how much it holds, and how much it gets a second. */
export interface Bucket {
  readonly size: number;
  readonly refill: number;
}

/**
 * After a cancel a look-up is still made, for it changes nothing, and so is what cleans up after this very run; no
 * change is begun any more. Retention is no clean-up: it removes what earlier runs have made.
 */
export type Call = { readonly bucket: Bucket } & (
  | { readonly does: 'look-up' | 'clean-up' }
  | {
      readonly does: 'change';
      readonly phase: Phase;
      /** What a cancelled run has not come to. */
      readonly unbegun: string;
    }
);

/** Where a statement is to hold, with the ARNs of all that is there. */
export interface PolicyScope {
  readonly account: string;
  readonly region: string;
  readonly repositoryId: string;
  readonly images: string;
  readonly snapshots: string;
  readonly instances: string;
}

/** The part of a statement of a policy that differs from action to action, as IAM writes it. */
export interface Grant {
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export type Grants = (scope: PolicyScope) => readonly Grant[];

/** A change is tried as EC2's DryRun, a look-up by making one; `alone`: without any resource. */
export type Tried = 'alone' | 'on an instance' | 'on an image' | 'on a snapshot' | { readonly never: string };

export interface ActionRow {
  readonly needed: (asked: Asked) => boolean;
  readonly tried: Tried;
  /** How the action is called; nothing: EC2 only checks it within another. */
  readonly call?: Call;
  /** AWS's codes of a call that is made again above the SDK, and what they become. */
  readonly transient?: Readonly<Record<string, ProblemCode>>;
  /** What a policy has to grant; the same as in the templates of iam/, for one region. */
  readonly grants: Grants;
  /** The action within which EC2 checks this one as well, by the same grant. */
  readonly checkedWithin?: string;
  /** Within the call EC2 calls others in the name of the role, by these grants. */
  readonly grantsWithin?: Grants;
  /** For the reader of docs/permissions.md: what the grants are bound to, and what the action is for. */
  readonly bound: string;
  readonly purpose: string;
}
