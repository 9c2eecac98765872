/** What a backup would do, as a part of the summary. Pure. */
import { fitting } from './bounded.ts';
import { pageText } from './escape.ts';
import type { PlannedRow } from './plan-report.ts';
import { plural } from './quantities.ts';
import { storageText } from './storage.ts';
import { breakable, folded, imageCell, NBSP, serverCell } from './table-cells.ts';

const outcomes: Readonly<Record<PlannedRow['outcome'], string>> = {
  created: '🆕 created',
  adopted: 'adopted',
  skipped: '➖ skipped',
  failed: '❌ failed',
};

/** More rows than these are folded away: what would fail is listed above by its reason. */
const OPEN = 20;

/** Lines of the summary, within so many bytes: what would fail first. */
export function planLines(rows: readonly PlannedRow[], price: number | undefined, room: number): string[] {
  if (rows.length === 0) return [];
  const failed = rows.filter(({ outcome }) => outcome === 'failed');
  const sorted = [...failed, ...rows.filter(({ outcome }) => outcome !== 'failed')];
  const table = [
    '| Would be | Instance | Image |',
    '|:--|:--|:--|',
    ...fitting(sorted.map(tableRow), room / 2, 'row'),
    '',
  ];
  return [
    '### What a backup would do',
    '',
    sumLine(rows, price),
    '',
    ...(rows.length > OPEN ? folded(plural(rows.length, 'instance'), table) : table),
    ...tagLines(rows, room / 3),
  ];
}

/** At most, for snapshots store what has changed since the one before. */
function sumLine(rows: readonly PlannedRow[], price: number | undefined): string {
  const created = rows.filter(({ outcome }) => outcome === 'created');
  const snapshots = created.reduce((sum, row) => sum + row.snapshots, 0);
  const known = created.every(({ sizeGiB }) => sizeGiB !== null);
  const size = created.reduce((sum, { sizeGiB }) => sum + (sizeGiB ?? 0), 0);
  const stored = known ? `at most ${storageText(size, price)}` : 'of unknown size';
  return `${plural(created.length, 'new image')} with ${plural(snapshots, 'snapshot')}, ${stored}.`;
}

function tableRow(row: PlannedRow): string {
  const notes = [
    outcomes[row.outcome],
    ...(row.code === null ? [] : [row.code]),
    ...(row.reboots ? ['🔁 rebooted'] : []),
  ];
  const image = [
    ...(row.imageName === null ? [] : [breakable(row.imageName)]),
    imageCell(row),
    ...(row.outcome === 'created' ? [contentText(row)] : []),
    ...row.excludedDevices.map((device) => `without ${breakable(device)}`),
  ];
  const shown = image.filter((part) => part !== '').join('<br>');
  return `| ${notes.join('<br>')} | ${serverCell(row)} | ${shown} |`;
}

function contentText({ snapshots, sizeGiB }: PlannedRow): string {
  const size = sizeGiB === null ? '' : `, ${sizeGiB}${NBSP}GiB`;
  return `${plural(snapshots, 'snapshot')}${size}`;
}

function tagLines(rows: readonly PlannedRow[], room: number): string[] {
  const tagged = rows.filter(({ tags }) => tags.length > 0);
  if (tagged.length === 0) return [];
  const items = tagged.map(({ instance, tags }) => {
    const pairs = tags.map(({ key, value }) => `${pageText(key)} = ${pageText(value)}`);
    return `- ${pageText(instance.id)}<br>${pairs.join('<br>')}`;
  });
  return folded('Tags of the images and their snapshots', [...fitting(items, room, 'instance'), '']);
}
