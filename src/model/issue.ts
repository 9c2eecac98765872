/** The issue that a step keeps in its repository while it fails. */

/** An open issue that the same token has opened. */
export interface OpenIssue {
  readonly number: number;
  readonly body: string;
  /** How many. */
  readonly comments: number;
}

/** What is done with it. */
export type IssueChange =
  | { readonly kind: 'open'; readonly title: string; readonly body: string }
  | { readonly kind: 'comment' | 'close'; readonly issue: number; readonly body: string };

/** Which step it is: each keeps an issue of its own. */
export interface IssueStep {
  /** Its name, for people; the path of its file tells it from others. */
  readonly workflow: string;
  readonly workflowFile: string;
  readonly job: string;
  readonly step: string;
  /** Position in the matrix, from 0; empty when the workflow gives a run key. */
  readonly leg: string;
  /** Such as 2 of `2/5`. */
  readonly shard: number | null;
  /** Of all targets; none when the inputs could not be read. */
  readonly series: readonly string[];
  readonly runUrl: string;
  readonly runAttempt: string;
}
