/** What a plan found, folded from the events. Pure. */
import type { Event, EventOf, RowFacts } from '../model/event.ts';
import type { Tag } from '../model/image.ts';
import type { PermissionCell } from '../model/permission.ts';
import type { Problem, ProblemCode } from '../model/problem.ts';
import type { RowOutcome } from '../model/report-file.ts';
import { inTargets, ofKind } from './events.ts';
import { inOrder, instanceRow, type InstanceRow } from './rows.ts';

export interface PlannedRow extends InstanceRow {
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
  const tried = inTargets(events, (event) => (event.kind === 'tried' ? [event] : []));
  return {
    instances: inOrder([...rows, ...undecidedRows(events, rows)], events),
    foreseen: inTargets(events, (event) => (event.kind === 'foreseen' ? [event.problem] : [])),
    cells: tried.map(({ cell }) => cell),
    denied: tried.flatMap(({ problem }) => problem ?? []),
    shards: ofKind(events, 'sharded').flatMap(({ shards }) => shards),
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
  // A plan that is under way, or was cancelled, has not come to all of them yet.
  if (ofKind(events, 'sharded').length === 0) return [];
  const known = new Set(rows.map(keyOf));
  const selected = ofKind(events, 'selected').flatMap(({ target, place, selection }) => {
    const { account = null, region = null } = place;
    return selection.instances.map((instance) => {
      return { ...NO_IMAGE, target, account, region, series: '', instance };
    });
  });
  return selected.filter((row) => !known.has(keyOf(row)));
}

function keyOf({ target, account, region, instance }: PlannedRow): string {
  return [target, account, region, instance.id].join(' ');
}

function plannedRow(plan: EventOf<'planned'>['plan']): PlannedRow {
  const { request, outcome } = plan;
  const { excludedDevices } = request;
  const row = { ...NO_IMAGE, ...instanceRow(request), outcome, excludedDevices };
  if (plan.outcome !== 'created') {
    const { id: imageId, name: imageName, tags, sizeGiB = null } = plan.image;
    return { ...row, imageId, imageName, tags, sizeGiB };
  }
  const { name: imageName, tags, noReboot, instance } = plan.request;
  const reboots = !noReboot && instance.state === 'running';
  const { snapshots, sizeGiB } = plan;
  return { ...row, imageName, tags, reboots, snapshots, sizeGiB };
}

function failedRow(of: RowFacts, { code }: Problem): PlannedRow {
  return { ...NO_IMAGE, ...instanceRow(of), imageName: of.name ?? null, code };
}
