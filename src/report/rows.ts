/** One row for every instance that was asked for, in the order of targets, regions and instances. Pure. */
import type { DatedImage, Event, EventOf, ImageFacts, RowFacts } from '../model/event.ts';
import type { Tag } from '../model/image.ts';
import type { LaunchSettings } from '../model/launch.ts';
import type { RowOutcome } from '../model/report-file.ts';
import { ofKind } from './events.ts';

/** How the server of a row stood when its image was asked for. */
export interface Launch extends LaunchSettings {
  readonly tags: readonly Tag[];
}

/** What every row begins with. */
export type InstanceRow = Omit<RowFacts, 'name'>;

export interface Row extends InstanceRow {
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
  /** How the server stood; nothing where it was not looked up. */
  readonly launch: Launch | null;
}

export function foldRows(events: readonly Event[]): Row[] {
  const rows = new Map<string, Row>();
  const rowFor = (of: RowFacts): Row => rows.get(keyOf(of)) ?? emptyRow(of);
  for (const event of events) {
    const row = rowAfter(event, rowFor);
    if (row !== undefined) rows.set(keyOf(row), row);
  }
  const launches = launchesOf(events);
  const whole = [...rows.values()].map((row) => ({ ...row, launch: launches.get(placeOf(row)) ?? null }));
  return inOrder(whole, events);
}

function rowAfter(event: Event, rowFor: (of: RowFacts) => Row): Row | undefined {
  switch (event.kind) {
    case 'created':
      return createdRow(event);
    case 'adopted':
    case 'skipped':
      return existingRow(event.request, event.image, event.kind);
    case 'checked':
      // What is fresh is what a backup with `skip-if-newer-than` would skip.
      return event.freshness.kind === 'fresh'
        ? existingRow(event.of, event.freshness.image, 'skipped')
        : undefined;
    case 'available':
      return availableRow(rowFor(event.request), event);
    case 'failed':
      return failedRow(rowFor(event.of), event);
    default:
      return undefined;
  }
}

function failedRow(row: Row, event: EventOf<'failed'>): Row {
  const image = event.image === undefined ? {} : imageFacts(event.image);
  const state = event.unknown === true ? { state: null } : {};
  return { ...row, ...image, ...state, outcome: goesOn(row, event) ? row.outcome : 'failed' };
}

/** An image that EC2 accepted and has not given up becomes available by itself, whatever the run met with. */
function goesOn(row: Row, { problem, image }: EventOf<'failed'>): boolean {
  if (row.imageId === null || problem.code === 'ImageVanished') return false;
  return image === undefined || image.state === 'pending';
}

/** An image that was available before the run looked at it: when it became so nobody knows. */
function availableRow(row: Row, { image, at }: EventOf<'available'>): Row {
  return { ...row, ...imageFacts(image), availableAt: row.state === 'available' ? null : at };
}

function launchesOf(events: readonly Event[]): ReadonlyMap<string, Launch> {
  const found = ofKind(events, 'selected').flatMap(
    ({ place: { account = null, region = null }, selection }) =>
      selection.instances.flatMap(({ id, name, tags = [], launch }) => {
        if (launch === undefined) return [];
        return [[placeOf({ account, region, instance: { id, name } }), { ...launch, tags }] as const];
      }),
  );
  return new Map(found);
}

function placeOf({
  account,
  region,
  instance,
}: Pick<InstanceRow, 'account' | 'region' | 'instance'>): string {
  return [account, region, instance.id].join(' ');
}

function keyOf({ account, region, instance, series }: InstanceRow): string {
  return [account, region, instance.id, series].join(' ');
}

/** What a row begins with, of something that tells more. */
export function instanceRow({
  target,
  account,
  region,
  series,
  instance: { id, name },
}: RowFacts): InstanceRow {
  return { target, account, region, series, instance: { id, name } };
}

function emptyRow(of: RowFacts): Row {
  return {
    ...instanceRow(of),
    outcome: 'failed',
    imageId: null,
    imageName: of.name ?? null,
    state: null,
    snapshots: [],
    sizeGiB: null,
    acceptedAt: null,
    availableAt: null,
    launch: null,
  };
}

function createdRow({ request, image, at }: EventOf<'created'>): Row {
  return { ...emptyRow(request), outcome: 'created', imageId: image, state: 'pending', acceptedAt: at };
}

function existingRow(of: RowFacts, image: DatedImage, outcome: 'adopted' | 'skipped'): Row {
  return { ...emptyRow(of), ...imageFacts(image), outcome, acceptedAt: image.createdAt };
}

/** While an image is pending EC2 shows no sizes. */
function imageFacts({ id, name, state, snapshots, sizeGiB = 0 }: ImageFacts): Partial<Row> {
  return { imageId: id, imageName: name, state, snapshots, sizeGiB: sizeGiB === 0 ? null : sizeGiB };
}

/**
 * The selections say in which order instances stand; where nothing was selected, the regions of the target do. One that
 * no region has comes last in its target.
 */
export function inOrder<R extends InstanceRow>(rows: readonly R[], events: readonly Event[]): R[] {
  const order = new Map<string, number>();
  for (const { target, place, selection } of ofKind(events, 'selected')) {
    for (const { id } of selection.instances) {
      const key = [target, place.account, place.region, id].join(' ');
      if (!order.has(key)) order.set(key, order.size);
    }
  }
  for (const { target, account, regions = [] } of ofKind(events, 'target-signed-in'))
    for (const region of regions) order.set([target, account, region].join(' '), order.size);
  const rank = ({ target, account, region, instance }: R): number => {
    const where = [target, account, region].join(' ');
    return order.get(`${where} ${instance.id}`) ?? order.get(where) ?? Number.MAX_SAFE_INTEGER;
  };
  return rows.toSorted((one, other) => one.target - other.target || rank(one) - rank(other));
}
