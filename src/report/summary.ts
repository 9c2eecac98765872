/** The job summary: the sentence of the run, failures with their mend, one table of images. Pure. */
import type { Remark } from '../model/event.ts';
import type { Problem } from '../model/problem.ts';
import { fitting } from './bounded.ts';
import { checkLines } from './check-report.ts';
import { pageText } from './escape.ts';
import { permissionLines } from './permission-lines.ts';
import { planLines } from './plan-lines.ts';
import { isToldByCells, mendOf, placeText, saidText } from './problem-text.ts';
import { failuresBesideForeseen, type Report } from './report.ts';
import { retentionLines } from './retention-report.ts';
import type { Row } from './rows.ts';
import { plural, timeText } from './quantities.ts';
import { imageCell, instanceCell, NBSP } from './table-cells.ts';
import { resultIcon, sentenceOf } from './sentence.ts';

/** GitHub drops a summary of more than 1 MiB (page "Workflow commands"); other steps write into it too. */
const MAX_BYTES = 900_000;

/** Bytes of what comes beside the images. */
const MAX_PROBLEMS = 250_000;
const MAX_WARNINGS = 100_000;

/** Markdown for the summary page of the job. */
export function summaryText(report: Report): string {
  const head = [`## ${resultIcon(report)} ${sentenceOf(report)}`, '', factsLine(report), ''];
  const [mistakes, failures] = inputMistakes(failuresBesideForeseen(report));
  const problems = [...mistakeLines(mistakes), ...failureLines('Failures', failures)];
  const warnings = warningLines(report.warnings);
  const room = MAX_BYTES - Buffer.byteLength([...head, ...problems, ...warnings].join('\n'));
  const body = bodyLines(report, room);
  const retention = retentionLines(report.retention, room - Buffer.byteLength(body.join('\n')));
  return `${[...head, ...problems, ...body, ...retention, ...warnings].join('\n')}\n`;
}

/** What the mode is about. */
function bodyLines({ mode, plan, checks, rows }: Report, room: number): string[] {
  if (mode === 'check') return checkLines(checks, room);
  if (mode !== 'plan') return imageLines(rows, room);
  return [
    ...failureLines(
      'A backup would fail here',
      plan.foreseen.filter((problem) => !isToldByCells(problem)),
    ),
    ...planLines(plan.instances, room / 3),
    ...permissionLines(plan.cells, room / 4),
  ];
}

function factsLine({ mainAccount, runKey, startedAt, endedAt, fails, failures }: Report): string {
  const account = mainAccount === null ? [] : [`main account ${pageText(mainAccount)}`];
  const key = runKey === '' ? [] : [`run key ${pageText(runKey)}`];
  const tolerated =
    fails || failures.length === 0
      ? []
      : [`${plural(failures.length, 'failure')} tolerated by \`max-failures\``];
  const facts = [...account, ...key, `took ${timeText(endedAt - startedAt)}`, ...tolerated];
  return facts.join(' · ');
}

function inputMistakes(failures: readonly Problem[]): [readonly Problem[], readonly Problem[]] {
  const isMistake = ({ code }: Problem): boolean => code === 'InputInvalid';
  return [failures.filter(isMistake), failures.filter((problem) => !isMistake(problem))];
}

function mistakeLines(mistakes: readonly Problem[]): string[] {
  if (mistakes.length === 0) return [];
  const lines = mistakes.map(({ what }) => `- ${pageText(what)}`);
  return [...fitting(lines, MAX_PROBLEMS, 'mistake'), ''];
}

function failureLines(title: string, failures: readonly Problem[]): string[] {
  if (failures.length === 0) return [];
  return [`### ${title}`, '', ...fitting(failures.map(failureItem), MAX_PROBLEMS, 'failure'), ''];
}

function failureItem(problem: Problem): string {
  const { code, what, place } = problem;
  const where = placeText(place);
  const said = saidText(problem);
  const answer = said === '' ? '' : `<br>${pageText(said)}`;
  const head = `**${code}**${where === '' ? '' : ` · ${pageText(where)}`}`;
  return `- ${head}<br>${pageText(what)}${answer}<br>➜ ${withCode(mendOf(problem))}`;
}

/** Our own sentences mark words of the workflow as code. */
function withCode(text: string): string {
  const pieces = text.split('`').map(pageText);
  return pieces.map((piece, at) => (at % 2 === 1 ? `<code>${piece}</code>` : piece)).join('');
}

function warningLines(warnings: readonly Remark[]): string[] {
  if (warnings.length === 0) return [];
  const lines = warnings.map(({ text, place }) => {
    const where = placeText(place);
    return where === '' ? `- ${pageText(text)}` : `- ${pageText(where)}: ${pageText(text)}`;
  });
  const title = `<details><summary>${plural(warnings.length, 'warning')}</summary>`;
  return ['', title, '', ...fitting(lines, MAX_WARNINGS, 'warning'), '', '</details>'];
}

function imageLines(rows: readonly Row[], room: number): string[] {
  if (rows.length === 0) return [];
  const head = ['### Images', '', tableHead, '|:--|:--|:--|:--|:--|--:|--:|'];
  return [...head, ...fitting(rows.map(imageRow), room - Buffer.byteLength(head.join('\n')), 'row')];
}

const tableHead = '| Account | Region | Instance | Image | State | Size | Time |';

function imageRow(row: Row): string {
  const cells = [row.account ?? '', row.region ?? '', instanceCell(row), imageCell(row), stateCell(row)];
  const size = row.sizeGiB === null ? '' : `${row.sizeGiB} GiB`;
  const time =
    row.acceptedAt === null || row.availableAt === null ? '' : timeText(row.availableAt - row.acceptedAt);
  // Numbers stay with their units.
  return `| ${[...cells, size.replaceAll(' ', NBSP), time.replaceAll(' ', NBSP)].join(' | ')} |`;
}

function stateCell({ outcome, state }: Row): string {
  if (outcome === 'failed') return `❌ ${pageText(state ?? 'not made')}`;
  const text = state === 'pending' ? '⏳ pending' : pageText(state ?? '❔ unknown');
  return outcome === 'created' ? text : `${text} (${outcome})`;
}
