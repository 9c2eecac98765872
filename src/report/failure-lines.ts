/** What went wrong and what to do about it, as a part of the summary. Pure. */
import type { Remark } from '../model/event.ts';
import type { Problem } from '../model/problem.ts';
import { fitting } from './bounded.ts';
import { pageText, shortened } from './escape.ts';
import { placeTexts, type Ink } from './group-places.ts';
import { groupFailures, type FailureGroup, type Names } from './groups.ts';
import { placeText } from './problem-text.ts';
import { plural } from './quantities.ts';
import { folded, imageCell } from './table-cells.ts';

/** Bytes of what comes beside the images. */
const MAX_PROBLEMS = 250_000;
const MAX_WARNINGS = 100_000;

/** The beginning says what it is about. */
const SAID = 600;

/** More mistakes than these are folded away: who corrects them all looks at the annotations of the file. */
const OPEN_MISTAKES = 20;

export function mistakeLines(mistakes: readonly Problem[]): string[] {
  const lines = mistakes.map(({ what }) => `- ${pageText(what)}`);
  const more = lines.slice(OPEN_MISTAKES);
  return [
    ...lines.slice(0, OPEN_MISTAKES),
    '',
    ...(more.length === 0
      ? []
      : folded(plural(more.length, 'more mistake'), [...fitting(more, MAX_PROBLEMS, 'mistake'), ''])),
  ];
}

/** One item for each group of failures. `docs`: the page whose headings are the codes. */
export function failureLines(
  title: string,
  failures: readonly Problem[],
  names: Names,
  docs: string | undefined,
): string[] {
  if (failures.length === 0) return [];
  const items = groupFailures(failures, names).map((group) => groupItem(group, docs));
  return [`### ${title}`, '', ...fitting(items, MAX_PROBLEMS, 'failure'), ''];
}

function groupItem(group: FailureGroup, docs: string | undefined): string {
  const { problem, count, what, mend, places } = group;
  const { code } = problem;
  const heading = docs === undefined ? code : `[${code}](${docs}#${code.toLowerCase()})`;
  const times = count === 1 ? '' : ` × ${count}`;
  const lines = [
    `**${heading}**${times} · ${pageText(what)}`,
    `➜ ${withCode(mend)}`,
    ...placeTexts(places, pageInk),
  ];
  return `- ${lines.join('<br>')}${answerFold(group)}`;
}

/** An image leads to its page in the console. */
const pageInk: Ink = (word, { region = null }) =>
  /^ami-[0-9a-f]+$/.test(word) ? imageCell({ region, imageId: word }) : pageText(word);

function answerFold({ problem: { said = '', saidBy = 'AWS' }, count }: FailureGroup): string {
  if (said === '') return '';
  const title = `What ${saidBy} said${count === 1 ? '' : ', of the first'}`;
  return `<details><summary>${title}</summary>${pageText(shortened(said, SAID))}</details>`;
}

/** Our own sentences mark words of the workflow as code. */
function withCode(text: string): string {
  const pieces = text.split('`').map(pageText);
  return pieces.map((piece, at) => (at % 2 === 1 ? `<code>${piece}</code>` : piece)).join('');
}

export function warningLines(warnings: readonly Remark[]): string[] {
  if (warnings.length === 0) return [];
  const lines = warnings.map(({ text, place }) => {
    const where = placeText(place);
    return where === '' ? `- ${pageText(text)}` : `- ${pageText(where)}: ${pageText(text)}`;
  });
  const shown = fitting(lines, MAX_WARNINGS, 'warning');
  return ['', ...folded(plural(warnings.length, 'warning'), [...shown, ''])];
}
