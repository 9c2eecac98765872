/** The job summary: verdict, failures with their mend, one table of images. Pure. */
import type { Problem } from '../model/problem.ts';
import { fitting } from './bounded.ts';
import { imageLink } from './console-link.ts';
import { pageText, shortened } from './escape.ts';
import { mendOf, placeText, saidText } from './problem-text.ts';
import type { Remark, Report } from './report.ts';
import { retentionLines } from './retention-report.ts';
import type { Row } from './rows.ts';
import { counted, timeText } from './quantities.ts';
import { verdict, verdictIcon } from './verdict.ts';

/** GitHub drops a summary of more than 1 MiB (page "Workflow commands"); other steps write into it too. */
const MAX_BYTES = 900_000;

/** Bytes of what comes beside the images. */
const MAX_PROBLEMS = 250_000;
const MAX_WARNINGS = 100_000;

/** Markdown for the summary page of the job. */
export function summaryText(report: Report): string {
  const head = [`## ${verdictIcon[report.result]} ${verdict(report)}`, '', factsLine(report), ''];
  const [mistakes, failures] = inputMistakes(report.failures);
  const problems = [...mistakeLines(mistakes), ...failureLines(failures)];
  const warnings = warningLines(report.warnings);
  const room = MAX_BYTES - Buffer.byteLength([...head, ...problems, ...warnings].join('\n'));
  const images = imageLines(report.rows, room);
  const retention = retentionLines(report.retention, room - Buffer.byteLength(images.join('\n')));
  return `${[...head, ...problems, ...images, ...retention, ...warnings].join('\n')}\n`;
}

function factsLine({ mainAccount, runKey, startedAt, endedAt }: Report): string {
  const account = mainAccount === null ? [] : [`main account ${pageText(mainAccount)}`];
  const key = runKey === '' ? [] : [`run key ${pageText(runKey)}`];
  const facts = [...account, ...key, `took ${timeText(endedAt - startedAt)}`];
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

function failureLines(failures: readonly Problem[]): string[] {
  if (failures.length === 0) return [];
  return ['### Failures', '', ...fitting(failures.map(failureItem), MAX_PROBLEMS, 'failure'), ''];
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
  const lines = warnings.map(({ text, place }) => `- ${pageText(placeText(place))}: ${pageText(text)}`);
  const title = `<details><summary>${counted(warnings.length, 'warning')}</summary>`;
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

const NBSP = '\u00a0';

/** So much of an instance's name shows which one it is. */
const NAME_LENGTH = 60;

function instanceCell({ instanceId, instanceName }: Row): string {
  if (instanceName === instanceId) return pageText(instanceId);
  return `${pageText(shortened(instanceName, NAME_LENGTH))}<br>${pageText(instanceId)}`;
}

function imageCell({ region, imageId }: Row): string {
  if (imageId === null) return '';
  const link = region === null ? undefined : imageLink(region, imageId);
  return link === undefined ? pageText(imageId) : `[${pageText(imageId)}](${link})`;
}

function stateCell({ outcome, state }: Row): string {
  if (outcome === 'failed') return `❌ ${pageText(state ?? 'not made')}`;
  const text = state === 'pending' ? '⏳ pending' : pageText(state ?? '');
  return outcome === 'adopted' ? `${text} (adopted)` : text;
}
