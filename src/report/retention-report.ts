/** What retention did, folded from the events; and its part of the summary. Pure. */
import type { Event, Mode } from '../model/event.ts';
import type { Place } from '../model/problem.ts';
import { reasonTexts } from '../model/reason.ts';
import type { Verdict } from '../model/retention.ts';
import { pageText, shortened } from './escape.ts';
import { ofKind } from './events.ts';
import { looseBlock, type LooseInPlace } from './loose-report.ts';
import { placeText } from './problem-text.ts';
import { plural, minuteText } from './quantities.ts';
import { instanceRow, type InstanceRow, type Row } from './rows.ts';
import { storageText } from './storage.ts';
import { folded, imageCell, NBSP, spaced } from './table-cells.ts';

export interface InstanceRetention extends InstanceRow {
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
  const instances = ofKind(events, 'retained')
    .map(({ of, verdicts }) => ({ ...instanceRow(of), verdicts }))
    .toSorted((one, other) => one.target - other.target || order(one.instance.id, other.instance.id));
  return {
    foreseen,
    instances,
    pruned: foreseen ? toPrune(instances) : ofKind(events, 'pruned').map(({ image }) => image),
    removed: ofKind(events, 'removed'),
    unattended: ofKind(events, 'unattended'),
    loose: ofKind(events, 'loose'),
    held: foldHeld(events, rows),
  };
}

function toPrune(instances: readonly InstanceRetention[]): Verdict[] {
  return instances.flatMap(({ verdicts }) => verdicts.filter(({ decision }) => decision === 'prune'));
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
  for (const { series, images, sizeGiB } of ofKind(events, 'held')) add(series, images, sizeGiB);
  for (const { series, outcome, sizeGiB } of rows) {
    if (held.has(series) && outcome === 'created') add(series, 1, sizeGiB ?? 0);
  }
  return [...held].map(([series, what]) => ({ series, ...what }));
}

/** More blocks than these are folded away. */
const OPEN = 20;

/** Lines of the summary, within so many bytes. */
export function retentionLines(report: RetentionReport, price: number | undefined, room: number): string[] {
  const { instances, pruned, unattended, held, removed, loose, foreseen } = report;
  const would = foreseen ? 'would be ' : '';
  const heldLines = held.map(({ series, images, sizeGiB }) => {
    return `Series ${pageText(series)} holds ${plural(images, 'image')}, at most ${storageText(sizeGiB, price)}. Nothing is pruned without \`retention\`.`;
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
    `${plural(kept, 'image')} ${would}kept, ${pruned.length} ${would}pruned, at most ${storageText(freed, price)} ${would}freed.`,
    '',
  ];
  const blocks = [
    ...instances.map((instance) => instanceBlock(instance, would)),
    ...unattended.map(unattendedBlock),
    ...(removed.length === 0 ? [] : [removedBlock(removed, would)]),
    ...loose.map(looseBlock),
  ];
  const shown = withinRoom(blocks, room - Buffer.byteLength([...lines, ...head].join('\n')));
  const isLong = blocks.length > OPEN;
  return [...lines, ...head, ...(isLong ? folded('Each image, and why', ['', ...shown]) : shown)];
}

function withinRoom(blocks: readonly string[], room: number): string[] {
  let left = room;
  const fitting = blocks.filter((block) => (left -= Buffer.byteLength(block) + 1) >= 0);
  const more = blocks.length - fitting.length;
  return more === 0 ? fitting : [...fitting, `${plural(more, 'more instance')} in the report file.`];
}

function removedBlock(removed: RetentionReport['removed'], would: string): string {
  const items = removed.map(({ what, place }) => `- ${pageText(what)}: ${pageText(placeText(place))}`);
  const title = `${plural(removed.length, 'leftover')} of failed attempts ${would}removed`;
  return folded(title, [...items, '']).join('\n');
}

function instanceBlock(retained: InstanceRetention, would: string): string {
  const { series, account, region, verdicts } = retained;
  const { id } = retained.instance;
  const gone = verdicts.filter(({ decision }) => decision === 'prune').length;
  const name = retained.instance.name === id ? '' : `${pageText(shortened(retained.instance.name, 60))} `;
  const where = pageText([account, region].filter((part) => part !== null).join(' '));
  const title = `${name}${pageText(id)} (${where}, series ${pageText(series)}): ${verdicts.length - gone} ${would}kept, ${gone} ${would}pruned`;
  return block(title, verdicts, { region, would });
}

function unattendedBlock({ place, images }: RetentionReport['unattended'][number]): string {
  const title = `${plural(images.length, 'unattended image')} in ${pageText(placeText(place))}, kept`;
  return block(title, images, { region: place.region, would: '' });
}

interface Words {
  readonly region: string | null | undefined;
  readonly would: string;
}

function block(title: string, verdicts: readonly Verdict[], words: Words): string {
  const rows = verdicts.map((verdict) => verdictRow(verdict, words));
  return folded(title, ['| | Image | Why |', '|:--|:--|:--|', ...rows, '']).join('\n');
}

function verdictRow(verdict: Verdict, { region = null, would }: Words): string {
  const { image, createdAt, sizeGiB, decision, reasons } = verdict;
  const done = decision === 'keep' ? `${would}kept` : `🗑️${NBSP}${would}pruned`;
  const size = sizeGiB === 0 ? [] : [spaced(`${sizeGiB} GiB`)];
  const shown = [imageCell({ region, imageId: image }), `${minuteText(createdAt)} UTC`, ...size].join('<br>');
  return `| ${done} | ${shown} | ${reasonTexts(reasons).map(pageText).join('<br>')} |`;
}
