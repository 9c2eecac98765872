/** What the rooms need of the world outside, in our words. Each is a handful of verbs, so that a test can play it. */

import type { Triable } from './aws-actions.ts';
import type { Happening } from './event.ts';
import type { Image, ImageRequest, Instance, Volume } from './image.ts';
import type { Snapshot, SnapshotLeft } from './retention.ts';
import type { Result } from './problem.ts';
import type { Selector, TargetAccount } from './target.ts';

/** EC2 in one account and one region, with the credentials of its role. */
export interface AccountRegion {
  readonly account: string;
  readonly region: string;
  /** The instances that match, in every state, in no order; an id that does not exist is simply absent. */
  findInstances(selector: Selector): Promise<Result<readonly Instance[]>>;
  /** Asks for one image and answers its id; the image is pending then. */
  createImage(request: ImageRequest): Promise<Result<string>>;
  readonly keeping: ImageKeeping;
  readonly permissions: PermissionTrials;
  /** The EBS volumes of these instances. */
  volumes(instances: readonly string[]): Promise<Result<readonly Volume[]>>;
  /** The own images of these ids, in every state; one that EC2 does not show is absent. */
  findImages(ids: readonly string[]): Promise<Result<readonly Image[]>>;
  /** The own image of this name; names are unique in an account and region. */
  findImageNamed(name: string): Promise<Result<Image | undefined>>;
  /** Whether both status checks of these running instances are passed; one that EC2 does not show is absent. */
  statusChecks(instances: readonly string[]): Promise<Result<ReadonlyMap<string, boolean>>>;
  /** How far these snapshots are, in percent, as far as one page tells; of so many that EC2 is asked quickly. */
  snapshotProgress(snapshots: readonly string[]): Promise<Result<readonly number[]>>;
}

/** What retention needs of EC2 in one account and region, besides the images themselves. */
export interface ImageKeeping {
  /** The own images that carry our tags, in every state; of one instance when it is named. */
  ourImages(instance?: string): Promise<Result<readonly Image[]>>;
  /** Which of these images something uses: image id to what uses it, in words. */
  uses(images: readonly string[]): Promise<Result<ReadonlyMap<string, readonly string[]>>>;
  /** Whom the image is shared with, in words. */
  sharedWith(image: string): Promise<Result<readonly string[]>>;
  /**
   * Deregisters the image and deletes its snapshots; answers those that are left, with AWS's reason. Of an image that
   * is gone by then AWS does not say them.
   */
  deregister(image: string): Promise<Result<readonly SnapshotLeft[] | 'already gone'>>;
  /** The own snapshots that carry our tags. */
  ourSnapshots(): Promise<Result<readonly Snapshot[]>>;
  /** Snapshot id to the ids of the own images that use it, in every state; one that no image uses is absent. */
  imagesWithSnapshots(snapshots: readonly string[]): Promise<Result<ReadonlyMap<string, readonly string[]>>>;
  /** Why these snapshots stay, in words: they are locked, or fast snapshot restore is enabled for them. */
  snapshotHolds(snapshots: readonly string[]): Promise<Result<readonly string[]>>;
  /** The ids of the images in the Recycle Bin, from which they can be restored while their snapshots are there. */
  imagesInBin(): Promise<Result<ReadonlySet<string>>>;
  /** One that is already gone counts as deleted. */
  deleteSnapshot(snapshot: string): Promise<Result<void>>;
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
  inRegion(region: string): AccountRegion;
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
