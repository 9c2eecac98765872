/** The job summary of every mode in a real browser, on a desk and on a phone. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Event } from '../../src/model/event.ts';
import { foldEvents } from '../../src/report/report.ts';
import { summaryText } from '../../src/report/summary.ts';
import { available, created, history, started } from '../unit/report/histories.ts';
import { anInstance, instanceId } from '../unit/builders.ts';
import { EVIL } from '../unit/report/plan-histories.ts';
import { GitHubPage } from './browser.ts';
import { runsOf } from './runs.ts';

const SHOTS = join(import.meta.dirname, '../../build/pages');
const DESK = 1_100;
const PHONE = 400;

/** Elements of our own, and those of the page around them. */
const ours = new Set(
  'a br code details h2 h3 li p pre strong summary table tbody td th thead tr ul wbr'.split(' '),
);

let github: GitHubPage;
beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  github = await GitHubPage.open();
}, 120_000);
afterAll(async () => {
  await github[Symbol.asyncDispose]();
});

function pageOf(events: readonly Event[]): string {
  return summaryText(foldEvents(events));
}

const runs = [1, 60].flatMap((count) => runsOf(count).map((run) => ({ ...run, count })));

describe.each(runs)('the page of $name with $count', ({ name, count, events }) => {
  test.each([
    { width: DESK, most: 1_500 },
    { width: PHONE, most: 1_500 },
  ])('at $width pixels', async ({ width, most }) => {
    const folded = await github.show(pageOf(events), width, 'folded');
    await github.keep(join(SHOTS, `${name}-${count}-${width}.png`));
    expect(folded).toMatchObject({ overflow: 0, wideTables: [] });
    expect(folded.height).toBeLessThan(most);
    const unfolded = await github.show(pageOf(events), width, 'unfolded');
    await github.keep(join(SHOTS, `${name}-${count}-${width}-unfolded.png`));
    expect(unfolded).toMatchObject({ overflow: 0, wideTables: [], complaints: [] });
    expect(unfolded.elements.filter((element) => !ours.has(element))).toEqual([]);
  });
});

/** Names that Mermaid could take for its own words, and such as would be markup. */
const words = [
  ...['section x', 'title', 'done, crit', 'click a href "x"', 'end', 'excludes', 'dateFormat', 'axisFormat'],
  ...[
    'todayMarker',
    'weekday monday',
    'accTitle: x',
    'topAxis',
    'gantt',
    '2026-11-22',
    '%% x',
    '---',
    '',
    ' ',
  ],
  ...['inclusiveEndDates', 'tickInterval', 'includes', 'call x()', 'a:b;c#d', EVIL, 'Größe 日本 👨‍👩‍👧', 'vert'],
];

test('the timeline is drawn, whatever the names', async () => {
  const parts = words.map((name, at) => ({ instance: anInstance({ id: instanceId(at + 1), name }) }));
  const events = history(
    started(),
    ...parts.map((part, at) => created(at + 1, part)),
    ...parts.map((part, at) => available(at + 1, part)),
  );
  const shown = await github.show(pageOf(events), DESK, 'unfolded');
  await github.keep(join(SHOTS, 'timeline.png'));
  expect(shown.complaints).toEqual([]);
  expect(shown.elements.filter((element) => !ours.has(element))).toEqual([]);
});
