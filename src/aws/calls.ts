/** The calls of EC2 and Auto Scaling that the action makes: from which bucket each takes, and what a cancel means for it. */
import type { Phase } from '../model/problem.ts';
import { ownRow } from './own-row.ts';

/** A token bucket of EC2: how much it holds, and how much it gets a second. */
export interface Bucket {
  readonly size: number;
  readonly refill: number;
}

/** EC2 API reference, "Request throttling". */
const lookUps: Bucket = { size: 100, refill: 20 };
const removals: Bucket = { size: 100, refill: 5 };
/** AWS does not say how many: less than of EC2, and the groups launch instances by the same calls. */
const scalingLookUps: Bucket = { size: 20, refill: 5 };
export const otherMutations: Bucket = { size: 50, refill: 5 };

/**
 * After a cancel a look-up is still made, for it changes nothing, and so is what cleans up after this very run; no
 * change is begun any more. Retention is no clean-up: it removes what earlier runs have made.
 */
export type Ec2Call = { readonly bucket: Bucket } & (
  | { readonly does: 'look-up' | 'clean-up' }
  | {
      readonly does: 'change';
      readonly phase: Phase;
      /** What a cancelled run has not come to. */
      readonly unbegun: string;
    }
);

const looks = { bucket: lookUps, does: 'look-up' } as const;
const scalingLooks = { bucket: scalingLookUps, does: 'look-up' } as const;
const makes = { does: 'change', phase: 'create', unbegun: 'the image was asked for' } as const;
const prunes = { bucket: removals, does: 'change', phase: 'prune', unbegun: 'the call was made' } as const;

/** A test compares them with the commands that are sent. */
export const ec2Calls = {
  DescribeFastSnapshotRestoresCommand: looks,
  DescribeImageAttributeCommand: looks,
  DescribeImageReferencesCommand: looks,
  DescribeImagesCommand: looks,
  DescribeInstancesCommand: looks,
  DescribeInstanceStatusCommand: looks,
  DescribeLockedSnapshotsCommand: looks,
  DescribeSnapshotsCommand: looks,
  DescribeVolumesCommand: looks,
  ListImagesInRecycleBinCommand: looks,
  DescribeAutoScalingGroupsCommand: scalingLooks,
  DescribeLaunchConfigurationsCommand: scalingLooks,
  CreateImageCommand: { bucket: otherMutations, ...makes },
  DeregisterImageCommand: prunes,
  DeleteSnapshotCommand: prunes,
} as const satisfies Readonly<Record<`${string}Command`, Ec2Call>>;

/** The row of a command; one that has none is a change like any other. */
export function ec2Call(command: string): Ec2Call {
  const row = ownRow<Ec2Call>(ec2Calls, command);
  return row ?? { bucket: otherMutations, does: 'change', phase: 'create', unbegun: 'the call was made' };
}
