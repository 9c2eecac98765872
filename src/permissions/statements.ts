/** What to add to a policy, with no more rights than the action needs. Pure. */
import type { PolicyScope } from '../model/action-row.ts';
import { inRegion, rowOf } from '../model/aws-actions.ts';
import type { Statement } from '../model/permission.ts';
import { sessionTagActions } from '../model/session-tags.ts';

/** Whom a statement is for, and where. */
export interface StatementPlace extends Pick<PolicyScope, 'account' | 'region' | 'repositoryId'> {
  /** ARN of the role that calls; it tells the partition. */
  readonly role: string;
}

/** The same as in the templates of iam/, for one region. `call`: within which the action is denied. */
export function statementsFor(action: string, where: StatementPlace, call = action): Statement[] {
  const { role, account, region } = where;
  const partition = role.split(':')[1] ?? 'aws';
  const within = call === action ? undefined : rowOf(call)?.grantsWithin;
  const grants = within ?? rowOf(action)?.grants ?? inRegion;
  // The ARNs of images and snapshots have an empty account field (Service Authorization Reference, Amazon EC2).
  const scope = {
    ...where,
    images: `arn:${partition}:ec2:${region}::image/*`,
    snapshots: `arn:${partition}:ec2:${region}::snapshot/*`,
    instances: `arn:${partition}:ec2:${region}:${account}:instance/*`,
  };
  return grants(scope).map((grant) => ({ Effect: 'Allow', Action: action, ...grant }));
}

/** The end of the second hop that assumes. */
export interface HopStart {
  /** ARN of the main role. */
  readonly mainRole: string;
  /** Whether it passes session tags. */
  readonly sessionTags: boolean;
}

/** For the main role; the target's trust policy has to agree. */
export function assumeRoleStatement(role: string, { sessionTags }: Pick<HopStart, 'sessionTags'>): Statement {
  const Action = sessionTags ? ['sts:AssumeRole', ...sessionTagActions] : 'sts:AssumeRole';
  return { Effect: 'Allow', Action, Resource: role };
}

/**
 * For the trust policy of the role; it asks for the external id that the target gives. STS looks at each action by
 * itself, and not each knows the keys of another: those of session tags stand apart, and without a condition.
 */
export function trustStatements({ mainRole, sessionTags }: HopStart, externalId: string | undefined) {
  const condition =
    externalId === undefined ? {} : { Condition: { StringEquals: { 'sts:ExternalId': externalId } } };
  const base = { Effect: 'Allow', Principal: { AWS: mainRole } };
  const assuming = { ...base, Action: 'sts:AssumeRole', ...condition };
  return sessionTags ? [assuming, { ...base, Action: sessionTagActions }] : [assuming];
}

/** The role behind the ARN of a session, as far as the session tells: its path is not in it. */
export function roleOfSession(arn: string): string {
  const [, partition, account, name] = /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  return name === undefined ? arn : `arn:${partition}:iam::${account}:role/${name}`;
}
