/** What a freshness check found, folded from the events; and its part of the summary. Pure. */
import type { Event, EventOf } from '../model/event.ts';
import type { Freshness } from '../model/event.ts';
import { fitting } from './bounded.ts';
import { pageText } from './escape.ts';
import { ofKind } from './events.ts';
import { ageText } from './quantities.ts';
import { inOrder, instanceRow, type InstanceRow } from './rows.ts';
import { imageCell, instanceCell, NBSP } from './table-cells.ts';

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

/** Lines of the summary, within so many bytes. */
export function checkLines(rows: readonly CheckRow[], room: number): string[] {
  if (rows.length === 0) return [];
  const head = [
    '### Newest images',
    '',
    '| Account | Region | Instance | Series | Newest image | Age | Verdict |',
    '|:--|:--|:--|:--|:--|--:|:--|',
  ];
  return [...head, ...fitting(rows.map(tableRow), room - Buffer.byteLength(head.join('\n')), 'row')];
}

function tableRow(row: CheckRow): string {
  const { account, region, series, age, verdict } = row;
  const cells = [account ?? '', region ?? '', instanceCell(row), pageText(series), imageCell(row)];
  const old = age === null ? '' : ageText(age).replaceAll(' ', NBSP);
  return `| ${[...cells, old, `${icons[verdict]} ${verdict}`].join(' | ')} |`;
}
