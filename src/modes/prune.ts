/** The mode `prune`: retention alone. */
import { separateTwice, type Twice } from '../images/conflicts.ts';
import { missingInstances } from '../images/missing.ts';
import type { IfNoInstances } from '../images/select-target.ts';
import type { Accounts, Run } from '../model/ports.ts';
import type { Target } from '../model/target.ts';
import { Selections } from '../regions/selections.ts';
import { keyOf, viewRegion, type RegionView, type SelectedInstance } from '../regions/view.ts';
import { Tasks, workInRegions } from '../regions/work.ts';
import { RegionRetention } from '../retention/region.ts';

/** Resolves when every instance has been dealt with. What happened is in the journal. */
export async function prune(
  targets: readonly Target[],
  accounts: Accounts,
  ifNoInstances: IfNoInstances,
  run: Run,
): Promise<void> {
  const { journal } = run;
  const selections = new Selections(targets, accounts, ifNoInstances, run);
  const telling = selections.all().then((all) => {
    for (const { of, problem } of missingInstances(all))
      journal.record({ kind: 'prune-failed', target: of.target, problem: { ...problem, phase: 'prune' } });
  });
  const working = workInRegions(targets, accounts, journal, async (group, started) => {
    const view = viewRegion(group, await selections.of(group));
    started();
    if (view !== undefined) await pruneRegion(view, run);
  });
  await Promise.all([telling, working]);
}

async function pruneRegion(view: RegionView, run: Run): Promise<void> {
  const retention = new RegionRetention(view, run);
  const { single, twice } = separateTwice(view.selected, 'prune');
  const tasks = new Tasks();
  for (const { by, instance } of single) tasks.add(retention.prune(by, instance));
  for (const each of twice) tasks.add(refuse(each, retention, run));
  await tasks.ended();
  // A target that could not be looked at would make its images look unattended.
  if (view.whole) await retention.sweep(new Set(view.selected.map(keyOf)));
}

/** When two targets select an instance, it is unknown which policy applies. */
async function refuse(
  { all, problem }: Twice<SelectedInstance>,
  retention: RegionRetention,
  { journal }: Run,
): Promise<void> {
  const [{ target, instance }] = all;
  journal.record({ kind: 'prune-failed', target, problem });
  const pruning = all.find(({ by }) => by.retention !== undefined);
  if (pruning !== undefined) await retention.keep(pruning.by, instance, `not pruned: ${problem.what}`);
}
