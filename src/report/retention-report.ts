/** What retention did, folded from the events; and its part of the summary. Pure. */
import type { Event, Mode } from '../model/event.ts';
import type { Place } from '../model/problem.ts';
import type { Verdict } from '../model/retention.ts';
import { pageText, shortened } from './escape.ts';
import { looseBlock, looseEntries, type LooseInPlace } from './loose-report.ts';
import { placeText } from './problem-text.ts';
import type { Row } from './rows.ts';
import { counted } from './quantities.ts';

export interface InstanceRetention {
  readonly target: number;
  readonly account: string | null;
  readonly region: string | null;
  readonly series: string;
  readonly instanceId: string;
  readonly instanceName: string;
  readonly verdicts: readonly Verdict[];
}

export interface RetentionReport {
  /** What is told is only what a backup would do. */
  readonly foreseen: boolean;
  readonly instances: readonly InstanceRetention[];
  readonly pruned: readonly Verdict[];
  /** Leftovers of failed attempts and half-done prunes. */
  readonly removed: readonly { readonly what: string; readonly place: Place }[];
  readonly unattended: readonly { readonly place: Place; readonly images: readonly Verdict[] }[];
  /** Snapshots of ours whose image is gone, and that stay. */
  readonly loose: readonly LooseInPlace[];
  /** Series without retention: what they hold now. */
  readonly held: readonly { readonly series: string; readonly images: number; readonly sizeGiB: number }[];
}

export function foldRetention(events: readonly Event[], rows: readonly Row[], mode: Mode): RetentionReport {
  const foreseen = mode === 'plan';
  const instances = events
    .flatMap((event) => (event.kind === 'retained' ? [instanceRetention(event)] : []))
    .toSorted((one, other) => one.target - other.target || order(one.instanceId, other.instanceId));
  const pruned = events.flatMap((event) => (event.kind === 'pruned' ? [event.image] : []));
  return {
    foreseen,
    instances,
    pruned: foreseen ? toPrune(instances) : pruned,
    removed: events.flatMap((event) =>
      event.kind === 'removed' ? [{ what: event.what, place: event.place }] : [],
    ),
    unattended: events.flatMap((event) => (event.kind === 'unattended' ? [event] : [])),
    loose: events.flatMap((event) =>
      event.kind === 'loose' ? [{ place: event.place, snapshots: event.snapshots }] : [],
    ),
    held: foldHeld(events, rows),
  };
}

function toPrune(instances: readonly InstanceRetention[]): Verdict[] {
  return instances.flatMap(({ verdicts }) => verdicts.filter(({ decision }) => decision === 'prune'));
}

function instanceRetention({ of, verdicts }: Extract<Event, { kind: 'retained' }>): InstanceRetention {
  const { target, account, region, series, instance } = of;
  return { target, account, region, series, instanceId: instance.id, instanceName: instance.name, verdicts };
}

function order(one: string, other: string): number {
  return one < other ? -1 : 1;
}

/** What was there, and what this run has added. */
function foldHeld(events: readonly Event[], rows: readonly Row[]): RetentionReport['held'] {
  const held = new Map<string, { images: number; sizeGiB: number }>();
  const add = (series: string, images: number, sizeGiB: number): void => {
    const before = held.get(series) ?? { images: 0, sizeGiB: 0 };
    held.set(series, { images: before.images + images, sizeGiB: before.sizeGiB + sizeGiB });
  };
  for (const event of events) if (event.kind === 'held') add(event.series, event.images, event.sizeGiB);
  for (const { series, outcome, sizeGiB } of rows) {
    if (held.has(series) && outcome === 'created') add(series, 1, sizeGiB ?? 0);
  }
  return [...held].map(([series, what]) => ({ series, ...what }));
}

