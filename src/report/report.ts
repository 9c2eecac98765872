/** The events of a run, folded into what there is to say about it. Pure. */
import type { Event, EventOf, Mode, PageFacts, Remark } from '../model/event.ts';
import type { Problem } from '../model/problem.ts';
import type { RunResult } from '../model/report-file.ts';
import { foldChecks, type CheckRow } from './check-report.ts';
import { failureOf, inTargets, ofKind } from './events.ts';
import { foldPlan, type PlanReport } from './plan-report.ts';
import { foldRetention, type RetentionReport } from './retention-report.ts';
import { foldRows, type InstanceRow, type Row } from './rows.ts';

export interface Report {
  readonly mode: Mode;
  readonly page: PageFacts;
  /** Of mode check, in milliseconds. */
  readonly maxAge: number | null;
  readonly runKey: string;
  readonly reportFile: string;
  readonly result: RunResult;
  /** Whether the step fails: more failures than `max-failures`, or one of the whole run. */
  readonly fails: boolean;
  readonly wait: boolean;
  readonly mainAccount: string | null;
  /** Milliseconds since 1970, AWS's time. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly rows: readonly Row[];
  readonly retention: RetentionReport;
  /** Of mode check. */
  readonly checks: readonly CheckRow[];
  /** Of mode plan. */
  readonly plan: PlanReport;
  readonly failures: readonly Problem[];
  /** How many images were asked for: those of targets that failed whole have no rows. */
  readonly asked: number;
  /** How many images were not asked for, as their instances had been terminated by then. */
  readonly vanished: number;
  /** Whether a target failed whole, in one of its regions at least. */
  readonly incomplete: boolean;
  /** Accounts that no target could enter. */
  readonly unreached: readonly string[];
  readonly warnings: readonly Remark[];
}

/** The report after these events; every prefix of a run's events has one. */
export function foldEvents(events: readonly Event[]): Report {
  const begun = ofKind(events, 'started')[0] ?? notStarted;
  const { mode, runKey, reportFile, wait, maxFailures, maxAge = null, page = noPage } = begun;
  const rows = foldRows(events);
  const retention = foldRetention(events, rows, mode);
  const failures = foldFailures(events);
  return {
    mode,
    page,
    maxAge,
    runKey,
    reportFile,
    result: resultOf(rows, { failures, wait, pruned: mode === 'plan' ? 0 : retention.pruned.length }),
    fails: failures.length > maxFailures || ofKind(events, 'run-failed').length > 0,
    wait,
    mainAccount: ofKind(events, 'signed-in')[0]?.account ?? null,
    startedAt: events.at(0)?.at ?? 0,
    endedAt: events.at(-1)?.at ?? 0,
    rows,
    retention,
    checks: foldChecks(events),
    plan: foldPlan(events),
    failures,
    asked: Math.max(rows.length, selectedInstances(events, rows)),
    vanished: ofKind(events, 'vanished').length,
    incomplete: ofKind(events, 'target-failed').length > 0,
    unreached: unreachedAccounts(events).toSorted(),
    warnings: ofKind(events, 'warned'),
  };
}

const noPage: PageFacts = { step: '', isWanted: true };

const notStarted: Omit<EventOf<'started'>, 'at' | 'kind'> = {
  mode: 'backup',
  runKey: '',
  reportFile: '',
  wait: true,
  maxFailures: 0,
};

/** A good image is available, or with `wait: false` accepted. */
export function isGood(row: Row, wait: boolean): boolean {
  return row.outcome !== 'failed' && (row.state === 'available' || (!wait && row.state === 'pending'));
}

/**
 * Those of the whole run come first. A plan has as many as the backup would have, and each denied permission: one
 * failure for want of a permission is that permission, and several are told one by one.
 */
function foldFailures(events: readonly Event[]): Problem[] {
  const foreseen = ofKind(events, 'foreseen').map(({ problem }) => problem);
  const denied = ofKind(events, 'tried').flatMap(({ problem }) => problem ?? []);
  const hasSeveral = (cell: Problem): boolean => foreseen.filter((other) => isFor(other, cell)).length > 1;
  return inTargets(events, (event) => {
    const problem = failureOf(event);
    if (problem === undefined) return [];
    if (event.kind === 'tried') return hasSeveral(problem) ? [] : [problem];
    const cell = event.kind === 'foreseen' ? denied.find((each) => isFor(problem, each)) : undefined;
    return cell === undefined || hasSeveral(cell) ? [problem] : [];
  });
}

/** Whether a failure that is foreseen is one for want of the permission that a cell of the matrix tells. */
function isFor(foreseen: Problem, cell: Problem): boolean {
  const { account, region } = cell.place;
  if (foreseen.place.account !== account || foreseen.place.region !== region) return false;
  return cell.denied === undefined
    ? foreseen.code === cell.code
    : foreseen.denied?.action === cell.denied.action;
}

/** Those that were terminated before anything was asked of EC2 for them do not count. */
function selectedInstances(events: readonly Event[], rows: readonly Row[]): number {
  const keyOf = ({ account, region, instance }: InstanceRow): string =>
    [account, region, instance.id].join(' ');
  const selected = new Set(
    ofKind(events, 'selected').flatMap(({ place: { account, region }, selection }) =>
      selection.instances.map(({ id }) => [account, region, id].join(' ')),
    ),
  );
  const withRow = new Set(rows.map(keyOf));
  const vanished = ofKind(events, 'vanished').map(({ of }) => keyOf(of));
  for (const key of vanished) if (!withRow.has(key)) selected.delete(key);
  return selected.size;
}

/** Accounts in which no role could be assumed. */
function unreachedAccounts(events: readonly Event[]): string[] {
  const entered = new Set(ofKind(events, 'target-signed-in').map(({ account }) => account));
  const refused = ofKind(events, 'target-failed').filter(({ problem }) => problem.phase === 'sign-in');
  const closed = new Set(refused.flatMap(({ problem }) => problem.place.account ?? []));
  return [...closed].filter((account) => !entered.has(account));
}

/** The failures that people read beside what a plan foresees: denied permissions, and what kept the plan from its end. */
export function failuresBesideForeseen({ failures, plan: { foreseen, denied } }: Report): Problem[] {
  const others = new Set([...foreseen, ...denied]);
  return [...failures.filter((problem) => !others.has(problem)), ...denied];
}

interface Ends {
  readonly failures: readonly Problem[];
  readonly wait: boolean;
  readonly pruned: number;
}

function resultOf(rows: readonly Row[], { failures, wait, pruned }: Ends): RunResult {
  const good = pruned > 0 || rows.some((row) => isGood(row, wait));
  if (failures.length > 0) return good ? 'partial' : 'failure';
  return rows.some(({ state }) => state === 'pending') ? 'pending' : 'success';
}
