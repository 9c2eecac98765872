/** Finishes the images of an earlier job's run in one account and region: waits for them, and does their retention. */
import { imagesOfRun, instanceOf, oursOf, imageOf, seriesOf, targetsOf } from '../images/of-run.ts';
import { ImageWatch } from '../images/watch.ts';
import type { Image, ImageOf } from '../model/image.ts';
import type { Accounts, Ec2, Run } from '../model/ports.ts';
import { RegionRetention } from '../retention/region.ts';
import { FAILED } from './backup.ts';
import type { RegionGroup } from './groups.ts';
import type { Sightings } from './sightings.ts';
import { stepsAfterImage, takeSteps, type Step } from './steps.ts';
import { keyOf } from './view.ts';
import { Tasks } from './work.ts';

/** EC2 gives up on an image after 24 hours, in milliseconds: an older one is not of a run that is still in progress. */
const OLD = 24 * 3_600_000;

/** Between two look-ups for images that EC2 does not show yet. */
const INTERVAL = 5_000;

/** Resolves when every image that EC2 showed has its end. */
export async function finishRegion(
  group: RegionGroup,
  { accounts, sightings }: { readonly accounts: Accounts; readonly sightings: Sightings },
  run: Run,
  started: () => void,
): Promise<void> {
  let whole = false;
  try {
    const ec2 = await firstEntered(group, accounts);
    if (ec2 !== undefined) whole = await new RegionFinish(group, ec2, sightings, run).carryOut(started);
  } finally {
    if (!whole) sightings.lose();
  }
}

/** The run uses one role here, for the images of all targets. */
async function firstEntered({ targets, region }: RegionGroup, accounts: Accounts): Promise<Ec2 | undefined> {
  for (const { at } of targets) {
    const entered = await accounts.enter(at);
    if (entered.ok) return entered.value.inRegion(region);
  }
  return undefined;
}

class RegionFinish {
  readonly #group: RegionGroup;
  readonly #ec2: Ec2;
  readonly #sightings: Sightings;
  readonly #run: Run;
  readonly #retention: RegionRetention;
  readonly #watch: ImageWatch;
  readonly #steps: readonly Step[];
  readonly #tasks = new Tasks();
  /** The images of the run that EC2 has shown, to their ends. */
  readonly #ends = new Map<string, Promise<boolean>>();
  readonly #lookedAt = new Set<string>();
  /** Instances of our images, by id, as far as they exist; nothing when they were not looked up. */
  #names: ReadonlyMap<string, string> | undefined;
  /** Series that no target here has, and that have been reported. */
  readonly #foreign = new Set<string>();

  constructor(group: RegionGroup, ec2: Ec2, sightings: Sightings, run: Run) {
    this.#group = group;
    this.#ec2 = ec2;
    this.#sightings = sightings;
    this.#run = run;
    this.#retention = new RegionRetention({ targets: group.targets, ec2, ec2Of: () => ec2 }, run);
    this.#watch = new ImageWatch(ec2, run);
    this.#steps = stepsAfterImage(this.#retention, group.targets);
  }

