/** A plan as a part of the report file. Pure. */
import type { PermissionCell } from '../model/permission.ts';
import { failureEntry } from './outputs.ts';
import type { PlannedRow, PlanReport } from './plan-report.ts';

export function planEntry({ instances, foreseen, cells, shards }: PlanReport) {
  return {
    instances: instances.map(instanceEntry),
    foreseen_failures: foreseen.map(failureEntry),
    permissions: cells.map(cellEntry),
    shards,
  };
}

function instanceEntry(row: PlannedRow) {
  return {
    target: row.target,
    account_id: row.account,
    region: row.region,
    series: row.series,
    instance_id: row.instanceId,
    instance_name: row.instanceName,
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

function cellEntry({ action, place, role, answer, note, missing, statements }: PermissionCell) {
  return {
    account_id: place.account ?? null,
    region: place.region ?? null,
    role_arn: role,
    action,
    answer,
    note: note ?? null,
    missing_action: missing ?? null,
    statements: statements ?? [],
  };
}
