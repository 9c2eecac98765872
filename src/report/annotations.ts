/** The annotations of a run: few enough that GitHub shows them all. Pure. */
import type { FilePlace } from '../model/problem.ts';
import { logText } from './escape.ts';
import { problemText } from './problem-text.ts';
import type { Report } from './report.ts';
import { counted } from './verdict.ts';

export interface Annotation {
  readonly level: 'error' | 'warning';
  readonly title: string;
  readonly text: string;
  readonly file?: FilePlace;
}

/** GitHub shows ten annotations of a level for a step (REST API, "Check runs"); the verdict needs one. */
const MAX_FAILURES = 8;

/** A failure that is tolerated by `max-failures` is a warning. */
export function annotations(report: Report, emptied: readonly string[]): Annotation[] {
  const level = report.fails ? 'error' : 'warning';
  const shown = report.failures.slice(0, MAX_FAILURES).map((problem) => {
    const file = problem.file === undefined ? {} : { file: problem.file };
    return { level, title: problem.code, text: logText(problemText(problem)), ...file } as const;
  });
  const more = report.failures.length - shown.length;
  const rest =
    more > 0
      ? [
          {
            level,
            title: 'More failures',
            text: `${counted(more, 'more failure')} in the report file ${report.reportFile}`,
          } as const,
        ]
      : [];
  return [...shown, ...rest, ...emptied.map((name) => emptiedOutput(name, report.reportFile))];
}

function emptiedOutput(name: string, reportFile: string): Annotation {
  const text = `The output ${name} is left empty, as GitHub takes no more than 1 MB of outputs from a job; read ${reportFile} instead`;
  return { level: 'error', title: 'Output too long', text };
}
