/** The mode `backup`: an image of every selected instance; every account and region for itself. */
import { absentDevices } from '../images/devices.ts';
import { missingInstances } from '../images/missing.ts';
import type { IfNoInstances, TargetSelection } from '../images/select-target.ts';
import type { Accounts, Journal, Run } from '../model/ports.ts';
import type { Target } from '../model/target.ts';
import { backUpRegion, type BackupRules } from '../regions/backup.ts';
import { Selections } from '../regions/selections.ts';
import { viewRegion } from '../regions/view.ts';
import { workInRegions } from '../regions/work.ts';

export interface BackupAsked extends BackupRules {
  readonly ifNoInstances: IfNoInstances;
}

/** Resolves when every image has its end. What happened is in the journal; an error in one target does not stop the others. */
export async function backup(
  targets: readonly Target[],
  accounts: Accounts,
  asked: BackupAsked,
  run: Run,
): Promise<void> {
  const { journal } = run;
  if (!asked.wait) tellUnappliedRetention(targets, journal);
  const selections = new Selections(targets, accounts, asked.ifNoInstances, run);
  const telling = selections.all().then((all) => {
    for (const selection of all) tellAbsentDevices(selection, journal);
    for (const { of, problem } of missingInstances(all)) journal.record({ kind: 'failed', of, problem });
  });
  const working = workInRegions(targets, accounts, journal, async (group, started) => {
    const view = viewRegion(group, await selections.of(group));
    if (view !== undefined) await backUpRegion(view, asked, run, started);
  });
  await Promise.all([telling, working]);
}

/** Retention follows an image that is available; a run that does not wait gets a warning. */
function tellUnappliedRetention(targets: readonly Target[], journal: Journal): void {
  for (const { position, retention } of targets) {
    if (retention === undefined) continue;
    const text = 'retention is not applied, because wait is false: a run with mode wait or prune applies it';
    journal.record({ kind: 'warned', target: position, text, place: {} });
  }
}

/** A name that excludes nothing is usually a mistake, and then the image holds a volume that nobody wants in it. */
function tellAbsentDevices(selection: TargetSelection, journal: Journal): void {
  const text = absentDevices(selection);
  if (text === undefined) return;
  const { account } = selection;
  const place = account === undefined ? {} : { account };
  journal.record({ kind: 'warned', target: selection.target.position, text, place });
}
