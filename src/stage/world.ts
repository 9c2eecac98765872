/** What a backup would have changed in an account and region, kept in memory; shared by the roles that enter it. */
import { ourTag } from '../images/ours.ts';
import type { Happening } from '../model/event.ts';
import type { Image, ImageRequest, Volume } from '../model/image.ts';
import type { Ec2, Images } from '../model/ports.ts';
import type { Phase, Result } from '../model/problem.ts';

/** In place of the id that EC2 would give. */
const NEW_IMAGE = 'new';

/** The id as people read it: on the stage each new image has one of its own. */
export function shownId(id: string): string {
  return id.startsWith(`${NEW_IMAGE} `) ? NEW_IMAGE : id;
}

export class StagedWorld {
  /** Images that are there or were made on the stage, by id. */
  readonly #images = new Map<string, Image>();
  readonly #made = new Set<string>();
  /** Ids of images and snapshots. */
  readonly #removed = new Set<string>();
  #listed: Promise<Result<readonly Image[]>> | undefined;
  /** The client that looks up and prunes for all targets there; nothing when none could be looked at. */
  lead: Ec2 | undefined;
  requests: readonly ImageRequest[] = [];
  /** Those of the instances of the requests; nothing when their look-up failed. */
  volumes: readonly Volume[] | undefined;
  /** What would happen there, as it came. */
  readonly told: Happening[] = [];

  /** The images of ours as EC2 lists them; it is asked once. */
  async list(images: Pick<Images, 'ours'>, phase: Phase): Promise<Result<readonly Image[]>> {
    this.#listed ??= images.ours(phase);
    const listed = await this.#listed;
    if (!listed.ok) return { ok: false, problem: { ...listed.problem, phase } };
    for (const image of listed.value) this.see(image);
    return listed;
  }

  /** Those that are there by now. */
  ours(listed: readonly Image[], instance: string | undefined): Image[] {
    const ids = new Set([...listed.map(({ id }) => id), ...this.#made]);
    const there = [...ids].flatMap((id) => (this.#removed.has(id) ? [] : (this.#images.get(id) ?? [])));
    return there.filter(({ tags }) => instance === undefined || ourTag(tags, 'instance-id') === instance);
  }

  see(image: Image): void {
    if (!this.#images.has(image.id)) this.#images.set(image.id, image);
  }

  /** The image of these ids; whoever looks at one that is pending finds it available. */
  find(ids: readonly string[]): Image[] {
    const found = ids.flatMap((id) => this.#images.get(id) ?? []);
    const ended = found.map((image) =>
      image.state === 'pending' ? { ...image, state: 'available' } : image,
    );
    for (const image of ended) this.#images.set(image.id, image);
    return ended;
  }

  madeAs(name: string): Image | undefined {
    return [...this.#made].flatMap((id) => this.#images.get(id) ?? []).find((image) => image.name === name);
  }

  make(request: ImageRequest, now: number): string {
    const { name, tags, instance } = request;
    const id = `${NEW_IMAGE} ${name}`;
    const sizeGiB = this.sizeOf(request) ?? 0;
    const facts = { state: 'pending', snapshots: [], holds: [], sizeGiB, createdAt: now };
    this.#images.set(id, { id, name, tags, sourceInstanceId: instance.id, ...facts });
    this.#made.add(id);
    return id;
  }

  isRemoved(id: string): boolean {
    return this.#removed.has(id);
  }

  remove(id: string): void {
    this.#removed.add(id);
  }

  /** Whether a volume that would be imaged is encrypted; what is not known may be. */
  isEncrypted(): boolean {
    const volumes = this.volumes;
    if (volumes === undefined) return this.requests.length > 0;
    return this.requests.some((request) =>
      volumes.some(({ instance, device, encrypted }) => {
        return encrypted && instance === request.instance.id && imagedDevices(request).includes(device);
      }),
    );
  }

  /** GiB, when the sizes of all its volumes are known. */
  sizeOf({ instance, excludedDevices }: StagedRequest): number | null {
    const own = this.volumes?.filter((volume) => volume.instance === instance.id);
    const sizes = imagedDevices({ instance, excludedDevices }).map(
      (device) => own?.find((volume) => volume.device === device)?.sizeGiB,
    );
    return sizes.reduce<number | null>(
      (sum, size) => (sum === null || size === undefined ? null : sum + size),
      0,
    );
  }
}

export interface StagedRequest extends Pick<ImageRequest, 'excludedDevices'> {
  readonly instance: Pick<ImageRequest['instance'], 'id' | 'devices'>;
}

/** The devices whose volumes get a snapshot. */
export function imagedDevices({ instance, excludedDevices }: StagedRequest): string[] {
  return instance.devices.filter((device) => !excludedDevices.includes(device));
}
