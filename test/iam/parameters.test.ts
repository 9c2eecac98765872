/** The parameters of the templates: alone, by the table, and together with others. */
import { expect, test } from '@jest/globals';
import { object, text } from '../../scripts/iam/json.ts';
import { deploy, type Given } from '../../scripts/iam/template.ts';
import { least, MAIN_ROLE, OLD_FORM, templates } from './deployments.ts';
import { rows, tagPart } from './parameter-rows.ts';

const templateOf: Readonly<Record<keyof typeof least, keyof typeof templates>> = {
  oidc: 'main-role',
  'instance-profile': 'main-role',
  'existing-role': 'main-role',
  target: 'target-role',
  self: 'target-role',
  'protect-tags': 'protect-tags',
  'recycle-bin': 'recycle-bin',
};

type Kind = keyof typeof least;

const kinds = Object.keys(least) as Kind[];

function deployed(kind: Kind, given: Given) {
  return deploy(templates[templateOf[kind]], { ...least[kind], ...given });
}

const cases = kinds.flatMap((kind) =>
  Object.entries(rows[kind]).flatMap(([name, { takes, refuses }]) => [
    ...takes.map((value) => ({ kind, name, value, does: 'takes' })),
    ...refuses.map((value) => ({ kind, name, value, does: 'refuses' })),
  ]),
);

test.each(cases)('$kind, $name $does $value', ({ kind, name, value, does }) => {
  const given = { [name]: value };
  if (does === 'takes') expect(Object.keys(deployed(kind, given).resources)).not.toEqual([]);
  else expect(() => deployed(kind, given)).toThrow();
});

test.each(tagPart.takes)('a tag of instances takes %j', (part) => {
  const given = { InstanceTagKey: part, InstanceTagValue: part };
  expect(deployed('target', given).resources).toHaveProperty('TaggedInstancesPolicy');
});

test.each(tagPart.refuses)('a tag of instances refuses %j', (part) => {
  for (const given of [
    { InstanceTagKey: part, InstanceTagValue: 'yes' },
    { InstanceTagKey: 'Backup', InstanceTagValue: part },
  ])
    expect(() => deployed('target', given)).toThrow(/does not allow/);
});

/** What would be ignored, or leave a door open, is refused. */
const together: readonly { kind: Kind; given: Given; problem: RegExp }[] = [
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

test.each(together)('$kind with $given: refused', ({ kind, given, problem }) => {
  expect(() => deployed(kind, given)).toThrow(problem);
});

test('every parameter of every template is in a table', () => {
  for (const kind of kinds) {
    const declared = Object.keys(object(templates[templateOf[kind]]['Parameters']));
    const tried = kinds
      .filter((other) => templateOf[other] === templateOf[kind])
      .flatMap((other) => Object.keys(rows[other]));
    const others = ['OrganizationId', 'InstanceTagKey', 'InstanceTagValue'];
    expect(declared.filter((name) => ![...tried, ...others].includes(name))).toEqual([]);
  }
});

test('default names agree between the templates', () => {
  const defaultOf = (template: keyof typeof templates, name: string) =>
    text(object(object(templates[template]['Parameters'])[name])['Default']);
  const names = ['RoleName', 'PruneRoleName'].map((name) => defaultOf('target-role', name));
  expect(defaultOf('main-role', 'TargetRoleNames')).toBe(names.join(','));
  expect(defaultOf('protect-tags', 'CreatorRoleNames')).toBe(names[0]);
});
