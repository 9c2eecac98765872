/** The events of a run, folded into what there is to say about it. Pure. */
import type { Event, Mode, Progress } from '../model/event.ts';
import type { Place, Problem } from '../model/problem.ts';
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
  /** Whether the step fails: more failures than `max-failures`. */
  readonly fails: boolean;
  readonly wait: boolean;
  readonly mainAccount: string | null;
  /** Milliseconds since 1970, AWS's time. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly rows: readonly Row[];
  readonly retention: RetentionReport;
  readonly failures: readonly Problem[];
  readonly warnings: readonly Remark[];
  readonly progress: readonly (Progress & { readonly place: Place })[];
}

/** The report after these events; every prefix of a run's events has one. */
export function foldEvents(events: readonly Event[]): Report {
  const started = events.find((event) => event.kind === 'started') ?? notStarted;
  const { mode, runKey, reportFile, wait, maxFailures } = started;
  const rows = foldRows(events);
  const retention = foldRetention(events, rows);
  const failures = events.flatMap((event) => {
    return failureKinds.includes(event.kind) && 'problem' in event ? [event.problem] : [];
  });
  return {
    mode,
    runKey,
    reportFile,
    result: resultOf(rows, { failures, wait, pruned: retention.pruned.length }),
    fails: failures.length > maxFailures,
    wait,
    mainAccount: events.find((event) => event.kind === 'signed-in')?.account ?? null,
    startedAt: events.at(0)?.at ?? 0,
    endedAt: events.at(-1)?.at ?? 0,
    rows,
    retention,
    failures,
    warnings: events.flatMap((event) =>
      event.kind === 'warned' ? [{ text: event.text, place: event.place }] : [],
    ),
    progress: lastProgress(events),
  };
}

const notStarted = { mode: 'backup', runKey: '', reportFile: '', wait: true, maxFailures: 0 } as const;

/** A good image is available, or with `wait: false` accepted. */
export function isGood(row: Row, wait: boolean): boolean {
  return row.outcome !== 'failed' && (row.state === 'available' || (!wait && row.state === 'pending'));
}

const failureKinds: readonly Event['kind'][] = ['failed', 'target-failed', 'prune-failed'];

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

function lastProgress(events: readonly Event[]): Report['progress'] {
  const last = new Map<string, Progress & { place: Place }>();
  for (const event of events) {
    if (event.kind !== 'progressed') continue;
    last.set(`${event.place.account} ${event.place.region}`, { ...event.progress, place: event.place });
  }
  return [...last.values()];
}
