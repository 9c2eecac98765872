/** What the rooms need of the world outside, in our words. Each is a handful of verbs, so that a test can play it. */

import type { Triable } from './aws-actions.ts';
import type { Happening } from './event.ts';
import type { Image, ImageRequest, Instance, RunFacts, Volume } from './image.ts';
import type { Snapshot, SnapshotLeft } from './retention.ts';
import type { Phase, Result } from './problem.ts';
import type { Selector, TargetAccount } from './target.ts';

/** EC2 in one account and one region, with the credentials of its role. */
export interface Ec2 {
  readonly account: string;
  readonly region: string;
  readonly instances: Instances;
  readonly images: Images;
  readonly snapshots: Snapshots;
  readonly permissions: PermissionTrials;
}

export interface Instances {
  /** The instances that match, in every state, in no order; an id that does not exist is simply absent. */
  find(selector: Selector): Promise<Result<readonly Instance[]>>;
  /** The EBS volumes of these instances. */
  volumes(instances: readonly string[]): Promise<Result<readonly Volume[]>>;
  /** Whether both status checks of these running instances are passed; one that EC2 does not show is absent. */
  statusChecks(instances: readonly string[]): Promise<Result<ReadonlyMap<string, boolean>>>;
}

/** The images of the account itself; whatever it is, an image is looked up in every state. */
export interface Images {
  /** Asks for one image and answers its id; the image is pending then. */
  create(request: ImageRequest): Promise<Result<string>>;
  /** The images of these ids; one that EC2 does not show is absent. */
  find(ids: readonly string[]): Promise<Result<readonly Image[]>>;
  /** The image of this name; names are unique in an account and region. */
  named(name: string): Promise<Result<Image | undefined>>;
  /** The images that carry our tags; of one instance when it is named. `phase`: what they are looked up for. */
  ours(phase: Phase, instance?: string): Promise<Result<readonly Image[]>>;
  /** Snapshot id to the ids of the images that use it; one that no image uses is absent. */
  withSnapshots(snapshots: readonly string[]): Promise<Result<ReadonlyMap<string, readonly string[]>>>;
  /** Which of these images something uses: image id to what uses it, in words. */
  uses(images: readonly string[]): Promise<Result<ReadonlyMap<string, readonly string[]>>>;
  /** Whom the image is shared with, in words. */
  sharedWith(image: string): Promise<Result<readonly string[]>>;
  /** The ids of the images in the Recycle Bin, from which they can be restored while their snapshots are there. */
  inBin(): Promise<Result<ReadonlySet<string>>>;
  /**
   * Deregisters the image and deletes its snapshots; answers those that are left, with AWS's reason. Of an image that
   * is gone by then AWS does not say them.
   */
  deregister(image: string): Promise<Result<readonly SnapshotLeft[] | 'already gone'>>;
}

export interface Snapshots {
  /** The own snapshots that carry our tags. */
  ours(): Promise<Result<readonly Snapshot[]>>;
  /** How far these are, in percent, as far as one page tells; of so many that EC2 is asked quickly. */
  progress(snapshots: readonly string[]): Promise<Result<readonly number[]>>;
  /** Why these stay, in words: they are locked, or fast snapshot restore is enabled for them. */
  holds(snapshots: readonly string[]): Promise<Result<readonly string[]>>;
  /** One that is already gone counts as deleted. */
  delete(snapshot: string): Promise<Result<void>>;
}

/** Whether the role may do it: a mutation is tried as EC2's DryRun, a look-up by making a small one. */
export interface PermissionTrials {
  createImage(request: ImageRequest): Promise<Result<void>>;
  /** `on`: the image or snapshot, unless the call needs none. */
  tryCall(action: Triable, on?: string): Promise<Result<void>>;
}

/** An account in which a role has been assumed, or that was signed in to. */
export interface Account {
  readonly id: string;
  /** The identity that calls EC2 there. */
  readonly arn: string;
  inRegion(region: string): Ec2;
}

export interface Accounts {
  /** The account signed in to. */
  readonly main: Account;
  /** Assumes the role of a target; every call answers with the same account. */
  enter(target: TargetAccount): Promise<Result<Account>>;
}

export interface Clock {
  /** AWS's time, in milliseconds since 1970. */
  now(): number;
  /** Milliseconds since the step began; goes on evenly whatever the time of day. */
  elapsed(): number;
  /** Resolves after the time, or at once when the signal aborts; never rejects. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface IdToken {
  /** A fresh OIDC token of this workflow for the audience; it lives five minutes. */
  request(audience: string): Promise<Result<string>>;
}

export interface Journal {
  record(happening: Happening): void;
}

/** One run of the action: what all its rooms share. */
export interface Run {
  readonly clock: Clock;
  readonly journal: Journal;
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal;
  readonly facts: RunFacts;
  /** Milliseconds after the step's start at which nothing is waited for any more. */
  readonly deadline: number;
}
