/** EC2 as it would be after what a backup does: looked up for real, changed only in memory and by DryRun. */
import { ourTag } from '../images/ours.ts';
import type { Image, ImageRequest, Instance, Volume } from '../model/image.ts';
import type { AccountRegion, ImageKeeping, PermissionTrials } from '../model/ports.ts';
import type { Problem, ProblemCode, Result } from '../model/problem.ts';
import type { Snapshot, SnapshotLeft } from '../model/retention.ts';
import type { Selector } from '../model/target.ts';

/** In place of the id that EC2 would give. */
export const NEW_IMAGE = 'new';

/** What may be otherwise when the backup comes to it. */
const passing: readonly ProblemCode[] = ['VolumeBusy', 'Throttled', 'NetworkUnreachable', 'AwsFailed'];

/** What has been changed in memory; shared by the roles that enter one account and region. */
export class RehearsedChanges {
  /** Images that were asked for, by their names. */
  readonly made = new Map<string, Image>();
  /** Images that are there by now. */
  readonly available = new Map<string, Image>();
  /** Ids of images and snapshots. */
  readonly gone = new Set<string>();
}

/** An account and region in which the rooms of a backup can do their work without any effect. */
export class RehearsedRegion implements AccountRegion {
  readonly account: string;
  readonly region: string;
  readonly keeping: RehearsedKeeping;
  readonly permissions: PermissionTrials;
  readonly #place: AccountRegion;
  readonly #made: Map<string, Image>;

  constructor(place: AccountRegion, permissions: PermissionTrials, changes = new RehearsedChanges()) {
    this.#made = changes.made;
    this.account = place.account;
    this.region = place.region;
    this.permissions = permissions;
    this.keeping = new RehearsedKeeping(place.keeping, permissions, changes);
    this.#place = place;
  }

  /** In EC2's order: the permission first, then the name. */
  async createImage(request: ImageRequest): Promise<Result<string>> {
    const allowed = await this.permissions.createImage(request);
    if (!allowed.ok && !passing.includes(allowed.problem.code)) return refused(allowed.problem, request);
    const holder = await this.findImageNamed(request.name);
    if (!holder.ok) return holder;
    // While EC2 was asked, another request may have taken the name.
    if (holder.value !== undefined || this.#made.has(request.name))
      return { ok: false, problem: nameTaken(request) };
    this.#made.set(request.name, newImage(request));
    return { ok: true, value: NEW_IMAGE };
  }

  findInstances(selector: Selector): Promise<Result<readonly Instance[]>> {
    return this.#place.findInstances(selector);
  }

  volumes(instances: readonly string[]): Promise<Result<readonly Volume[]>> {
    return this.#place.volumes(instances);
  }

  findImages(ids: readonly string[]): Promise<Result<readonly Image[]>> {
    return this.#place.findImages(ids);
  }

  findImageNamed(name: string): Promise<Result<Image | undefined>> {
    const made = this.#made.get(name);
    return made === undefined ? this.#place.findImageNamed(name) : Promise.resolve({ ok: true, value: made });
  }

  statusChecks(instances: readonly string[]): Promise<Result<ReadonlyMap<string, boolean>>> {
    return this.#place.statusChecks(instances);
  }

  snapshotProgress(snapshots: readonly string[]): Promise<Result<readonly number[]>> {
    return this.#place.snapshotProgress(snapshots);
  }
}

/** Pending, as each image is at first. */
export function newImage({ name, tags, instance }: ImageRequest): Image {
  const facts = { state: 'pending', snapshots: [], holds: [], sizeGiB: 0, createdAt: 0 };
  return { id: NEW_IMAGE, name, tags, sourceInstanceId: instance.id, ...facts };
}

function refused(problem: Problem, { instance }: ImageRequest): Result<never> {
  return { ok: false, problem: { ...problem, place: { ...problem.place, instance: instance.id } } };
}

function nameTaken({ name, account, region, instance }: ImageRequest): Problem {
  const place = { account, region, instance: instance.id };
  return { code: 'NameTaken', phase: 'create', place, what: `The name ${name} is taken` };
}

/** The images of ours, those that the backup would make among them, without those that it would prune. */
class RehearsedKeeping implements ImageKeeping {
  readonly #keeping: ImageKeeping;
  readonly #permissions: PermissionTrials;
  readonly #made: Map<string, Image>;
  readonly #gone: Set<string>;
  #listed: Promise<Result<readonly Image[]>> | undefined;