  /** Answers whether the images could be looked up. */
  async carryOut(started: () => void): Promise<boolean> {
    const { clock, deadline, journal, signal } = this.#run;
    const listed = await this.#ec2.images.ours('wait');
    if (!listed.ok) {
      const target = this.#group.targets[0]?.position;
      journal.record({ kind: 'target-failed', target, problem: listed.problem });
      return false;
    }
    let late = await this.#takeOn(listed.value);
    for (;;) {
      if (this.#sightings.found) started();
      // What is found when the waiting ends gets one look, and is the last.
      const isLast = clock.elapsed() >= deadline;
      await Promise.allSettled(this.#ends.values());
      if (!late && !(await this.#pause())) break;
      if (isLast || signal.aborted) break;
      const again = await this.#ec2.images.ours('wait');
      late = again.ok && (await this.#takeOn(again.value));
    }
    await this.#tasks.ended();
    if (this.#names !== undefined && this.#ends.size > 0) await this.#retention.sweep(this.#lookedAt);
    return true;
  }

  /** Whether there was time for one before nothing more can come into sight, the end of the waiting, or a cancellation. */
  async #pause(): Promise<boolean> {
    const { clock, deadline, signal } = this.#run;
    const left = Math.min(this.#sightings.until(), deadline) - clock.elapsed();
    if (signal.aborted || left <= 0) return false;
    await clock.sleep(Math.min(INTERVAL, left), signal);
    return !signal.aborted;
  }

  /** Whether EC2 shows images of the run that an earlier look-up missed. */
  async #takeOn(listed: readonly Image[]): Promise<boolean> {
    const images = oursOf(listed);
    const fresh = imagesOfRun(images, this.#run.facts).filter(({ id }) => !this.#ends.has(id));
    if (fresh.length === 0) return false;
    if (this.#ends.size === 0) await this.#lookAtInstances(images);
    for (const image of fresh) this.#begin(image);
    return true;
  }

  async #lookAtInstances(images: readonly Image[]): Promise<void> {
    const ids = [...new Set(images.map(instanceOf))];
    const found = await this.#ec2.instances.find({ kind: 'ids', ids });
    if (!found.ok) {
      const text = `Instances are shown by their ids, and leftovers are kept: ${found.problem.what}`;
      const { account, region } = this.#ec2;
      this.#run.journal.record({ kind: 'warned', text, place: { account, region } });
      return;
    }
    const there = found.value.filter(({ state }) => state !== 'terminated');
    const names = new Map(there.map(({ id, name }) => [id, name]));
    this.#names = names;
    // It is unknown here which instances the run selected: every instance that exists is not gone.
    for (const image of images.filter((each) => names.has(instanceOf(each)))) this.#lookAt(image);
  }

  #lookAt(image: Image): void {
    this.#lookedAt.add(keyOf({ series: seriesOf(image), instance: { id: instanceOf(image), name: '' } }));
  }

  #begin(image: Image): void {
    const { account, region, targets } = this.#group;
    const { clock, journal } = this.#run;
    const target = (targetsOf(image, targets)[0] ?? targets[0])?.position ?? 0;
    const name = this.#names?.get(instanceOf(image)) ?? instanceOf(image);
    const request = imageOf(image, name, { target, account, region });
    this.#sightings.add(image);
    this.#lookAt(image);
    journal.record({ kind: 'adopted', request, image });
    if (clock.now() - image.createdAt > OLD) {
      const made = new Date(image.createdAt).toISOString();
      const text = `${image.id} was made at ${made}: a run key that was used before also finds the images of the earlier run`;
      this.#warn(request, text);
    }
    const ended = this.#watch.ended(request, image.id);
    this.#ends.set(image.id, ended);
    this.#tasks.add(ended.then((good) => this.#finish(image, request, good)));
  }

  async #finish(image: Image, request: ImageOf, good: boolean): Promise<void> {
    const targets = targetsOf(image, this.#group.targets);
    // When the image may be of two targets with two policies, it is unknown which policy applies.
    const policies = new Set(targets.map(({ retention }) => JSON.stringify(retention)));
    if (good && policies.size === 1) {
      const { journal } = this.#run;
      if ((await takeSteps(this.#steps, { request, id: image.id }, journal)) === 'done') return;
    }
    if (good && policies.size > 1) this.#warn(request, `Nothing is pruned: ${ambiguous(request.series)}`);
    if (good && policies.size === 0) this.#tellForeign(request);
    const pruning = targets.find(({ retention }) => retention !== undefined);
    const reason = policies.size > 1 ? ambiguous(request.series) : FAILED;
    if (pruning !== undefined) await this.#retention.keep(pruning, request.instance, reason);
  }

  /** Once for each series, and only where anything is pruned at all. */
  #tellForeign(request: ImageOf): void {
    const { series } = request;
    const prunes = this.#group.targets.some(({ retention }) => retention !== undefined);
    if (!prunes || this.#foreign.has(series)) return;
    this.#foreign.add(series);
    this.#warn(request, `Nothing of series ${series} is pruned, because no target here has it`);
  }

  #warn({ target, account, region, instance }: ImageOf, text: string): void {
    const place = { account, region, instance: instance.id };
    this.#run.journal.record({ kind: 'warned', target, text, place });
  }
}

function ambiguous(series: string): string {
  return `targets of series ${series} have different retention, and the image does not say which of them it belongs to`;
}
