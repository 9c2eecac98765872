/** Which API calls a configuration needs in an account and region. Pure. */
import { matrixOrder, type ImageLookUp, type LookUp } from '../model/permission.ts';
import type { Target } from '../model/target.ts';

/** What is needed, by the way in which it can be tried. */
export interface Needs {
  readonly lookUps: readonly LookUp[];
  readonly imageLookUps: readonly ImageLookUp[];
  /** Mutations that can be tried as EC2's DryRun. */
  readonly mutations: readonly Mutation[];
  /** What shows only when it happens, and why. */
  readonly untriable: Readonly<Record<string, string>>;
}

export type Mutation = 'ec2:CreateImage' | 'ec2:DeregisterImage' | 'ec2:DeleteSnapshot';

/** How a run would go about it. */
export interface Way {
  /** Whether this role watches the images of the account and region until they are available. */
  readonly watches: boolean;
  /** Whether it prunes there. */
  readonly prunes: boolean;
  /** Whether a volume that is imaged is encrypted, as far as is known. */
  readonly encrypted: boolean;
}

/** What the role of these targets, which share account and region, has to be allowed. */
export function needsOf(targets: readonly Target[], { watches, prunes, encrypted }: Way): Needs {
  const deletesLoose = prunes && targets.some(({ retention }) => retention?.looseAfter !== undefined);
  const reboots = targets.some(({ images }) => !images.noReboot);
  return {
    lookUps: [
      'ec2:DescribeInstances',
      'ec2:DescribeImages',
      ...when(watches, 'ec2:DescribeSnapshots'),
      ...when(reboots, 'ec2:DescribeInstanceStatus'),
      ...when(prunes, 'autoscaling:DescribeLaunchConfigurations', 'autoscaling:DescribeAutoScalingGroups'),
      ...when(prunes, 'ec2:DescribeLockedSnapshots', 'ec2:DescribeFastSnapshotRestores'),
      ...when(deletesLoose, 'ec2:ListImagesInRecycleBin'),
    ],
    imageLookUps: when(prunes, 'ec2:DescribeImageReferences', 'ec2:DescribeImageAttribute'),
    mutations: ['ec2:CreateImage', ...when(prunes, 'ec2:DeregisterImage', 'ec2:DeleteSnapshot')],
    untriable: {
      'ec2:CreateTags': 'EC2 checks it only together with ec2:CreateImage',
      ...(encrypted
        ? { 'KMS keys': 'EC2 uses the keys of encrypted volumes only when it makes the image' }
        : {}),
      'EC2 quotas': 'EC2 counts only when it makes the image',
    },
  };
}

function when<T extends string>(condition: boolean, ...actions: readonly T[]): readonly T[] {
  return condition ? actions : [];
}

/** Every action of these needs, in the order of the matrix. */
export function actionsOf({ lookUps, imageLookUps, mutations, untriable }: Needs): string[] {
  const needed: readonly string[] = [...lookUps, ...imageLookUps, ...mutations, ...Object.keys(untriable)];
  return matrixOrder.filter((action) => needed.includes(action));
}
