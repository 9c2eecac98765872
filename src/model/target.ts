/** What is asked for: the accounts, regions and instances, and how their images shall be made. */

import type { Retention } from './retention.ts';

/** The instances that a target selects, or excludes. */
export type Selector =
  | { readonly kind: 'all' }
  | { readonly kind: 'ids'; readonly ids: readonly string[] }
  | { readonly kind: 'filters'; readonly filters: readonly Filter[] };

/** One EC2 filter: an instance matches when any of the values matches. */
export interface Filter {
  readonly name: string;
  readonly values: readonly string[];
}

/** An account and the role that is assumed there; `self` is the account signed in to, without a second role. */
export type TargetAccount =
  | { readonly kind: 'self' }
  | {
      readonly kind: 'role';
      readonly account: string;
      readonly roleArn: string;
      readonly externalId?: string;
    };

/** Text with holes: plain pieces, and variables whose values are filled in for each image. */
export type Template = readonly TemplatePiece[];
export type TemplatePiece = string | { readonly variable: TemplateVariable };

export const templateVariables = [
  'instance-name',
  'instance-id',
  'account',
  'region',
  'date',
  'timestamp',
  'run',
  'run-id',
  'repository',
  'sha',
  'ref',
  'series',
] as const;
export type TemplateVariable = (typeof templateVariables)[number];

/** How the images of a target's instances are made. */
export interface ImageSettings {
  readonly name: Template;
  readonly description: Template;
  readonly tags: ReadonlyMap<string, Template>;
  readonly copyTags: boolean;
  readonly noReboot: boolean;
  readonly maxReboots: number;
  /** Device names, or `data` for every volume but the root. */
  readonly excludeVolumes: readonly string[];
  readonly series: string;
}

export interface Target {
  /** Where it stands in `targets`, from 1: its name in messages. */
  readonly position: number;
  readonly at: TargetAccount;
  readonly regions: readonly string[];
  readonly instances: Selector;
  /** True when `instances` stands in the target itself: then an unknown id is this target's failure. */
  readonly ownInstances: boolean;
  readonly exclude?: Selector;
  readonly maxInstances: number;
  readonly images: ImageSettings;
  /** Milliseconds: an instance whose newest counting image is younger gets no other one. */
  readonly skipIfNewerThan?: number;
  readonly retention?: Retention;
}

/** A part of the targets, for one job of a matrix: `2/5` has index 2 of 5. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Jobs of a matrix (GitHub Docs, "Actions limits"). */
export const MOST_SHARDS = 256;

/** With at most so many images in a job, GitHub takes its outputs. */
export const IMAGES_A_JOB = 250;
