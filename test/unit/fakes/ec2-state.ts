/** What is there in one account and region, and what becomes of its images as the time of a clock goes by. */
import type { Image, ImageRequest, Instance, Volume } from '../../../src/model/image.ts';
import type { Clock } from '../../../src/model/ports.ts';
import type { Snapshot } from '../../../src/model/retention.ts';

/** What becomes of an image; times are milliseconds after its `createdAt`. */
export interface Life {
  /** Until then it is pending; left out: until somebody looks for it by its id. */
  readonly after?: number;
  /** The state that it has then; `available` when left out. */
  readonly becomes?: string;
  readonly reason?: string;
  /** So long no look-up shows it. */
  readonly hiddenFor?: number;
  /** From then on no look-up shows it any more. */
  readonly goneAfter?: number;
}

export interface StateParts {
  readonly account?: string;
  readonly region?: string;
  readonly instances?: readonly Instance[];
  readonly images?: readonly Image[];
  /** Besides those of the images, each of which is 8 GiB, completed, and as old as its image. */
  readonly snapshots?: readonly Snapshot[];
  /** Those of the instances, 8 GiB each and not encrypted, when left out. */
  readonly volumes?: readonly Volume[];
  /** By the id of an image, or of the instance that it is made of. */
  readonly lives?: Readonly<Record<string, Life>>;
  /** How long a deregistered image stays in the listings as it was. */
  readonly lag?: number;
  /** Image id to what uses it, and to whom it is shared with, in words. */
  readonly uses?: Readonly<Record<string, readonly string[]>>;
  readonly shares?: Readonly<Record<string, readonly string[]>>;
  /** Snapshot id to why it stays, in words. */
  readonly holds?: Readonly<Record<string, readonly string[]>>;
  /** Ids of the images in the Recycle Bin. */
  readonly bin?: readonly string[];
}

interface Entry {
  image: Image;
  /** To the millisecond, while EC2 shows whole seconds. */
  readonly bornAt: number;
  seen: boolean;
}

export class Ec2State {
  readonly account: string;
  readonly region: string;
  readonly instances: Instance[];
  readonly snapshots: Snapshot[] = [];
  readonly volumes: readonly Volume[];
  readonly uses: Record<string, readonly string[]>;
  readonly shares: Record<string, readonly string[]>;
  readonly holds: Record<string, readonly string[]>;
  readonly bin: ReadonlySet<string>;
  readonly #clock: Clock;
  readonly #lives: Readonly<Record<string, Life>>;
  readonly #lag: number;
  #entries: Entry[] = [];
  #lingering: { readonly entry: Entry; readonly until: number }[] = [];
  #made = 0;

  constructor(clock: Clock, parts: StateParts) {
    this.#clock = clock;
    this.account = parts.account ?? '222222222222';
    this.region = parts.region ?? 'eu-west-1';
    this.instances = [...(parts.instances ?? [])];
    this.volumes = parts.volumes ?? this.instances.flatMap(volumesOf);
    this.uses = { ...parts.uses };
    this.shares = { ...parts.shares };
    this.holds = { ...parts.holds };
    this.bin = new Set(parts.bin);
    this.#lives = parts.lives ?? {};
    this.#lag = parts.lag ?? 0;
    this.snapshots.push(...(parts.snapshots ?? []));
    for (const image of parts.images ?? []) this.add(image);
  }

  /** The images that are there, whether EC2 shows them or not. */
  get images(): Image[] {
    return this.#entries.map((entry) => this.#now(entry));
  }

  get imageIds(): string[] {
    return this.#entries.map(({ image }) => image.id);
  }

  get snapshotIds(): string[] {
    return this.snapshots.map(({ id }) => id);
  }

  /** Those that a look-up shows. */
  listed(): Image[] {
    const now = this.#clock.elapsed();
    const lingering = this.#lingering.filter(({ until }) => now < until).map(({ entry }) => entry);
    return [...this.#entries, ...lingering].flatMap((entry) => {
      const { hiddenFor = 0, goneAfter = Infinity } = this.#lifeOf(entry.image);
      const age = this.#clock.now() - entry.bornAt;
      return age < hiddenFor || age >= goneAfter ? [] : [this.#now(entry)];
    });
  }

