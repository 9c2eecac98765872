/** What a plan tells: in the report file, and on the page of the step. */
import { createHash } from 'node:crypto';
import type { AwsCall } from '../emulator/aws.ts';
import type { ActionRun } from '../emulator/runner.ts';
import type { FailureEntry, PermissionEntry, PlanEntry, PlannedEntry } from '../../src/model/report-file.ts';
import { reportOf } from './outputs.ts';
import { pageShows } from './retention-scenes.ts';
import { roleIn, type Stage } from './stage.ts';

export function planOf(run: ActionRun): PlanEntry {
  const { plan } = reportOf(run);
  if (plan === undefined) throw new Error(`no plan in the report file; the step said:\n${run.log}`);
  return plan;
}

export function plannedOf(run: ActionRun): readonly PlannedEntry[] {
  return planOf(run).instances;
}

/** `i-1 created`, in the order of the plan. */
export function fatesOf(run: ActionRun): string[] {
  return plannedOf(run).map(({ instance_id, outcome, code }) => {
    return [instance_id, outcome, ...(code === null ? [] : [code])].join(' ');
  });
}

export function foreseenOf(run: ActionRun): readonly FailureEntry[] {
  return planOf(run).foreseen_failures;
}

export function cellsOf(run: ActionRun, part: Partial<PermissionEntry> = {}): PermissionEntry[] {
  const wanted = Object.entries(part);
  return planOf(run).permissions.filter((cell) => {
    return wanted.every(([key, value]) => cell[key as keyof PermissionEntry] === value);
  });
}

/** Action to answer, with the note where there is one: `ec2:DeregisterImage` -> `cannot be tried: ...`. */
export function answersOf(run: ActionRun, part: Partial<PermissionEntry>): Record<string, string> {
  const answers = cellsOf(run, part).map(({ action, answer, note }) => [
    action,
    note === null ? answer : `${answer}: ${note}`,
  ]);
  return Object.fromEntries(answers) as Record<string, string>;
}

export const UNTRIABLE = {
  'ec2:CreateTags': 'cannot be tried: EC2 checks it only together with ec2:CreateImage',
  'EC2 quotas': 'cannot be tried: EC2 checks its quotas only when it makes the image',
} as const;

/** What a role may do that only looks and makes images, where nothing is denied. */
export const MAKING: Readonly<Record<string, string>> = {
  'ec2:DescribeInstances': 'allowed',
  'ec2:DescribeImages': 'allowed',
  'ec2:CreateImage': 'allowed',
  ...UNTRIABLE,
};

/** With the wait and the retention that comes after it, where images of ours are there. */
export const KEEPING: Readonly<Record<string, string>> = {
  ...MAKING,
  'ec2:DescribeSnapshots': 'allowed',
  'ec2:DescribeImageReferences': 'allowed',
  'ec2:DescribeImageAttribute': 'allowed',
  'autoscaling:DescribeLaunchConfigurations': 'allowed',
  'autoscaling:DescribeAutoScalingGroups': 'allowed',
  'ec2:DescribeLockedSnapshots': 'allowed',
  'ec2:DescribeFastSnapshotRestores': 'allowed',
  'ec2:DeregisterImage': 'allowed',
  'ec2:DeleteSnapshot': 'allowed',
};

/** The same where nothing is there yet that could be pruned. */
export const NOTHING_YET = 'cannot be tried: there is no image of ours to try it with';

export function inRegion(account: string, region = 'eu-west-1'): Partial<PermissionEntry> {
  return { account_id: account, region, role_arn: roleIn(account) };
}

/** The rows below a head of the summary, as the page shows them. */
export function rowsBelow(run: ActionRun, head: string): string[][] {
  const lines = run.summary.split('\n');
  const rows = lines.slice(lines.findIndex((line) => line.startsWith(head)) + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end === -1 ? undefined : end).map((row) => {
    const cells = row.slice(2, -2).split(' | ');
    return cells.map((cell) => pageShows(cell).replaceAll('\u00a0', ' ').trim());
  });
}

/** The fixed part of a name in which a run and its series show. */
export function digestOf(runKey: string, series: string): string {
  return createHash('sha256')
    .update(JSON.stringify([runKey, series]))
    .digest('hex')
    .slice(0, 8);
}

/** Calls that the emulator was asked not to carry out. */
export async function dryRunsOf(stage: Stage, action: string): Promise<AwsCall[]> {
  return (await stage.ec2Calls(action)).filter(({ dryRun }) => dryRun);
}

/** Runs the work of each item, a few at once. */
export async function several<I, O>(
  items: readonly I[],
  atOnce: number,
  work: (item: I) => Promise<O>,
): Promise<O[]> {
  const rest = [...items.entries()];
  const done = new Map<number, O>();
  const worker = async (): Promise<void> => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift())
      done.set(next[0], await work(next[1]));
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return items.flatMap((_, at) => (done.has(at) ? [done.get(at) as O] : []));
}
