/** The mode `prune`: retention alone. */
import { separateTwice, type Twice } from '../images/conflicts.ts';
import { missingInstances } from '../images/missing.ts';
import type { SelectContext, TargetSelection } from '../images/select-target.ts';
import type { RunFacts } from '../model/image.ts';
import type { Clock, Journal } from '../model/ports.ts';
import type { Target } from '../model/target.ts';
import { RegionRetention } from '../retention/region.ts';
import { guarded } from './guarded.ts';
import { groupByRegion, type RegionGroup } from './region-groups.ts';
import { instancesOf, placesOf, selectedIn, type SelectedInstance } from './region-view.ts';
import { Selections } from './selections.ts';

export interface PruneModeContext extends SelectContext {
  readonly clock: Clock;
  readonly facts: RunFacts;
  readonly signal: AbortSignal;
}

/** Resolves when every instance has been dealt with. What happened is in the journal. */
export async function prune(targets: readonly Target[], context: PruneModeContext): Promise<void> {
  const { accounts, journal } = context;
  const selections = new Selections(targets, context);
  const started = selections.all().then((all) => {
    for (const { of, problem } of missingInstances(all))
      journal.record({ kind: 'prune-failed', target: of.target, problem: { ...problem, phase: 'prune' } });
    for (const { position } of targets) journal.record({ kind: 'target-started', target: position });
  });
  const prunes = groupByRegion(targets, accounts.main.id).map((group) => {
    const { account, region } = group;
    const told = { journal, target: group.targets[0]?.position, place: { account, region } };
    return guarded(async () => pruneGroup(group, await selections.of(group), context), undefined, told);
  });
  await Promise.all([started, ...prunes]);
}

async function pruneGroup(
  group: RegionGroup,
  selections: readonly TargetSelection[],
  { clock, journal, signal, facts }: PruneModeContext,
): Promise<void> {
  const { targets } = group;
  const here = selectedIn(group, selections);
  const place = here[0]?.place;
  if (place === undefined) return;
  const placeOf = placesOf(here, place);
  const retention = new RegionRetention({ place, placeOf, clock, journal, signal, facts, targets });
  const selected = instancesOf(here);
  for (const { instance, series } of selected) retention.attend(instance.id, series);
  const { single, twice } = separateTwice(selected, 'prune');
  for (const { by, instance } of single) retention.pruneOnly(by, instance);
  for (const each of twice) refuse(each, retention, journal);
  await retention.settled();
  // A target that could not be looked at would make its images look unattended.
  if (here.length === targets.length) await retention.sweep();
}

/** By whose policy an instance would be pruned that two targets select, nobody can say. */
function refuse(
  { all, problem }: Twice<SelectedInstance>,
  retention: RegionRetention,
  journal: Journal,
): void {
  const [{ target, instance }] = all;
  journal.record({ kind: 'prune-failed', target, problem });
  const pruning = all.find(({ by }) => by.retention !== undefined);
  if (pruning !== undefined) retention.keep(pruning.by, [instance], `not pruned: ${problem.what}`);
}
