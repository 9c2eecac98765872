/** The mode `backup`: select, decide, create, wait; every account and region for itself. */
import { createImages } from '../images/create.ts';
import { missingInstances } from '../images/missing.ts';
import { mayBeRebooting } from '../images/reboot.ts';
import { ImageWatch } from '../images/watch.ts';
import type { ImageRequest, RunFacts } from '../model/image.ts';
import type { Accounts, Clock, Journal } from '../model/ports.ts';
import type { Target } from '../model/target.ts';
import { RegionRetention } from '../retention/region.ts';
import { Selections, tellAbsentDevices, tellUnappliedRetention } from './selections.ts';
import { unexpected } from './unexpected.ts';
import { groupByRegion, type RegionGroup } from './region-groups.ts';
import { decideRegion, viewRegion, type RegionDecision, type RegionView } from './region-view.ts';

export interface BackupContext {
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly facts: RunFacts;
  readonly signal: AbortSignal;
  readonly wait: boolean;
  /** How old an available image of an earlier attempt may be, in milliseconds. */
  readonly adoptWithin: number;
  /** Milliseconds after the step's start at which waiting ends. */
  readonly deadline: number;
  readonly ifNoInstances: 'error' | 'warn' | 'ignore';
}

/** Resolves when every image has its end. What happened is in the journal; an error of one target stays with it. */
export async function backup(targets: readonly Target[], context: BackupContext): Promise<void> {
  tellUnappliedRetention(targets, context.wait, context.journal);
  const selections = new Selections(targets, context);
  const regions = groupByRegion(targets, context.accounts.main.id).map((group) => ({
    group,
    run: startRegion(group, selections, context),
  }));
  const announcing = targets.map(async (target) => {
    const own = regions.filter(({ group }) => group.targets.includes(target));
    await Promise.all(own.map(({ run }) => run.started));
    context.journal.record({ kind: 'target-started', target: target.position });
  });
  const missing = selections.all().then((all) => {
    for (const selection of all) tellAbsentDevices(selection, context.journal);
    for (const { of, problem } of missingInstances(all)) {
      context.journal.record({ kind: 'failed', of, problem });
    }
  });
  await Promise.all([missing, ...announcing, ...regions.map(({ run }) => run.settled)]);
}

interface RegionRun {
  /** Every image of the region has been asked for. */
  readonly started: Promise<void>;
  /** Every image of the region has its end. */
  readonly settled: Promise<void>;
}

function startRegion(group: RegionGroup, selections: Selections, context: BackupContext): RegionRun {
  const { account, region } = group;
  const failed = (error: unknown): void => {
    const problem = unexpected(error, { account, region });
    context.journal.record({ kind: 'target-failed', target: group.targets[0]?.position, problem });
  };
  const created = createInRegion(group, selections, context).catch(failed);
  return {
    started: created.then(() => undefined),
    settled: created.then((work) => work?.settled()).catch(failed),
  };
}

/** What goes on in a region after its last image was asked for. */
interface RegionWork {
  settled(): Promise<void>;
}

/** Decides everything, then creates; answers what is still to be waited for. */
async function createInRegion(
  group: RegionGroup,
  selecting: Selections,
  context: BackupContext,
): Promise<RegionWork | undefined> {
  const view = viewRegion(group, await selecting.of(group), context);
  const decided = view === undefined ? undefined : await decideRegion(view, context);
  if (view === undefined || decided === undefined) return undefined;
  const { retention, watch } = startWatch(view, context);
  for (const { target, instances } of view.selected) {
    for (const { id } of instances) retention.attend(id, target.images.series);
  }
  await createDecided(view, decided, { ...context, watch, retention });
  return {
    settled: async () => {
      await watch.settled();
      if (!context.wait) return;
      for (const { target, instances } of view.selected) {
        retention.keep(target, instances, 'its backup failed in this run');
      }
      await retention.settled();
      // A target that could not be looked at would make its images look unattended.
      if (view.whole) await retention.sweep();
    },
  };
}

interface CreateContext extends BackupContext {
  readonly watch: ImageWatch;
  readonly retention: RegionRetention;
}

async function createDecided(
  { group, placeOf }: RegionView,
  { adopted, skipped, fresh }: RegionDecision,
  context: CreateContext,
): Promise<void> {
  const { clock, journal, facts, adoptWithin, wait, watch, retention } = context;
  const accepted = (request: ImageRequest, image: string): void => {
    if (wait) watch.add(request, image);
  };
  for (const { request, image } of skipped) {
    journal.record({ kind: 'skipped', request, image });
    if (wait) retention.keepSkipped(request);
  }
  for (const { request, image } of adopted) {
    journal.record({ kind: 'adopted', request, image });
    accepted(request, image.id);
  }
  const rebooting = adopted
    .filter(({ image }) => mayBeRebooting(image, clock.now()))
    .map(({ request }) => request)
    .filter(({ noReboot }) => !noReboot);
  const rule = { adopter: facts, adoptWithin };
  const maxReboots = maxRebootsOf(group);
  const targetOf = (request: ImageRequest) =>
    group.targets.find(({ position }) => position === request.target);
  const mayVanish = (request: ImageRequest): boolean => targetOf(request)?.instances.kind !== 'ids';
  const vanished = (request: ImageRequest): void => {
    const target = targetOf(request);
    if (target !== undefined && wait) retention.keep(target, [request.instance], TERMINATED);
  };
  await createImages(fresh, {
    ...context,
    maxReboots,
    placeOf,
    rule,
    accepted,
    rebooting,
    mayVanish,
    vanished,
  });
}

/** Each instance is pruned as soon as its own image is available. */
function startWatch({ place, placeOf, group }: RegionView, context: BackupContext) {
  const { clock, journal, signal, facts, deadline } = context;
  const { targets } = group;
  const retention = new RegionRetention({ place, placeOf, clock, journal, signal, facts, targets });
  const available = (request: ImageRequest, image: string): void => {
    retention.imageAvailable(request, image);
  };
  const watch = new ImageWatch({ place, clock, journal, signal, deadline, available });
  return { retention, watch };
}

/** Targets that share an account and region share its servers: the most careful one decides. */
function maxRebootsOf({ targets }: RegionGroup): number {
  const rebooting = targets.filter(({ images }) => !images.noReboot);
  return Math.min(...rebooting.map(({ images }) => images.maxReboots), MOST_REBOOTS);
}

/** Why retention leaves the images of an instance alone. */
const TERMINATED = 'its instance was terminated during this run';

/** As many as the input `max-reboots` takes. */
const MOST_REBOOTS = 250;
