/** The whole run as JSON, for tools and for upload-artifact. Pure. */
import type { PermissionCell } from '../model/permission.ts';
import { reasonTexts } from '../model/reason.ts';
import type {
  CheckEntry,
  LooseEntry,
  PermissionEntry,
  PlanEntry,
  PlannedEntry,
  ReportFile,
  RetentionEntry,
  VerdictEntry,
} from '../model/report-file.ts';
import type { Verdict } from '../model/retention.ts';
import type { CheckRow } from './check-report.ts';
import { deleteCommand, looseReason, type LooseInPlace } from './loose-report.ts';
import { failureEntry, imageEntry, placeEntry } from './outputs.ts';
import type { PlannedRow, PlanReport } from './plan-report.ts';
import { placeText } from './problem-text.ts';
import { isoTime } from './quantities.ts';
import type { Report } from './report.ts';
import { restoreEntry } from './restore.ts';
import type { RetentionReport } from './retention-report.ts';
import type { Row } from './rows.ts';

/** The text of the report file; `finished` is false while the run goes on. */
export function reportFileText(report: Report, finished: boolean): string {
  const whole: ReportFile = {
    version: 1,
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

function wholeImageEntry(row: Row): ReportFile['images'][number] {
  return {
    ...imageEntry(row),
    series: row.series,
    size_gib: row.sizeGiB,
    accepted_at: row.acceptedAt === null ? null : isoTime(row.acceptedAt),
    available_at: row.availableAt === null ? null : isoTime(row.availableAt),
    restore: restoreEntry(row),
  };
}

function checkEntry({ series, instance, imageId, age, verdict, ...place }: CheckRow): CheckEntry {
  return {
    ...placeEntry(place),
    series,
    instance_id: instance.id,
    instance_name: instance.name,
    image_id: imageId,
    age_seconds: age === null ? null : Math.floor(age / 1000),
    verdict,
  };
}

function planEntry({ instances, foreseen, cells, shards }: PlanReport): PlanEntry {
  return {
    instances: instances.map(plannedEntry),
    foreseen_failures: foreseen.map(failureEntry),
    permissions: cells.map(permissionEntry),
    shards,
  };
}

function plannedEntry(row: PlannedRow): PlannedEntry {
  return {
    target: row.target,
    ...placeEntry(row),
    series: row.series,
    instance_id: row.instance.id,
    instance_name: row.instance.name,
    outcome: row.outcome,
    image_id: row.imageId,
    image_name: row.imageName,
    tags: Object.fromEntries(row.tags.map(({ key, value }) => [key, value])),
    excluded_devices: row.excludedDevices,
    snapshots: row.snapshots,
    size_gib: row.sizeGiB,
    reboots: row.reboots,
    code: row.code,
  };
}

function permissionEntry(cell: PermissionCell): PermissionEntry {
  const { action, place, role, answer, note = null, missing = null, statements = [] } = cell;
  return { ...placeEntry(place), role_arn: role, action, answer, note, missing_action: missing, statements };
}

function retentionEntry(report: RetentionReport): RetentionEntry {
  return {
    instances: report.instances.map(({ series, instance, verdicts, ...place }) => ({
      ...placeEntry(place),
      series,
      instance_id: instance.id,
      images: verdicts.map(verdictEntry),
    })),
    unattended: report.unattended.map(({ place, images }) => ({
      ...placeEntry(place),
      images: images.map(verdictEntry),
    })),
    removed: report.removed.map(({ what, place }) => ({ what, place: placeText(place) })),
    loose_snapshots: report.loose.flatMap(looseEntries),
    held: report.held.map(({ series, images, sizeGiB }) => ({ series, images, size_gib: sizeGiB })),
  };
}

function verdictEntry({ image, name, createdAt, sizeGiB, decision, reasons }: Verdict): VerdictEntry {
  return {
    image_id: image,
    image_name: name,
    created_at: isoTime(createdAt),
    size_gib: sizeGiB,
    decision,
    reasons: reasonTexts(reasons),
  };
}

function looseEntries({ place, snapshots }: LooseInPlace): LooseEntry[] {
  return snapshots.map((each) => ({
    ...placeEntry(place),
    snapshot_id: each.snapshot,
    image_id: each.image,
    started_at: isoTime(each.startedAt),
    size_gib: each.sizeGiB,
    reason: looseReason(each),
    command: each.reason === undefined ? (deleteCommand(each, place) ?? null) : null,
  }));
}
