/** The images of a run, as a part of the summary: what is not good first. Pure. */
import { fitting } from './bounded.ts';
import { pageText } from './escape.ts';
import { plural, timeText } from './quantities.ts';
import { isGood, type Report } from './report.ts';
import type { Row } from './rows.ts';
import { storageText } from './storage.ts';
import { folded, imageCell, serverCell, spaced } from './table-cells.ts';

/** More rows than these are folded away: what failed is listed above by its reason. */
const OPEN_BAD = 8;
const OPEN_GOOD = 20;

/** Lines of the summary, within so many bytes. */
export function imageLines({ rows, wait, page }: Report, room: number): string[] {
  if (rows.length === 0) return [];
  const good = rows.filter((row) => isGood(row, wait));
  const bad = rows.filter((row) => !isGood(row, wait));
  const badTable = table(bad, room / 2);
  const goodTable = table(good, room / 2);
  return [
    '### Images',
    '',
    totals(good, rows, page.price),
    '',
    ...(bad.length > OPEN_BAD
      ? folded(`${plural(bad.length, 'instance')} without a good image`, badTable)
      : badTable),
    ...(good.length > OPEN_GOOD ? folded(plural(good.length, 'good image'), goodTable) : goodTable),
  ];
}

/** How many of how many, where, and what the new snapshots take. */
function totals(good: readonly Row[], all: readonly Row[], price: number | undefined): string {
  const accounts = new Set(all.map(({ account }) => account)).size;
  const created = all.filter(({ outcome }) => outcome === 'created');
  const size = created.reduce((sum, { sizeGiB }) => sum + (sizeGiB ?? 0), 0);
  const parts = [
    good.length === all.length
      ? plural(all.length, 'image')
      : `${good.length} good of ${plural(all.length, 'image')}`,
    plural(accounts, 'account'),
    ...(size === 0 ? [] : [`new snapshots of at most ${storageText(size, price)}`]),
  ];
  return spaced(parts.join(' · '));
}

function table(rows: readonly Row[], room: number): string[] {
  if (rows.length === 0) return [];
  const head = ['| State | Instance | Image |', '|:--|:--|:--|'];
  return [...head, ...fitting(rows.map(imageRow), room - Buffer.byteLength(head.join('\n')), 'row'), ''];
}

function imageRow(row: Row): string {
  const facts = [
    ...(row.sizeGiB === null ? [] : [`${row.sizeGiB} GiB`]),
    ...(row.acceptedAt === null || row.availableAt === null
      ? []
      : [timeText(row.availableAt - row.acceptedAt)]),
  ];
  const below = facts.length === 0 ? '' : `<br>${spaced(facts.join(', '))}`;
  return `| ${stateCell(row)} | ${serverCell(row)} | ${imageCell(row)}${below} |`;
}

function stateCell({ outcome, state }: Row): string {
  if (outcome === 'failed') return `❌ ${pageText(state ?? 'not made')}`;
  const text = state === 'pending' ? '⏳ pending' : pageText(state ?? '❔ unknown');
  return outcome === 'created' ? text : `${text}<br>(${outcome})`;
}
