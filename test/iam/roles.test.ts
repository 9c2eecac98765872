/** The roles that the templates make, and to which of them each policy is given. */
import { describe, expect, test } from '@jest/globals';
import { list, text } from '../../scripts/iam/json.ts';
import { deploy, type Deployment, type Given } from '../../scripts/iam/template.ts';
import { least, MAIN_ROLE, OLD_FORM, templates, WITH_IDS } from './deployments.ts';
import { permissions, trust } from './policy.ts';

const CHINA = { partition: 'aws-cn', account: '999999999999' };
const GITHUB = 'token.actions.githubusercontent.com';

const main = (given: Given, place?: typeof CHINA) => deploy(templates['main-role'], given, place);
const target = (given: Given) => deploy(templates['target-role'], { ...least.target, ...given });

function typesOf(deployment: Deployment): readonly string[] {
  return Object.values(deployment.resources)
    .map(({ type }) => type.replace('AWS::IAM::', ''))
    .toSorted();
}

/** Names of the policies by the role that they are given to. */
function attached(deployment: Deployment): Record<string, unknown[]> {
  const policies = Object.values(deployment.resources).filter(({ type }) => type === 'AWS::IAM::Policy');
  const names: Record<string, unknown[]> = {};
  for (const { properties } of policies)
    (names[list(properties['Roles']).map(text).join(' ')] ??= []).push(properties['PolicyName']);
  return names;
}

describe('sign-in with a GitHub OIDC token', () => {
  test('demands audience, subject and repository, each of them exactly', () => {
    expect(trust(main(least.oidc))).toEqual([
      expect.objectContaining({
        actions: ['sts:AssumeRoleWithWebIdentity'],
        principal: { Federated: 'GitHubProvider' },
        condition: {
          StringEquals: {
            [`${GITHUB}:aud`]: 'sts.amazonaws.com',
            [`${GITHUB}:sub`]: [OLD_FORM, WITH_IDS],
            [`${GITHUB}:repository_id`]: ['5678'],
          },
        },
      }),
    ]);
  });

  test.each([
    { name: 'Environments', value: 'prod,nightly images', claim: 'environment' },
    { name: 'Refs', value: 'refs/heads/main', claim: 'ref' },
    {
      name: 'JobWorkflowRefs',
      value: 'O/R/.github/workflows/a.yml@refs/heads/main',
      claim: 'job_workflow_ref',
    },
  ])('$name is a condition more', ({ name, value, claim }) => {
    const [statement] = trust(main({ ...least.oidc, [name]: value }));
    expect(Object.keys(statement?.condition['StringEquals'] ?? {})).toHaveLength(4);
    expect(statement?.condition).toHaveProperty(['StringEquals', `${GITHUB}:${claim}`], value.split(','));
  });

  test.each([
    { issuer: 'token.actions.githubusercontent.com/octo-corp', RepositoryIds: '5678', claims: 3 },
    { issuer: 'token.actions.octo.ghe.com', RepositoryIds: '5678', claims: 3 },
    { issuer: 'github.example.com/_services/token', RepositoryIds: 'none', claims: 2 },
  ])('provider and claims follow the issuer $issuer', ({ issuer, RepositoryIds, claims }) => {
    const given = { ...least.oidc, Issuer: issuer, RepositoryIds };
    expect(main(given).resources['GitHubProvider']?.properties['Url']).toBe(`https://${issuer}`);
    const [statement] = trust(main({ ...given, OidcProvider: 'existing' }));
    expect(statement?.principal).toEqual({ Federated: `arn:aws:iam::999999999999:oidc-provider/${issuer}` });
    const keys = Object.keys(statement?.condition['StringEquals'] ?? {});
    expect(keys).toHaveLength(claims);
    expect(keys.every((key) => key.startsWith(`${issuer}:`))).toBe(true);
  });

  test.each([
    { place: undefined, Audience: '', audience: 'sts.amazonaws.com' },
    { place: CHINA, Audience: '', audience: 'sts.amazonaws.com.cn' },
    { place: CHINA, Audience: 'mine', audience: 'mine' },
  ])('provider and trust agree on the audience $audience', ({ place, Audience, audience }) => {
    const deployment = main({ ...least.oidc, Audience }, place);
    expect(deployment.resources['GitHubProvider']?.properties['ClientIdList']).toEqual([audience]);
    expect(trust(deployment)[0]?.condition).toHaveProperty(['StringEquals', `${GITHUB}:aud`], audience);
  });

  test('the provider outlives the stack, but not a first deployment that fails', () => {
    expect(main(least.oidc).resources['GitHubProvider']?.source).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
  });

  test('a provider that is there is left alone', () => {
    expect(typesOf(main({ ...least.oidc, OidcProvider: 'existing' }))).toEqual(['Policy', 'Role']);
  });
});

