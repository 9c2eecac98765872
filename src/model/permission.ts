/** What the roles of a run are allowed to do, call by call. */

import type { Place } from './problem.ts';

/** Look-ups that need no resource to try them with. */
export type LookUp =
  | 'ec2:DescribeInstances'
  | 'ec2:DescribeImages'
  | 'ec2:DescribeSnapshots'
  | 'ec2:DescribeInstanceStatus'
  | 'ec2:DescribeLockedSnapshots'
  | 'ec2:DescribeFastSnapshotRestores'
  | 'ec2:ListImagesInRecycleBin'
  | 'autoscaling:DescribeAutoScalingGroups'
  | 'autoscaling:DescribeLaunchConfigurations';

/** Look-ups that are about one image. */
export type ImageLookUp = 'ec2:DescribeImageAttribute' | 'ec2:DescribeImageReferences';

/** The rows of the matrix: from looking to creating to pruning. */
export const matrixOrder: readonly string[] = [
  'ec2:DescribeInstances',
  'ec2:DescribeImages',
  'ec2:DescribeSnapshots',
  'ec2:DescribeInstanceStatus',
  'ec2:CreateImage',
  'ec2:CreateTags',
  'ec2:DescribeImageReferences',
  'ec2:DescribeImageAttribute',
  'autoscaling:DescribeLaunchConfigurations',
  'autoscaling:DescribeAutoScalingGroups',
  'ec2:DescribeLockedSnapshots',
  'ec2:DescribeFastSnapshotRestores',
  'ec2:ListImagesInRecycleBin',
  'ec2:DeregisterImage',
  'ec2:DeleteSnapshot',
  'KMS keys',
  'EC2 quotas',
];

/** What a policy must allow, as IAM writes it. */
export interface Statement {
  readonly Effect: 'Allow';
  readonly Action: string;
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** One API call in one account and region, by one role. */
export interface PermissionCell {
  /** As IAM writes it: `ec2:CreateImage`. */
  readonly action: string;
  readonly place: Place;
  /** ARN of the role that calls, or for `sts:AssumeRole` of the one that is assumed. */
  readonly role: string;
  readonly answer: 'allowed' | 'denied' | 'cannot be tried';
  /** Why it cannot be tried, or for how many it is denied. */
  readonly note?: string;
  /** What is missing; the action itself, or one that EC2 asks for besides. */
  readonly missing?: string;
  /** What to add to the policy of the role; nothing when another policy denies explicitly. */
  readonly statements?: readonly Statement[];
}
