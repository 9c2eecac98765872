/** A backup of one account and region: decide, create, watch, what comes after an image is available, retention. */
import { Creation, type Asked } from '../images/create.ts';
import { mayBeRebooting } from '../images/reboot.ts';
import { ImageWatch } from '../images/watch.ts';
import type { ImageRequest } from '../model/image.ts';
import type { Run } from '../model/ports.ts';
import type { Target } from '../model/target.ts';
import { RegionRetention } from '../retention/region.ts';
import { decideRegion, requestsOf, type RegionDecision } from './decide.ts';
import { stepsAfterImage, takeSteps, type Step } from './steps.ts';
import { keyOf, type RegionView, type SelectedInstance } from './view.ts';
import { Tasks } from './work.ts';

export interface BackupRules {
  /** Whether the run waits for its images; without that nothing comes after them. */
  readonly wait: boolean;
  /** How old an available image of an earlier attempt may be, in milliseconds. */
  readonly adoptWithin: number;
  /** Gets all requests of an account and region, before anything is done there. */
  readonly requested?: (view: RegionView, requests: readonly ImageRequest[]) => Promise<void>;
}

/** Resolves when every image has its end; `started` is called when all are asked for. */
export async function backUpRegion(
  view: RegionView,
  rules: BackupRules,
  run: Run,
  started: () => void,
): Promise<void> {
  const requests = requestsOf(view, run);
  await rules.requested?.(view, requests);
  const decided = await decideRegion(view, requests, rules.adoptWithin, run);
  if (decided !== undefined) await new RegionBackup(view, rules, run).carryOut(decided, started);
}

/** Why retention prunes no image of an instance. */
const SKIPPED = 'its backup was skipped in this run';
const TERMINATED = 'its instance was terminated during this run';
export const FAILED = 'its backup failed in this run';

class RegionBackup {
  readonly #view: RegionView;
  readonly #rules: BackupRules;
  readonly #run: Run;
  readonly #watch: ImageWatch;
  readonly #retention: RegionRetention;
  readonly #steps: readonly Step[];

  constructor(view: RegionView, rules: BackupRules, run: Run) {
    this.#view = view;
    this.#rules = rules;
    this.#run = run;
    this.#watch = new ImageWatch(view.ec2, run);
    this.#retention = new RegionRetention(view, run);
    this.#steps = stepsAfterImage(this.#retention, view.targets);
  }

  async carryOut(decided: RegionDecision, started: () => void): Promise<void> {
    const { journal } = this.#run;
    const tasks = new Tasks();
    for (const { request, image } of decided.skipped) {
      journal.record({ kind: 'skipped', request, image });
      tasks.add(this.#keep(request, SKIPPED));
    }
    for (const { request, image } of decided.adopted) {
      journal.record({ kind: 'adopted', request, image });
      tasks.add(this.#finish({ kind: 'accepted', request, image: image.id }, request));
    }
    for (const { by, instance } of this.#refused(decided)) tasks.add(this.#keepOf(by, instance, FAILED));
    const creating = this.#create(decided, (request, asked) => {
      tasks.add(this.#finish(asked, request));
    });
    tasks.add(creating.finally(started));
    await tasks.ended();
    // A target that could not be looked at would make its images look unattended.
    const { whole, selected } = this.#view;
    if (this.#rules.wait && whole) await this.#retention.sweep(new Set(selected.map(keyOf)));
  }

  /** Adopted images may have been asked for a moment ago: their instances count among those that are rebooting. */
  async #create(
    { adopted, fresh }: RegionDecision,
    asked: (request: ImageRequest, end: Asked) => void,
  ): Promise<void> {
    const { ec2Of, targets } = this.#view;
    const { adoptWithin } = this.#rules;
    const byFilter = (request: ImageRequest): boolean => this.#targetOf(request)?.instances.kind !== 'ids';
    const rules = { ec2Of, adoptWithin, maxReboots: maxRebootsOf(targets), mayVanish: byFilter };
    const creation = new Creation(rules, this.#run);
    const now = this.#run.clock.now();
    const rebooting = adopted.filter(({ request, image }) => !request.noReboot && mayBeRebooting(image, now));
    const recovering = rebooting.map(({ request }) => creation.recover(request));
    await Promise.all([...recovering, creation.start(fresh, asked)]);
  }

  /** Each instance is pruned as soon as its own image is available. */
  async #finish(asked: Asked, of: ImageRequest): Promise<void> {
    if (!this.#rules.wait) return;
    if (asked.kind === 'accepted') {
      const { request, image: id } = asked;
      const good = await this.#watch.ended(request, id);
      if (good && (await takeSteps(this.#steps, { request, id }, this.#run.journal)) === 'done') return;
    }
    await this.#keep(of, asked.kind === 'vanished' ? TERMINATED : FAILED);
  }

  async #keep(request: ImageRequest, reason: string): Promise<void> {
    const target = this.#targetOf(request);
    if (target !== undefined) await this.#keepOf(target, request.instance, reason);
  }

  async #keepOf(target: Target, instance: ImageRequest['instance'], reason: string): Promise<void> {
    if (this.#rules.wait) await this.#retention.keep(target, instance, reason);
  }

  /** Instances of which no image was asked for; of those that several targets select, the first with retention. */
  #refused({ adopted, skipped, fresh }: RegionDecision): SelectedInstance[] {
    const requested = [...adopted, ...skipped].map(({ request }) => request).concat(fresh);
    const keys = new Set(requested.map(keyOf));
    const refused = this.#view.selected.filter((each) => !keys.has(keyOf(each)));
    return [...Map.groupBy(refused, keyOf).values()].flatMap(
      (all) => all.find(({ by }) => by.retention !== undefined) ?? [],
    );
  }

  #targetOf({ target }: ImageRequest): Target | undefined {
    return this.#view.targets.find(({ position }) => position === target);
  }
}

/** As many as the input `max-reboots` takes. */
const MOST_REBOOTS = 250;

/** Targets that share an account and region share its servers: the most careful one decides. */
function maxRebootsOf(targets: readonly Target[]): number {
  const rebooting = targets.filter(({ images }) => !images.noReboot);
  return Math.min(...rebooting.map(({ images }) => images.maxReboots), MOST_REBOOTS);
}
