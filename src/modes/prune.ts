/** The mode `prune`: retention alone. */
import type { SelectContext, TargetSelection } from '../images/select-target.ts';
import type { RunFacts } from '../model/image.ts';
import type { Clock } from '../model/ports.ts';
import type { Target } from '../model/target.ts';
import { RegionRetention } from '../retention/region.ts';
import { guarded } from './guarded.ts';
import { groupByRegion, type RegionGroup } from './region-groups.ts';
import { selectedIn } from './region-view.ts';
import { selectEach } from './selections.ts';

export interface PruneModeContext extends SelectContext {
  readonly clock: Clock;
  readonly facts: RunFacts;
  readonly signal: AbortSignal;
}

/** Resolves when every instance has been dealt with. What happened is in the journal. */
export async function prune(targets: readonly Target[], context: PruneModeContext): Promise<void> {
  const selections = await Promise.all(selectEach(targets, context));
  const groups = groupByRegion(targets, context.accounts.main.id);
  for (const { position } of targets) context.journal.record({ kind: 'target-started', target: position });
  await Promise.all(
    groups.map((group) => {
      const { account, region } = group;
      const told = {
        journal: context.journal,
        target: group.targets[0]?.position,
        place: { account, region },
      };
      return guarded(() => pruneGroup(group, selections, context), undefined, told);
    }),
  );
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
  const retention = new RegionRetention({ place, clock, journal, signal, facts, targets });
  const seen = new Set<string>();
  for (const { target, selected } of here) {
    for (const instance of selected.instances) {
      const key = `${target.images.series} ${instance.id}`;
      retention.attend(instance.id, target.images.series);
      // Two targets with one series would prune by two policies: the first one decides.
      if (!seen.has(key)) retention.pruneOnly(target, instance);
      seen.add(key);
    }
  }
  await retention.settled();
  // A target that could not be looked at would make its images look unattended.
  if (here.length === targets.length) await retention.sweep();
}
