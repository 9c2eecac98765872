/** What to add to a policy, with no more rights than the action needs. Pure. */
import type { Statement } from '../model/permission.ts';

export interface StatementPlace {
  /** ARN of the role that calls; it tells the partition. */
  readonly role: string;
  readonly account: string;
  readonly region: string;
  readonly repositoryId: string;
}

/** Within it EC2 calls others in the name of the role, to look up what uses an image. */
const LOOKS_UP_USES = 'ec2:DescribeImageReferences';

const CALLED_BY_EC2 = { 'aws:CalledVia': 'ec2-images.amazonaws.com' };
const ONLY_OURS = { 'aws:ResourceTag/cross-account-ami:run-key': 'false' };
const ONLY_AS_OURS = {
  'aws:RequestTag/cross-account-ami:run-key': 'false',
  'aws:RequestTag/cross-account-ami:instance-id': 'false',
  'aws:RequestTag/cross-account-ami:repository-id': 'false',
};

/** The same as in the templates of iam/, for one region. `call`: within which the action is denied. */
export function statementsFor(action: string, place: StatementPlace, call = action): Statement[] {
  const { account, region, repositoryId } = place;
  const partition = partitionOf(place.role);
  // The ARNs of images and snapshots have an empty account field (Service Authorization Reference, Amazon EC2).
  const images = `arn:${partition}:ec2:${region}::image/*`;
  const snapshots = `arn:${partition}:ec2:${region}::snapshot/*`;
  const ofRepository = { 'aws:ResourceTag/cross-account-ami:repository-id': repositoryId };
  const owned = { ...ofRepository, 'ec2:Owner': account };
  const allow = (resource: Statement['Resource'], condition?: Statement['Condition']): Statement => ({
    Effect: 'Allow',
    Action: action,
    Resource: resource,
    ...(condition === undefined ? {} : { Condition: condition }),
  });
  switch (action) {
    case 'ec2:CreateImage':
      return [
        allow([images, snapshots], { Null: ONLY_AS_OURS }),
        allow(`arn:${partition}:ec2:${region}:${account}:instance/*`),
      ];
    case 'ec2:CreateTags':
      return [allow([images, snapshots], { StringEquals: { 'ec2:CreateAction': 'CreateImage' } })];
    case 'ec2:DescribeImageAttribute':
      return [allow(images, { Null: ONLY_OURS, StringEquals: ofRepository })];
    case 'ec2:DeregisterImage':
      return [allow(images, { Null: ONLY_OURS, StringEquals: owned })];
    case 'ec2:DeleteSnapshot':
      return [allow(snapshots, { Null: ONLY_OURS, StringEquals: owned })];
    case 'ec2:DescribeImageReferences':
    case 'ec2:DescribeLockedSnapshots':
    case 'ec2:DescribeFastSnapshotRestores':
    case 'ec2:ListImagesInRecycleBin':
    case 'autoscaling:DescribeAutoScalingGroups':
    case 'autoscaling:DescribeLaunchConfigurations':
      return [allow('*', { StringEquals: { 'aws:RequestedRegion': region } })];
    default:
      return [
        call === LOOKS_UP_USES
          ? allow('*', { 'ForAnyValue:StringEquals': CALLED_BY_EC2 })
          : allow('*', { StringEquals: { 'ec2:Region': region } }),
      ];
  }
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

function partitionOf(arn: string): string {
  return arn.split(':')[1] ?? 'aws';
}
