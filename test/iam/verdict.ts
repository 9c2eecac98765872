/** Whether the roles of an estate let a whole call through. */
import type { RecordedCall } from '../emulator/calls.ts';
import { checksOf, type Check } from './checks.ts';
import type { Estate } from './estate.ts';
import { isAllowed } from './evaluate.ts';
import { signInChecks } from './sign-in-checks.ts';

export function allChecks(call: RecordedCall): Promise<Check[]> {
  return call.service === 'sts' ? signInChecks(call) : checksOf(call);
}

export function decidedBy({ by }: Check): string {
  return 'policiesOf' in by ? by.policiesOf : by.trustOf;
}

export async function refusals(call: RecordedCall, estate: Estate): Promise<string[]> {
  const checks = await allChecks(call);
  return checks
    .filter((check) => !isAllowed(check, estate.get(decidedBy(check))))
    .map(({ action, resource, by }) => `${action} on ${resource} (${Object.keys(by).join()})`);
}
