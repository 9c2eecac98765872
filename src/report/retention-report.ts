/** What retention did, folded from the events; and its part of the summary. Pure. */
import type { Event } from '../model/event.ts';
import type { Place } from '../model/problem.ts';
import type { Verdict } from '../model/retention.ts';
import { pageText, shortened } from './escape.ts';
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
  readonly instances: readonly InstanceRetention[];
  readonly pruned: readonly Verdict[];
  readonly unattended: readonly { readonly place: Place; readonly images: readonly Verdict[] }[];
  /** Series without retention: what they hold now. */
  readonly held: readonly { readonly series: string; readonly images: number; readonly sizeGiB: number }[];
}

export function foldRetention(events: readonly Event[], rows: readonly Row[]): RetentionReport {
  return {
    instances: events
      .flatMap((event) => (event.kind === 'retained' ? [instanceRetention(event)] : []))
      .toSorted((one, other) => one.target - other.target || order(one.instanceId, other.instanceId)),
    pruned: events.flatMap((event) => (event.kind === 'pruned' ? [event.image] : [])),
    unattended: events.flatMap((event) => (event.kind === 'unattended' ? [event] : [])),
    held: foldHeld(events, rows),
  };
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
  const { instances, pruned, unattended, held } = report;
  const heldLines = held.map(({ series, images, sizeGiB }) => {
    return `Series ${pageText(series)} holds ${counted(images, 'image')}, at most ${sizeGiB} GiB. Nothing is pruned without \`retention\`.`;
  });
  const lines = heldLines.length === 0 ? [] : ['', ...heldLines];
  if (instances.length === 0 && unattended.length === 0) return lines;
  const freed = pruned.reduce((sum, { sizeGiB }) => sum + sizeGiB, 0);
  const kept = instances
    .flatMap(({ verdicts }) => verdicts)
    .filter(({ decision }) => decision === 'keep').length;
  const head = [
    '',
    '### Retention',
    '',
    `${counted(kept, 'image')} kept, ${pruned.length} pruned, at most ${freed} GiB freed.`,
    '',
  ];
  const blocks = [...instances.map(instanceBlock), ...unattended.map(unattendedBlock)];
  return [...lines, ...head, ...withinRoom(blocks, room - Buffer.byteLength([...lines, ...head].join('\n')))];
}

function withinRoom(blocks: readonly string[], room: number): string[] {
  let left = room;
  const fitting = blocks.filter((block) => (left -= Buffer.byteLength(block) + 1) >= 0);
  const more = blocks.length - fitting.length;
  return more === 0 ? fitting : [...fitting, `${counted(more, 'more instance')} in the report file.`];
}

function instanceBlock({
  instanceId,
  instanceName,
  series,
  account,
  region,
  verdicts,
}: InstanceRetention): string {
  const gone = verdicts.filter(({ decision }) => decision === 'prune').length;
  const name = instanceName === instanceId ? '' : `${pageText(shortened(instanceName, 60))} `;
  const where = pageText([account, region].filter((part) => part !== null).join(' '));
  const title = `${name}${pageText(instanceId)} (${where}, series ${pageText(series)}): ${verdicts.length - gone} kept, ${gone} pruned`;
  return block(title, verdicts);
}

function unattendedBlock({ place, images }: RetentionReport['unattended'][number]): string {
  return block(
    `${counted(images.length, 'unattended image')} in ${pageText(placeText(place))}, kept`,
    images,
  );
}

function block(title: string, verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ image, createdAt, sizeGiB, decision, reasons }) => {
    const made = new Date(createdAt).toISOString().slice(0, 16).replace('T', ' ');
    const why = reasons.map(pageText).join('<br>');
    return `| ${pageText(image)} | ${pageText(made)} | ${sizeGiB} GiB | ${decision === 'keep' ? 'kept' : '🗑️ pruned'} | ${why} |`;
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
    held: report.held.map(({ series, images, sizeGiB }) => ({ series, images, size_gib: sizeGiB })),
  };
}

function verdictEntry({ image, name, createdAt, sizeGiB, decision, reasons }: Verdict) {
  const created = new Date(createdAt).toISOString();
  return { image_id: image, image_name: name, created_at: created, size_gib: sizeGiB, decision, reasons };
}
