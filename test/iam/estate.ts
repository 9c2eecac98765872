/** Accounts in which the templates are deployed, in every form, beside an attacker who may do anything in accounts of its own. */
import type { JsonObject } from '../../scripts/iam/json.ts';
import type { Role, Roles } from './roles.ts';
import { arnOf, mainStack, targetStack, type MainStack, type TargetStack, type Trust } from './stacks.ts';

export const MAIN = '111111111111';
/** With every limit, and a role of its own to prune. */
export const TARGET = '222222222222';
/** With none on what is imaged, and one role for both. */
export const PLAIN = '333333333333';
/** Without an external id, and without pruning. */
export const OPEN = '777777777777';
const ATTACKER = '666666666666';

export const REPOSITORY = '700100200';
export const SUBJECT = 'repo:octo-org/images:ref:refs/heads/main';
export const GITHUB = 'token.actions.githubusercontent.com';
export const SERVER = 'github.example.com/_services/token';
export const EXTERNAL_ID = 'a-shared-text';
export const ENVIRONMENT = 'backup';
export const REF = 'refs/heads/main';
export const WORKFLOW = 'octo-org/workflows/.github/workflows/images.yml@refs/heads/main';

export const role = {
  main: inAccount(MAIN, 'cross-account-ami-main'),
  /** Asks for environment, branch and workflow file as well. */
  strict: inAccount(MAIN, 'strict-main'),
  /** Of a GitHub Enterprise Server. */
  server: inAccount(MAIN, 'server-main'),
  runner: inAccount(MAIN, 'runner-main'),
  create: inAccount(TARGET, 'cross-account-ami'),
  prune: inAccount(TARGET, 'cross-account-ami-prune'),
  both: inAccount(PLAIN, 'cross-account-ami', '/backup/'),
  open: inAccount(OPEN, 'cross-account-ami'),
  /** Of the main account, as the target `self`. */
  self: inAccount(MAIN, 'runner-main'),
  attacker: inAccount(ATTACKER, 'cross-account-ami-main'),
  neighbour: inAccount(MAIN, 'another-role'),
  namesake: inAccount(MAIN, 'cross-account-ami-main', '/another/'),
} as const;

export type RoleKey = keyof typeof role;
export const arnOfRole = (key: RoleKey): string => arnOf(role[key]);

export const INSTANCE_TAG = { key: 'Backup', value: 'yes' };

const trust: Trust = {
  issuer: GITHUB,
  audience: 'sts.amazonaws.com',
  subjects: [SUBJECT, 'repo:octo-org@65001/images@700100200:ref:refs/heads/main'],
  repositories: [REPOSITORY, '700100299'],
};
const reach = {
  targetAccounts: [TARGET, PLAIN, OPEN],
  targetRoles: ['cross-account-ami', 'cross-account-ami-prune', 'backup/cross-account-ami'],
};

const mains: readonly MainStack[] = [
  { role: role.main, trust, ...reach, sessionTags: true },
  {
    role: role.strict,
    trust: { ...trust, environments: [ENVIRONMENT], refs: [REF], workflows: [WORKFLOW] },
    ...reach,
  },
  {
    role: role.server,
    trust: { ...trust, issuer: SERVER, subjects: [SUBJECT], repositories: [] },
    ...reach,
  },
  { role: role.runner, trust: 'instance-profile', ...reach },
];

const targets: readonly TargetStack[] = [
  {
    role: role.create,
    mainRoles: [arnOfRole('main'), arnOfRole('strict')],
    externalId: EXTERNAL_ID,
    repositories: [REPOSITORY, '700100299'],
    prune: 'own-role',
    instanceTag: INSTANCE_TAG,
    regions: ['eu-west-1', 'us-east-1'],
  },
  {
    role: role.both,
    mainRoles: [arnOfRole('main')],
    externalId: EXTERNAL_ID,
    repositories: [REPOSITORY],
    prune: 'same-role',
    sessionTags: true,
  },
  { role: role.open, mainRoles: [arnOfRole('main')], repositories: [REPOSITORY], prune: 'no' },
  { role: role.self, repositories: [REPOSITORY], prune: 'no' },
];

/** The roles by their ARNs. */
export type Estate = ReadonlyMap<string, Role>;

/** Every one that the templates make or add to. */
export function deployEstate(): Estate {
  const stacks = [
    ...mains.map((stack): [MainStack['role'], Roles] => [stack.role, mainStack(stack)]),
    ...targets.map((stack): [MainStack['role'], Roles] => [stack.role, targetStack(stack)]),
  ];
  const estate = new Map<string, Role>();
  for (const [place, roles] of stacks) {
    for (const [name, deployed] of roles) {
      const arn = arnOf({ ...place, name });
      const before = estate.get(arn);
      estate.set(arn, {
        ...before,
        ...deployed,
        policies: [...(before?.policies ?? []), ...deployed.policies],
      });
    }
  }
  return estate;
}

const EVERYTHING: JsonObject = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'Everything', Effect: 'Allow', Action: '*', Resource: '*' }],
};

/** Roles that are not ours, and may do whatever AWS lets anybody do. */
export function others(): Estate {
  const mighty: Role = { policies: [{ name: 'everything', document: EVERYTHING }] };
  return new Map((['attacker', 'neighbour', 'namesake'] as const).map((key) => [arnOfRole(key), mighty]));
}

function inAccount(account: string, name: string, path = '/') {
  return { partition: 'aws', account, path, name };
}
