/** What each parameter of the templates takes and what it refuses. */
import type { Given } from '../../scripts/iam/template.ts';
import { MAIN_ROLE, OLD_FORM, WITH_IDS, type Kind } from './deployments.ts';

export interface Row {
  readonly takes: readonly string[];
  readonly refuses: readonly string[];
}

const roleNames: Row = {
  takes: ['a', 'backup/ami', 'a,b/c,d'],
  refuses: ['', '*', 'cross-account-*', '../admin role', 'a,', 'a, b', '/a', 'a/', 'x'.repeat(65)],
};
const oneRoleName: Row = { takes: ['a', 'a+b=c,d.e@f_g-h'], refuses: ['', 'a b', 'a/b', '*'] };
const path: Row = { takes: ['/', '/ci/', '/a/b/'], refuses: ['', 'ci', '/ci', 'ci/', '//', '/*/'] };
const boundary: Row = {
  takes: ['', 'arn:aws:iam::111111111111:policy/limits', 'arn:aws-cn:iam::aws:policy/a/b'],
  refuses: ['limits', 'arn:aws:iam::111111111111:role/x', 'arn:aws:iam::111111111111:policy/*'],
};
const repositories: Row = {
  takes: ['1', '777,778'],
  refuses: ['', '*', 'octo/images', '7,', '7, 8', '-1', ' 7'],
};
const yesOrNo: Row = { takes: ['yes', 'no'], refuses: ['', 'true', 'Yes'] };
const regions: Row = {
  takes: ['', 'eu-west-1', 'eu-west-1,us-gov-west-1', 'eusc-de-east-1'],
  refuses: ['eu-west', 'EU-WEST-1', '*', 'eu-west-1,', 'eu-west-1, us-east-1', 'eu-west-1a'],
};
export const tagPart: Row = {
  takes: ['Backup', 'a b', 'team:tier/1=x+y@z_.-'],
  refuses: ['a"b', 'a\\b', '${aws:username}', 'a\nb', 'a*', 'a?', ' a', 'a '],
};

export const rows: Readonly<Record<Kind, Readonly<Record<string, Row>>>> = {
  oidc: {
    SignIn: { takes: ['oidc'], refuses: ['', 'OIDC', 'profile'] },
    Subjects: {
      takes: [
        OLD_FORM,
        `${OLD_FORM},${WITH_IDS}`,
        'repo:OWNER/REPO:ref:refs/tags/v1.2.3',
        'repo:OWNER/REPO:ref:refs/heads/feature/a',
        'repo:OWNER/REPO:environment:nightly images',
        'repo:OWNER/REPO:environment:prod:job_workflow_ref:OWNER/shared/.github/workflows/a.yml@refs/heads/main',
        'repository_id:5678:environment:prod',
      ],
      refuses: [
        '*',
        'main',
        'octo/infra',
        'repo:OWNER/*',
        'repo:OWNER/REPO',
        'repo:OWNER/REPO:*',
        'repo:OWNER/REPO:main',
        'repo:OWNER/REPO:pull_request',
        'repo:OWNER/REPO:environment:prod:pull_request',
        'repository_owner:OWNER:context:pull_request',
        'repo:OWNER/REPO:ref:refs/heads/?',
        'repo:OWNER/REPO:ref:refs/heads/',
        'repo:OWNER/REPO:ref:refs/pull/1/merge',
        'repo:OWNER/REPO:environment:',
        'repo:OWNER/REPO:environment:prod ',
        `${OLD_FORM} `,
        ` ${OLD_FORM}`,
        `${OLD_FORM},`,
        `${OLD_FORM}, ${WITH_IDS}`,
        'repo:OWNER/REPO:ref:refs/heads/a"b',
        'repo:OWNER/REPO:ref:refs/heads/${aws:userid}',
        'Repo:OWNER/REPO:environment:prod',
      ],
    },
    RepositoryIds: repositories,
    Environments: { takes: ['', 'prod', 'Prod EU,backup'], refuses: ['*', 'prod ', 'a,', 'a"b', 'a, b'] },
    Refs: {
      takes: ['', 'refs/heads/main', 'refs/heads/a/b,refs/tags/v1'],
      refuses: ['main', 'refs/heads/*', 'refs/pull/1/merge', 'refs/heads/main,', 'refs/heads/a b'],
    },
    JobWorkflowRefs: {
      takes: [
        '',
        'OWNER/REPO/.github/workflows/a.yml@refs/heads/main',
        'O/R/.github/workflows/a.yaml@refs/tags/v1,O/R/.github/workflows/b.yml@refs/heads/x',
      ],
      refuses: ['a.yml', 'O/R/.github/workflows/a.yml', 'O/R/.github/workflows/*@refs/heads/main', 'O/R@v1'],
    },
    OidcProvider: { takes: ['create', 'existing'], refuses: ['', 'yes', 'arn:aws:iam::1:oidc-provider/x'] },
    Issuer: {
      takes: [
        'token.actions.githubusercontent.com',
        'token.actions.githubusercontent.com/octo-corp',
        'token.actions.octo.ghe.com',
        'github.example.com/_services/token',
      ],
      refuses: [
        '',
        'https://token.actions.githubusercontent.com',
        'token.actions.githubusercontent.com/',
        'evil.example.com',
        'token.actions.githubusercontent.com.evil.example',
        'a"b/_services/token',
      ],
    },
    Audience: { takes: ['', 'mine', 'https://a.example/x'], refuses: ['a b', '*', 'a"b'] },
    TargetAccountIds: {
      takes: ['222222222222', '222222222222,333333333333'],
      refuses: ['', '*', '22222222222', '222222222222,', '222222222222, 333333333333'],
    },
    TargetRoleNames: roleNames,
    SessionTags: yesOrNo,
    RoleName: oneRoleName,
    RolePath: path,
    PermissionsBoundaryArn: boundary,
    MaxSessionDuration: { takes: ['3600', '43200'], refuses: ['', '900', '43201', 'x'] },
  },
  'instance-profile': {},
  'existing-role': { RoleName: oneRoleName },
  target: {
    MainRoleArns: {
      takes: [MAIN_ROLE, `${MAIN_ROLE},arn:aws-cn:iam::333333333333:role/ci/main`],
      refuses: [
        '',
        '*',
        '111111111111',
        'arn:aws:iam::111111111111:root',
        'arn:aws:iam::111111111111:role/*',
        'arn:aws:iam::111111111111:user/me',
        `${MAIN_ROLE},`,
        `${MAIN_ROLE}, ${MAIN_ROLE}`,
      ],
    },
    RepositoryIds: { ...repositories, refuses: [...repositories.refuses, 'none'] },
    Prune: { takes: ['no', 'same-role', 'own-role'], refuses: ['', 'yes', 'true'] },
    ExternalId: {
      takes: ['', 'a-shared-text', 'x'.repeat(1224)],
      refuses: ['x', 'a b', 'a"b', 'x'.repeat(1225)],
    },
    SessionTags: yesOrNo,
    RoleName: oneRoleName,
    PruneRoleName: oneRoleName,
    RolePath: path,
    PermissionsBoundaryArn: boundary,
    Regions: regions,
  },
  self: { AttachToRoleName: { takes: ['ci'], refuses: ['', 'a/b', '*'] } },
  'protect-tags': {
    TargetIds: {
      takes: ['r-ab12', 'ou-ab12-12345678,222222222222'],
      refuses: ['', '*', 'ou-ab12', '22222222222', 'r-ab12, 222222222222'],
    },
    CreatorRoleNames: roleNames,
    ExemptRoleName: { takes: ['a', 'a/b'], refuses: ['', '*', 'a,b'] },
  },
  'recycle-bin': {
    RepositoryId: { takes: ['777'], refuses: ['', '*', '777,778'] },
    RetentionDays: { takes: ['1', '365'], refuses: ['0', '366', 'x'] },
  },
};

