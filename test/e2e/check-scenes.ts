/** What the summary of a check shows, and what the page of any step begins with. */
import type { ActionRun } from '../emulator/runner.ts';
import type { CheckEntry } from '../../src/model/report-file.ts';
import { reportOf } from './outputs.ts';
import { pageShows, SERIES } from './retention-scenes.ts';

/** Inputs of a check of the nightly images. */
export const CHECK = { mode: 'check', 'max-age': '26h', series: SERIES, instances: 'all' };

export const MENDS = {
  tooOld:
    'Look at the runs that should have made a newer image: see their failures, and whether their schedule runs.',
  noImage:
    'Let a run with the same repository, `series` and `exclude-volumes` make an image of the instance.',
} as const;

export function hoursAgo(hours: number): string {
  return new Date(Date.now() - hours * 3600_000).toISOString();
}

/** As in a sentence: `2026-11-24 02:17`. */
export function minuteOf(at: string): string {
  return at.slice(0, 16).replace('T', ' ');
}

export function headline(run: ActionRun): string {
  return run.summary.split('\n')[0] ?? '';
}

/** The part `checks` of the report file. */
export function checksOf(run: ActionRun): readonly CheckEntry[] {
  return reportOf(run).checks ?? [];
}

/** Instance id to verdict. */
export function verdictByInstance(run: ActionRun): Record<string, string> {
  return Object.fromEntries(checksOf(run).map(({ instance_id, verdict }) => [instance_id, verdict]));
}

/** Cells of the rows below a title of the summary, as the page shows them. */
export function tableBelow(run: ActionRun, title: string): string[][] {
  const lines = run.summary.split('\n');
  const from = lines.findIndex((line) => line.startsWith(`### ${title}`));
  const rows = lines.slice(lines.findIndex((line, at) => at > from && line.startsWith('|')) + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end === -1 ? undefined : end).map((row) => {
    return row
      .slice(2, -2)
      .split(' | ')
      .map((cell) => pageShows(cell).replaceAll('\u00a0', ' '));
  });
}

export function linkOf(image: string, region = 'eu-west-1'): string {
  return `[${image}](https://${region}.console.aws.amazon.com/ec2/home?region=${region}#ImageDetails:imageId=${image})`;
}
