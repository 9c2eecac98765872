/** The world of the demo and of most end-to-end tests: a main account and three targets with production servers. */
import type { AccountSeed, Aws, InstanceSeed } from './aws.ts';
import type { GitHub } from './github.ts';

export const MAIN = '111111111111';
export const TARGETS = ['222222222222', '333333333333', '044444444444'] as const;
export const MAIN_ROLE = `arn:aws:iam::${MAIN}:role/cross-account-ami-main`;

/** Inputs of the workflow in the README, without the targets. */
export const SIGN_IN = {
  'role-to-assume': MAIN_ROLE,
  'aws-region': 'eu-west-1',
  'target-role': 'cross-account-ami',
};

const root = { device: '/dev/xvda', sizeGiB: 20 };

/** Six production servers in three accounts and two regions, and two servers that are none. */
const servers: Readonly<Record<(typeof TARGETS)[number], readonly InstanceSeed[]>> = {
  '222222222222': [
    server('i-0aa00000000000001', 'web-1', 'production'),
    server('i-0aa00000000000002', 'web-2', 'production'),
    server('i-0aa00000000000003', 'web-test', 'test'),
  ],
  '333333333333': [
    {
      ...server('i-0bb00000000000001', 'db-1', 'production'),
      volumes: [root, { device: '/dev/sdf', sizeGiB: 100 }],
    },
    server('i-0bb00000000000002', 'build-1', 'tools'),
  ],
  '044444444444': [
    server('i-0cc00000000000001', 'shop-1', 'production'),
    { ...server('i-0cc00000000000002', 'shop-2', 'production'), state: 'stopped' },
    { ...server('i-0cc00000000000003', 'shop-us-1', 'production'), region: 'us-east-1' },
  ],
};

/** `targets` and `instances` of the README's workflow for this world. */
export const README_INPUTS = {
  ...SIGN_IN,
  targets: [
    '- 222222222222',
    '- 333333333333',
    '- account: 044444444444',
    '  regions: [eu-west-1, us-east-1]',
  ].join('\n'),
  instances: 'tag:Environment: production',
};

/** Builds the accounts; the main role may be assumed by the workflow of this GitHub. */
export async function seedWorld(aws: Aws, github: GitHub): Promise<void> {
  const main: AccountSeed = {
    id: MAIN,
    oidcProviders: [github.issuer],
    roles: [{ name: 'cross-account-ami-main', oidcSubjects: [github.subject] }],
  };
  const targets = TARGETS.map((id) => ({
    id,
    regions: ['eu-west-1', 'us-east-1'],
    roles: [{ name: 'cross-account-ami', trusts: [MAIN_ROLE] }],
    instances: [...servers[id]],
  }));
  await aws.seed(main, ...targets);
}

function server(id: string, name: string, environment: string): InstanceSeed {
  return { id, name, tags: { Environment: environment }, volumes: [root] };
}
