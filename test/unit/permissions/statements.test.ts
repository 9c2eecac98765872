/** What to add to a policy: never more than the templates of iam/ give. */
import { describe, expect, test } from '@jest/globals';
import { needsOf } from '../../../src/permissions/cells.ts';
import {
  assumeRoleStatement,
  roleOfSession,
  statementsFor,
  trustStatements,
} from '../../../src/permissions/statements.ts';
import { permissions, type Statement as Granted } from '../../iam/policy.ts';
import type { JsonObject } from '../../../scripts/iam/json.ts';
import { deploy, readTemplate } from '../../../scripts/iam/template.ts';
import { aTarget, settings } from '../builders.ts';

const ACCOUNT = '222222222222';
const byEc2 = { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'ec2-images.amazonaws.com' } };

const partitions = [
  { partition: 'aws', region: 'eu-west-1' },
  { partition: 'aws-cn', region: 'cn-north-1' },
  { partition: 'aws-us-gov', region: 'us-gov-west-1' },
];

const looking = [
  'ec2:DescribeInstances',
  'ec2:DescribeImages',
  'ec2:DescribeSnapshots',
  'ec2:DescribeInstanceStatus',
  'ec2:DescribeImageReferences',
  'autoscaling:DescribeLaunchConfigurations',
  'autoscaling:DescribeAutoScalingGroups',
  'ec2:DescribeLockedSnapshots',
  'ec2:DescribeFastSnapshotRestores',
  'ec2:ListImagesInRecycleBin',
];

/** Bound by the key that every call of AWS has; some of them know no condition key of EC2. */
const byRequest = [
  'ec2:DescribeImageReferences',
  'autoscaling:DescribeLaunchConfigurations',
  'autoscaling:DescribeAutoScalingGroups',
  'ec2:DescribeLockedSnapshots',
  'ec2:DescribeFastSnapshotRestores',
  'ec2:ListImagesInRecycleBin',
];

/** Asked for by EC2 in the name of the role, within ec2:DescribeImageReferences. The first is called by the role, too. */
const askedByEc2 = [
  'ec2:DescribeInstances',
  'ec2:DescribeLaunchTemplates',
  'ec2:DescribeLaunchTemplateVersions',
  'imagebuilder:GetContainerRecipe',
  'imagebuilder:ListContainerRecipes',
  'imagebuilder:ListImageRecipes',
  'ssm:DescribeParameters',
  'ssm:GetParameters',
];

const policy = { last: 1, hourly: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0, within: 0 };
const rebooting = aTarget({
  images: settings({ noReboot: false }),
  retention: { policy, maxPrunes: 3, looseAfter: 7 * 24 * 3600_000 },
});
const called = needsOf({ targets: [rebooting], watches: true, prunes: true, encrypted: false }).filter(
  (action) => action.includes(':'),
);

const template = readTemplate('iam/target-role.yaml');

describe.each(partitions)('in $partition', ({ partition, region }) => {
  const role = `arn:${partition}:iam::${ACCOUNT}:role/cross-account-ami`;
  const place = { role, account: ACCOUNT, region, repositoryId: '777' };
  const instances = `arn:${partition}:ec2:${region}:${ACCOUNT}:instance/*`;
  const images = `arn:${partition}:ec2:${region}::image/*`;
  const snapshots = `arn:${partition}:ec2:${region}::snapshot/*`;
  const at = { partition, account: ACCOUNT };
  const main = `arn:${partition}:iam::111111111111:role/main`;
  const given = { MainRoleArns: main, RepositoryIds: '777', Prune: 'same-role' };
  const granted = permissions(deploy(template, given, at));

  test.each(looking)('%s: on everything in the region', (action) => {
    const key = byRequest.includes(action) ? 'aws:RequestedRegion' : 'ec2:Region';
    const Condition = { StringEquals: { [key]: region } };
    expect(statementsFor(action, place)).toEqual([
      { Effect: 'Allow', Action: action, Resource: '*', Condition },
    ]);
  });

  test.each(askedByEc2)('%s: only when EC2 asks', (action) => {
    const statement = { Effect: 'Allow', Action: action, Resource: '*', Condition: byEc2 };
    expect(statementsFor(action, place, 'ec2:DescribeImageReferences')).toEqual([statement]);
  });

  test('ec2:CreateImage: images and snapshots only with our tags, and instances', () => {
    const [made, source] = statementsFor('ec2:CreateImage', place);
    expect(made?.Resource).toEqual([images, snapshots]);
    expect(Object.keys(made?.Condition?.['Null'] ?? {})).toHaveLength(2);
    expect(made?.Condition?.['StringEquals']).toEqual({
      'aws:RequestTag/cross-account-ami:repository-id': '777',
    });
    expect(source).toEqual({ Effect: 'Allow', Action: 'ec2:CreateImage', Resource: instances });
  });

  const writing = called.filter((action) => !looking.includes(action));

  test.each([
    ...writing.map((action) => [action, action] as const),
    ...askedByEc2.map((action) => [action, 'ec2:DescribeImageReferences'] as const),
  ])('%s within %s: what the templates give in every region', (action, call) => {
    const own = statementsFor(action, place, call).map(({ Resource, Condition = {} }) => {
      return { resources: [Resource].flat().map(kindOf).toSorted(), condition: Condition };
    });
    const grants = grantsOf(granted, action).map(({ resources, condition }) => {
      return { resources: resources.toSorted(), condition: withoutLists(condition) };
    });
    expect(grants).toEqual(expect.arrayContaining(own));
  });
});

