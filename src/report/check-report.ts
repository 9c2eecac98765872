/** What a freshness check found, folded from the events; and its part of the summary. Pure. */
import type { Event, EventOf } from '../model/event.ts';
import type { Freshness } from '../model/event.ts';
import { fitting } from './bounded.ts';
import { ofKind } from './events.ts';
import { ageText, plural } from './quantities.ts';
import { inOrder, instanceRow, type InstanceRow } from './rows.ts';
import { breakable, folded, imageCell, NBSP, serverCell } from './table-cells.ts';

export interface CheckRow extends InstanceRow {
  readonly verdict: Freshness['kind'];
  readonly imageId: string | null;
  /** Milliseconds since the newest counting image was made. */
  readonly age: number | null;
}

export function foldChecks(events: readonly Event[]): CheckRow[] {
  return inOrder(ofKind(events, 'checked').map(checkRow), events);
}

function checkRow({ of, freshness, at }: EventOf<'checked'>): CheckRow {
  const image = 'image' in freshness ? freshness.image : undefined;
  const age = image === undefined ? null : at - image.createdAt;
  return { ...instanceRow(of), verdict: freshness.kind, imageId: image?.id ?? null, age };
}

const icons: Readonly<Record<CheckRow['verdict'], string>> = {
  fresh: '✅',
  'too old': '❌',
  'no image': '❌',
  'too new': '➖',
};

/** More rows than these are folded away: which servers lack an image is listed above, too. */
const OPEN_BAD = 8;
const OPEN_GOOD = 20;

/** Lines of the summary, within so many bytes: those without an image first, then by age. */
export function checkLines(rows: readonly CheckRow[], maxAge: number | null, room: number): string[] {
  if (rows.length === 0) return [];
  const sorted = rows.toSorted((one, other) => ageOf(other) - ageOf(one));
  const isBad = ({ verdict }: CheckRow): boolean => verdict === 'too old' || verdict === 'no image';
  const bad = sorted.filter(isBad);
  const good = sorted.filter((row) => !isBad(row));
  const limit = maxAge === null ? '' : `, \`max-age\` is ${ageText(maxAge)}`;
  const badTable = table(bad, room / 2);
  const goodTable = table(good, room / 2);
  return [
    `### Newest images${limit}`,
    '',
    ...(bad.length > OPEN_BAD
      ? folded(`${plural(bad.length, 'instance')} without a fresh image`, badTable)
      : badTable),
    ...(good.length > OPEN_GOOD ? folded(plural(good.length, 'other instance'), goodTable) : goodTable),
  ];
}

/** No image is older than any; an instance that is too new for one comes last. */
function ageOf({ verdict, age }: CheckRow): number {
  if (verdict === 'no image') return Number.MAX_SAFE_INTEGER;
  return age ?? -1;
}

function table(rows: readonly CheckRow[], room: number): string[] {
  if (rows.length === 0) return [];
  const head = ['| Verdict | Instance | Newest image |', '|:--|:--|:--|'];
  const severalSeries = new Set(rows.map(({ series }) => series)).size > 1;
  const lines = rows.map((row) => tableRow(row, severalSeries));
  return [...head, ...fitting(lines, room - Buffer.byteLength(head.join('\n')), 'row'), ''];
}

function tableRow(row: CheckRow, severalSeries: boolean): string {
  const { series, age, verdict } = row;
  const image = [
    imageCell(row),
    ...(age === null ? [] : [`${ageText(age)} old`.replaceAll(' ', NBSP)]),
    ...(severalSeries ? [`series ${breakable(series)}`] : []),
  ];
  const shown = image.filter((part) => part !== '').join('<br>');
  return `| ${icons[verdict]} ${verdict.replaceAll(' ', NBSP)} | ${serverCell(row)} | ${shown} |`;
}
