/** EC2 of one account and region in memory, as retention sees it: deletions delete, and facts change when told to. */
import type { Image, Instance } from '../../../src/model/image.ts';
import type { AccountRegion, Clock, ImageKeeping } from '../../../src/model/ports.ts';
import type { Problem, Result } from '../../../src/model/problem.ts';
import type { Snapshot, SnapshotLeft } from '../../../src/model/retention.ts';
import type { Selector } from '../../../src/model/target.ts';
import { ACCOUNT, REGION } from './images.ts';
import { FakeTrials } from '../fakes/trials.ts';

export type Verb = keyof ImageKeeping | 'findInstances';

interface Parts {
  readonly images?: readonly Image[];
  readonly snapshots?: readonly Snapshot[];
  readonly instances?: readonly Pick<Instance, 'id' | 'state'>[];
  /** Image id to what uses it, in words. */
  readonly uses?: Readonly<Record<string, readonly string[]>>;
  /** Image id to whom it is shared with. */
  readonly shares?: Readonly<Record<string, readonly string[]>>;
  /** Snapshot id to why it stays, in words. */
  readonly holds?: Readonly<Record<string, readonly string[]>>;
  /** Ids of the images in the Recycle Bin. */
  readonly bin?: readonly string[];
  /** What EC2 answers for a snapshot of a deregistered image; `success` when nothing is said. */
  readonly snapshotCodes?: Readonly<Record<string, string>>;
  /** What goes wrong with the first calls of a verb; those at undefined, and later ones, succeed. */
  readonly problems?: Partial<Record<Verb, readonly (Problem | undefined)[]>>;
  /** What goes wrong with every call of a verb. */
  readonly denied?: Partial<Record<Verb, Problem>>;
  /** How long a deregistered image stays in the listings as it was. */
  readonly lag?: number;
  /** Images that the listings do not show yet. */
  readonly hidden?: readonly string[];
  readonly replyTime?: (verb: Verb) => number;
}

interface Call {
  readonly verb: Verb;
  readonly of: string;
  readonly at: number;
}

const never = new AbortController().signal;

export class FakeKeeping implements ImageKeeping {
  readonly images: Image[];
  readonly snapshots: Snapshot[];
  readonly usesNow: Record<string, readonly string[]>;
  readonly holdsNow: Record<string, readonly string[]>;
  readonly calls: Call[] = [];
  readonly #parts: Parts;
  readonly #clock: Clock;
  readonly #lingering: { readonly image: Image; readonly until: number }[] = [];
  readonly #actions: { readonly verb: Verb; readonly call: number; readonly act: () => void }[] = [];

  constructor(clock: Clock, parts: Parts = {}) {
    this.#clock = clock;
    this.#parts = parts;
    this.images = [...(parts.images ?? [])];
    this.snapshots = [...(parts.snapshots ?? [])];
    this.usesNow = { ...parts.uses };
    this.holdsNow = { ...parts.holds };
  }

  /** Has something happen just before the n-th call of a verb, counted from 1. */
  before(verb: Verb, call: number, act: () => void): void {
    this.#actions.push({ verb, call, act });
  }

  /** Puts another image in the place of the one of its id. */
  replace(image: Image): void {
    this.images.splice(
      this.images.findIndex(({ id }) => id === image.id),
      1,
      image,
    );
  }

  remove(image: string): void {
    const [gone] = this.images.splice(
      this.images.findIndex(({ id }) => id === image),
      1,
    );
    const { lag = 0 } = this.#parts;
    if (gone !== undefined && lag > 0)
      this.#lingering.push({ image: gone, until: this.#clock.elapsed() + lag });
  }

  get ids(): string[] {
    return this.images.map(({ id }) => id);
  }

  get snapshotIds(): string[] {
    return this.snapshots.map(({ id }) => id);
  }

  callsOf(verb: Verb): Call[] {
    return this.calls.filter((call) => call.verb === verb);
  }

  get deregistered(): string[] {
    return this.callsOf('deregister').map(({ of }) => of);
  }

