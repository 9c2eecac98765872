/** What the parts of the mode `plan` share. */
import type { SelectContext } from '../images/select-target.ts';
import type { Image, ImageRequest } from '../model/image.ts';
import type { Ec2 } from '../model/ports.ts';
import type { Shard } from '../model/shard.ts';
import type { ViewContext } from './region-view.ts';

export interface PlanModeContext extends ViewContext, SelectContext {
  /** Whether the backup would wait; without that it prunes nothing. */
  readonly wait: boolean;
  /** Milliseconds after the step's start at which the plan ends. */
  readonly deadline: number;
  /** The input `role-to-assume`. */
  readonly mainRole: string | undefined;
  readonly shard: Shard | undefined;
}

/** What the permissions of an account and region are tried with. */
export interface PlannedRegion {
  /** The client that looks up and prunes for all targets there; nothing when none could be looked at. */
  readonly lead: Ec2 | undefined;
  readonly requests: readonly ImageRequest[];
  /** The images that are there and carry our tags. */
  readonly images: readonly Image[];
  /** Whether a volume that is imaged is encrypted, as far as is known. */
  readonly encrypted: boolean;
}
