/** The cells of the sign-in: one for each role that is assumed. Pure. */
import type { PermissionCell } from '../model/permission.ts';
import type { Problem, Result } from '../model/problem.ts';
import type { TargetAccount } from '../model/target.ts';
import { saidText, type JudgedCell } from './cells.ts';
import { assumeRoleStatement, trustStatements, type HopStart } from './statements.ts';

/** The first hop has been made when anybody asks: by OIDC, or with credentials that were there. */
export function mainCell(account: string, arn: string, byOidc: boolean): JudgedCell {
  const action = byOidc ? 'sts:AssumeRoleWithWebIdentity' : 'sts:GetCallerIdentity';
  return { cell: { action, place: { account }, role: arn, answer: 'allowed' } };
}

/** The first hop when it has failed. */
export function refusedMainCell(problem: Problem, role: string): PermissionCell {
  const base = { action: 'sts:AssumeRoleWithWebIdentity', place: problem.place, role } as const;
  return problem.code === 'OidcNotTrusted'
    ? { ...base, answer: 'denied', missing: base.action, note: saidText(problem) }
    : { ...base, answer: 'cannot be tried', note: saidText(problem) };
}

type Role = Extract<TargetAccount, { kind: 'role' }>;

/** The second hop, from the main role to that of a target. */
export function hopCell(role: Role, entered: Result<unknown>, start: HopStart): JudgedCell {
  const { account, roleArn } = role;
  const base = { action: 'sts:AssumeRole', place: { account }, role: roleArn } as const;
  if (entered.ok) return { cell: { ...base, answer: 'allowed' } };
  const { problem } = entered;
  if (problem.code !== 'AssumeRoleDenied')
    return { cell: { ...base, answer: 'cannot be tried', note: saidText(problem) } };
  const { action: missing = base.action, by } = problem.denied ?? {};
  const added = by === undefined ? { statements: [assumeRoleStatement(roleArn, start)] } : {};
  const cell = { ...base, answer: 'denied', missing, ...added } as const;
  return { cell, problem: { ...problem, ...hopMend(problem, role, start) } };
}

/** Unless AWS says which of the two policies it is, it may be either; or there is no such role. */
function hopMend(
  { denied, mend }: Problem,
  { roleArn, externalId }: Role,
  start: HopStart,
): { mend?: string } {
  const by = denied?.by;
  // The problem says already what has to happen to a policy that stands above both ends.
  if (by !== undefined && !isTrustPolicy(by)) return {};
  const trust = trustStatements(start, externalId)
    .map((statement) => JSON.stringify(statement))
    .join(', ');
  const id =
    externalId === undefined ? ' When that asks for an external id, give it as `external-id` instead.' : '';
  if (by !== undefined) {
    const lead = mend === undefined ? '' : `${mend} `;
    return {
      mend: `${lead}The trust policy of ${roleArn} must allow it, and nothing in it may deny it: ${trust}.${id}`,
    };
  }
  const policy = JSON.stringify(assumeRoleStatement(roleArn, start));
  const lead = mend ?? 'The role must exist (iam/target-role.yaml makes it), and both ends must allow it.';
  return {
    mend: `${lead} In the policy of ${start.mainRole}: ${policy}. In the trust policy of ${roleArn}: ${trust}.${id}`,
  };
}

/** The resource of sts:AssumeRole is the role, and its policy the trust policy. */
function isTrustPolicy(by: string): boolean {
  return /^(role trust|resource-based) policy$/i.test(by);
}