  ourImages(instance?: string): Promise<Result<readonly Image[]>> {
    return this.#answer('ourImages', instance ?? 'all', () => {
      const now = this.#clock.elapsed();
      const lingering = this.#lingering.filter(({ until }) => now < until).map(({ image }) => image);
      const listed = [...this.images, ...lingering].filter(({ id }) => !this.#parts.hidden?.includes(id));
      // EC2 finds them by their tag alone, whatever their source.
      return listed.filter(({ tags }) => {
        const tagged = tags.find(({ key }) => key === 'cross-account-ami:instance-id')?.value;
        const ours = tags.some(({ key }) => key === 'cross-account-ami:run-key');
        return ours && (instance === undefined || tagged === instance);
      });
    });
  }

  uses(images: readonly string[]): Promise<Result<ReadonlyMap<string, readonly string[]>>> {
    return this.#answer('uses', images.join(), () => {
      return new Map(images.map((id) => [id, this.usesNow[id] ?? []]));
    });
  }

  sharedWith(image: string): Promise<Result<readonly string[]>> {
    return this.#answer('sharedWith', image, () => this.#parts.shares?.[image] ?? []);
  }

  deregister(image: string): Promise<Result<readonly SnapshotLeft[] | 'already gone'>> {
    return this.#answer('deregister', image, () => {
      const found = this.images.find(({ id }) => id === image);
      if (found === undefined) return 'already gone';
      this.remove(image);
      return found.snapshots.flatMap((id) => this.#deleteWith(id));
    });
  }

  /** A snapshot that another image uses stays, as does one for which the test has another code. */
  #deleteWith(id: string): SnapshotLeft[] {
    const shared = this.images.some(({ snapshots }) => snapshots.includes(id));
    const code = this.#parts.snapshotCodes?.[id] ?? (shared ? 'skipped' : 'success');
    if (code === 'success') this.#dropSnapshot(id);
    return code === 'success' ? [] : [{ id, code }];
  }

  ourSnapshots(): Promise<Result<readonly Snapshot[]>> {
    return this.#answer('ourSnapshots', 'all', () => [...this.snapshots]);
  }

  imagesWithSnapshots(snapshots: readonly string[]): Promise<Result<ReadonlyMap<string, readonly string[]>>> {
    return this.#answer('imagesWithSnapshots', snapshots.join(), () => {
      const users = snapshots.map((id) => {
        const using = this.images.filter((image) => image.snapshots.includes(id));
        return [id, using.map((image) => image.id)] as const;
      });
      return new Map(users.filter(([, using]) => using.length > 0));
    });
  }

  snapshotHolds(snapshots: readonly string[]): Promise<Result<readonly string[]>> {
    return this.#answer('snapshotHolds', snapshots.join(), () =>
      snapshots.flatMap((id) => this.holdsNow[id] ?? []),
    );
  }

  imagesInBin(): Promise<Result<ReadonlySet<string>>> {
    return this.#answer('imagesInBin', 'all', () => new Set(this.#parts.bin));
  }

  deleteSnapshot(snapshot: string): Promise<Result<void>> {
    return this.#answer('deleteSnapshot', snapshot, () => {
      this.#dropSnapshot(snapshot);
    });
  }

  findInstances(selector: Selector): Promise<Result<readonly Instance[]>> {
    const ids = selector.kind === 'ids' ? selector.ids : [];
    return this.#answer('findInstances', ids.join(), () => {
      const found = (this.#parts.instances ?? []).filter(({ id }) => ids.includes(id));
      return found.map((facts) => ({ ...anInstance, ...facts }));
    });
  }

  #dropSnapshot(snapshot: string): void {
    const at = this.snapshots.findIndex(({ id }) => id === snapshot);
    if (at >= 0) this.snapshots.splice(at, 1);
  }

  async #answer<T>(verb: Verb, of: string, value: () => T): Promise<Result<T>> {
    this.calls.push({ verb, of, at: this.#clock.elapsed() });
    const call = this.callsOf(verb).length;
    const { replyTime, problems, denied } = this.#parts;
    for (const action of this.#actions) if (action.verb === verb && action.call === call) action.act();
    if (replyTime !== undefined) await this.#clock.sleep(replyTime(verb), never);
    const problem = denied?.[verb] ?? problems?.[verb]?.[call - 1];
    return problem === undefined ? { ok: true, value: value() } : { ok: false, problem };
  }
}

const anInstance: Instance = {
  id: '',
  name: 'web-1',
  state: 'running',
  type: 'm7g.large',
  rootDeviceType: 'ebs',
  rootDeviceName: '/dev/xvda',
  devices: ['/dev/xvda'],
  launchedAt: 0,
  tags: [],
};

/** What the AWS room says of a call that was denied. */
export function denied(what: string, action: string): Problem {
  return {
    code: 'AccessDenied',
    phase: 'prune',
    place: { account: ACCOUNT, region: REGION },
    what,
    awsCode: 'UnauthorizedOperation',
    said: `UnauthorizedOperation: You are not authorized to perform: ${action}`,
  };
}

/** The account and region around it; retention calls nothing else there. */
export function placeOf(keeping: FakeKeeping): AccountRegion {
  const notCalled = (): never => {
    throw new Error('retention calls nothing but its keeping and findInstances');
  };
  return {
    account: ACCOUNT,
    region: REGION,
    keeping,
    findInstances: (selector) => keeping.findInstances(selector),
    createImage: notCalled,
    findImages: notCalled,
    findImageNamed: notCalled,
    statusChecks: notCalled,
    snapshotProgress: notCalled,
    permissions: new FakeTrials(),
    volumes: notCalled,
  };
}
