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
  paginateDescribeImageReferences,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import type { ImageRequest } from '../model/image.ts';
import type { ImageLookUp, LookUp } from '../model/permission.ts';
import type { PermissionTrials } from '../model/ports.ts';
import type { Result } from '../model/problem.ts';
import { createImageInput } from './ec2-shapes.ts';
import { resourceTypes } from './image-references.ts';
import { attemptWith } from './problems.ts';
import type { Credentials } from './renewing.ts';

/** The smallest page of EC2 (EC2 API reference, DescribeInstances). */
const SMALLEST_PAGE = 5;

interface Means {
  readonly account: string;
  readonly region: string;
  readonly ec2: EC2Client;
  readonly autoScaling: AutoScalingClient;
  readonly credentials: Credentials;
}

export class Ec2PermissionTrials implements PermissionTrials {
  readonly #means: Means;

  constructor(means: Means) {
    this.#means = means;
  }

  createImage(request: ImageRequest): Promise<Result<void>> {
    const command = new CreateImageCommand({ ...createImageInput(request), DryRun: true });
    return this.#dryRun('Cannot create the image', () => this.#means.ec2.send(command));
  }

  deregister(image: string): Promise<Result<void>> {
    const input = { ImageId: image, DeleteAssociatedSnapshots: true, DryRun: true };
    const command = new DeregisterImageCommand(input);
    return this.#dryRun('Cannot deregister the image', () => this.#means.ec2.send(command));
  }

  deleteSnapshot(snapshot: string): Promise<Result<void>> {
    const command = new DeleteSnapshotCommand({ SnapshotId: snapshot, DryRun: true });
    return this.#dryRun(`Cannot delete snapshot ${snapshot}`, () => this.#means.ec2.send(command));
  }

  look(lookUp: LookUp): Promise<Result<void>> {
    return this.#attempt(`Cannot call ${lookUp}`, () => this.#lookUps[lookUp]());
  }

  lookAtImage(lookUp: ImageLookUp, image: string): Promise<Result<void>> {
    return this.#attempt(`Cannot call ${lookUp}`, () => this.#imageLookUps[lookUp](image));
  }

  readonly #lookUps: Readonly<Record<LookUp, () => Promise<unknown>>> = {
    'ec2:DescribeInstances': () =>
      this.#means.ec2.send(new DescribeInstancesCommand({ MaxResults: SMALLEST_PAGE })),
    'ec2:DescribeImages': () =>
      this.#means.ec2.send(new DescribeImagesCommand({ Owners: ['self'], MaxResults: SMALLEST_PAGE })),
    'ec2:DescribeSnapshots': () =>
      this.#means.ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'], MaxResults: SMALLEST_PAGE })),
    'ec2:DescribeInstanceStatus': () =>
      this.#means.ec2.send(new DescribeInstanceStatusCommand({ MaxResults: SMALLEST_PAGE })),
    'ec2:DescribeLockedSnapshots': () =>
      this.#means.ec2.send(new DescribeLockedSnapshotsCommand({ MaxResults: SMALLEST_PAGE })),
    'ec2:DescribeFastSnapshotRestores': () =>
      this.#means.ec2.send(new DescribeFastSnapshotRestoresCommand({ MaxResults: SMALLEST_PAGE })),
    'ec2:ListImagesInRecycleBin': () =>
      this.#means.ec2.send(new ListImagesInRecycleBinCommand({ MaxResults: SMALLEST_PAGE })),
    'autoscaling:DescribeAutoScalingGroups': () =>
      this.#means.autoScaling.send(new DescribeAutoScalingGroupsCommand({ MaxRecords: 1 })),
    'autoscaling:DescribeLaunchConfigurations': () =>
      this.#means.autoScaling.send(new DescribeLaunchConfigurationsCommand({ MaxRecords: 1 })),
  };

  readonly #imageLookUps: Readonly<Record<ImageLookUp, (image: string) => Promise<unknown>>> = {
    'ec2:DescribeImageAttribute': (image) =>
      this.#means.ec2.send(
        new DescribeImageAttributeCommand({ ImageId: image, Attribute: 'launchPermission' }),
      ),
    'ec2:DescribeImageReferences': async (image) => {
      const input = { ImageIds: [image], ResourceTypes: resourceTypes };
      // Each resource type is looked up by rights of its own, so that only the last page is an answer.
      const pages = paginateDescribeImageReferences({ client: this.#means.ec2 }, input);
      const found = [];
      for await (const { ImageReferences = [] } of pages) found.push(...ImageReferences);
      return found;
    },
  };

  /** EC2 answers a DryRun that would be allowed with an error of this code. */
  async #dryRun(what: string, call: () => Promise<unknown>): Promise<Result<void>> {
    const reply = await this.#attempt(what, call);
    const allowed = !reply.ok && reply.problem.awsCode === 'DryRunOperation';
    return allowed ? { ok: true, value: undefined } : reply;
  }

  async #attempt(what: string, call: () => Promise<unknown>): Promise<Result<void>> {
    const { account, region, credentials } = this.#means;
    const words = { phase: 'plan', place: { account, region }, what } as const;
    return attemptWith(credentials, words, async () => {
      await call();
    });
  }
}