/** Lines of the summary, within so many bytes. */
export function retentionLines(report: RetentionReport, room: number): string[] {
  const { instances, pruned, unattended, held, removed, loose, foreseen } = report;
  const would = foreseen ? 'would be ' : '';
  const heldLines = held.map(({ series, images, sizeGiB }) => {
    return `Series ${pageText(series)} holds ${counted(images, 'image')}, at most ${sizeGiB} GiB. Nothing is pruned without \`retention\`.`;
  });
  const lines = heldLines.length === 0 ? [] : ['', ...heldLines];
  if ([instances, unattended, removed, loose].every(({ length }) => length === 0)) return lines;
  const freed = pruned.reduce((sum, { sizeGiB }) => sum + sizeGiB, 0);
  const kept = instances
    .flatMap(({ verdicts }) => verdicts)
    .filter(({ decision }) => decision === 'keep').length;
  const head = [
    '',
    '### Retention',
    '',
    `${counted(kept, 'image')} ${would}kept, ${pruned.length} ${would}pruned, at most ${freed} GiB ${would}freed.`,
    '',
  ];
  const blocks = [
    ...instances.map((instance) => instanceBlock(instance, would)),
    ...unattended.map(unattendedBlock),
    ...(removed.length === 0 ? [] : [removedBlock(removed, would)]),
    ...loose.map(looseBlock),
  ];
  return [...lines, ...head, ...withinRoom(blocks, room - Buffer.byteLength([...lines, ...head].join('\n')))];
}

function withinRoom(blocks: readonly string[], room: number): string[] {
  let left = room;
  const fitting = blocks.filter((block) => (left -= Buffer.byteLength(block) + 1) >= 0);
  const more = blocks.length - fitting.length;
  return more === 0 ? fitting : [...fitting, `${counted(more, 'more instance')} in the report file.`];
}

function removedBlock(removed: RetentionReport['removed'], would: string): string {
  const items = removed.map(({ what, place }) => `- ${pageText(what)}: ${pageText(placeText(place))}`);
  const title = `${counted(removed.length, 'leftover')} of failed attempts ${would}removed`;
  return [`<details><summary>${title}</summary>`, '', ...items, '', '</details>', ''].join('\n');
}

function instanceBlock(instance: InstanceRetention, would: string): string {
  const { instanceId, instanceName, series, account, region, verdicts } = instance;
  const gone = verdicts.filter(({ decision }) => decision === 'prune').length;
  const name = instanceName === instanceId ? '' : `${pageText(shortened(instanceName, 60))} `;
  const where = pageText([account, region].filter((part) => part !== null).join(' '));
  const title = `${name}${pageText(instanceId)} (${where}, series ${pageText(series)}): ${verdicts.length - gone} ${would}kept, ${gone} ${would}pruned`;
  return block(title, verdicts, would);
}

function unattendedBlock({ place, images }: RetentionReport['unattended'][number]): string {
  return block(
    `${counted(images.length, 'unattended image')} in ${pageText(placeText(place))}, kept`,
    images,
    '',
  );
}

function block(title: string, verdicts: readonly Verdict[], would: string): string {
  const rows = verdicts.map(({ image, createdAt, sizeGiB, decision, reasons }) => {
    const made = new Date(createdAt).toISOString().slice(0, 16).replace('T', ' ');
    const why = reasons.map(pageText).join('<br>');
    return `| ${pageText(image)} | ${pageText(made)} | ${sizeGiB === 0 ? '' : `${sizeGiB} GiB`} | ${decision === 'keep' ? `${would}kept` : `🗑️ ${would}pruned`} | ${why} |`;
  });
  const table = ['| Image | Made (UTC) | Size | | Why |', '|:--|:--|--:|:--|:--|', ...rows];
  return [`<details><summary>${title}</summary>`, '', ...table, '', '</details>', ''].join('\n');
}

/** The retention part of the report file. */
export function retentionEntry(report: RetentionReport) {
  return {
    instances: report.instances.map(({ account, region, series, instanceId, verdicts }) => ({
      account_id: account,
      region,
      series,
      instance_id: instanceId,
      images: verdicts.map(verdictEntry),
    })),
    unattended: report.unattended.map(({ place, images }) => ({
      account_id: place.account ?? null,
      region: place.region ?? null,
      images: images.map(verdictEntry),
    })),
    removed: report.removed.map(({ what, place }) => ({ what, place: placeText(place) })),
    loose_snapshots: report.loose.flatMap(looseEntries),
    held: report.held.map(({ series, images, sizeGiB }) => ({ series, images, size_gib: sizeGiB })),
  };
}

function verdictEntry({ image, name, createdAt, sizeGiB, decision, reasons }: Verdict) {
  const created = new Date(createdAt).toISOString();
  return { image_id: image, image_name: name, created_at: created, size_gib: sizeGiB, decision, reasons };
}