  constructor(keeping: ImageKeeping, permissions: PermissionTrials, { available, gone }: RehearsedChanges) {
    this.#keeping = keeping;
    this.#permissions = permissions;
    this.#made = available;
    this.#gone = gone;
  }

  /** The image is there and available, whether EC2 has it already or not. */
  becomesAvailable(image: Image): void {
    this.#made.set(image.id === NEW_IMAGE ? `${NEW_IMAGE} ${image.name}` : image.id, {
      ...image,
      state: 'available',
    });
  }

  async ourImages(instance?: string): Promise<Result<readonly Image[]>> {
    this.#listed ??= this.#keeping.ourImages();
    const listed = await this.#listed;
    if (!listed.ok) return listed;
    const others = listed.value.filter(({ id }) => !this.#made.has(id));
    const there = [...others, ...this.#made.values()].filter(({ id }) => !this.#gone.has(id));
    const value = there.filter(
      (image) => instance === undefined || ourTag(image.tags, 'instance-id') === instance,
    );
    return { ok: true, value };
  }

  uses(images: readonly string[]): Promise<Result<ReadonlyMap<string, readonly string[]>>> {
    return this.#keeping.uses(images);
  }

  sharedWith(image: string): Promise<Result<readonly string[]>> {
    return this.#keeping.sharedWith(image);
  }

  async deregister(image: string): Promise<Result<readonly SnapshotLeft[]>> {
    const allowed = await this.#permissions.tryCall('ec2:DeregisterImage', image);
    if (!allowed.ok && allowed.problem.code === 'AccessDenied') return allowed;
    const listed = await this.ourImages();
    const images = listed.ok ? listed.value : [];
    const snapshots = images.find(({ id }) => id === image)?.snapshots ?? [];
    this.#gone.add(image);
    // At once, as EC2 does it: another removal may go on beside this one.
    const used = new Set(images.filter(({ id }) => !this.#gone.has(id)).flatMap((other) => other.snapshots));
    const owed = snapshots.filter((id) => !used.has(id));
    const left = snapshots.filter((id) => used.has(id)).map((id) => ({ id, code: 'skipped' }));
    const [first] = owed;
    const deleted =
      first === undefined ? undefined : await this.#permissions.tryCall('ec2:DeleteSnapshot', first);
    if (deleted?.ok === false && deleted.problem.code === 'AccessDenied')
      return { ok: true, value: [...left, ...owed.map((id) => ({ id, code: 'missing-permissions' }))] };
    for (const id of owed) this.#gone.add(id);
    return { ok: true, value: left };
  }

  async ourSnapshots(): Promise<Result<readonly Snapshot[]>> {
    const listed = await this.#keeping.ourSnapshots();
    return listed.ok ? { ok: true, value: listed.value.filter(({ id }) => !this.#gone.has(id)) } : listed;
  }

  async imagesWithSnapshots(
    snapshots: readonly string[],
  ): Promise<Result<ReadonlyMap<string, readonly string[]>>> {
    const listed = await this.#keeping.imagesWithSnapshots(snapshots);
    if (!listed.ok) return listed;
    const left = [...listed.value].map(
      ([snapshot, images]) => [snapshot, images.filter((id) => !this.#gone.has(id))] as const,
    );
    return { ok: true, value: new Map(left.filter(([, images]) => images.length > 0)) };
  }

  snapshotHolds(snapshots: readonly string[]): Promise<Result<readonly string[]>> {
    return this.#keeping.snapshotHolds(snapshots);
  }

  imagesInBin(): Promise<Result<ReadonlySet<string>>> {
    return this.#keeping.imagesInBin();
  }

  async deleteSnapshot(snapshot: string): Promise<Result<void>> {
    const allowed = await this.#permissions.tryCall('ec2:DeleteSnapshot', snapshot);
    if (!allowed.ok && allowed.problem.code === 'AccessDenied') return allowed;
    this.#gone.add(snapshot);
    return { ok: true, value: undefined };
  }
}
