/** One row for each action of EC2 and Auto Scaling that a role needs, in the order of the permission matrix. */
import type { ActionRow, Asked, Bucket, Grant, Grants, PolicyScope, Tried } from './action-row.ts';

/** EC2 API reference, "Request throttling". */
const lookUps: Bucket = { size: 100, refill: 20 };
const removals: Bucket = { size: 100, refill: 5 };
export const otherMutations: Bucket = { size: 50, refill: 5 };
/** AWS does not say how many: less than of EC2, and the groups launch instances by the same calls. */
const scalingLookUps: Bucket = { size: 20, refill: 5 };

const always = (): boolean => true;
const never = (): boolean => false;
const pruning = ({ prunes }: Asked): boolean => prunes;

const onlyOurs = { 'aws:ResourceTag/cross-account-ami:run-key': 'false' };
const REPOSITORY = 'aws:ResourceTag/cross-account-ami:repository-id';
const owned = ({ account, repositoryId }: PolicyScope) => ({
  Null: onlyOurs,
  StringEquals: { [REPOSITORY]: repositoryId, 'ec2:Owner': account },
});
const asOurs = ({ repositoryId }: PolicyScope) => ({
  Null: {
    'aws:RequestTag/cross-account-ami:run-key': 'false',
    'aws:RequestTag/cross-account-ami:instance-id': 'false',
  },
  StringEquals: { 'aws:RequestTag/cross-account-ami:repository-id': repositoryId },
});

const onAll = (operator: string, key: string, value: string): readonly Grant[] => [
  { Resource: '*', Condition: { [operator]: { [key]: value } } },
];
export const inRegion: Grants = ({ region }) => onAll('StringEquals', 'ec2:Region', region);
/** For actions that know no condition key of EC2. */
const askedInRegion: Grants = ({ region }) => onAll('StringEquals', 'aws:RequestedRegion', region);
const calledByEc2: Grants = () =>
  onAll('ForAnyValue:StringEquals', 'aws:CalledVia', 'ec2-images.amazonaws.com');

const looks = {
  tried: 'alone',
  call: { bucket: lookUps, does: 'look-up' },
  grants: inRegion,
  bound: 'reading only',
} as const;
const looksToPrune = { ...looks, needed: pruning, grants: askedInRegion } as const;
const scalingLooks = {
  ...looksToPrune,
  call: { bucket: scalingLookUps, does: 'look-up' },
  purpose: 'see which of them name an image',
} as const;
const looksAtHolds = {
  ...looksToPrune,
  purpose: 'see whether a snapshot is locked, or has fast snapshot restore enabled',
} as const;
const prunes = {
  needed: pruning,
  call: { bucket: removals, does: 'change', phase: 'prune', unbegun: 'the call was made' },
} as const;

const rows = {
  'ec2:DescribeInstances': { ...looks, needed: always, purpose: 'select the instances' },
  'ec2:DescribeImages': {
    ...looks,
    needed: always,
    purpose: 'find an image of an earlier attempt, wait until it is available',
  },
  'ec2:DescribeSnapshots': {
    ...looks,
    needed: ({ watches }) => watches,
    purpose: 'show the progress of an image',
  },
  'ec2:DescribeInstanceStatus': {
    ...looks,
    needed: ({ targets }) => targets.some(({ images }) => !images.noReboot),
    purpose: 'only with `no-reboot: false`: wait until the instance passes its status checks',
  },
  // Where it is denied the plan does without the sizes.
  'ec2:DescribeVolumes': {
    ...looks,
    needed: never,
    tried: { never: 'no backup needs it' },
    purpose: 'only with `mode: plan`: show the sizes',
  },
  'ec2:CreateImage': {
    needed: always,
    tried: 'on an instance',
    call: { bucket: otherMutations, does: 'change', phase: 'create', unbegun: 'the image was asked for' },
    transient: {
      PendingSnapshotLimitExceeded: 'VolumeBusy',
      ConcurrentSnapshotLimitExceeded: 'VolumeBusy',
      ConcurrentCreateImageNoRebootLimitExceeded: 'VolumeBusy',
      SnapshotCreationPerVolumeRateExceeded: 'VolumeBusy',
    },
    grants: (scope) => [
      { Resource: [scope.images, scope.snapshots], Condition: asOurs(scope) },
      { Resource: scope.instances },
    ],
    bound:
      'instances of this account (or those with your tag); images and snapshots that carry our tags, with the number of your repository',
    purpose: 'create the image',
  },
  'ec2:CreateTags': {
    needed: always,
    tried: { never: 'EC2 checks it only together with ec2:CreateImage' },
    grants: ({ images, snapshots }) => [
      { Resource: [images, snapshots], Condition: { StringEquals: { 'ec2:CreateAction': 'CreateImage' } } },
    ],
    checkedWithin: 'ec2:CreateImage',
    bound: 'images and snapshots, only in the call that creates them',
    purpose: 'tag the image and its snapshots',
  },
  'ec2:DescribeImageReferences': {
    ...looksToPrune,
    tried: 'on an image',
    grantsWithin: calledByEc2,
    purpose: 'see what uses an image',
  },
  'ec2:DescribeImageAttribute': {
    ...looksToPrune,
    tried: 'on an image',
    grants: ({ images, repositoryId }) => [
      { Resource: images, Condition: { Null: onlyOurs, StringEquals: { [REPOSITORY]: repositoryId } } },
    ],
    bound: 'images that carry our tags, with the number of your repository',
    purpose: 'see whom an image is shared with',
  },
  'autoscaling:DescribeLaunchConfigurations': scalingLooks,
  'autoscaling:DescribeAutoScalingGroups': scalingLooks,
  'ec2:DescribeLockedSnapshots': looksAtHolds,
  'ec2:DescribeFastSnapshotRestores': looksAtHolds,
  'ec2:ListImagesInRecycleBin': {
    ...looksToPrune,
    needed: ({ prunes, targets }) =>
      prunes && targets.some(({ retention }) => retention?.looseAfter !== undefined),
    purpose: 'only with `loose-after`: see which images can still be restored with their snapshots',
  },
  'ec2:DeregisterImage': {
    ...prunes,
    tried: 'on an image',
    grants: (scope) => [{ Resource: scope.images, Condition: owned(scope) }],
    bound: 'images of this account that carry our tags, with the number of your repository',
    purpose: 'prune an image',
  },
  'ec2:DeleteSnapshot': {
    ...prunes,
    tried: 'on a snapshot',
    grants: (scope) => [{ Resource: scope.snapshots, Condition: owned(scope) }],
    checkedWithin: 'ec2:DeregisterImage',
    bound: 'snapshots of this account that carry our tags, with the number of your repository',
    purpose: 'delete its snapshots, in the same call',
  },
} as const satisfies Readonly<Record<`${'ec2' | 'autoscaling'}:${string}`, ActionRow>>;

/** As IAM writes it: `ec2:CreateImage`. */
export type AwsAction = keyof typeof rows;

export const awsActions: Readonly<Record<AwsAction, ActionRow & { readonly checkedWithin?: AwsAction }>> =
  rows;

/** The row of an action that AWS names: it may be one that no run calls. */
export function rowOf(action: string): ActionRow | undefined {
  return Object.hasOwn(rows, action) ? awsActions[action as AwsAction] : undefined;
}

/** What can be tried without any request: alone, or on an image or snapshot that is there. */
export type Triable = {
  [Action in AwsAction]: (typeof rows)[Action]['tried'] extends Exclude<Tried, 'on an instance' | object>
    ? Action
    : never;
}[AwsAction];
