/** What becomes of the issue of a step after a run. Pure. */
import { createHash } from 'node:crypto';
import type { IssueChange, IssueStep, OpenIssue } from '../model/issue.ts';
import type { Mode } from '../model/event.ts';
import { closingText, failureText, issueText, issueTitle, type RunOfStep } from './issue-text.ts';
import type { Report } from './report.ts';

/** Modes whose failures somebody has to hear of: the others are looked at by who starts them. */
const toldModes: readonly Mode[] = ['backup', 'wait', 'check', 'prune'];

/** GitHub takes no more than 2,500 comments on an issue; who has not read so many reads no more. */
const MOST_COMMENTS = 500;

/** Whether the run says anything about the step: a cancelled one does not. */
export function isToldInIssue({ mode, failures }: Report): boolean {
  return toldModes.includes(mode) && !failures.some(({ code }) => code === 'Cancelled');
}

/**
 * What to do with the issues of this token that are open. A step that does not fail is a success, also with failures that
 * are tolerated and with images that are not waited for. Of two issues, which runs at the same time may have opened, the
 * older one is commented, and a success closes both.
 */
export function issueChanges(run: RunOfStep, open: readonly OpenIssue[]): IssueChange[] {
  const { report, step } = run;
  if (!isToldInIssue(report)) return [];
  const markers = markersOf(report, step);
  const byAge = open.toSorted((one, other) => one.number - other.number);
  const withMarker = (marker: string): OpenIssue[] => byAge.filter(({ body }) => body.startsWith(marker));
  if (!report.fails) {
    const issues = [...withMarker(markers.series), ...withMarker(markers.inputs)];
    return issues.map(({ number: issue }) => ({ kind: 'close', issue, body: closingText(run) }));
  }
  const marker = areInputsWrong(report) ? markers.inputs : markers.series;
  const [oldest] = withMarker(marker);
  if (oldest === undefined) return [{ kind: 'open', title: issueTitle(run), body: issueText(run, marker) }];
  const { number: issue, comments } = oldest;
  return comments < MOST_COMMENTS ? [{ kind: 'comment', issue, body: failureText(run) }] : [];
}

function areInputsWrong({ failures }: Report): boolean {
  return failures.some(({ code }) => code === 'InputInvalid');
}

/** Wrong inputs do not say what the series are: what they have to do with is the step, whatever its mode and series. */
function markersOf({ mode }: Report, step: IssueStep): Readonly<Record<'series' | 'inputs', string>> {
  const { workflow, workflowFile, job, leg, shard, series } = step;
  const place = digest([workflowFile === '' ? workflow : workflowFile, job, step.step, leg]);
  const about = digest([mode, shard, ...new Set(series)]);
  return {
    series: `<!-- cross-account-ami ${place} ${about} -->`,
    inputs: `<!-- cross-account-ami ${place} inputs -->`,
  };
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
