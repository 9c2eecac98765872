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
    asked: Math.max(rows.length, selectedInstances(events)),
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

/** Those of the whole run come first. */
function foldFailures(events: readonly Event[]): Problem[] {
  return inTargets(events, (event) => ('problem' in event && isFailure[event.kind] ? [event.problem] : []));
}

function selectedInstances(events: readonly Event[]): number {
  const selected = events.flatMap((event) => {
    if (event.kind !== 'selected') return [];
    const { account, region } = event.place;
    return event.selection.instances.map(({ id }) => [account, region, id].join(' '));
  });
  return new Set(selected).size;
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
  // Of a backup that has not been begun.
  foreseen: false,
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
