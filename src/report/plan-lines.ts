/** What a backup would do, as a part of the summary. Pure. */
import { fitting } from './bounded.ts';
import { pageText } from './escape.ts';
import type { PlannedRow } from './plan-report.ts';
import { plural } from './quantities.ts';
import { imageCell, instanceCell, NBSP } from './table-cells.ts';

const outcomes: Readonly<Record<PlannedRow['outcome'], string>> = {
  created: '🆕 created',
  adopted: 'adopted',
  skipped: '➖ skipped',
  failed: '❌ failed',
};

/** Lines of the summary, within so many bytes. */
export function planLines(rows: readonly PlannedRow[], room: number): string[] {
  if (rows.length === 0) return [];
  const head = [
    '### What a backup would do',
    '',
    sumLine(rows),
    '',
    '| Account | Region | Instance | Would be | Image | Left out | Snapshots | Size |',
    '|:--|:--|:--|:--|:--|:--|--:|--:|',
  ];
  const table = fitting(rows.map(tableRow), room / 2, 'row');
  return [...head, ...table, '', ...tagLines(rows, room / 3)];
}

/** At most, for snapshots store what has changed since the one before. */
function sumLine(rows: readonly PlannedRow[]): string {
  const created = rows.filter(({ outcome }) => outcome === 'created');
  const snapshots = created.reduce((sum, row) => sum + row.snapshots, 0);
  const known = created.every(({ sizeGiB }) => sizeGiB !== null);
  const size = created.reduce((sum, { sizeGiB }) => sum + (sizeGiB ?? 0), 0);
  const stored = known ? `at most ${size} GiB` : 'of unknown size';
  return `${plural(created.length, 'new image')} with ${plural(snapshots, 'snapshot')}, ${stored}.`;
}

function tableRow(row: PlannedRow): string {
  const { account, region, outcome, code, excludedDevices, snapshots, sizeGiB } = row;
  const notes = [
    outcomes[outcome],
    ...(code === null ? [] : [code]),
    ...(row.reboots ? ['🔁 rebooted'] : []),
  ];
  const fate = notes.join('<br>');
  const left = excludedDevices.map(pageText).join('<br>');
  const counts = outcome === 'created' ? String(snapshots) : '';
  const size = sizeGiB === null ? '' : `${sizeGiB}${NBSP}GiB`;
  const cells = [
    account ?? '',
    region ?? '',
    instanceCell(row),
    fate,
    namedImageCell(row),
    left,
    counts,
    size,
  ];
  return `| ${cells.join(' | ')} |`;
}

function namedImageCell(row: PlannedRow): string {
  const name = row.imageName === null ? '' : pageText(row.imageName);
  return [name, imageCell(row)].filter((part) => part !== '').join('<br>');
}

function tagLines(rows: readonly PlannedRow[], room: number): string[] {
  const tagged = rows.filter(({ tags }) => tags.length > 0);
  if (tagged.length === 0) return [];
  const items = tagged.map(({ instance, tags }) => {
    const pairs = tags.map(({ key, value }) => `${pageText(key)} = ${pageText(value)}`);
    return `- ${pageText(instance.id)}<br>${pairs.join('<br>')}`;
  });
  return [
    '<details><summary>Tags of the images and their snapshots</summary>',
    '',
    ...fitting(items, room, 'instance'),
    '',
    '</details>',
    '',
  ];
}
