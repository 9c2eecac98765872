/** Images of one account and region, as EC2 makes, shows and deregisters them. */
import {
  CreateImageCommand,
  DeregisterImageCommand,
  DescribeImageAttributeCommand,
  paginateDescribeImages,
  paginateListImagesInRecycleBin,
  type Filter,
  type LaunchPermission,
} from '@aws-sdk/client-ec2';
import type { Image, ImageRequest } from '../model/image.ts';
import type { Images } from '../model/ports.ts';
import type { Phase, Problem, Result } from '../model/problem.ts';
import type { SnapshotLeft } from '../model/retention.ts';
import { alreadyRemoved, inParts, PAGE, removalCodes, type Ec2Access } from './ec2-access.ts';
import { createImageInput, imageOf, literal } from './ec2-shapes.ts';
import { referencesOf } from './image-references.ts';
import { idOf, withoutRepeats } from './pages.ts';
import { ProblemError } from './problem-error.ts';
import { imagesOfScalingGroups } from './scaling-groups.ts';

/** A machine between the runner and EC2 answered; EC2 may have made the image. */
const withoutId: Problem = {
  code: 'AwsFailed',
  phase: 'create',
  place: {},
  what: 'Cannot create the image',
  said: 'a reply without an image id',
};

/** What EC2 says of an image that somebody else has deregistered. */
const goneImage = ['InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable'];

export class Ec2Images implements Images {
  readonly #access: Ec2Access;

  constructor(access: Ec2Access) {
    this.#access = access;
  }

  async create(request: ImageRequest): Promise<Result<string>> {
    const reply = await this.#access.attempt('create', 'Cannot create the image', async () => {
      const command = new CreateImageCommand(createImageInput(request));
      const { ImageId: id } = await this.#access.client.send(command);
      if (id === undefined) throw new ProblemError(withoutId);
      return id;
    });
    if (reply.ok) return reply;
    const place = { ...reply.problem.place, instance: request.instance.id };
    return { ok: false, problem: { ...reply.problem, place } };
  }

  /** By filter, not by id: an id that EC2 does not show yet would fail the whole look-up. */
  find(ids: readonly string[]): Promise<Result<readonly Image[]>> {
    return this.#access.attempt('wait', 'Cannot look up images', async () => {
      const found: Image[] = [];
      for (const values of inParts(ids))
        found.push(...(await this.#by([{ Name: 'image-id', Values: values }])));
      return withoutRepeats(found, idOf);
    });
  }

  async named(name: string): Promise<Result<Image | undefined>> {
    const found = await this.#access.attempt('create', 'Cannot look up the image by name', () =>
      this.#by([{ Name: 'name', Values: [literal(name)] }]),
    );
    return found.ok ? { ok: true, value: found.value[0] } : found;
  }

  ours(phase: Phase, instance?: string): Promise<Result<readonly Image[]>> {
    const ours = { Name: 'tag-key', Values: ['cross-account-ami:run-key'] };
    // The list of all shows whether the run can do anything here, so it is never skipped.
    if (instance === undefined)
      return this.#access.attempt(phase, 'Cannot look up our images', () => this.#by([ours]));
    const ofInstance = { Name: 'tag:cross-account-ami:instance-id', Values: [literal(instance)] };
    return this.#access.unlessGivenUp(phase, 'Cannot look up our images', () => this.#by([ours, ofInstance]));
  }

  withSnapshots(snapshots: readonly string[]): Promise<Result<ReadonlyMap<string, readonly string[]>>> {
    return this.#access.unlessDenied('Cannot look up the images that use a snapshot', async () => {
      const uses: { readonly snapshot: string; readonly image: string }[] = [];
      for (const asked of inParts(snapshots)) {
        for (const image of await this.#by([{ Name: 'block-device-mapping.snapshot-id', Values: asked }])) {
          const used = image.snapshots.filter((id) => asked.includes(id));
          // Of an image that is pending EC2 may not show which of them it is.
          const by = used.length === 0 ? asked : used;
          uses.push(...by.map((snapshot) => ({ snapshot, image: image.id })));
        }
      }
      const bySnapshot = Map.groupBy(uses, ({ snapshot }) => snapshot);
      return new Map([...bySnapshot].map(([id, found]) => [id, found.map(({ image }) => image)]));
    });
  }

  async uses(images: readonly string[]): Promise<Result<ReadonlyMap<string, readonly string[]>>> {
    const { client, autoScaling, memory } = this.#access;
    // The shared look-up comes first: when it fails, the other one is not needed.
    const scaling = await memory.scalingUses.ask(() =>
      this.#access.unlessDenied('Cannot look up launch configurations and Auto Scaling groups', () =>
        imagesOfScalingGroups(autoScaling),
      ),
    );
    if (!scaling.ok) return scaling;
    const referenced = await this.#access.unlessDenied('Cannot look up what uses the images', () =>
      referencesOf(client, images),
    );
    if (!referenced.ok) return referenced;
    const all = images.map((id) => {
      const uses = [...(referenced.value.get(id) ?? []), ...(scaling.value.get(id) ?? [])];
      return [id, withoutRepeats(uses, String)] as const;
    });
    return { ok: true, value: new Map(all) };
  }

  async sharedWith(image: string): Promise<Result<readonly string[]>> {
    const reply = await this.#access.unlessGivenUp(
      'prune',
      'Cannot look up whom the image is shared with',
      async () => {
        const command = new DescribeImageAttributeCommand({ ImageId: image, Attribute: 'launchPermission' });
        const { LaunchPermissions = [] } = await this.#access.client.send(command);
        return LaunchPermissions.map(whomText);
      },
    );
    return alreadyRemoved(reply, goneImage, []);
  }

  inBin(): Promise<Result<ReadonlySet<string>>> {
    return this.#access.unlessDenied('Cannot look up the images in the Recycle Bin', async () => {
      const found: string[] = [];
      const paging = { client: this.#access.client, pageSize: PAGE };
      for await (const { Images: images = [] } of paginateListImagesInRecycleBin(paging, {}))
        found.push(...images.flatMap(({ ImageId }) => ImageId ?? []));
      return new Set(found);
    });
  }

  async deregister(image: string): Promise<Result<readonly SnapshotLeft[] | 'already gone'>> {
    const reply = await this.#access.attempt(
      'prune',
      'Cannot deregister the image',
      async (): Promise<readonly SnapshotLeft[]> => {
        const command = new DeregisterImageCommand({ ImageId: image, DeleteAssociatedSnapshots: true });
        const { DeleteSnapshotResults = [] } = await this.#access.client.send(command);
        const left = DeleteSnapshotResults.filter(({ ReturnCode }) => ReturnCode !== 'success');
        return left.map(({ SnapshotId: id = '', ReturnCode: code = 'unknown' }) => ({ id, code }));
      },
      removalCodes,
    );
    return alreadyRemoved<readonly SnapshotLeft[] | 'already gone'>(reply, goneImage, 'already gone');
  }

  async #by(filters: Filter[]): Promise<Image[]> {
    const found: Image[] = [];
    const input = { Owners: ['self'], IncludeDisabled: true, Filters: filters };
    const paging = { client: this.#access.client, pageSize: PAGE };
    for await (const { Images: images = [] } of paginateDescribeImages(paging, input))
      found.push(...images.map(imageOf));
    return withoutRepeats(found, idOf);
  }
}

function whomText({ UserId, Group, OrganizationArn, OrganizationalUnitArn }: LaunchPermission): string {
  return UserId ?? OrganizationArn ?? OrganizationalUnitArn ?? (Group === 'all' ? 'everybody' : 'others');
}
