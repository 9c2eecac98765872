/** Finishes the images of a run in one account and region: waits for them, and does their retention. */
import { imagesOfRun, instanceOf, requestOf, seriesOf, targetsOf } from '../images/of-run.ts';
import { ImageWatch } from '../images/watch.ts';
import type { Image, ImageRequest, RunFacts } from '../model/image.ts';
import type { AccountRegion, Accounts, Clock, Journal } from '../model/ports.ts';
import { RegionRetention } from '../retention/region.ts';
import type { RegionGroup } from './region-groups.ts';

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
  readonly place: AccountRegion;
  /** The images that carry our tags. */
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
  readonly #images = new Map<string, Image>();

  constructor(find: RegionFind, context: WaitContext) {
    const { group, place } = find;
    const { clock, journal, signal, facts, deadline } = context;
    this.#find = find;
    this.#context = context;
    this.#retention = new RegionRetention({ place, clock, journal, signal, facts, targets: group.targets });
    const available = (request: ImageRequest, image: string): void => {
      this.#prune(request, image);
    };
    this.#watch = new ImageWatch({
      place,
      clock,
      journal,
      signal,
      deadline,
      runKey: facts.runKey,
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

  /** Resolves when every image has its end, and retention is done. */
  async settled(): Promise<void> {
    do await this.#watch.settled();
    while (await this.#findLateOnes());
    await this.#retention.settled();
    if (this.#find.names !== undefined && this.#images.size > 0) await this.#retention.sweep();
  }

  /** EC2 shows a new image late at times: one that the first look-up missed is waited for, too. */
  async #findLateOnes(): Promise<boolean> {
    const { signal, clock, deadline, facts } = this.#context;
    if (signal.aborted || clock.elapsed() >= deadline) return false;
    const listed = await this.#find.place.keeping.ourImages();
    if (!listed.ok) return false;
    const late = imagesOfRun(listed.value, facts).filter(({ id }) => !this.#images.has(id));
    for (const image of late) this.#takeOn(image);
    return late.length > 0;
  }

  #takeOn(image: Image): void {
    const { group, names } = this.#find;
    const { account, region, targets } = group;
    const target = (targetsOf(image, targets)[0] ?? targets[0])?.position ?? 0;
    const name = names?.get(instanceOf(image)) ?? instanceOf(image);
    const request = requestOf(image, name, { target, account, region });
    this.#images.set(image.id, image);
    this.#retention.attend(instanceOf(image), seriesOf(image));
    this.#context.journal.record({ kind: 'adopted', request, image });
    this.#watch.add(request, image.id);
  }

  /** Two targets that the image may be of, with two policies, would leave it open which one counts. */
  #prune(request: ImageRequest, id: string): void {
    const image = this.#images.get(id);
    const own = image === undefined ? [] : targetsOf(image, this.#find.group.targets);
    const policies = new Set(own.map(({ retention }) => JSON.stringify(retention)));
    if (policies.size === 1) this.#retention.imageAvailable(request, id);
    else if (policies.size > 1) this.#tellAmbiguous(request);
    else this.#tellForeign(request);
  }

  #tellForeign({ target, account, region, instance, series }: ImageRequest): void {
    const text = `Nothing is pruned: the image is of series ${series}, which no target here has`;
    const place = { account, region, instance: instance.id };
    this.#context.journal.record({ kind: 'warned', target, text, place });
  }

  #tellAmbiguous({ target, account, region, instance, series }: ImageRequest): void {
    const text = `Nothing is pruned: several targets of series ${series} have different retention, and the image does not tell which of them it is of`;
    const place = { account, region, instance: instance.id };
    this.#context.journal.record({ kind: 'warned', target, text, place });
  }
}
