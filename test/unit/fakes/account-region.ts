/** EC2 of one account and region, in memory: images live by a script and by the time of a clock. */
import type { Image, ImageRequest, Instance, Volume } from '../../../src/model/image.ts';
import type { AccountRegion, Clock, ImageKeeping, PermissionTrials } from '../../../src/model/ports.ts';
import type { Problem, Result } from '../../../src/model/problem.ts';
import type { Filter, Selector } from '../../../src/model/target.ts';
import { FakeTrials } from './trials.ts';

/** What becomes of the image of an instance; times are milliseconds after the image was asked for. */
export interface Life {
  readonly becomes?: string;
  readonly after?: number;
  readonly reason?: string;
  readonly hiddenFor?: number;
  readonly goneAfter?: number;
  /** When the status checks of the instance are passed again. */
  readonly wellAfter?: number;
}

interface Made {
  readonly id: string;
  readonly request: ImageRequest;
  /** By the elapsed time of the clock; negative for an image of an earlier run. */
  readonly at: number;
  readonly sourceInstanceId: string | undefined;
}

/** Problems of one look-up after the other. */
type Answers = readonly (Problem | undefined)[];

type Look = 'instances' | 'images' | 'snapshots' | 'statuses' | 'names' | 'runs';

interface Parts {
  readonly account?: string;
  readonly region?: string;
  readonly instances?: readonly Instance[];
  /** By instance id; the image of any other instance is available after a minute. */
  readonly lives?: Readonly<Record<string, Life>>;
  /** Answers to CreateImage, by instance id. */
  readonly refusals?: Readonly<Record<string, Problem>>;
  /** As refusals, but EC2 has made the image all the same. */
  readonly lostReplies?: Readonly<Record<string, Problem>>;
  /** Until then CreateImage answers that the volume is busy. */
  readonly busyUntil?: number;
  /** Until then no look-up by name or run key shows an image. */
  readonly hiddenUntil?: number;
  /** What goes wrong with the first look-ups; later ones, and those at undefined, succeed. */
  readonly instanceProblems?: Answers;
  readonly imageProblems?: Answers;
  readonly snapshotProblems?: Answers;
  readonly statusProblems?: Answers;
  readonly nameProblems?: Answers;
  readonly runProblems?: Answers;
  readonly permissions?: PermissionTrials;
  readonly volumes?: readonly Volume[];
  /** How long CreateImage takes to answer. */
  readonly replyTime?: number;
}

interface Origin {
  /** Milliseconds. */
  readonly age?: number;
  /** What EC2 calls its source instance; a copy has none. */
  readonly source?: string;
}

const RUN_KEY = 'cross-account-ami:run-key';

const never = new AbortController().signal;

export class FakeAccountRegion implements AccountRegion {
  readonly account: string;
  readonly region: string;
  readonly made: Made[] = [];
  /** Every request that EC2 saw, with the time. */
  readonly asked: {
    readonly instance: string;
    readonly series: string;
    readonly name: string;
    readonly at: number;
  }[] = [];
  readonly looks: { readonly ids: readonly string[]; readonly at: number }[] = [];
  readonly snapshotLooks: string[][] = [];
  readonly statusLooks: { readonly ids: readonly string[]; readonly at: number }[] = [];
  /** The most requests that were under way at once. */
  busiest = 0;
  #underWay = 0;
  readonly #parts: Parts;
  readonly #clock: Clock;
  readonly #problems: Record<Look, (Problem | undefined)[]>;

  readonly permissions: PermissionTrials;

