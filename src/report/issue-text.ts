/** The texts of an issue. Pure. */
import type { Mode } from '../model/event.ts';
import type { IssueStep } from '../model/issue.ts';
import { fitting } from './bounded.ts';
import { logText, pageText, shortened } from './escape.ts';
import type { Report } from './report.ts';
import { resultIcon } from './sentence.ts';
import { factsLine, problemLines } from './summary.ts';

/** A run of the step, and what became of it in one sentence. */
export interface RunOfStep {
  readonly report: Report;
  readonly sentence: string;
  readonly step: IssueStep;
}

/** GitHub takes 256 characters of a title and 65,536 of a body or a comment. */
const TITLE_LENGTH = 256;
const MOST_OF_ISSUE = 60_000;
const MOST_OF_COMMENT = 20_000;
const NAME_LENGTH = 80;

const subjects: Readonly<Record<Mode, string>> = {
  backup: 'The backup',
  plan: 'The plan',
  check: 'The check',
  wait: 'The wait for the images',
  prune: 'The retention',
  validate: 'The check of the inputs',
};

/** `The backup of series nightly fails: workflow Nightly images, job backup`. */
export function issueTitle({ report, step }: RunOfStep): string {
  const { workflow, job, leg, shard, series } = step;
  const names = [...new Set(series)];
  const shown = names.length > 5 ? [...names.slice(0, 5), `${names.length - 5} more`] : names;
  const of = shown.length === 0 ? '' : ` of series ${shown.join(', ')}`;
  const where = [
    ...(workflow === '' ? [] : [`workflow ${shortened(workflow, NAME_LENGTH)}`]),
    ...(job === '' ? [] : [`job ${shortened(job, NAME_LENGTH)}`]),
    ...(shard === null ? [] : [`shard ${shard}`]),
    ...(shard !== null || leg === '' || leg === '0' ? [] : [`part ${Number(leg) + 1} of the matrix`]),
  ];
  const title = [`${subjects[report.mode]}${of} fails`, where.join(', ')].filter((part) => part !== '');
  return shortened(logText(title.join(': ')), TITLE_LENGTH);
}

/** The body: `marker` is how later runs find it. */
export function issueText(run: RunOfStep, marker: string): string {
  const foot =
    'The step keeps this issue (`report-issue`): a further run that fails adds a comment, the next one that succeeds closes it.';
  return textOf(run, MOST_OF_ISSUE, [marker], ['---', foot]);
}

/** The comment of a further failure. */
export function failureText(run: RunOfStep): string {
  return textOf(run, MOST_OF_COMMENT, [], []);
}

/** The comment of the success that closes the issue. */
export function closingText(run: RunOfStep): string {
  return `${headLines(run).join('\n')}\n`;
}

function textOf(run: RunOfStep, most: number, before: readonly string[], after: readonly string[]): string {
  const head = [...before, ...headLines(run), ''];
  const room = most - Buffer.byteLength([...head, ...after].join('\n'));
  const problems = fitting(problemLines(run.report).map(withoutReferences), room, 'failure');
  return `${[...head, ...problems, ...after].join('\n')}\n`;
}

function headLines({ report, sentence, step: { runUrl, runAttempt, job, step } }: RunOfStep): string[] {
  const attempt = runAttempt === '1' ? '' : `, attempt ${pageText(runAttempt)}`;
  const facts = [
    `[This run](${runUrl})${attempt}`,
    ...[`job ${job}`, `step ${step}`].map((text) => pageText(shortened(text, NAME_LENGTH))),
    withoutStep(report),
  ];
  return [
    withoutReferences(`**${resultIcon(report)} ${pageText(sentence)}**`),
    '',
    withoutReferences(facts.join(' · ')),
  ];
}

function withoutStep(report: Report): string {
  return factsLine({ ...report, page: { ...report.page, step: '' } });
}

/**
 * GitHub looks for mentions and for numbers of issues when a browser would show the text, so that a character reference
 * does not hide them. A comment inside of them does, and a copy of the text does not have it.
 */
function withoutReferences(line: string): string {
  return line.replace(/&#(?:35|64);|(?<![\w/])gh-(?=\d)/gi, (sign) => `${sign}<!-- -->`);
}
