/** What a freshness check found, folded from the events; and its part of the summary. Pure. */
import type { Event } from '../model/event.ts';
import { fitting } from './bounded.ts';
import { pageText } from './escape.ts';
import { ageText } from './quantities.ts';
import { inOrder } from './rows.ts';
import { imageCell, instanceCell, NBSP } from './table-cells.ts';

export interface CheckRow {
  readonly target: number;
  readonly account: string | null;
  readonly region: string | null;
  readonly series: string;
  readonly instanceId: string;
  readonly instanceName: string;
  readonly verdict: 'fresh' | 'too old' | 'no image' | 'too new';
  readonly imageId: string | null;
  /** Milliseconds since the newest counting image was made. */
  readonly age: number | null;
}

export function foldChecks(events: readonly Event[]): CheckRow[] {
  const rows = events.flatMap((event) => (event.kind === 'checked' ? [checkRow(event)] : []));
  return inOrder(rows, events);
}

function checkRow({ of, freshness, at }: Extract<Event, { kind: 'checked' }>): CheckRow {
  const { target, account, region, series, instance } = of;
  const image = 'image' in freshness ? freshness.image : undefined;
  return {
    ...{ target, account, region, series, verdict: freshness.kind },
    instanceId: instance.id,
    instanceName: instance.name,
    imageId: image?.id ?? null,
    age: image === undefined ? null : at - image.createdAt,
  };
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

/** The part of the report file. */
export function checkEntry({ account, region, instanceId, instanceName, imageId, age, ...row }: CheckRow) {
  return {
    account_id: account,
    region,
    series: row.series,
    instance_id: instanceId,
    instance_name: instanceName,
    image_id: imageId,
    age_seconds: age === null ? null : Math.floor(age / 1000),
    verdict: row.verdict,
  };
}