  constructor(clock: Clock, parts: Parts = {}) {
    this.permissions = parts.permissions ?? new FakeTrials();
    this.account = parts.account ?? '222222222222';
    this.region = parts.region ?? 'eu-west-1';
    this.#parts = parts;
    this.#clock = clock;
    this.#problems = {
      instances: [...(parts.instanceProblems ?? [])],
      images: [...(parts.imageProblems ?? [])],
      snapshots: [...(parts.snapshotProblems ?? [])],
      statuses: [...(parts.statusProblems ?? [])],
      names: [...(parts.nameProblems ?? [])],
      runs: [...(parts.runProblems ?? [])],
    };
  }

  findInstances(selector: Selector): Promise<Result<readonly Instance[]>> {
    const instances = this.#parts.instances ?? [];
    return this.#answer('instances', () => instances.filter((instance) => matches(selector, instance)));
  }

  volumes(ids: readonly string[]): Promise<Result<readonly Volume[]>> {
    const found = (this.#parts.volumes ?? []).filter(({ instance }) => ids.includes(instance));
    return Promise.resolve({ ok: true, value: found });
  }

  async createImage(request: ImageRequest): Promise<Result<string>> {
    const { id: instance } = request.instance;
    this.asked.push({ instance, series: request.series, name: request.name, at: this.#clock.elapsed() });
    this.#underWay += 1;
    this.busiest = Math.max(this.busiest, this.#underWay);
    if (this.#parts.replyTime !== undefined) await this.#clock.sleep(this.#parts.replyTime, never);
    this.#underWay -= 1;
    const refusal = this.#refusalOf(request);
    if (refusal !== undefined) return { ok: false, problem: refusal };
    const id = `ami-${this.account}-${this.region}-${this.made.length + 1}`;
    this.has(id, request);
    const lost = this.#parts.lostReplies?.[instance];
    return lost === undefined ? { ok: true, value: id } : { ok: false, problem: lost };
  }

  #refusalOf({ instance, name }: ImageRequest): Problem | undefined {
    const { refusals = {}, busyUntil = 0 } = this.#parts;
    const { account, region } = this;
    const words = { phase: 'create', place: { account, region, instance: instance.id } } as const;
    if (this.#clock.elapsed() < busyUntil)
      return { code: 'VolumeBusy', ...words, what: 'The volume is busy' };
    const taken = this.made.some((made) => made.request.name === name);
    return (
      refusals[instance.id] ??
      (taken ? { code: 'NameTaken', ...words, what: 'The name is taken' } : undefined)
    );
  }

  findImages(ids: readonly string[]): Promise<Result<readonly Image[]>> {
    this.looks.push({ ids, at: this.#clock.elapsed() });
    return this.#answer('images', () =>
      this.made.flatMap((made) => (ids.includes(made.id) ? this.#shown(made) : [])),
    );
  }

  findImageNamed(name: string): Promise<Result<Image | undefined>> {
    return this.#answer('names', () => this.#visible().find((image) => image.name === name));
  }

  /** Nothing uses the images here, and what is deregistered stays. */
  readonly keeping: ImageKeeping = {
    ourImages: () => {
      const isOurs = ({ tags }: Image): boolean => tags.some(({ key }) => key === RUN_KEY);
      return this.#answer('runs', () => this.#visible().filter(isOurs));
    },
    uses: () => Promise.resolve({ ok: true, value: new Map() }),
    sharedWith: () => Promise.resolve({ ok: true, value: [] }),
    deregister: () => Promise.resolve({ ok: true, value: [] }),
    ourSnapshots: () => Promise.resolve({ ok: true, value: [] }),
    imagesWithSnapshots: () => Promise.resolve({ ok: true, value: new Map() }),
    snapshotHolds: () => Promise.resolve({ ok: true, value: [] }),
    imagesInBin: () => Promise.resolve({ ok: true, value: new Set() }),
    deleteSnapshot: () => Promise.resolve({ ok: true, value: undefined }),
  };

  #visible(): Image[] {
    const hidden = this.#clock.elapsed() < (this.#parts.hiddenUntil ?? 0);
    return hidden ? [] : this.made.flatMap((made) => this.#shown(made));
  }

  snapshotProgress(snapshots: readonly string[]): Promise<Result<readonly number[]>> {
    this.snapshotLooks.push([...snapshots]);
    return this.#answer('snapshots', () => {
      const asked = this.made.filter(({ id }) => snapshots.includes(`snap-of-${id}`));
      return asked.map((made) => this.#percent(made));
    });
  }

  statusChecks(ids: readonly string[]): Promise<Result<ReadonlyMap<string, boolean>>> {
    this.statusLooks.push({ ids, at: this.#clock.elapsed() });
    const rebooted = this.made.filter(({ request }) => ids.includes(request.instance.id));
    return this.#answer('statuses', () => {
      return new Map(rebooted.map((made) => [made.request.instance.id, this.#isWell(made)]));
    });
  }

  /** Has an image be there, as one that was asked for some time ago. */
  has(id: string, request: ImageRequest, { age = 0, source = request.instance.id }: Origin = {}): void {
    const sourceInstanceId = source === 'a copy' ? undefined : source;
    this.made.push({ id, request, at: this.#clock.elapsed() - age, sourceInstanceId });
  }

  #answer<T>(kind: Look, value: () => T): Promise<Result<T>> {
    const problem = this.#problems[kind].shift();
    return Promise.resolve(problem === undefined ? { ok: true, value: value() } : { ok: false, problem });
  }

  #isWell(made: Made): boolean {
    return this.#clock.elapsed() - made.at >= this.#lifeOf(made).wellAfter;
  }

  #lifeOf({ request }: Made): Required<Omit<Life, 'reason'>> & Pick<Life, 'reason'> {
    const life = this.#parts.lives?.[request.instance.id];
    return { becomes: 'available', after: 60_000, hiddenFor: 0, goneAfter: Infinity, wellAfter: 0, ...life };
  }

  #percent(made: Made): number {
    return Math.min(((this.#clock.elapsed() - made.at) / this.#lifeOf(made).after) * 100, 100);
  }

  #shown(made: Made): Image[] {
    const { becomes, after, reason, hiddenFor, goneAfter } = this.#lifeOf(made);
    const { id, request, at, sourceInstanceId } = made;
    const age = this.#clock.elapsed() - at;
    if (age < hiddenFor || age >= goneAfter) return [];
    // CreationDate counts whole seconds.
    const createdAt = Math.floor((this.#clock.now() - age) / 1000) * 1000;
    const snapshots = [`snap-of-${id}`];
    const image = { id, name: request.name, tags: request.tags, snapshots, sizeGiB: 8, holds: [], createdAt };
    const source = sourceInstanceId === undefined ? {} : { sourceInstanceId };
    if (age < after) return [{ ...image, ...source, state: 'pending' }];
    return [
      { ...image, ...source, state: becomes, ...(reason === undefined ? {} : { stateReason: reason }) },
    ];
  }
}

export function matches(selector: Selector, instance: Instance): boolean {
  if (selector.kind === 'all') return true;
  if (selector.kind === 'ids') return selector.ids.includes(instance.id);
  return selector.filters.every((filter) => matchesFilter(filter, instance));
}

/** The filters that the tests use: `tag:KEY` and `instance-state-name`. */
function matchesFilter({ name, values }: Filter, { tags, state }: Instance): boolean {
  if (name === 'instance-state-name') return values.includes(state);
  return tags.some(({ key, value }) => name === `tag:${key}` && values.includes(value));
}
