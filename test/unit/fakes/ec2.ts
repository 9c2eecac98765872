/** EC2 of one account and region that remembers: what is made is there afterwards, and what is removed is gone. */
import type { Image, ImageRequest, Instance, Volume } from '../../../src/model/image.ts';
import type { AccountRegion, Clock, ImageKeeping } from '../../../src/model/ports.ts';
import type { Problem, Result } from '../../../src/model/problem.ts';
import type { Snapshot, SnapshotLeft } from '../../../src/model/retention.ts';
import type { Selector } from '../../../src/model/target.ts';
import { matches } from './account-region.ts';
import { FakeTrials } from './trials.ts';

export type LookUpVerb =
  | 'findInstances'
  | 'volumes'
  | 'findImages'
  | 'findImageNamed'
  | Exclude<keyof ImageKeeping, 'deregister' | 'deleteSnapshot'>;

export interface Ec2Parts {
  readonly account?: string;
  readonly region?: string;
  readonly instances?: readonly Instance[];
  readonly images?: readonly Image[];
  /** Besides those of the images. */
  readonly snapshots?: readonly Snapshot[];
  readonly volumes?: readonly Volume[];
  /** Image id to what uses it, and to whom it is shared with, in words. */
  readonly uses?: Readonly<Record<string, readonly string[]>>;
  readonly shares?: Readonly<Record<string, readonly string[]>>;
  /** Snapshot id to why it stays, in words. */
  readonly holds?: Readonly<Record<string, readonly string[]>>;
  /** Ids of the images in the Recycle Bin. */
  readonly bin?: readonly string[];
  /** By action, or by action and what it is done to: both the call and its trial are refused. */
  readonly denials?: Readonly<Record<string, Problem>>;
  /** What goes wrong with every call of a look-up. */
  readonly problems?: Partial<Record<LookUpVerb, Problem>>;
  /** Ids of images that stay pending. */
  readonly stuck?: readonly string[];
  /** Whatever would change something throws. */
  readonly frozen?: boolean;
}

const RUN_KEY = 'cross-account-ami:run-key';
const INSTANCE = 'cross-account-ami:instance-id';

export class FakeEc2 implements AccountRegion {
  readonly account: string;
  readonly region: string;
  readonly images: Image[];
  readonly snapshots: Snapshot[];
  readonly permissions: FakeTrials;
  /** Look-ups, in their order. */
  readonly looks: string[] = [];
  /** Calls that change something. */
  readonly changes: string[] = [];
  readonly #clock: Clock;
  readonly #parts: Ec2Parts;

  constructor(clock: Clock, parts: Ec2Parts = {}) {
    this.#clock = clock;
    this.#parts = parts;
    this.account = parts.account ?? '222222222222';
    this.region = parts.region ?? 'eu-west-1';
    this.images = [...(parts.images ?? [])];
    const all = [...(parts.snapshots ?? []), ...this.images.flatMap(snapshotsOf)];
    this.snapshots = [...new Map(all.map((snapshot) => [snapshot.id, snapshot])).values()];
    this.permissions = new FakeTrials(parts.denials);
  }

  get ids(): string[] {
    return this.images.map(({ id }) => id);
  }

  findInstances(selector: Selector): Promise<Result<readonly Instance[]>> {
    const { instances = [] } = this.#parts;
    return this.#look('findInstances', () => instances.filter((instance) => matches(selector, instance)));
  }

  volumes(ids: readonly string[]): Promise<Result<readonly Volume[]>> {
    const { volumes = [] } = this.#parts;
    return this.#look('volumes', () => volumes.filter(({ instance }) => ids.includes(instance)));
  }

