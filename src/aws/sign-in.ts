/** The second hop: from the main account into the accounts of the targets. */
import { AssumeRoleCommand, type AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import type { Account, Accounts } from '../model/ports.ts';
import type { Problem, Result } from '../model/problem.ts';
import type { SessionTags } from '../model/session-tags.ts';
import type { TargetAccount } from '../model/target.ts';
import { Ec2Region } from './ec2-region.ts';
import type { AwsClock } from './clock.ts';
import { Clients } from './clients.ts';
import { hopProblem } from './hop-problem.ts';
import { signInToMain, type MainAccount, type Runner, type SignIn } from './main-account.ts';
import { patiently } from './patience.ts';
import { ProblemError } from './problem-error.ts';
import { attempt, attemptWith } from './problems.ts';
import { renewing, type Credentials } from './renewing.ts';
import { accountOf, sessionOf, type Session } from './session.ts';

/** STS caps a session of a role that another role assumed at one hour (IAM User Guide, "Role chaining"). */
const CHAINED_SESSION_SECONDS = 3600;

export interface SignedIn {
  readonly accounts: Accounts;
  readonly how: string;
}

interface Parts {
  readonly clients: Clients;
  readonly clock: AwsClock;
  readonly mask: (secret: string) => void;
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal;
}

type Role = Extract<TargetAccount, { kind: 'role' }>;

/** Signs in to the main account; the targets' roles are assumed when they are entered. */
export async function signIn(
  signInConfig: SignIn,
  runner: Runner,
  clock: AwsClock,
): Promise<Result<SignedIn>> {
  const clients = new Clients(runner.environment, clock, runner.signal);
  const main = await signInToMain(signInConfig, runner, { clients, clock });
  if (!main.ok) return main;
  const { mask, signal } = runner;
  const accounts = new AwsAccounts(main.value, signInConfig, { clients, clock, mask, signal });
  return { ok: true, value: { accounts, how: main.value.how } };
}

class AwsAccounts implements Accounts {
  readonly main: Account;
  readonly #entered = new Map<string, Promise<Result<Account>>>();
  readonly #mainAccount: MainAccount;
  readonly #config: SignIn;
  readonly #parts: Parts;

  constructor(main: MainAccount, config: SignIn, parts: Parts) {
    this.#mainAccount = main;
    this.#config = config;
    this.#parts = parts;
    this.main = this.#account(main.id, main.arn, main.credentials);
  }

  /** One session per role and external id, whoever asks. */
  enter(target: TargetAccount): Promise<Result<Account>> {
    const refused = this.#notAllowed(target.kind === 'self' ? this.main.id : target.account);
    if (refused !== undefined) return Promise.resolve({ ok: false, problem: refused });
    if (target.kind === 'self') return Promise.resolve({ ok: true, value: this.main });
    const key = `${target.roleArn} ${target.externalId ?? ''}`;
    const entered = this.#entered.get(key) ?? this.#assume(target);
    this.#entered.set(key, entered);
    return entered;
  }

  #notAllowed(account: string): Problem | undefined {
    if (this.#config.allowedAccounts?.includes(account) ?? true) return undefined;
    const what = 'The account is not in allowed-account-ids';
    return { code: 'AccountNotAllowed', phase: 'sign-in', place: { account }, what };
  }

  async #assume(role: Role): Promise<Result<Account>> {
    const { region } = this.#config;
    const sts = this.#parts.clients.sts({ region, credentials: this.#mainAccount.credentials });
    const command = new AssumeRoleCommand(hopInput(role, this.#config));
    const what = `Cannot assume ${role.roleArn} from ${this.#mainAccount.arn}`;
    const words = {
      phase: 'sign-in',
      place: { account: role.account },
      what,
      codes: assumeRoleCodes,
    } as const;
    let session: Session | undefined;
    const { clock, mask, signal } = this.#parts;
    const tryOnce = () => attemptWith(this.#mainAccount.credentials, words, () => sts.send(command));
    const credentials = renewing(
      async () => {
        const reply = await patiently(tryOnce, clock, signal, session === undefined);
        if (!reply.ok) throw new ProblemError(hopProblem(reply.problem, role.roleArn));
        session = sessionOf(reply.value, role.roleArn, mask);
        return session.credentials;
      },
      () => clock.now(),
    );
    const first = await attempt(words, credentials);
    if (!first.ok) return first;
    const arn = session?.arn ?? '';
    return { ok: true, value: this.#account(accountOf(arn), arn, credentials) };
  }

  #account(id: string, arn: string, credentials: Credentials): Account {
    const { clients } = this.#parts;
    const regions = new Map<string, Ec2Region>();
    const inRegion = (region: string): Ec2Region => {
      const known = regions.get(region);
      if (known !== undefined) return known;
      const setup = { account: id, region, credentials };
      const client = clients.ec2(setup);
      const autoScaling = clients.autoScaling(setup);
      const entered = new Ec2Region({ ...setup, client, autoScaling, memory: clients.memoryOf(setup) });
      regions.set(region, entered);
      return entered;
    };
    return { id, arn, inRegion };
  }
}

const assumeRoleCodes = { AccessDenied: 'AssumeRoleDenied' } as const;

function hopInput(
  { roleArn, externalId }: Role,
  { sessionName, sessionTags }: SignIn,
): AssumeRoleCommandInput {
  return {
    RoleArn: roleArn,
    RoleSessionName: sessionName,
    DurationSeconds: CHAINED_SESSION_SECONDS,
    ...(externalId === undefined ? {} : { ExternalId: externalId }),
    ...(sessionTags === undefined ? {} : carriedBy(sessionTags)),
  };
}

function carriedBy({ tags, sourceIdentity }: SessionTags): Partial<AssumeRoleCommandInput> {
  return {
    Tags: [...tags].map(([Key, Value]) => ({ Key, Value })),
    ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
  };
}
