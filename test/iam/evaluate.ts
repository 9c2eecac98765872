/** Asks an IAM engine whether policies allow what AWS checks. */
import { createValidatedPolicy } from '@cloud-copilot/iam-policy';
import { runUnsafeSimulation } from '@cloud-copilot/iam-simulate';
import type { JsonObject } from '../../scripts/iam/json.ts';
import type { Check } from './checks.ts';
import type { Role } from './roles.ts';

const EVERYTHING: JsonObject = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'Everything', Effect: 'Allow', Action: '*', Resource: '*' }],
};

/** Nothing more than asked for: the other half of a sign-in is a check of its own. */
export function isAllowed(check: Check, role: Role | undefined): boolean {
  if ('policiesOf' in check.by) return simulate(check, role?.policies ?? [], undefined);
  if (role?.trust === undefined) return false;
  return simulate(check, [{ name: 'everything', document: EVERYTHING }], role.trust);
}

/** Whether a service control policy stops somebody who may do everything else. */
export function isStopped(check: Check, policy: JsonObject): boolean {
  const everything = { name: 'everything', document: EVERYTHING };
  const [allowed, guarded] = [[], [everything, { name: 'guard', document: policy }]].map((guards) =>
    simulate(check, [everything], undefined, guards),
  );
  return allowed === true && guarded === false;
}

// `runSimulation` leaves out the claims of GitHub's tokens, which its data does not list for every issuer.
function simulate(
  check: Check,
  policies: Role['policies'],
  trust: JsonObject | undefined,
  guards: Role['policies'] = [],
): boolean {
  const { action, resource, caller } = check;
  // Without the other half there is no border between accounts to cross.
  const account = trust === undefined ? (caller.split(':')[4] ?? '') : check.account;
  const result = runUnsafeSimulation(
    {
      request: {
        principal: caller,
        action,
        resource: { resource, accountId: account },
        contextVariables: Object.fromEntries(
          Object.entries(check.context).map(([key, value]) => [
            key,
            typeof value === 'string' ? value : [...value],
          ]),
        ),
      },
      identityPolicies: named(policies),
      serviceControlPolicies:
        guards.length === 0 ? [] : [{ orgIdentifier: 'r-root', policies: named(guards) }],
      resourceControlPolicies: [],
      // A policy without a name makes the engine fail.
      resourcePolicy: trust && createValidatedPolicy(trust, () => [], { name: 'trust' }),
    },
    {},
  );
  return result === 'Allowed';
}

function named(policies: Role['policies']) {
  return policies.map(({ name, document }) => ({ name, policy: document }));
}
