/** Finishes the images of a run in one account and region: waits for them, and does their retention. */
import { imagesOfRun, instanceOf, requestOf, seriesOf, targetsOf } from '../images/of-run.ts';
import { ImageWatch } from '../images/watch.ts';
import type { Image, ImageRequest, RunFacts } from '../model/image.ts';
import type { Ec2, Accounts, Clock, Journal } from '../model/ports.ts';
import { RegionRetention } from '../retention/region.ts';
import type { Target } from '../model/target.ts';
import type { RegionGroup } from './region-groups.ts';

/** EC2 gives an image up after 24 hours, in milliseconds: what is older is no image of a run that is still going on. */
const OLD = 24 * 3_600_000;

export interface WaitContext {
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly facts: RunFacts;
  readonly signal: AbortSignal;
  /** Milliseconds after the step's start at which waiting ends. */
  readonly deadline: number;
}

/** What is there when the waiting begins. */
export interface RegionFind {
  readonly group: RegionGroup;
  readonly place: Ec2;
  /** The images that are ours. */
  readonly images: readonly Image[];
  /** Those of the run. */
  readonly ofRun: readonly Image[];
  /** Instances of our images, by id, as far as they exist; nothing when they were not looked up. */
  readonly names: ReadonlyMap<string, string> | undefined;
}

export class RegionWait {
  readonly #find: RegionFind;
  readonly #context: WaitContext;
  readonly #retention: RegionRetention;
  readonly #watch: ImageWatch;
  readonly #images = new Map<string, { readonly image: Image; readonly request: ImageRequest }>();
  /** Series that no target here has, and that have been told. */
  readonly #foreign = new Set<string>();

  constructor(find: RegionFind, context: WaitContext) {
    const { group, place } = find;
    const { clock, journal, signal, facts, deadline } = context;
    this.#find = find;
    this.#context = context;
    const { targets } = group;
    // Here the run has entered by one role, which deals with the images of all targets.
    const placeOf = () => place;
    this.#retention = new RegionRetention({ place, placeOf, clock, journal, signal, facts, targets });
    const available = (request: ImageRequest, image: string): void => {
      this.#prune(request, image);
    };
    this.#watch = new ImageWatch({
      place,
      clock,
      journal,
      signal,
      deadline,
      available,
    });
  }

  /** Takes the images of the run on, in the order of their instances. */
  begin(): void {
    const { images, names, ofRun } = this.#find;
    // Which instances the run selected nobody knows here: whatever exists is not gone.
    for (const image of images)
      if (names?.has(instanceOf(image)) === true) this.#retention.attend(instanceOf(image), seriesOf(image));
    for (const image of ofRun) this.#takeOn(image);
  }

  /** Resolves when every image that was found has its end. */
  async imagesSettled(): Promise<true> {
    await this.#watch.settled();
    return true;
  }

  /** Whether images have come into sight that an earlier look-up missed; they are waited for, too. */
  async findLateOnes(): Promise<boolean> {
    const { signal, facts } = this.#context;
    if (signal.aborted) return false;
    const listed = await this.#find.place.images.ours('prune');
    if (!listed.ok) return false;
    const late = imagesOfRun(listed.value, facts).filter(({ id }) => !this.#images.has(id));
    for (const image of late) this.#takeOn(image);
    return late.length > 0;
  }

  /** When EC2 made the newest image of the run here, in milliseconds since 1970. */
  newest(): number {
    return Math.max(...[...this.#images.values()].map(({ image }) => image.createdAt));
  }

  /** Resolves when retention is done; no image is taken on after it. */
  async retentionSettled(): Promise<void> {
    this.#keepOthers();
    await this.#retention.settled();
    if (this.#find.names !== undefined && this.#images.size > 0) await this.#retention.sweep();
  }

  #takeOn(image: Image): void {
    const { group, names } = this.#find;
    const { account, region, targets } = group;
    const target = (targetsOf(image, targets)[0] ?? targets[0])?.position ?? 0;
    const name = names?.get(instanceOf(image)) ?? instanceOf(image);
    const request = requestOf(image, name, { target, account, region });
    this.#images.set(image.id, { image, request });
    this.#retention.attend(instanceOf(image), seriesOf(image));
    this.#context.journal.record({ kind: 'adopted', request, image });
    if (this.#context.clock.now() - image.createdAt > OLD) {
      const made = new Date(image.createdAt).toISOString();
      this.#warn(
        request,
        `${image.id} was made at ${made}: a run key that was used before finds the images of that run`,
      );
    }
    this.#watch.add(request, image.id);
  }

  #prune(request: ImageRequest, id: string): void {
    const policies = this.#policiesOf(id);
    if (policies.size === 1) this.#retention.imageAvailable(request, id);
    else if (policies.size > 1) this.#warn(request, `Nothing is pruned: ${ambiguous(request.series)}`);
    else this.#tellForeign(request);
  }

  /** Tells why the images of those instances stay of which nothing was pruned. */
  #keepOthers(): void {
    for (const [id, { image, request }] of this.#images) {
      const [target] = this.#targetsOf(id).filter(({ retention }) => retention !== undefined);
      const reason =
        this.#policiesOf(id).size > 1 ? ambiguous(seriesOf(image)) : 'its backup failed in this run';
      if (target !== undefined) this.#retention.keep(target, [request.instance], reason);
    }
  }

  #targetsOf(id: string): readonly Target[] {
    const found = this.#images.get(id);
    return found === undefined ? [] : targetsOf(found.image, this.#find.group.targets);
  }

  /** Two targets that the image may be of, with two policies, would leave it open which one counts. */
  #policiesOf(id: string): ReadonlySet<string | undefined> {
    return new Set(this.#targetsOf(id).map(({ retention }) => JSON.stringify(retention)));
  }

  /** Once for each series, and only where anything is pruned at all. */
  #tellForeign(request: ImageRequest): void {
    const { series } = request;
    const prunes = this.#find.group.targets.some(({ retention }) => retention !== undefined);
    if (!prunes || this.#foreign.has(series)) return;
    this.#foreign.add(series);
    this.#warn(request, `Nothing of series ${series} is pruned, as no target here has it`);
  }

  #warn({ target, account, region, instance }: ImageRequest, text: string): void {
    this.#context.journal.record({
      kind: 'warned',
      target,
      text,
      place: { account, region, instance: instance.id },
    });
  }
}

function ambiguous(series: string): string {
  return `targets of series ${series} have different retention, and the image does not tell of which of them it is`;
}
