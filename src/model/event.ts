/** What happens in a run. Log, report file, outputs and summary are all made from these events. */

import type { Image, ImageRequest, Instance } from './image.ts';
import type { PermissionCell } from './permission.ts';
import type { Place, Problem } from './problem.ts';
import type { LooseSnapshot, Verdict } from './retention.ts';

export const modes = ['backup', 'plan', 'check', 'wait', 'prune', 'validate'] as const;
export type Mode = (typeof modes)[number];

/** Every event carries its time: AWS's, in milliseconds since 1970. */
export type Event = { readonly at: number } & Happening;

export type EventOf<K extends Event['kind']> = Extract<Event, { readonly kind: K }>;

/** What the job summary needs beside what happens. */
export interface PageFacts {
  /** Id of the step. */
  readonly step: string;
  /** Address of the page whose headings are the codes of problems; nothing where the action's repository is unknown. */
  readonly docs?: string;
  /** Of a GiB of snapshots, a month. */
  readonly price?: number;
  /** Whether it is written at all. */
  readonly isWanted: boolean;
}

/** What is told of each kind. */
interface Happenings {
  readonly started: {
    readonly mode: Mode;
    readonly runKey: string;
    readonly reportFile: string;
    readonly wait: boolean;
    readonly maxFailures: number;
    /** Of mode check, in milliseconds. */
    readonly maxAge?: number;
    readonly page?: PageFacts;
  };
  readonly 'signed-in': { readonly account: string; readonly arn: string; readonly how: string };
  readonly 'target-signed-in': {
    readonly target: number;
    readonly account: string;
    readonly arn: string;
    /** In which order they stand, where no selection tells it. */
    readonly regions?: readonly string[];
  };
  readonly selected: { readonly target: number; readonly place: Place; readonly selection: Selection };
  readonly created: { readonly request: CreatedRow; readonly image: string };
  /** An image of an earlier attempt of this run is taken instead of a new one. */
  readonly adopted: { readonly request: RowFacts; readonly image: TaggedImage };
  /** The newest image of the instance is young enough to do without another one. */
  readonly skipped: { readonly request: RowFacts; readonly image: TaggedImage };
  /** The instance is well after the reboot that its image caused. */
  readonly recovered: { readonly of: RowFacts };
  /** What a backup would do about one instance. */
  readonly planned: { readonly plan: PlannedImage };
  /** What a backup would fail with. */
  readonly foreseen: {
    readonly target?: number | undefined;
    readonly of?: RowFacts;
    readonly problem: Problem;
  };
  /** Whether a call is allowed; with the problem when it is denied. */
  readonly tried: { readonly target?: number; readonly cell: PermissionCell; readonly problem?: Problem };
  /** Into how many parts the targets are best cut: `1/2`, `2/2`. */
  readonly sharded: { readonly shards: readonly string[] };
  /** How old the newest image of an instance is. */
  readonly checked: { readonly of: RowFacts; readonly freshness: Freshness };
  readonly progressed: { readonly place: Place; readonly progress: Progress };
  readonly available: { readonly request: RowFacts; readonly image: ImageFacts };
  /** A filter had selected the instance, and it was terminated before its image was asked for. */
  readonly vanished: { readonly of: RowFacts };
  /** One instance without a good image: never asked for, refused, ended in another state, or still pending. */
  readonly failed: {
    readonly of: RowFacts;
    readonly problem: Problem;
    readonly image?: ImageFacts;
    /** EC2 has accepted the image, and could not be asked what became of it. */
    readonly unknown?: true;
  };
  /** A target, or one of its regions, that failed whole. */
  readonly 'target-failed': { readonly target?: number | undefined; readonly problem: Problem };
  /** The run failed as a whole: this is never tolerated. */
  readonly 'run-failed': { readonly problem: Problem };
  /** Nothing of the target is waited for to be started any more. */
  readonly 'target-started': { readonly target: number };
  /** What retention decided about every image of an instance's series; recorded when it has done its work there. */
  readonly retained: { readonly of: RowFacts; readonly verdicts: readonly Verdict[] };
  readonly pruned: { readonly target?: number; readonly place: Place; readonly image: Verdict };
  readonly 'prune-failed': { readonly target?: number; readonly problem: Problem };
  /** A leftover of a failed attempt or a half-done prune was removed. */
  readonly removed: { readonly what: string; readonly place: Place };
  /** What a series without retention held in an account and region before this run added to it. */
  readonly held: {
    readonly place: Place;
    readonly series: string;
    readonly images: number;
    readonly sizeGiB: number;
  };
  /** Images of ours that no target of the run looks at. */
  readonly unattended: { readonly place: Place; readonly images: readonly Verdict[] };
  /** Snapshots of ours whose image is gone, and that stay. */
  readonly loose: { readonly place: Place; readonly snapshots: readonly LooseSnapshot[] };
  readonly noticed: Remark;
  readonly warned: Remark;
}

export type Happening = {
  readonly [K in keyof Happenings]: { readonly kind: K } & Happenings[K];
}[keyof Happenings];

/** What people should know, which is no failure. */
export interface Remark {
  readonly target?: number;
  readonly text: string;
  readonly place: Place;
}

export type PlannedImage =
  | {
      readonly outcome: 'created';
      readonly request: CreatedRow;
      /** Of the image: its snapshots, and the sum of their volumes in GiB when it is known. */
      readonly snapshots: number;
      readonly sizeGiB: number | null;
    }
  /** The image exists already. */
  | {
      readonly outcome: 'adopted' | 'skipped';
      readonly request: RowFacts & Pick<ImageRequest, 'excludedDevices'>;
      readonly image: TaggedImage;
    };

/** How old the newest image of an instance is. */
export type Freshness =
  | { readonly kind: 'fresh' | 'too old'; readonly image: DatedImage }
  /** `because`: why those images that there are do not count. */
  | { readonly kind: 'no image'; readonly because?: string }
  /** The instance itself is younger than its image has to be. */
  | { readonly kind: 'too new' };

/** What a selection found in one account and region. */
export interface Selection {
  /** In the order of outputs and summary. */
  readonly instances: readonly { readonly id: string; readonly name: string }[];
  /** Matched, but in a state that cannot be imaged: EC2's state to how many. */
  readonly leftOut: Readonly<Record<string, number>>;
  readonly excluded: number;
}

/** How far the images of one account and region are. */
export interface Progress {
  readonly available: number;
  readonly pending: number;
  /** Of the snapshots of pending images, 0 to 100, as EC2 says; unknown when their look-up failed. */
  readonly percent?: number;
}

/** An instance in a series of a target: what the rows of outputs, summary and report file are about. */
export interface RowFacts {
  readonly target: number;
  readonly account: string | null;
  readonly region: string | null;
  readonly series: string;
  readonly instance: Pick<Instance, 'id' | 'name'>;
  /** The name of the image that was asked for. */
  readonly name?: string;
}

/** What EC2 is asked for, as far as it is told. */
type CreatedRow = RowFacts &
  Pick<ImageRequest, 'name' | 'noReboot' | 'tags' | 'excludedDevices'> & {
    readonly instance: Pick<Instance, 'state' | 'devices'>;
  };

/** What is told of an image; one that EC2 has accepted and not shown since has no size. */
export interface ImageFacts extends Pick<Image, 'id' | 'name' | 'state' | 'snapshots'> {
  readonly sizeGiB?: number;
}

export type DatedImage = ImageFacts & Pick<Image, 'createdAt'>;
export type TaggedImage = DatedImage & Pick<Image, 'tags'>;
