/** All faults of the lane, as docs/reliability.md lists them. */
import type { FaultText } from './fault-case.ts';
import { deniedActions, expiredCredentials } from './table-access.ts';
import { oidcFaults } from './table-oidc.ts';
import {
  busyVolumes,
  cutConnections,
  refusedImages,
  serverErrors,
  slowCalls,
  throttledCalls,
} from './table-calls.ts';
import { failedImages, lateImages, takenNames } from './table-images.ts';
import { credentialRuns, loadRuns, networkRuns, stoppedRuns } from './table-runs.ts';

export const faultTable: Readonly<Record<string, readonly FaultText[]>> = {
  'Killed, cancelled, rebooted': stoppedRuns,
  'Throttling and load': [...throttledCalls, ...loadRuns],
  'Errors and lost connections': [...serverErrors, ...cutConnections, ...slowCalls, ...networkRuns],
  'Instances and volumes': [...refusedImages, ...busyVolumes],
  Images: [...lateImages, ...failedImages, ...takenNames],
  Permissions: deniedActions,
  Credentials: [...oidcFaults, ...expiredCredentials, ...credentialRuns],
};
