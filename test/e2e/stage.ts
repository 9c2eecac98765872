/** One AWS and one GitHub for all tests of a file, empty again before each test. */
import { afterAll, beforeAll, beforeEach, jest } from '@jest/globals';
import {
  startAws,
  type AccountSeed,
  type Aws,
  type AwsCall,
  type DenyRule,
  type InstanceSeed,
} from '../emulator/aws.ts';
import { startGitHub, type GitHub } from '../emulator/github.ts';
import { runAction, type ActionOptions, type ActionRun } from '../emulator/runner.ts';
import { MAIN, MAIN_ROLE, SIGN_IN, TARGETS } from '../emulator/world.ts';

export const [WEB, DB, SHOP] = TARGETS;

export interface Stage {
  readonly aws: Aws;
  readonly github: GitHub;
  /** A step of a job that signs in by OIDC into the main account; `inputs` are added to those of the sign-in. */
  step(inputs: Record<string, string>, options?: Omit<ActionOptions, 'inputs'>): Promise<ActionRun>;
  /** The main account, and target accounts with the role `cross-account-ami` and these instances. */
  seed(targets: Record<string, readonly InstanceSeed[]>, ...more: AccountSeed[]): Promise<void>;
  /** Calls of EC2, in the order of arrival. */
  ec2Calls(action?: string): Promise<AwsCall[]>;
}

export function openStage(): Stage {
  jest.setTimeout(60_000);
  let open: { aws: Aws; github: GitHub } | undefined;
  const opened = () => {
    if (open === undefined) throw new Error('the emulators are not started');
    return open;
  };
  beforeAll(async () => {
    const [aws, github] = await Promise.all([startAws(), startGitHub()]);
    open = { aws, github };
  }, 240_000);
  afterAll(async () => {
    await Promise.all([open?.aws.stop(), open?.github.stop()]);
  });
  beforeEach(async () => {
    const { aws, github } = opened();
    await aws.reset();
    await aws.settings({ pendingDescribes: 0 });
    github.settings({ failures: 0, failSeconds: 0, failWith: 503, claims: {}, lifetimeSeconds: 300 });
    github.tokens.length = 0;
    github.requests.length = 0;
  });
  return {
    get aws() {
      return opened().aws;
    },
    get github() {
      return opened().github;
    },
    step: (inputs, options = {}) => {
      const { aws, github } = opened();
      return runAction({ aws, github, inputs: { ...SIGN_IN, ...inputs }, ...options });
    },
    seed: async (targets, ...more) => {
      const { aws, github } = opened();
      const accounts = Object.entries(targets).map(([id, instances]) => targetAccount(id, instances));
      await aws.seed(mainAccount(github), ...accounts, ...more);
    },
    ec2Calls: async (action) => {
      const calls = await opened().aws.calls();
      return calls.filter((call) => call.service === 'ec2' && (action ?? call.action) === call.action);
    },
  };
}

export function mainAccount(github: GitHub): AccountSeed {
  const role = { name: 'cross-account-ami-main', oidcSubjects: [github.subject], maxSessionSeconds: 7200 };
  return { id: MAIN, regions: ['eu-west-1', 'us-east-1'], oidcProviders: [github.issuer], roles: [role] };
}

export function targetAccount(id: string, instances: readonly InstanceSeed[]): AccountSeed {
  const roles = [{ name: 'cross-account-ami', trusts: [MAIN_ROLE] }];
  return { id, regions: ['eu-west-1', 'us-east-1'], roles, instances: [...instances] };
}

/** An instance id from a short number, so that tests and their failures can be read. */
export function idOf(number: number): string {
  return `i-${String(number).padStart(17, '0')}`;
}

export function roleIn(account: string): string {
  return `arn:aws:iam::${account}:role/cross-account-ami`;
}

/** Closes the way into an account (or all) for good: other refusals may be about a new role, and are met again after 15 s. */
export function closedTo(account?: string): DenyRule {
  const message =
    'Not authorized to perform sts:AssumeRole, with an explicit deny in a service control policy';
  return { action: 'sts:AssumeRole', message, ...(account === undefined ? {} : { account }) };
}
