/** What a plan found, folded from the events. Pure. */
import type { Event, RowFacts } from '../model/event.ts';
import type { Image, ImageRequest, Tag } from '../model/image.ts';
import type { PermissionCell } from '../model/permission.ts';
import type { Problem, ProblemCode } from '../model/problem.ts';
import { inTargets } from './event-target.ts';
import { inOrder, type RowOutcome } from './rows.ts';

export interface PlannedRow {
  readonly target: number;
  readonly account: string | null;
  readonly region: string | null;
  readonly series: string;
  readonly instanceId: string;
  readonly instanceName: string;
  readonly outcome: RowOutcome;
  /** Of an image that exists already. */
  readonly imageId: string | null;
  readonly imageName: string | null;
  readonly tags: readonly Tag[];
  readonly excludedDevices: readonly string[];
  /** Of an image that would be created. */
  readonly snapshots: number;
  readonly sizeGiB: number | null;
  /** Whether the instance would be rebooted. */
  readonly reboots: boolean;
  /** Why it would fail. */
  readonly code: ProblemCode | null;
}

export interface PlanReport {
  readonly instances: readonly PlannedRow[];
  /** What a backup would fail with. */
  readonly foreseen: readonly Problem[];
  readonly cells: readonly PermissionCell[];
  /** What to do about each permission that is denied. */
  readonly denied: readonly Problem[];
  /** Nothing: not planned. */
  readonly shards: readonly string[];
}

export function foldPlan(events: readonly Event[]): PlanReport {
  const rows = events.flatMap((event) => {
    if (event.kind === 'planned') return [plannedRow(event.plan)];
    return event.kind === 'foreseen' && event.of !== undefined ? [failedRow(event.of, event.problem)] : [];
  });
  const all = [...rows, ...undecidedRows(events, rows)];
  return {
    instances: inOrder(all, events),
    foreseen: inTargets(events, (event) => (event.kind === 'foreseen' ? [event.problem] : [])),
    cells: inTargets(events, (event) => (event.kind === 'tried' ? [event.cell] : [])),
    denied: inTargets(events, (event) =>
      event.kind === 'tried' && event.problem !== undefined ? [event.problem] : [],
    ),
    shards: events.flatMap((event) => (event.kind === 'sharded' ? event.shards : [])),
  };
}

/** What is told of an instance that would get no image. */
const NO_IMAGE = {
  outcome: 'failed',
  imageId: null,
  imageName: null,
  tags: [],
  excludedDevices: [],
  snapshots: 0,
  sizeGiB: null,
  reboots: false,
  code: null,
} as const;

/** Instances that were selected, and about which nothing could be decided. */
function undecidedRows(events: readonly Event[], rows: readonly PlannedRow[]): PlannedRow[] {
  const planned = events.some(({ kind }) => kind === 'sharded');
  const known = new Set(rows.map(keyOf));
  return events.flatMap((event) => {
    // A plan that is under way, or was cancelled, has not come to all of them yet.
    if (event.kind !== 'selected' || !planned) return [];
    const { account = null, region = null } = event.place;
    return event.selection.instances
      .map(({ id, name }) => {
        const place = {
          target: event.target,
          account,
          region,
          series: '',
          instanceId: id,
          instanceName: name,
        };
        return { ...NO_IMAGE, ...place };
      })
      .filter((row) => !known.has(keyOf(row)));
  });
}

function keyOf({ target, account, region, instanceId }: PlannedRow): string {
  return [target, account, region, instanceId].join(' ');
}

function plannedRow(plan: Extract<Event, { kind: 'planned' }>['plan']): PlannedRow {
  const { request, outcome, image, snapshots, sizeGiB } = plan;
  return {
    ...placeOf(request),
    ...namesOf(request, image),
    ...{ outcome, snapshots, sizeGiB, code: null },
    reboots: outcome === 'created' && !request.noReboot && request.instance.state === 'running',
    imageId: image?.id ?? null,
    excludedDevices: request.excludedDevices,
  };
}

function namesOf(request: ImageRequest, image: Image | undefined): Pick<PlannedRow, 'imageName' | 'tags'> {
  const { name, tags } = image ?? request;
  return { imageName: name, tags };
}

function failedRow(of: RowFacts, { code }: Problem): PlannedRow {
  return { ...NO_IMAGE, ...placeOf(of), imageName: of.name ?? null, code };
}

function placeOf({ target, account, region, series, instance }: RowFacts) {
  return { target, account, region, series, instanceId: instance.id, instanceName: instance.name };
}

/** Whether the permission matrix tells it. */
export function isToldByCells({ code }: Problem): boolean {
  return code === 'AccessDenied' || code === 'AssumeRoleDenied';
}

/** The failures that people read beside what a plan foresees: denied permissions, and what kept the plan from its end. */
export function failuresBesideForeseen({
  failures,
  plan: { foreseen, denied },
}: {
  readonly failures: readonly Problem[];
  readonly plan: PlanReport;
}): Problem[] {
  const others = new Set([...foreseen, ...denied]);
  return [...failures.filter((problem) => !others.has(problem)), ...denied];
}
