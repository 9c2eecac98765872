/** When each image was asked for and became available, as a picture that GitHub draws of Mermaid's text. Pure. */
import type { Row } from './rows.ts';
import { folded } from './table-cells.ts';

/** With more bars than this a bar is an account. */
const BARS = 40;
const ACCOUNTS = 100;

interface Bar {
  readonly section: string;
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Of the images that this run has seen from their creation to available; one alone is no picture. */
export function timelineLines(rows: readonly Row[]): string[] {
  const bars = rows.flatMap(barOf);
  if (bars.length < 2) return [];
  const shown = bars.length > BARS ? byAccount(bars).slice(0, ACCOUNTS) : bars;
  const sections = Map.groupBy(shown, ({ section }) => section);
  const tasks = [...sections].flatMap(([section, inSection]) => [
    `  section ${section}`,
    ...inSection.map(({ name, from, to }) => `  ${name} :${from}, ${to}`),
  ]);
  return folded('Timeline', [
    '```mermaid',
    'gantt',
    '  dateFormat x',
    '  axisFormat %H:%M:%S',
    ...tasks,
    '```',
  ]);
}

function barOf({ outcome, account, region, instance, acceptedAt, availableAt }: Row): Bar[] {
  if (outcome !== 'created' || acceptedAt === null || availableAt === null) return [];
  const section = wordText(`${account ?? ''} ${region ?? ''}`);
  return [
    { section, name: wordText(instance.name), from: acceptedAt, to: Math.max(availableAt, acceptedAt + 1) },
  ];
}

function byAccount(bars: readonly Bar[]): Bar[] {
  const groups = Map.groupBy(bars, ({ section }) => section.split(' ')[0] ?? '');
  return [...groups].map(([account, own]) => ({
    section: account,
    name: `${own.length} images`,
    from: own.reduce((first, { from }) => Math.min(first, from), Infinity),
    to: own.reduce((last, { to }) => Math.max(last, to), 0),
  }));
}

/** Stands before each name and does not show: a name may begin like one of Mermaid's own words. */
const NO_KEYWORD = '\u2060';

/** Mermaid has signs of its own (`:`, `;`, `#`, `%`, brackets): only letters, digits and a few others go in. */
function wordText(text: string): string {
  return NO_KEYWORD + text.replace(/[^\p{L}\p{N} ._-]+/gu, '-').slice(0, 60);
}
