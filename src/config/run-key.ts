/** The run key: equal when the same run is run again, different for every other job, matrix leg and step. */
import { createHash } from 'node:crypto';

export interface RunIdentity {
  readonly runId: string;
  readonly repositoryId: string;
  readonly job: string;
  readonly step: string;
  /** Name and text of every input that shapes the run. */
  readonly configuration: readonly (readonly [string, string])[];
}

/** `<run id>-<8 hex digits>`, or the given key; an `auto` text carries the position in the matrix. */
export function runKeyOf(given: string, identity: RunIdentity): string {
  if (!isAutomatic(given)) return given;
  const { runId, repositoryId, job, step, configuration } = identity;
  return `${runId}-${digest({ repositoryId, job, step, configuration, matrix: given })}`;
}

/** Whether nobody has named the run. */
export function isAutomatic(given: string): boolean {
  return /^(auto( .*)?)?$/.test(given.trim());
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 8);
}
