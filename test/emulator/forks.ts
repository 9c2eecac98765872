/** Before all tests of a lane that needs AWS; jest runs it once. */
import { mkdirSync, rmSync } from 'node:fs';
import { CALLS } from './calls.ts';
import { startForks } from './server.ts';

export default async function prepare(): Promise<void> {
  try {
    rmSync(CALLS, { recursive: true, force: true });
    mkdirSync(CALLS, { recursive: true });
    process.env['AWS_EMULATOR_CALLS'] = CALLS;
  } catch (error) {
    // The tests are right without it; `node test/iam/prove-calls.ts` then finds nothing, and fails.
    console.error('The calls of this run are not recorded:', error);
  }
  await startForks();
}
