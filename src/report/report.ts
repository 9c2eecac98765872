/** The events of a run, folded into what there is to say about it. Pure. */
import type { Event, Mode } from '../model/event.ts';
import type { Place, Problem } from '../model/problem.ts';
import { foldChecks, type CheckRow } from './check-report.ts';
import { inTargets } from './event-target.ts';
import { foldPlan, type PlanReport } from './plan-report.ts';
import { foldRetention, type RetentionReport } from './retention-report.ts';
import { foldRows, type Row } from './rows.ts';

export type RunResult = 'success' | 'pending' | 'partial' | 'failure';

export interface Remark {
  readonly text: string;
  readonly place: Place;
}

export interface Report {
  readonly mode: Mode;
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
  const started = events.find((event) => event.kind === 'started') ?? notStarted;
  const { mode, runKey, reportFile, wait, maxFailures } = started;
  const rows = foldRows(events);
  const retention = foldRetention(events, rows, mode);
  const failures = foldFailures(events);
  return {
    mode,
    runKey,
    reportFile,
    result: resultOf(rows, { failures, wait, pruned: mode === 'plan' ? 0 : retention.pruned.length }),
    fails: failures.length > maxFailures || events.some(({ kind }) => kind === 'run-failed'),
    wait,
    mainAccount: events.find((event) => event.kind === 'signed-in')?.account ?? null,
    startedAt: events.at(0)?.at ?? 0,
    endedAt: events.at(-1)?.at ?? 0,
    rows,
    retention,
    checks: foldChecks(events),
    plan: foldPlan(events),
    failures,
    asked: Math.max(rows.length, selectedInstances(events, rows)),
    vanished: events.filter(({ kind }) => kind === 'vanished').length,
    incomplete: events.some(({ kind }) => kind === 'target-failed'),
    unreached: unreachedAccounts(events).toSorted(),
    warnings: events.flatMap((event) =>
      event.kind === 'warned' ? [{ text: event.text, place: event.place }] : [],
    ),
  };
}

const notStarted = { mode: 'backup', runKey: '', reportFile: '', wait: true, maxFailures: 0 } as const;

/** A good image is available, or with `wait: false` accepted. */
export function isGood(row: Row, wait: boolean): boolean {
  return row.outcome !== 'failed' && (row.state === 'available' || (!wait && row.state === 'pending'));
}

/** Those of the whole run come first. A plan has as many as the backup would have, and each denied permission. */
function foldFailures(events: readonly Event[]): Problem[] {
  const foreseen = events.flatMap((event) => (event.kind === 'foreseen' ? [event.problem] : []));
  const denied = events.flatMap((event) => (event.kind === 'tried' ? (event.problem ?? []) : []));
  return inTargets(events, (event) => {
    if (event.kind === 'tried') return deniedCell(event.problem, foreseen);
    if (!('problem' in event) || !isFailure[event.kind]) return [];
    const { kind, problem } = event;
    const cell = kind === 'foreseen' ? denied.find((each) => isFor(problem, each)) : undefined;
    if (cell === undefined) return [problem];
    return foreseen.filter((other) => isFor(other, cell)).length > 1 ? [problem] : [];
  });
}

/** One failure for want of a permission is that permission; several are told one by one. */
function deniedCell(problem: Problem | undefined, foreseen: readonly Problem[]): Problem[] {
  if (problem === undefined) return [];
  return foreseen.filter((other) => isFor(other, problem)).length > 1 ? [] : [problem];
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
  const selected = new Set(
    events.flatMap((event) => {
      if (event.kind !== 'selected') return [];
      const { account, region } = event.place;
      return event.selection.instances.map(({ id }) => [account, region, id].join(' '));
    }),
  );
  const withRow = new Set(
    rows.map(({ account, region, instanceId }) => [account, region, instanceId].join(' ')),
  );
  for (const event of events) {
    if (event.kind !== 'vanished') continue;
    const key = [event.of.account, event.of.region, event.of.instance.id].join(' ');
    if (!withRow.has(key)) selected.delete(key);
  }
  return selected.size;
}

/** Accounts in which no role could be assumed. */
function unreachedAccounts(events: readonly Event[]): string[] {
  const entered = new Set(
    events.flatMap((event) => (event.kind === 'target-signed-in' ? event.account : [])),
  );
  const closed = events.flatMap((event) => {
    const failed = event.kind === 'target-failed' && event.problem.phase === 'sign-in';
    return failed ? (event.problem.place.account ?? []) : [];
  });
  return [...new Set(closed)].filter((account) => !entered.has(account));
}

/** Whether an event with a problem is a failure of the run. */
const isFailure: Readonly<Record<Extract<Event, { problem?: unknown }>['kind'], boolean>> = {
  'run-failed': true,
  'target-failed': true,
  failed: true,
  'prune-failed': true,
  tried: true,
  // The backup would fail so.
  foreseen: true,
};

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
