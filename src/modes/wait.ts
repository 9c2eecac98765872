/** The mode `wait`: finishes what the run of `run-key` left pending. */
import type { Accounts, Run } from '../model/ports.ts';
import type { Target } from '../model/target.ts';
import { finishRegion } from '../regions/finish.ts';
import { Sightings } from '../regions/sightings.ts';
import { workInRegions } from '../regions/work.ts';

/** Resolves when every image of the run has its end. What happened is in the journal. */
export async function wait(targets: readonly Target[], accounts: Accounts, run: Run): Promise<void> {
  const { journal, signal, facts, clock } = run;
  const sightings = new Sightings(clock);
  const entering = targets.map((target) => enter(target, accounts, run));
  const working = workInRegions(targets, accounts, journal, (group, started) =>
    finishRegion(group, { accounts, sightings }, run, started),
  );
  await Promise.all([...entering, working]);
  // A region that was cancelled, or had an error, has not looked to the end.
  if (sightings.found || sightings.incomplete || signal.aborted) return;
  const what = `No image carries the run key ${facts.runKey} in the accounts and regions of the targets`;
  journal.record({
    kind: 'run-failed',
    problem: { code: 'NothingToWaitFor', phase: 'wait', place: {}, what },
  });
}

async function enter({ position, at, regions }: Target, accounts: Accounts, { journal }: Run): Promise<void> {
  const entered = await accounts.enter(at);
  if (entered.ok) {
    const { id: account, arn } = entered.value;
    journal.record({ kind: 'target-signed-in', target: position, account, arn, regions });
  } else journal.record({ kind: 'target-failed', target: position, problem: entered.problem });
}
