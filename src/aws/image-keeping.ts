/** What retention needs of EC2 and Auto Scaling in one account and region. */
import {
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeImageAttributeCommand,
  paginateDescribeImages,
  paginateDescribeSnapshots,
  paginateListImagesInRecycleBin,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import type { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import type { Image } from '../model/image.ts';
import type { ImageKeeping } from '../model/ports.ts';
import type { ProblemCode, Result } from '../model/problem.ts';
import type { Snapshot, SnapshotLeft } from '../model/retention.ts';
import { imageOf, literal, snapshotOf } from './ec2-shapes.ts';
import { idOf, withoutRepeats } from './pages.ts';
import { imagesOfScalingGroups } from './scaling-groups.ts';
import { attemptWith } from './problems.ts';
import { referencesOf } from './image-references.ts';
import { GivenUp, type PlaceMemory } from './place-memory.ts';
import { fastRestoresOf, locksOf } from './snapshot-holds.ts';
import type { Credentials } from './renewing.ts';

const PAGE = 1000;

/** EC2 User Guide, "Filtering your resources": values of one filter. */
const FILTER_VALUES = 200;

interface Means {
  readonly account: string;
  readonly region: string;
  readonly ec2: EC2Client;
  readonly autoScaling: AutoScalingClient;
  readonly credentials: Credentials;
  readonly memory: PlaceMemory;
}

export class Ec2ImageKeeping implements ImageKeeping {
  readonly #means: Means;
  /** What this role may not see in the account and region. */
  readonly #denied = new GivenUp(['AccessDenied']);

  constructor(means: Means) {
    this.#means = means;
  }

  ourImages(instance?: string): Promise<Result<readonly Image[]>> {
    const ours = { Name: 'tag-key', Values: ['cross-account-ami:run-key'] };
    const ofInstance = { Name: 'tag:cross-account-ami:instance-id', Values: [literal(instance ?? '')] };
    const filters = instance === undefined ? [ours] : [ours, ofInstance];
    const list = async (): Promise<Image[]> => {
      const found: Image[] = [];
      const input = { Owners: ['self'], IncludeDisabled: true, Filters: filters };
      const pages = paginateDescribeImages({ client: this.#means.ec2, pageSize: PAGE }, input);
      for await (const { Images = [] } of pages) found.push(...Images.map(imageOf));
      return withoutRepeats(found, idOf);
    };
    // Whether the run can do anything here is found out by the list of all: it is asked for each time.
    return instance === undefined
      ? this.#attempt('Cannot look up our images', list)
      : this.#unlessGivenUp('Cannot look up our images', list);
  }

  async uses(images: readonly string[]): Promise<Result<ReadonlyMap<string, readonly string[]>>> {
    // The one that is shared comes first: when it cannot be made, the other one is not asked for nothing.
    const scaling = await this.#means.memory.scalingUses.ask(() =>
      this.#unlessDenied('Cannot look up launch configurations and Auto Scaling groups', () =>
        imagesOfScalingGroups(this.#means.autoScaling),
      ),
    );
    if (!scaling.ok) return scaling;
    const referenced = await this.#unlessDenied('Cannot look up what uses the images', () =>
      referencesOf(this.#means.ec2, images),
    );
    if (!referenced.ok) return referenced;
    const all = images.map((id) => {
      const uses = [...(referenced.value.get(id) ?? []), ...(scaling.value.get(id) ?? [])];
      return [id, withoutRepeats(uses, String)] as const;
    });
    return { ok: true, value: new Map(all) };
  }

  async sharedWith(image: string): Promise<Result<readonly string[]>> {
    const reply = await this.#unlessGivenUp('Cannot look up whom the image is shared with', async () => {
      const command = new DescribeImageAttributeCommand({ ImageId: image, Attribute: 'launchPermission' });
      const { LaunchPermissions = [] } = await this.#means.ec2.send(command);
      return LaunchPermissions.map(({ UserId, Group, OrganizationArn, OrganizationalUnitArn }) => {
        return (
          UserId ?? OrganizationArn ?? OrganizationalUnitArn ?? (Group === 'all' ? 'everybody' : 'others')
        );
      });
    });
    return goneIsDone(reply, goneImage, []);
  }

  async deregister(image: string): Promise<Result<readonly SnapshotLeft[] | 'already gone'>> {
    const call = async (): Promise<readonly SnapshotLeft[]> => {
      const command = new DeregisterImageCommand({ ImageId: image, DeleteAssociatedSnapshots: true });
      const { DeleteSnapshotResults = [] } = await this.#means.ec2.send(command);
      const left = DeleteSnapshotResults.filter(({ ReturnCode }) => ReturnCode !== 'success');
      return left.map(({ SnapshotId: id = '', ReturnCode: code = 'unknown' }) => ({ id, code }));
    };
    const reply = await this.#attempt('Cannot deregister the image', call, removalCodes);
    return goneIsDone<readonly SnapshotLeft[] | 'already gone'>(reply, goneImage, 'already gone');
  }

  ourSnapshots(): Promise<Result<readonly Snapshot[]>> {
    return this.#unlessDenied('Cannot look up our snapshots', async () => {
      const found: Snapshot[] = [];
      const input = {
        OwnerIds: ['self'],
        Filters: [{ Name: 'tag-key', Values: ['cross-account-ami:run-key'] }],
      };
      const pages = paginateDescribeSnapshots({ client: this.#means.ec2, pageSize: PAGE }, input);
      for await (const { Snapshots = [] } of pages) found.push(...Snapshots.map(snapshotOf));
      return withoutRepeats(found, idOf);
    });
  }

  imagesWithSnapshots(snapshots: readonly string[]): Promise<Result<ReadonlyMap<string, readonly string[]>>> {
    return this.#unlessDenied('Cannot look up the images that use a snapshot', async () => {
      const uses: { readonly snapshot: string; readonly image: string }[] = [];
      for (let at = 0; at < snapshots.length; at += FILTER_VALUES) {
        const asked = snapshots.slice(at, at + FILTER_VALUES);
        const filter = { Name: 'block-device-mapping.snapshot-id', Values: asked };
        const input = { Owners: ['self'], IncludeDisabled: true, Filters: [filter] };
        const pages = paginateDescribeImages({ client: this.#means.ec2, pageSize: PAGE }, input);
        for await (const { Images = [] } of pages) {
          for (const image of Images.map(imageOf)) {
            const used = image.snapshots.filter((id) => asked.includes(id));
            // Of an image that is pending EC2 may not show which of them it is.
            const by = used.length === 0 ? asked : used;
            uses.push(...by.map((snapshot) => ({ snapshot, image: image.id })));
          }
        }
      }
      const bySnapshot = Map.groupBy(uses, ({ snapshot }) => snapshot);
      return new Map([...bySnapshot].map(([id, found]) => [id, found.map(({ image }) => image)]));
    });
  }

  async snapshotHolds(snapshots: readonly string[]): Promise<Result<readonly string[]>> {
    const { ec2 } = this.#means;
    const locks = await this.#unlessDenied('Cannot look up locked snapshots', () => locksOf(ec2, snapshots));
    if (!locks.ok || locks.value.length > 0) return locks;
    return this.#unlessDenied('Cannot look up fast snapshot restores', () => fastRestoresOf(ec2, snapshots));
  }

  imagesInBin(): Promise<Result<ReadonlySet<string>>> {
    return this.#unlessDenied('Cannot look up the images in the Recycle Bin', async () => {
      const found: string[] = [];
      const pages = paginateListImagesInRecycleBin({ client: this.#means.ec2, pageSize: PAGE }, {});
      for await (const { Images = [] } of pages)
        found.push(...Images.flatMap(({ ImageId }) => ImageId ?? []));
      return new Set(found);
    });
  }

  async deleteSnapshot(snapshot: string): Promise<Result<void>> {
    const call = async (): Promise<void> => {
      await this.#means.ec2.send(new DeleteSnapshotCommand({ SnapshotId: snapshot }));
    };
    const reply = await this.#attempt(`Cannot delete snapshot ${snapshot}`, call, removalCodes);
    return goneIsDone(reply, ['InvalidSnapshot.NotFound'], undefined);
  }

  /** Of what is looked up with one right for all. */
  #unlessDenied<T>(what: string, call: () => Promise<T>): Promise<Result<T>> {
    return this.#denied.ask(what, () => this.#unlessGivenUp(what, call));
  }

  /** Not again in this run when a look-up of the kind has used up its attempts. */
  #unlessGivenUp<T>(what: string, call: () => Promise<T>): Promise<Result<T>> {
    return this.#means.memory.givenUp.ask(what, () => this.#attempt(what, call));
  }

  #attempt<T>(what: string, call: () => Promise<T>, codes: RemovalCodes = {}): Promise<Result<T>> {
    const { account, region, credentials } = this.#means;
    return attemptWith(credentials, { phase: 'prune', place: { account, region }, what, codes }, call);
  }
}

type RemovalCodes = Readonly<Record<string, ProblemCode>>;

/** What these codes mean when something is to be removed: it is protected, or not this account's. */
const removalCodes: RemovalCodes = {
  OperationNotPermitted: 'PruneFailed',
  AuthFailure: 'PruneFailed',
  InvalidParameterValue: 'PruneFailed',
};

/** What EC2 says of an image that somebody else has deregistered. */
const goneImage = ['InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable'];

/** What is already gone need not be removed. */
function goneIsDone<T>(reply: Result<T>, codes: readonly string[], done: T): Result<T> {
  return !reply.ok && codes.includes(reply.problem.awsCode ?? '') ? { ok: true, value: done } : reply;
}