/** A list of one repository is that repository. */
function withoutLists(condition: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(condition).replaceAll('["777"]', '"777"')) as JsonObject;
}

function grantsOf(granted: readonly Granted[], action: string): Granted[] {
  const found = granted.filter(({ actions }) => actions.includes(action));
  if (found.length === 0) throw new Error(`the templates do not give ${action}`);
  return found;
}

/** `arn:aws:ec2:eu-west-1::image/*` -> `arn:aws:ec2:*::image/*`: a statement is for one region. */
function kindOf(resource: string): string {
  const [arn, partition, service, , ...rest] = resource.split(':');
  return rest.length === 0 ? resource : [arn, partition, service, '*', ...rest].join(':');
}

test('a role without any colon is of the partition aws', () => {
  const place = { role: 'a-role', account: ACCOUNT, region: 'eu-west-1', repositoryId: '777' };
  const [statement] = statementsFor('ec2:DeleteSnapshot', place);
  expect(statement?.Resource).toBe('arn:aws:ec2:eu-west-1::snapshot/*');
});

test('both ends of the second hop', () => {
  const role = `arn:aws:iam::${ACCOUNT}:role/cross-account-ami`;
  const start = { mainRole: 'arn:aws:iam::111111111111:role/main', sessionTags: false };
  const base = { Effect: 'Allow', Principal: { AWS: start.mainRole } };
  expect(assumeRoleStatement(role, start)).toEqual({
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Resource: role,
  });
  expect(trustStatements(start, undefined)).toEqual([{ ...base, Action: 'sts:AssumeRole' }]);
});

test.each([
  { externalId: undefined, condition: {} },
  { externalId: 'team', condition: { Condition: { StringEquals: { 'sts:ExternalId': 'team' } } } },
])('both ends of a hop with session tags, external id $externalId', ({ externalId, condition }) => {
  const role = `arn:aws:iam::${ACCOUNT}:role/cross-account-ami`;
  const start = { mainRole: 'arn:aws:iam::111111111111:role/main', sessionTags: true };
  const base = { Effect: 'Allow', Principal: { AWS: start.mainRole } };
  expect(assumeRoleStatement(role, start)).toEqual({
    Effect: 'Allow',
    Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
    Resource: role,
  });
  expect(trustStatements(start, externalId)).toEqual([
    { ...base, Action: 'sts:AssumeRole', ...condition },
    { ...base, Action: ['sts:TagSession', 'sts:SetSourceIdentity'] },
  ]);
});

test.each([
  {
    arn: 'arn:aws:sts::111111111111:assumed-role/main/session-1',
    role: 'arn:aws:iam::111111111111:role/main',
  },
  {
    arn: 'arn:aws-us-gov:sts::111111111111:assumed-role/a+b=c,d.e@f_g/i-0123/x',
    role: 'arn:aws-us-gov:iam::111111111111:role/a+b=c,d.e@f_g',
  },
  { arn: 'arn:aws:iam::111111111111:user/backup', role: 'arn:aws:iam::111111111111:user/backup' },
  { arn: 'arn:aws:iam::111111111111:role/main', role: 'arn:aws:iam::111111111111:role/main' },
  { arn: '', role: '' },
])('the role behind $arn', ({ arn, role }) => {
  expect(roleOfSession(arn)).toBe(role);
});