  /** A name that is taken is found out after the permission. */
  createImage(request: ImageRequest): Promise<Result<string>> {
    const { name, tags, instance } = request;
    const place = { account: this.account, region: this.region, instance: instance.id };
    const denied = this.#denial('ec2:CreateImage', instance.id);
    if (denied !== undefined)
      return refused({ ...denied, phase: 'create', place: { ...denied.place, instance: instance.id } });
    if (this.images.some((image) => image.name === name))
      return refused({ code: 'NameTaken', phase: 'create', place, what: `The name ${name} is taken` });
    this.#change(`createImage ${instance.id}`);
    const id = `ami-new-${this.account}-${this.changes.length}`;
    const devices = instance.devices.filter((device) => !request.excludedDevices.includes(device));
    const image: Image = {
      id,
      name,
      state: 'pending',
      snapshots: devices.map((_, at) => `snap-of-${id}-${at}`),
      sizeGiB: this.#sizeOf(instance.id, devices),
      tags,
      holds: [],
      sourceInstanceId: instance.id,
      createdAt: Math.floor(this.#clock.now() / 1000) * 1000,
    };
    this.images.push(image);
    this.snapshots.push(...snapshotsOf(image));
    return Promise.resolve({ ok: true, value: id });
  }

  /** An image is pending until somebody looks for it by its id. */
  findImages(ids: readonly string[]): Promise<Result<readonly Image[]>> {
    const { stuck = [] } = this.#parts;
    return this.#look('findImages', () => {
      for (const [at, image] of this.images.entries())
        if (ids.includes(image.id) && image.state === 'pending' && !stuck.includes(image.id))
          this.images[at] = { ...image, state: 'available' };
      return this.images.filter(({ id }) => ids.includes(id));
    });
  }

  findImageNamed(name: string): Promise<Result<Image | undefined>> {
    return this.#look('findImageNamed', () => this.images.find((image) => image.name === name));
  }

  /** An instance is well again as soon as it is looked at. */
  statusChecks(instances: readonly string[]): Promise<Result<ReadonlyMap<string, boolean>>> {
    return Promise.resolve({ ok: true, value: new Map(instances.map((id) => [id, true])) });
  }

  snapshotProgress(): Promise<Result<readonly number[]>> {
    return Promise.resolve({ ok: true, value: [] });
  }

  readonly keeping: ImageKeeping = {
    ourImages: (instance) =>
      this.#look('ourImages', () => {
        const ours = this.images.filter((image) => tagOf(image, RUN_KEY) !== undefined);
        return ours.filter((image) => instance === undefined || tagOf(image, INSTANCE) === instance);
      }),
    uses: (images) =>
      this.#look('uses', () => new Map(images.map((id) => [id, this.#parts.uses?.[id] ?? []]))),
    sharedWith: (image) => this.#look('sharedWith', () => this.#parts.shares?.[image] ?? []),
    ourSnapshots: () => this.#look('ourSnapshots', () => [...this.snapshots]),
    imagesWithSnapshots: (snapshots) =>
      this.#look('imagesWithSnapshots', () => {
        const users = snapshots.map((id) => [id, this.#usersOf(id)] as const);
        return new Map(users.filter(([, images]) => images.length > 0));
      }),
    snapshotHolds: (snapshots) =>
      this.#look('snapshotHolds', () => snapshots.flatMap((id) => this.#parts.holds?.[id] ?? [])),
    imagesInBin: () => this.#look('imagesInBin', () => new Set(this.#parts.bin)),
    deregister: (image) => this.#deregister(image),
    deleteSnapshot: (snapshot) => {
      const denied = this.#denial('ec2:DeleteSnapshot', snapshot);
      if (denied !== undefined) return refused(denied);
      this.#change(`deleteSnapshot ${snapshot}`);
      this.#dropSnapshot(snapshot);
      return Promise.resolve({ ok: true, value: undefined });
    },
  };

  #deregister(image: string): Promise<Result<readonly SnapshotLeft[] | 'already gone'>> {
    const denied = this.#denial('ec2:DeregisterImage', image);
    if (denied !== undefined) return refused(denied);
    this.#change(`deregister ${image}`);
    const at = this.images.findIndex(({ id }) => id === image);
    const [gone] = at < 0 ? [] : this.images.splice(at, 1);
    if (gone === undefined) return Promise.resolve({ ok: true, value: 'already gone' });
    const left = gone.snapshots.flatMap((id) => {
      if (this.#usersOf(id).length > 0) return [{ id, code: 'skipped' }];
      if (this.#denial('ec2:DeleteSnapshot', id) !== undefined) return [{ id, code: 'missing-permissions' }];
      this.#dropSnapshot(id);
      return [];
    });
    return Promise.resolve({ ok: true, value: left });
  }

  #usersOf(snapshot: string): string[] {
    return this.images.filter(({ snapshots }) => snapshots.includes(snapshot)).map(({ id }) => id);
  }

  #dropSnapshot(snapshot: string): void {
    const at = this.snapshots.findIndex(({ id }) => id === snapshot);
    if (at >= 0) this.snapshots.splice(at, 1);
  }

  #sizeOf(instance: string, devices: readonly string[]): number {
    const own = (this.#parts.volumes ?? []).filter((volume) => {
      return volume.instance === instance && devices.includes(volume.device);
    });
    return own.reduce((sum, { sizeGiB }) => sum + sizeGiB, 0);
  }

  #denial(action: string, on: string): Problem | undefined {
    const { denials = {} } = this.#parts;
    return denials[`${action} ${on}`] ?? denials[action];
  }

  #change(what: string): void {
    if (this.#parts.frozen === true) throw new Error(`${what} would change something`);
    this.changes.push(what);
  }

  #look<T>(verb: LookUpVerb, value: () => T): Promise<Result<T>> {
    this.looks.push(verb);
    const problem = this.#parts.problems?.[verb];
    return problem === undefined ? Promise.resolve({ ok: true, value: value() }) : refused(problem);
  }
}

function tagOf({ tags }: Image, name: string): string | undefined {
  return tags.find(({ key }) => key === name)?.value;
}

function snapshotsOf({ id: image, snapshots, tags, createdAt }: Image): Snapshot[] {
  return snapshots.map((id) => ({
    id,
    state: 'completed',
    startedAt: createdAt,
    sizeGiB: 8,
    tags,
    image,
  }));
}

function refused(problem: Problem): Promise<Result<never>> {
  return Promise.resolve({ ok: false, problem });
}
