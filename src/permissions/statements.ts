/** What to add to a policy, with no more rights than the action needs. Pure. */
import type { PolicyScope } from '../model/action-row.ts';
import { inRegion, rowOf } from '../model/aws-actions.ts';
import type { Statement } from '../model/permission.ts';

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

/** For the main role; the target's trust policy has to agree. */
export function assumeRoleStatement(role: string): Statement {
  return { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: role };
}

/** For the trust policy of the role; it asks for the external id that the target gives. */
export function trustStatement(mainRole: string, externalId: string | undefined) {
  const condition =
    externalId === undefined ? {} : { Condition: { StringEquals: { 'sts:ExternalId': externalId } } };
  return { Effect: 'Allow', Principal: { AWS: mainRole }, Action: 'sts:AssumeRole', ...condition };
}

/** The role behind the ARN of a session, as far as the session tells: its path is not in it. */
export function roleOfSession(arn: string): string {
  const [, partition, account, name] = /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  return name === undefined ? arn : `arn:${partition}:iam::${account}:role/${name}`;
}
