/** The annotations of a run: few enough that GitHub shows them all. Pure. */
import type { FilePlace } from '../model/problem.ts';
import { logText } from './escape.ts';
import { placeTexts } from './group-places.ts';
import { groupFailures, namesOfReport, type FailureGroup } from './groups.ts';
import { isToldByCells, problemText, remarkText, saidText } from './problem-text.ts';
import { failuresBesideForeseen, type Report } from './report.ts';
import { plural } from './quantities.ts';

export interface Annotation {
  readonly level: 'error' | 'warning';
  readonly title: string;
  readonly text: string;
  readonly file?: FilePlace;
}

/** GitHub shows ten annotations of a level for a step (REST API, "Check runs"); the verdict needs one of the errors. */
const MOST = 10;

/** Those that nothing else tells come first: outputs that had to be left empty. */
export function annotations(report: Report, emptied: readonly string[]): Annotation[] {
  const outputs = emptied.map((name) => emptiedOutput(name, report.reportFile));
  const failures = failureAnnotations(report);
  const warnings = report.warnings.map((remark) => {
    return { title: 'Warning', text: logText(remarkText(remark)) };
  });
  if (report.fails) {
    const errors = [...outputs, ...bounded('error', failures, MOST - 1 - outputs.length, report)];
    return [...errors, ...bounded('warning', warnings, MOST, report)];
  }
  // A failure that is tolerated by `max-failures` is a warning.
  return [...outputs, ...bounded('warning', [...failures, ...warnings], MOST, report)];
}

/** The groups of the summary. What the matrix of a plan tells has its line there. */
function failureAnnotations(report: Report): Omit<Annotation, 'level'>[] {
  const names = namesOfReport(report);
  const foreseen = report.plan.foreseen.filter((problem) => !isToldByCells(problem));
  return [
    ...groupFailures(failuresBesideForeseen(report), names).map((group) => groupAnnotation(group, '')),
    ...groupFailures(foreseen, names).map((group) => groupAnnotation(group, 'A backup would fail: ')),
  ];
}

function groupAnnotation(group: FailureGroup, lead: string): Omit<Annotation, 'level'> {
  const { problem, count } = group;
  const file = problem.file === undefined ? {} : { file: problem.file };
  const title = count === 1 ? problem.code : `${problem.code} × ${count}`;
  const text = count === 1 ? problemText(problem) : groupText(group);
  return { title, text: logText(`${lead}${text}`), ...file };
}

function groupText({ problem, what, mend, places }: FailureGroup): string {
  const where = placeTexts(places, (word) => word).join('; ');
  return [what, where, saidText(problem), mend].filter((part) => part !== '').join(' · ');
}

function bounded(
  level: Annotation['level'],
  all: readonly Omit<Annotation, 'level'>[],
  most: number,
  { reportFile }: Report,
): Annotation[] {
  const shown = all.length > most ? all.slice(0, most - 1) : all;
  const more = all.length - shown.length;
  const rest = {
    title: 'More',
    text: `${plural(more, `more ${level === 'error' ? 'failure' : 'warning'}`)} in the report file ${reportFile}`,
  };
  return [...shown, ...(more > 0 ? [rest] : [])].map((annotation) => ({ ...annotation, level }));
}

function emptiedOutput(name: string, reportFile: string): Annotation {
  const text = `The output ${name} is left empty, as GitHub takes no more than 1 MB of outputs from a job; read ${reportFile} instead`;
  return { level: 'error', title: 'Output too long', text };
}
