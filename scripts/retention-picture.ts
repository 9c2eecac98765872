/** Draws docs/images/retention-year.svg: a year of daily images, decided about by the real rule. */
import { applyPolicy, type DatedImage } from '../src/retention/policy.ts';
import type { Reason } from '../src/model/reason.ts';
import type { RetentionPolicy } from '../src/model/retention.ts';

const policy: RetentionPolicy = {
  last: 0,
  hourly: 0,
  daily: 7,
  weekly: 4,
  monthly: 12,
  yearly: 0,
  within: 0,
};

const DAY = 24 * 3600_000;
const YEAR = 2026;
const FIRST = Date.UTC(YEAR, 0, 1, 2, 17);
const DAYS = 365;

/** Mid tones, for a page that may be light or dark; every lane has its words, so that no colour is needed. */
const colours = { daily: '#3b82c4', weekly: '#2f9e6e', monthly: '#c9781f', oldest: '#9a6bc9' };
const GREY = '#7d8590';

/** Written out, for what a runtime calls them changes with its version. */
const monthNames =
  'January February March April May June July August September October November December'.split(' ');

const LEFT = 190;
const STEP = 2;
const RIGHT = LEFT + DAYS * STEP;
const WIDTH = RIGHT + 120;

interface Held extends DatedImage {
  readonly reasons: readonly Reason[];
}

export function retentionPicture(): string {
  const ends = [0, 2, 5, 8, 11].map((month) => Date.UTC(YEAR, month + 1, 0, 2, 17));
  const heldAt = nightAfterNight();
  const last = heldAt(Math.max(...ends));
  const lanes = [
    lane(70, 'monthly', `keep-monthly ${policy.monthly}`, last),
    lane(100, 'weekly', `keep-weekly ${policy.weekly}`, last),
    lane(130, 'daily', `keep-daily ${policy.daily}`, last),
    ...summaryLane(160, last),
  ];
  const rows = ends.flatMap((end, at) => nightRow(256 + at * 26, end, heldAt(end)));
  const body = [
    heading(24, `What is left of ${DAYS} nightly images on ${dayText(Math.max(...ends))}`),
    note(42, 'A mark is an image that is kept, under the day on which it was made.'),
    ...lanes.flat(),
    heading(216, 'How the series thins out, night after night'),
    note(234, 'While a counter has room, the oldest image is kept too.'),
    ...rows,
    ...months(384),
    ...legend(424),
  ];
  return [...opening(440), ...body.map((line) => `  ${line}`), '</svg>', ''].join('\n');
}

/** Runs every night of the year, as the action does: makes an image, and prunes what no rule keeps. */
function nightAfterNight(): (time: number) => readonly Held[] {
  const byNight = new Map<number, readonly Held[]>();
  let held: readonly Held[] = [];
  for (let night = 0; night < DAYS; night += 1) {
    const createdAt = FIRST + night * DAY;
    const made = { id: `ami-${String(night).padStart(3, '0')}`, createdAt, reasons: [] };
    const decided = applyPolicy([...held, made], policy);
    held = decided
      .filter(({ reasons }) => reasons.length > 0)
      .map(({ image, reasons }) => ({ ...image, reasons }));
    byNight.set(createdAt, held);
  }
  return (time) => byNight.get(time) ?? [];
}

type Rule = keyof typeof colours;

/** The rule that keeps it longest; an image may have several. */
function ruleOf({ reasons }: Held): Rule {
  const has = (word: string): boolean => reasons.some(({ code }) => code === word);
  if (has('monthly')) return 'monthly';
  if (has('weekly')) return 'weekly';
  return has('daily') ? 'daily' : 'oldest';
}

function lane(y: number, rule: Rule, label: string, held: readonly Held[]): string[] {
  const own = held.filter(({ reasons }) => reasons.some(({ code }) => code === rule));
  return [
    text(LEFT - 12, y + 13, label, 'end'),
    ground(y + 8),
    ...own.map(({ createdAt }) => mark(createdAt, y, 16, colours[rule])),
    text(RIGHT + 14, y + 13, count(own.length), 'start'),
  ];
}

function summaryLane(y: number, held: readonly Held[]): string[] {
  return [
    text(LEFT - 12, y + 13, 'kept by any of them', 'end'),
    ground(y + 8),
    ...held.map((image) => mark(image.createdAt, y, 16, colours[ruleOf(image)])),
    text(RIGHT + 14, y + 13, count(held.length), 'start'),
  ];
}

function nightRow(y: number, end: number, held: readonly Held[]): string[] {
  return [
    text(LEFT - 12, y + 11, `on ${dayText(end)}`, 'end'),
    ground(y + 7, end),
    ...held.map((image) => mark(image.createdAt, y, 14, colours[ruleOf(image)])),
    text(RIGHT + 14, y + 11, count(held.length), 'start'),
  ];
}

function xOf(time: number): number {
  return LEFT + Math.round((time - FIRST) / DAY) * STEP;
}

function mark(time: number, y: number, height: number, colour: string): string {
  return `<rect x="${xOf(time)}" y="${y}" width="${STEP}" height="${height}" fill="${colour}"/>`;
}

function ground(y: number, end = FIRST + (DAYS - 1) * DAY): string {
  return `<rect x="${LEFT}" y="${y}" width="${xOf(end) + STEP - LEFT}" height="1" fill="${GREY}" opacity="0.5"/>`;
}

function months(y: number): string[] {
  return monthNames
    .map((name, month) => {
      const begins = Date.UTC(YEAR, month, 1, 2, 17);
      const x = xOf(begins);
      return [
        `<rect x="${x}" y="${y}" width="1" height="6" fill="${GREY}"/>`,
        text(x + 30, y + 16, name.slice(0, 3), 'middle'),
      ];
    })
    .flat();
}

function legend(y: number): string[] {
  const words: readonly (readonly [Rule, string])[] = [
    ['monthly', 'newest of a month'],
    ['weekly', 'newest of a week'],
    ['daily', 'newest of a day'],
    ['oldest', 'oldest, a counter has room'],
  ];
  return words.flatMap(([rule, label], at) => {
    const x = LEFT + at * 150;
    return [
      `<rect x="${x}" y="${y - 10}" width="10" height="10" fill="${colours[rule]}"/>`,
      text(x + 16, y, label, 'start'),
    ];
  });
}

function heading(y: number, words: string): string {
  return `<text x="16" y="${y}" font-size="15" font-weight="600">${words}</text>`;
}

function note(y: number, words: string): string {
  return text(16, y, words, 'start');
}

function text(x: number, y: number, words: string, anchor: 'start' | 'middle' | 'end'): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${words}</text>`;
}

function count(images: number): string {
  return `${images} images`;
}

function dayText(time: number): string {
  const date = new Date(time);
  return `${date.getUTCDate()} ${monthNames[date.getUTCMonth()] ?? ''}`;
}

function opening(height: number): string[] {
  const font = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title about" font-family="${font}" font-size="12" fill="${GREY}">`,
    '  <title id="title">One year of nightly images under keep-daily 7, keep-weekly 4, keep-monthly 12</title>',
    '  <desc id="about">Kept are the newest images of the last 7 days, of the last 4 weeks and of the last 12 months. Generated from the rule itself; do not edit.</desc>',
  ];
}
