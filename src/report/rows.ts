/** One row for every instance that was asked for, in the order of targets, regions and instances. Pure. */
import type { Event, RowFacts } from '../model/event.ts';
import type { Image, ImageRequest } from '../model/image.ts';

export type RowOutcome = 'created' | 'adopted' | 'skipped' | 'failed';

export interface Row {
  readonly target: number;
  readonly account: string | null;
  readonly region: string | null;
  readonly series: string;
  readonly instanceId: string;
  readonly instanceName: string;
  readonly outcome: RowOutcome;
  readonly imageId: string | null;
  readonly imageName: string | null;
  /** EC2's word for the image. */
  readonly state: string | null;
  readonly snapshots: readonly string[];
  readonly sizeGiB: number | null;
  /** Milliseconds since 1970 at which EC2 accepted the image, and at which this run saw it become available. */
  readonly acceptedAt: number | null;
  readonly availableAt: number | null;
}

export function foldRows(events: readonly Event[]): Row[] {
  const rows = new Map<string, Row>();
  for (const event of events) {
    if (event.kind === 'created')
      rows.set(keyOf(event.request), createdRow(event.request, event.image, event.at));
    if (event.kind === 'adopted' || event.kind === 'skipped')
      rows.set(keyOf(event.request), existingRow(event.request, event.image, event.kind));
    // What is fresh is what a backup with `skip-if-newer-than` would skip.
    if (event.kind === 'checked' && event.freshness.kind === 'fresh')
      rows.set(keyOf(event.of), existingRow(event.of, event.freshness.image, 'skipped'));
    if (event.kind === 'available') becomeAvailable(rows, event);
    if (event.kind === 'failed')
      rows.set(keyOf(event.of), failedRow(rows.get(keyOf(event.of)) ?? emptyRow(event.of), event));
  }
  return inOrder([...rows.values()], events);
}

function failedRow(row: Row, event: Extract<Event, { kind: 'failed' }>): Row {
  const image = event.image === undefined ? {} : imageFacts(event.image);
  const state = event.unknown === true ? { state: null } : {};
  return { ...row, ...image, ...state, outcome: goesOn(row, event) ? row.outcome : 'failed' };
}

/** An image that EC2 accepted and has not given up becomes available by itself, whatever the run met with. */
function goesOn(row: Row, { problem, image }: Extract<Event, { kind: 'failed' }>): boolean {
  if (row.imageId === null || problem.code === 'ImageVanished') return false;
  return image === undefined || image.state === 'pending';
}

/** An image that was available before the run looked at it: when it became so nobody knows. */
function becomeAvailable(
  rows: Map<string, Row>,
  { request, image, at }: Extract<Event, { kind: 'available' }>,
) {
  const row = rows.get(keyOf(request)) ?? emptyRow(request);
  const availableAt = row.state === 'available' ? null : at;
  rows.set(keyOf(request), { ...row, ...imageFacts(image), availableAt });
}

function keyOf({ account, region, instance, series }: RowFacts): string {
  return [account, region, instance.id, series].join(' ');
}

function emptyRow({ target, account, region, series, instance, name }: RowFacts): Row {
  return {
    target,
    account,
    region,
    series,
    instanceId: instance.id,
    instanceName: instance.name,
    outcome: 'failed',
    imageId: null,
    imageName: name ?? null,
    state: null,
    snapshots: [],
    sizeGiB: null,
    acceptedAt: null,
    availableAt: null,
  };
}

function createdRow(request: ImageRequest, image: string, at: number): Row {
  return { ...emptyRow(request), outcome: 'created', imageId: image, state: 'pending', acceptedAt: at };
}

function existingRow(of: RowFacts, image: Image, outcome: 'adopted' | 'skipped'): Row {
  return { ...emptyRow(of), ...imageFacts(image), outcome, acceptedAt: image.createdAt };
}

function imageFacts(image: Image): Partial<Row> {
  const { id, name, state, snapshots, sizeGiB } = image;
  return { imageId: id, imageName: name, state, snapshots, sizeGiB: sizeGiB === 0 ? null : sizeGiB };
}

interface Placed {
  readonly target: number;
  readonly account: string | null;
  readonly region: string | null;
  readonly instanceId: string;
}

/** The selections say in which order instances stand; one that no region has comes last in its target. */
export function inOrder<R extends Placed>(rows: readonly R[], events: readonly Event[]): R[] {
  const order = new Map<string, number>();
  for (const event of events) {
    if (event.kind !== 'selected') continue;
    const { account, region } = event.place;
    for (const { id } of event.selection.instances) {
      const key = [event.target, account, region, id].join(' ');
      if (!order.has(key)) order.set(key, order.size);
    }
  }
  const rank = (row: R): number =>
    order.get([row.target, row.account, row.region, row.instanceId].join(' ')) ?? Number.MAX_SAFE_INTEGER;
  return rows.toSorted((one, other) => one.target - other.target || rank(one) - rank(other));
}
