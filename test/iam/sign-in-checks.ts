/** What AWS checks when a role is assumed: what the caller may do, and whom the role trusts. */
import type { RecordedCall } from '../emulator/calls.ts';
import { callerOf, heard, partitionOf, requestTags, type Check, type Context } from './checks.ts';
import { referenceOf } from './reference.ts';

/** AWS knows more claims of GitHub's own issuers, and none of a GitHub Enterprise Server's. */
const OF_EVERY_ISSUER = ['aud', 'sub'];

/** Who calls: a role or a user by its own policies and the role's trust, a service or a token by trust alone. */
export async function signInChecks(call: RecordedCall): Promise<Check[]> {
  if (call.action === 'GetCallerIdentity') return [];
  const actions = [
    `sts:${call.action}`,
    ...(Object.keys(call.sessionTags ?? {}).length > 0 ? ['sts:TagSession'] : []),
    ...(call.sourceIdentity ? ['sts:SetSourceIdentity'] : []),
  ];
  if (call.action === 'AssumeRoleWithWebIdentity')
    return Promise.all(actions.map((action) => ofToken(call, action)));
  const { role, arn } = callerOf(call);
  const isService = !arn.startsWith('arn:');
  const by = [...(isService ? [] : [{ policiesOf: role ?? arn }]), { trustOf: roleOf(call) }];
  const checks = actions.flatMap((action) => by.map((each) => ofRole(call, action, each)));
  return Promise.all(checks);
}

async function ofRole(call: RecordedCall, action: string, by: Check['by']): Promise<Check> {
  const context: Context = {
    ...common(call),
    ...(call.externalId ? { 'sts:ExternalId': call.externalId } : {}),
    ...(call.sourceIdentity ? { 'sts:SourceIdentity': call.sourceIdentity } : {}),
    ...requestTags(call.sessionTags ?? {}),
    'aws:PrincipalArn': callerOf(call).role ?? callerOf(call).arn,
  };
  const known = heard(await referenceOf(action), 'role', context);
  // A session's ARN has no path, and a role of the same name with another path is another role.
  const caller = callerOf(call).role ?? callerOf(call).arn;
  return { ...onRole(call), action, caller, context: known, by };
}

async function ofToken(call: RecordedCall, action: string): Promise<Check> {
  const { iss = '', ...claims } = call.claims ?? {};
  const issuer = iss.replace('https://', '');
  const named = (entries: [string, string][]) =>
    Object.fromEntries(entries.map(([claim, value]) => [`${issuer}:${claim}`, value]));
  const known = heard(await referenceOf(action), 'role', {
    ...common(call),
    ...named(Object.entries(claims)),
  });
  const always = named(Object.entries(claims).filter(([claim]) => OF_EVERY_ISSUER.includes(claim)));
  const { account } = onRole(call);
  return {
    ...onRole(call),
    action,
    caller: `arn:${partitionOf(call)}:iam::${account}:oidc-provider/${issuer}`,
    context: { ...known, ...always },
    by: { trustOf: roleOf(call) },
  };
}

function common(call: RecordedCall): Context {
  const name = call.sessionName ? { 'sts:RoleSessionName': call.sessionName } : {};
  return { ...name, 'aws:ResourceAccount': onRole(call).account };
}

function onRole(call: RecordedCall): { resource: string; account: string } {
  return { resource: roleOf(call), account: roleOf(call).split(':')[4] ?? '' };
}

function roleOf(call: RecordedCall): string {
  if (!call.role) throw new Error(`${call.action} names no role`);
  return call.role;
}
