/** Tries whether the role may do something: mutations as EC2's DryRun, look-ups by making a small one. */
import {
  DescribeAutoScalingGroupsCommand,
  DescribeLaunchConfigurationsCommand,
  type AutoScalingClient,
} from '@aws-sdk/client-auto-scaling';
import {
  CreateImageCommand,
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeFastSnapshotRestoresCommand,
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  DescribeLockedSnapshotsCommand,
  DescribeSnapshotsCommand,
  ListImagesInRecycleBinCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import type { Triable } from '../model/aws-actions.ts';
import type { ImageRequest } from '../model/image.ts';
import type { PermissionTrials } from '../model/ports.ts';
import type { Result } from '../model/problem.ts';
import { createImageInput } from './ec2-shapes.ts';
import { referencesOf } from './image-references.ts';
import { attemptWith } from './problems.ts';
import type { Credentials } from './renewing.ts';

interface Access {
  readonly account: string;
  readonly region: string;
  readonly ec2: EC2Client;
  readonly autoScaling: AutoScalingClient;
  readonly credentials: Credentials;
}

/** The smallest page of EC2 (EC2 API reference, DescribeInstances). */
const SMALLEST = { MaxResults: 5 };

/** A change is the real call, as DryRun. */
const trials: Readonly<Record<Triable, (access: Access, on: string) => Promise<unknown>>> = {
  'ec2:DescribeInstances': ({ ec2 }) => ec2.send(new DescribeInstancesCommand(SMALLEST)),
  'ec2:DescribeImages': ({ ec2 }) => ec2.send(new DescribeImagesCommand({ ...SMALLEST, Owners: ['self'] })),
  'ec2:DescribeSnapshots': ({ ec2 }) =>
    ec2.send(new DescribeSnapshotsCommand({ ...SMALLEST, OwnerIds: ['self'] })),
  'ec2:DescribeInstanceStatus': ({ ec2 }) => ec2.send(new DescribeInstanceStatusCommand(SMALLEST)),
  'ec2:DescribeLockedSnapshots': ({ ec2 }) => ec2.send(new DescribeLockedSnapshotsCommand(SMALLEST)),
  'ec2:DescribeFastSnapshotRestores': ({ ec2 }) =>
    ec2.send(new DescribeFastSnapshotRestoresCommand(SMALLEST)),
  'ec2:ListImagesInRecycleBin': ({ ec2 }) => ec2.send(new ListImagesInRecycleBinCommand(SMALLEST)),
  'autoscaling:DescribeAutoScalingGroups': ({ autoScaling }) =>
    autoScaling.send(new DescribeAutoScalingGroupsCommand({ MaxRecords: 1 })),
  'autoscaling:DescribeLaunchConfigurations': ({ autoScaling }) =>
    autoScaling.send(new DescribeLaunchConfigurationsCommand({ MaxRecords: 1 })),
  'ec2:DescribeImageAttribute': ({ ec2 }, image) =>
    ec2.send(new DescribeImageAttributeCommand({ ImageId: image, Attribute: 'launchPermission' })),
  // Each resource type needs its own permissions, so only the last page is an answer.
  'ec2:DescribeImageReferences': ({ ec2 }, image) => referencesOf(ec2, [image]),
  'ec2:DeregisterImage': ({ ec2 }, image) =>
    ec2.send(new DeregisterImageCommand({ ImageId: image, DeleteAssociatedSnapshots: true, DryRun: true })),
  'ec2:DeleteSnapshot': ({ ec2 }, snapshot) =>
    ec2.send(new DeleteSnapshotCommand({ SnapshotId: snapshot, DryRun: true })),
};

/** What a plan says of a change that would fail, in the words of the change itself. */
const words: Partial<Readonly<Record<Triable, (on: string) => string>>> = {
  'ec2:DeregisterImage': () => 'Cannot deregister the image',
  'ec2:DeleteSnapshot': (snapshot) => `Cannot delete snapshot ${snapshot}`,
};

export class Ec2PermissionTrials implements PermissionTrials {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  createImage(request: ImageRequest): Promise<Result<void>> {
    const command = new CreateImageCommand({ ...createImageInput(request), DryRun: true });
    return this.#attempt('Cannot create the image', () => this.#access.ec2.send(command));
  }

  tryCall(action: Triable, on = ''): Promise<Result<void>> {
    const what = words[action]?.(on) ?? `Cannot call ${action}`;
    return this.#attempt(what, () => trials[action](this.#access, on));
  }

  async #attempt(what: string, call: () => Promise<unknown>): Promise<Result<void>> {
    const { account, region, credentials } = this.#access;
    const place = { account, region };
    const reply = await attemptWith(credentials, { phase: 'plan', place, what }, call);
    // EC2 answers a DryRun that would be allowed with an error of this code.
    const allowed = reply.ok || reply.problem.awsCode === 'DryRunOperation';
    return allowed ? { ok: true, value: undefined } : reply;
  }
}
