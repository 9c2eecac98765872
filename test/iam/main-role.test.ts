/** The main role: who may sign in, and the one thing that it may then do. */
import { describe, expect, test } from '@jest/globals';
import { permissions, trust } from './policy.ts';
import { deploy, readTemplate } from './template.ts';
import type { Deployment } from './template.ts';

const template = readTemplate(new URL('../../iam/main-role.yaml', import.meta.url));
const CHINA = { partition: 'aws-cn', account: '999999999999' };
const OLD_FORM = 'repo:OWNER/REPO:ref:refs/heads/main';
const IMMUTABLE_FORM = 'repo:OWNER@1234/REPO@5678:ref:refs/heads/main';
const PROVIDER = 'arn:aws:iam::999999999999:oidc-provider/token.actions.githubusercontent.com';

const oidc = {
  Subjects: `${OLD_FORM},${IMMUTABLE_FORM}`,
  RepositoryId: '5678',
  TargetAccountIds: '222222222222,333333333333',
};
const instanceProfile = { SignIn: 'instance-profile', TargetAccountIds: '222222222222' };

const typesOf = (deployment: Deployment): readonly string[] =>
  Object.values(deployment.resources)
    .map(({ type }) => type)
    .toSorted();

describe('sign-in with a GitHub OIDC token', () => {
  test('demands audience, subject and repository id, each of them exactly', () => {
    expect(trust(deploy(template, oidc))).toEqual([
      expect.objectContaining({
        effect: 'Allow',
        actions: ['sts:AssumeRoleWithWebIdentity'],
        principal: { Federated: 'OidcProvider' },
        condition: {
          StringEquals: {
            'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
            'token.actions.githubusercontent.com:sub': [OLD_FORM, IMMUTABLE_FORM],
            'token.actions.githubusercontent.com:repository_id': '5678',
          },
        },
      }),
    ]);
  });

  test.each([
    { missing: 'Subjects', problem: /SignIn=oidc needs Subjects/ },
    { missing: 'RepositoryId', problem: /SignIn=oidc needs RepositoryId/ },
  ])('is refused without $missing', ({ missing, problem }) => {
    expect(() => deploy(template, { ...oidc, [missing]: '' })).toThrow(problem);
  });

  test.each([
    'repo:OWNER/*',
    'repo:OWNER/REPO:*',
    '*',
    `${OLD_FORM},repo:OWNER/REPO:ref:refs/heads/?`,
    `${OLD_FORM},`,
  ])('refuses the subject %s', (Subjects) => {
    expect(() => deploy(template, { ...oidc, Subjects })).toThrow(/parameter Subjects does not allow/);
  });

  test('takes an environment subject, a space in its name too', () => {
    const Subjects = 'repo:OWNER/REPO:environment:nightly images';
    const [statement] = trust(deploy(template, { ...oidc, Subjects }));
    expect(statement?.condition).toHaveProperty(
      ['StringEquals', 'token.actions.githubusercontent.com:sub'],
      [Subjects],
    );
  });

  test.each([
    { place: undefined, Audience: '', audience: 'sts.amazonaws.com' },
    { place: CHINA, Audience: '', audience: 'sts.amazonaws.com.cn' },
    { place: CHINA, Audience: 'mine', audience: 'mine' },
  ])('provider and trust agree on the audience $audience', ({ place, Audience, audience }) => {
    const deployment = deploy(template, { ...oidc, Audience }, place);
    expect(deployment.resources['OidcProvider']?.properties['ClientIdList']).toEqual([audience]);
    expect(trust(deployment)[0]?.condition).toHaveProperty(
      ['StringEquals', 'token.actions.githubusercontent.com:aud'],
      audience,
    );
  });

  test('creates the provider, which outlives the stack', () => {
    const provider = deploy(template, oidc).resources['OidcProvider'];
    expect(provider?.properties['Url']).toBe('https://token.actions.githubusercontent.com');
    expect(provider?.source).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  test('uses the provider that the account has already', () => {
    const deployment = deploy(template, { ...oidc, OidcProviderArn: PROVIDER });
    expect(typesOf(deployment)).toEqual(['AWS::IAM::Policy', 'AWS::IAM::Role']);
    expect(trust(deployment)[0]?.principal).toEqual({ Federated: PROVIDER });
  });
});

describe('sign-in from an EC2 instance', () => {
  test('trusts EC2 alone and makes an instance profile', () => {
    const deployment = deploy(template, instanceProfile);
    expect(typesOf(deployment)).toEqual(['AWS::IAM::InstanceProfile', 'AWS::IAM::Policy', 'AWS::IAM::Role']);
    expect(trust(deployment)).toEqual([
      expect.objectContaining({ actions: ['sts:AssumeRole'], principal: { Service: 'ec2.amazonaws.com' } }),
    ]);
  });
});

describe.each([
  { kind: 'oidc', parameters: oidc },
  { kind: 'instance-profile', parameters: { ...oidc, ...instanceProfile } },
])('permissions of the $kind role', ({ parameters }) => {
  test('are to assume the target role in the listed accounts, nothing else', () => {
    expect(
      permissions(deploy(template, { ...parameters, TargetAccountIds: '222222222222,333333333333' })),
    ).toEqual([
      expect.objectContaining({
        effect: 'Allow',
        actions: ['sts:AssumeRole'],
        resources: ['arn:aws:iam::*:role/cross-account-ami'],
        condition: { StringEquals: { 'aws:ResourceAccount': ['222222222222', '333333333333'] } },
        elements: ['Sid', 'Effect', 'Action', 'Resource', 'Condition'],
      }),
    ]);
  });

  test('may be bounded by the organization instead', () => {
    const deployment = deploy(template, {
      ...parameters,
      TargetAccountIds: '',
      OrganizationId: 'o-a1b2c3d4e5',
    });
    expect(permissions(deployment)[0]?.condition).toEqual({
      StringEquals: { 'aws:ResourceOrgID': 'o-a1b2c3d4e5' },
    });
  });

  test.each(['aws-cn', 'aws-us-gov', 'aws-eusc'])('name the target role in the partition %s', (partition) => {
    const deployment = deploy(
      template,
      { ...parameters, TargetRoleName: 'backup/ami' },
      { partition, account: '999999999999' },
    );
    expect(permissions(deployment)[0]?.resources).toEqual([`arn:${partition}:iam::*:role/backup/ami`]);
  });

  test.each([
    { TargetAccountIds: '', OrganizationId: '', problem: /Give TargetAccountIds or OrganizationId\./ },
    { TargetAccountIds: '222222222222', OrganizationId: 'o-a1b2c3d4e5', problem: /not both/ },
    { TargetAccountIds: '22222222222', OrganizationId: '', problem: /TargetAccountIds does not allow/ },
    { TargetAccountIds: '*', OrganizationId: '', problem: /TargetAccountIds does not allow/ },
    { TargetAccountIds: '', OrganizationId: 'o-*', problem: /OrganizationId does not allow/ },
  ])('are refused for "$TargetAccountIds" and "$OrganizationId"', ({ problem, ...bounds }) => {
    expect(() => deploy(template, { ...parameters, ...bounds })).toThrow(problem);
  });

  test.each(['*', 'cross-account-*', '../admin role'])('refuse the target role %s', (TargetRoleName) => {
    expect(() => deploy(template, { ...parameters, TargetRoleName })).toThrow(
      /TargetRoleName does not allow/,
    );
  });
});

// IAM counts a role's inline policies without white space, 10,240 characters in all (IAM quotas).
test('250 targets fit into the policy and into the parameter', () => {
  const accounts = Array.from({ length: 250 }, (_, index) => String(index).padStart(12, '0'));
  const TargetAccountIds = accounts.join(',');
  const policy = deploy(template, { ...oidc, TargetAccountIds }).resources['AssumeTargetsPolicy'];
  expect(TargetAccountIds.length).toBeLessThanOrEqual(4096);
  expect(JSON.stringify(policy?.properties['PolicyDocument']).length).toBeLessThan(10_240);
});
