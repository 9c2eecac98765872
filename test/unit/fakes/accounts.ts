/** Accounts that let a target in, or refuse it with a problem. */
import type { Account, Accounts, Ec2 } from '../../../src/model/ports.ts';
import type { Problem, Result } from '../../../src/model/problem.ts';
import type { TargetAccount } from '../../../src/model/target.ts';

export const MAIN_ACCOUNT = '111111111111';

export class FakeAccounts implements Accounts {
  readonly main: Account;
  readonly #all: readonly Ec2[];
  readonly #refusals: Readonly<Record<string, Problem>>;
  readonly #roles: Readonly<Record<string, Ec2>>;
  /** Whoever asks again is answered with the same account. */
  readonly #entered = new Map<string, Account>();

  /** Refusals are by account, or by the ARN of a role; `roles`: EC2 as the role of that ARN sees it. */
  constructor(
    all: readonly Ec2[],
    refusals: Readonly<Record<string, Problem>> = {},
    roles: Readonly<Record<string, Ec2>> = {},
  ) {
    this.#all = all;
    this.#refusals = refusals;
    this.#roles = roles;
    this.main = this.#account(MAIN_ACCOUNT, 'main');
  }

  enter(target: TargetAccount): Promise<Result<Account>> {
    if (target.kind === 'self') return Promise.resolve({ ok: true, value: this.main });
    const problem = this.#refusals[target.account] ?? this.#refusals[target.roleArn];
    if (problem !== undefined) return Promise.resolve({ ok: false, problem });
    const key = JSON.stringify(target);
    const account = this.#entered.get(key) ?? this.#account(target.account, target.roleArn);
    this.#entered.set(key, account);
    return Promise.resolve({ ok: true, value: account });
  }

  #account(id: string, role: string): Account {
    return { id, arn: `session of ${role}`, inRegion: (region) => this.#ec2(id, region, role) };
  }

  #ec2(account: string, region: string, role: string): Ec2 {
    const isThere = (each: Ec2 | undefined): boolean => each?.account === account && each.region === region;
    const found = [this.#roles[role], ...this.#all].find(isThere);
    if (found === undefined) throw new Error(`no EC2 in ${account} ${region} was arranged`);
    return found;
  }
}