  /** What EC2 shows of these ids; an image without times of its own has its end by that. */
  look(ids: readonly string[]): Image[] {
    for (const entry of this.#entries) entry.seen ||= ids.includes(entry.image.id);
    return this.listed().filter(({ id }) => ids.includes(id));
  }

  /** Has an image be there, with its snapshots, as one that somebody made. */
  add(image: Image, bornAt = image.createdAt): void {
    this.#entries.push({ image, bornAt, seen: false });
    const known = new Set(this.snapshots.map(({ id }) => id));
    this.snapshots.push(...snapshotsOf(image).filter(({ id }) => !known.has(id)));
  }

  /** Puts another image in the place of the one of its id. */
  replace(image: Image): void {
    for (const entry of this.#entries) if (entry.image.id === image.id) entry.image = image;
  }

  /** Has an image be gone; its snapshots stay. */
  remove(image: string): Image | undefined {
    const gone = this.#entries.find((entry) => entry.image.id === image);
    if (gone === undefined) return undefined;
    this.#entries = this.#entries.filter((entry) => entry !== gone);
    this.#lingering.push({ entry: gone, until: this.#clock.elapsed() + this.#lag });
    return gone.image;
  }

  removeSnapshot(snapshot: string): void {
    const at = this.snapshots.findIndex(({ id }) => id === snapshot);
    if (at >= 0) this.snapshots.splice(at, 1);
  }

  /** Has an instance be in that state from now on, such as `terminated`. */
  instanceBecomes(state: string, instance: string): void {
    const at = this.instances.findIndex(({ id }) => id === instance);
    const found = this.instances[at];
    if (found !== undefined) this.instances[at] = { ...found, state };
  }

  make(request: ImageRequest): string {
    const { name, tags, instance, excludedDevices } = request;
    const id = `ami-new-${this.account}-${this.region}-${(this.#made += 1)}`;
    const devices = instance.devices.filter((device) => !excludedDevices.includes(device));
    const volumes = this.volumes.filter((volume) => {
      return volume.instance === instance.id && devices.includes(volume.device);
    });
    const image: Image = {
      id,
      name,
      state: 'pending',
      snapshots: devices.map((_, at) => `snap-of-${id}-${at}`),
      sizeGiB: volumes.reduce((sum, { sizeGiB }) => sum + sizeGiB, 0),
      tags,
      holds: [],
      sourceInstanceId: instance.id,
      createdAt: Math.floor(this.#clock.now() / 1000) * 1000,
    };
    this.add(image, this.#clock.now());
    return id;
  }

  /** How far a snapshot is, in percent; nothing when EC2 does not know it. */
  percent(snapshot: string): number | undefined {
    const entry = this.#entries.find(({ image }) => image.snapshots.includes(snapshot));
    if (entry === undefined) return undefined;
    if (this.#now(entry).state !== 'pending') return 100;
    const { after = Infinity } = this.#lifeOf(entry.image);
    return ((this.#clock.now() - entry.bornAt) / after) * 100;
  }

  #lifeOf({ id, sourceInstanceId = '' }: Image): Life {
    return this.#lives[id] ?? this.#lives[sourceInstanceId] ?? {};
  }

  #now({ image, bornAt, seen }: Entry): Image {
    if (image.state !== 'pending') return image;
    const { after, becomes = 'available', reason } = this.#lifeOf(image);
    const isOver = after === undefined ? seen : this.#clock.now() - bornAt >= after;
    if (!isOver) return image;
    return { ...image, state: becomes, ...(reason === undefined ? {} : { stateReason: reason }) };
  }
}

function volumesOf({ id: instance, devices }: Instance): Volume[] {
  return devices.map((device) => ({ instance, device, sizeGiB: 8, encrypted: false }));
}

function snapshotsOf({ id: image, snapshots, tags, createdAt }: Image): Snapshot[] {
  return snapshots.map((id) => {
    return { id, state: 'completed', startedAt: createdAt, sizeGiB: 8, tags, image };
  });
}
