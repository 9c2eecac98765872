/** The whole run as JSON, for tools and for upload-artifact. Pure. */
import { checkEntry } from './check-report.ts';
import { failureEntry, imageEntry } from './outputs.ts';
import { planEntry } from './plan-entry.ts';
import { placeText } from './problem-text.ts';
import { retentionEntry } from './retention-report.ts';
import type { Report } from './report.ts';
import type { Row } from './rows.ts';

/** The text of the report file; `finished` is false while the run goes on. */
export function reportFileText(report: Report, finished: boolean): string {
  const whole = {
    mode: report.mode,
    run_key: report.runKey,
    finished,
    result: finished ? report.result : null,
    main_account_id: report.mainAccount,
    started_at: isoTime(report.startedAt),
    updated_at: isoTime(report.endedAt),
    images: report.rows.map(wholeImageEntry),
    ...(report.mode === 'check' ? { checks: report.checks.map(checkEntry) } : {}),
    ...(report.mode === 'plan' ? { plan: planEntry(report.plan) } : {}),
    retention: retentionEntry(report.retention),
    failures: report.failures.map(failureEntry),
    warnings: report.warnings.map(({ text, place }) => ({ text, place: placeText(place) })),
  };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}

function wholeImageEntry(row: Row) {
  return {
    ...imageEntry(row),
    series: row.series,
    size_gib: row.sizeGiB,
    accepted_at: row.acceptedAt === null ? null : isoTime(row.acceptedAt),
    available_at: row.availableAt === null ? null : isoTime(row.availableAt),
  };
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