/** What would be ignored, or leave a door open, is refused. */
export const together: readonly { kind: Kind; given: Given; problem: RegExp }[] = [
  { kind: 'oidc', given: { Subjects: '' }, problem: /needs Subjects/ },
  { kind: 'oidc', given: { RepositoryIds: '' }, problem: /needs RepositoryIds/ },
  { kind: 'oidc', given: { RepositoryIds: 'none' }, problem: /only for the Issuer of a GitHub Enterprise/ },
  { kind: 'oidc', given: { TargetAccountIds: '' }, problem: /Give TargetAccountIds or OrganizationId\./ },
  { kind: 'oidc', given: { OrganizationId: 'o-a1b2c3d4e5' }, problem: /not both/ },
  ...Object.entries({
    Subjects: OLD_FORM,
    RepositoryIds: '5678',
    Environments: 'prod',
    Refs: 'refs/heads/main',
    JobWorkflowRefs: 'O/R/.github/workflows/a.yml@refs/heads/main',
    Audience: 'mine',
    OidcProvider: 'existing',
    Issuer: 'token.actions.octo.ghe.com',
  }).flatMap(([name, value]) =>
    (['instance-profile', 'existing-role'] as const).map((kind) => ({
      kind,
      given: { [name]: value },
      problem: /are only for SignIn=oidc/,
    })),
  ),
  {
    kind: 'existing-role',
    given: { PermissionsBoundaryArn: 'arn:aws:iam::aws:policy/x' },
    problem: /boundary/,
  },
  { kind: 'existing-role', given: { MaxSessionDuration: '7200' }, problem: /longest session/ },
  { kind: 'target', given: { MainRoleArns: '' }, problem: /Give MainRoleArns .* or AttachToRoleName/ },
  {
    kind: 'target',
    given: { InstanceTagKey: 'Backup' },
    problem: /both InstanceTagKey and InstanceTagValue/,
  },
  { kind: 'target', given: { InstanceTagValue: 'yes' }, problem: /both InstanceTagKey and InstanceTagValue/ },
  ...Object.entries({
    MainRoleArns: MAIN_ROLE,
    ExternalId: 'a-shared-text',
    SessionTags: 'yes',
    PermissionsBoundaryArn: 'arn:aws:iam::aws:policy/x',
    RoleName: 'other',
    RolePath: '/ci/',
  }).map(([name, value]) => ({
    kind: 'self' as const,
    given: { [name]: value },
    problem: /An existing role keeps its name/,
  })),
  { kind: 'self', given: { Prune: 'own-role' }, problem: /needs a new role/ },
];