test.each([
  { place: undefined, service: 'ec2.amazonaws.com' },
  { place: CHINA, service: 'ec2.amazonaws.com.cn' },
])('an instance profile trusts $service alone', ({ place, service }) => {
  const deployment = main(least['instance-profile'], place);
  expect(typesOf(deployment)).toEqual(['InstanceProfile', 'Policy', 'Role']);
  expect(trust(deployment)).toEqual([
    expect.objectContaining({ actions: ['sts:AssumeRole'], principal: { Service: service } }),
  ]);
});

test('an existing role gets the one permission, and nothing is created', () => {
  const deployment = main({ ...least['existing-role'], RolePath: '/ci/' });
  expect(typesOf(deployment)).toEqual(['Policy']);
  expect(attached(deployment)).toEqual({ ci: ['cross-account-ami-assume-target-roles'] });
  expect(deployment.outputs['MainRoleArn']).toBe('arn:aws:iam::999999999999:role/ci/ci');
});

test.each(['oidc', 'instance-profile', 'existing-role'] as const)(
  '%s: reaches the named roles alone',
  (kind) => {
    const given = { ...least[kind], TargetAccountIds: '222222222222,333333333333', TargetRoleNames: 'a,b/c' };
    const only = {
      actions: ['sts:AssumeRole'],
      resources: ['arn:*:iam::*:role/a', 'arn:*:iam::*:role/b/c'],
      condition: { StringEquals: { 'aws:ResourceAccount': ['222222222222', '333333333333'] } },
    };
    expect(permissions(main(given))).toEqual([expect.objectContaining(only)]);
    const tags = permissions(main({ ...given, SessionTags: 'yes' })).at(-1);
    expect(tags).toMatchObject({
      actions: ['sts:SetSourceIdentity', 'sts:TagSession'],
      resources: only.resources,
      condition: { 'ForAllValues:StringLike': { 'aws:TagKeys': 'cross-account-ami:*' } },
    });
  },
);

test('the organization may stand for the accounts', () => {
  const given = { ...least.oidc, TargetAccountIds: '', OrganizationId: 'o-a1b2c3d4e5' };
  expect(permissions(main(given))[0]?.condition).toEqual({
    StringEquals: { 'aws:ResourceOrgID': 'o-a1b2c3d4e5' },
  });
});

// IAM counts a role's inline policies without white space, 10,240 characters in all (IAM quotas).
test('250 targets fit into the policy and into the parameter', () => {
  const accounts = Array.from({ length: 250 }, (_, index) => String(index).padStart(12, '0'));
  const TargetAccountIds = accounts.join(',');
  const { resources } = main({ ...least.oidc, TargetAccountIds, SessionTags: 'yes' });
  const policies = [resources['AssumeTargetsPolicy'], resources['SessionTagsPolicy']];
  const lengths = policies.map((policy) => JSON.stringify(policy?.properties['PolicyDocument']).length);
  expect(TargetAccountIds.length).toBeLessThanOrEqual(4096);
  expect(lengths.reduce((sum, length) => sum + length)).toBeLessThan(10_240);
});

