/** The job summary: the sentence of the run, what failed and what to do, and what the mode is about. Pure. */
import type { Problem } from '../model/problem.ts';
import { checkLines } from './check-report.ts';
import { pageText } from './escape.ts';
import { failureLines, mistakeLines, warningLines } from './failure-lines.ts';
import { namesOfReport } from './groups.ts';
import { imageLines } from './image-lines.ts';
import { permissionLines } from './permission-lines.ts';
import { planLines } from './plan-lines.ts';
import { isToldByCells } from './problem-text.ts';
import { plural, timeText } from './quantities.ts';
import { failuresBesideForeseen, type Report } from './report.ts';
import { restoreLines } from './restore.ts';
import { retentionLines } from './retention-report.ts';
import { resultIcon, sentenceOf } from './sentence.ts';
import { spaced } from './table-cells.ts';
import { timelineLines } from './timeline.ts';

/** GitHub drops a summary of more than 1 MiB (page "Workflow commands"); other steps write into it too. */
const MAX_BYTES = 900_000;

/** Markdown for the summary page of the job. */
export function summaryText(report: Report): string {
  const head = [`## ${resultIcon(report)} ${sentenceOf(report)}`, '', factsLine(report), ''];
  const problems = problemLines(report);
  const warnings = warningLines(report.warnings);
  const room = MAX_BYTES - Buffer.byteLength([...head, ...problems, ...warnings].join('\n'));
  const body = bodyLines(report, room);
  const left = room - Buffer.byteLength(body.join('\n'));
  const retention = retentionLines(report.retention, report.page.price, left);
  return `${[...head, ...problems, ...body, ...retention, ...warnings].join('\n')}\n`;
}

/** What went wrong and what to do about it. */
export function problemLines(report: Report): string[] {
  const { plan, page } = report;
  const names = namesOfReport(report);
  const isMistake = ({ code }: Problem): boolean => code === 'InputInvalid';
  const failures = failuresBesideForeseen(report);
  const foreseen = plan.foreseen.filter((problem) => !isToldByCells(problem));
  const others = [...failures.filter((problem) => !isMistake(problem)), ...foreseen].map(withoutStatement);
  const title = report.mode === 'plan' ? 'What fails' : 'What to do';
  return [...mistakeLines(failures.filter(isMistake)), ...failureLines(title, others, names, page.docs)];
}

/** The statements that lack stand once, as one policy below the matrix. */
function withoutStatement(problem: Problem): Problem {
  const { code, phase, mend } = problem;
  if (code !== 'AccessDenied' || phase !== 'plan' || mend === undefined) return problem;
  return {
    ...problem,
    mend: mend.replace(/ to the policy of \S+: \{.*$/s, ' to the policy of the role what stands below.'),
  };
}

/** What the mode is about. */
function bodyLines(report: Report, room: number): string[] {
  const { mode, plan, checks, maxAge, rows, page } = report;
  if (mode === 'check') return checkLines(checks, maxAge, room);
  if (mode !== 'plan')
    return [...imageLines(report, room), ...timelineLines(rows), ...restoreLines(rows, room / 4)];
  return [...permissionLines(plan.cells, room / 4), ...planLines(plan.instances, page.price, room / 3)];
}

/** What the run was, in one line. */
export function factsLine(report: Report): string {
  const { mode, page, mainAccount, runKey, startedAt, endedAt, fails, failures } = report;
  const series = [...new Set([...report.rows, ...report.checks].map((row) => row.series))].filter(
    (name) => name !== '',
  );
  const facts = [
    `mode ${mode}`,
    ...(series.length === 0 ? [] : [`series ${series.slice(0, 5).map(pageText).join(', ')}`]),
    ...(isNamed(page.step) ? [`step ${pageText(page.step)}`] : []),
    ...(mainAccount === null ? [] : [`main account ${pageText(mainAccount)}`]),
    ...(runKey === '' ? [] : [`run key ${pageText(runKey)}`]),
    `took ${spaced(timeText(endedAt - startedAt))}`,
    ...(fails || failures.length === 0
      ? []
      : [`${plural(failures.length, 'failure')} tolerated by \`max-failures\``]),
  ];
  return facts.join(' · ');
}

/** GitHub gives a step without an id a name of its own, such as `__octo_action_2`. */
function isNamed(step: string): boolean {
  return step !== '' && !step.startsWith('__');
}