describe('the roles of a target account', () => {
  test.each(['same-role', 'own-role'])('trust the listed main roles alone: Prune=%s', (Prune) => {
    const second = 'arn:aws:iam::333333333333:role/main';
    const statements = trust(target({ Prune, MainRoleArns: `${MAIN_ROLE},${second}`, ExternalId: 'a-text' }));
    expect(statements).toHaveLength(Prune === 'own-role' ? 2 : 1);
    for (const statement of statements)
      expect(statement).toMatchObject({
        actions: ['sts:AssumeRole'],
        principal: { AWS: [MAIN_ROLE, second] },
        condition: { StringEquals: { 'sts:ExternalId': 'a-text' } },
      });
  });

  test('take session tags when they are asked to, ours alone', () => {
    const statements = trust(target({ Prune: 'own-role', SessionTags: 'yes' }));
    expect(statements.filter(({ sid }) => sid === 'MainRoleTagsSessions')).toEqual(
      [0, 1].map(() =>
        expect.objectContaining({
          actions: ['sts:SetSourceIdentity', 'sts:TagSession'],
          principal: { AWS: [MAIN_ROLE] },
          condition: { 'ForAllValues:StringLike': { 'aws:TagKeys': 'cross-account-ami:*' } },
        }),
      ),
    );
  });

  test.each([
    { Prune: 'no', roles: { TargetRole: ['read', 'create', 'any-instance'] } },
    {
      Prune: 'same-role',
      roles: { TargetRole: ['read', 'create', 'any-instance', 'prune', 'prune-checks'] },
    },
    {
      Prune: 'own-role',
      roles: {
        TargetRole: ['read', 'create', 'any-instance'],
        PruneRole: ['prune-read', 'prune', 'prune-checks'],
      },
    },
  ])('Prune=$Prune: who may what', ({ Prune, roles }) => {
    const names = Object.entries(roles).map(([role, kinds]) => [
      role,
      kinds.map((kind) => `cross-account-ami-${kind}-777`),
    ]);
    expect(attached(target({ Prune, RepositoryIds: '777,778' }))).toEqual(Object.fromEntries(names));
  });

  test('self: no role is created, the main role gets the policies', () => {
    const deployment = deploy(templates['target-role'], { ...least.self, Prune: 'same-role' });
    expect(new Set(typesOf(deployment))).toEqual(new Set(['Policy']));
    expect(Object.keys(attached(deployment))).toEqual(['cross-account-ami-main']);
  });

  test('carry path, boundary and a tag; so do the main roles', () => {
    const given = { RolePath: '/ci/', PermissionsBoundaryArn: 'arn:aws:iam::aws:policy/x' };
    const deployments = [
      target({ ...given, Prune: 'own-role' }),
      main({ ...least.oidc, ...given }),
      main({ ...least['instance-profile'], ...given }),
    ];
    const roles = deployments.flatMap(({ resources }) =>
      Object.values(resources).filter(({ type }) => type === 'AWS::IAM::Role'),
    );
    expect(roles).toHaveLength(4);
    for (const { properties } of roles)
      expect(properties).toMatchObject({
        Path: '/ci/',
        PermissionsBoundary: 'arn:aws:iam::aws:policy/x',
        Tags: [{ Key: 'cross-account-ami:role' }],
      });
  });
});

// A stack update creates the new policy before it removes the old one: with one name the removal would hit the new one.
test('every policy of the target template has a name of its own', () => {
  const deployments = [{}, { InstanceTagKey: 'Backup', InstanceTagValue: 'yes' }].map((bounds) =>
    target({ ...bounds, Prune: 'own-role' }),
  );
  const named = new Map(
    deployments.flatMap(({ resources }) =>
      Object.entries(resources)
        .filter(([, { type }]) => type === 'AWS::IAM::Policy')
        .map(([id, { properties }]): [string, unknown] => [id, properties['PolicyName']]),
    ),
  );
  expect(named.size).toBe(7);
  expect(new Set(named.values()).size).toBe(named.size);
});
