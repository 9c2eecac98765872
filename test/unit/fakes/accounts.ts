/** Accounts that let a target in, or refuse it with a problem. */
import type { Account, AccountRegion, Accounts } from '../../../src/model/ports.ts';
import type { Problem, Result } from '../../../src/model/problem.ts';
import type { TargetAccount } from '../../../src/model/target.ts';

export const MAIN_ACCOUNT = '111111111111';

/** Refusals are by account, or by the ARN of a role. */
export class FakeAccounts implements Accounts {
  readonly main: Account;
  readonly #places: readonly AccountRegion[];
  readonly #refusals: Readonly<Record<string, Problem>>;

  constructor(places: readonly AccountRegion[], refusals: Readonly<Record<string, Problem>> = {}) {
    this.#places = places;
    this.#refusals = refusals;
    this.main = this.#account(MAIN_ACCOUNT, 'main');
  }

  enter(target: TargetAccount): Promise<Result<Account>> {
    if (target.kind === 'self') return Promise.resolve({ ok: true, value: this.main });
    const problem = this.#refusals[target.account] ?? this.#refusals[target.roleArn];
    if (problem !== undefined) return Promise.resolve({ ok: false, problem });
    return Promise.resolve({ ok: true, value: this.#account(target.account, target.roleArn) });
  }

  #account(id: string, role: string): Account {
    return { id, arn: `session of ${role}`, inRegion: (region) => this.#place(id, region) };
  }

  #place(account: string, region: string): AccountRegion {
    const place = this.#places.find((each) => each.account === account && each.region === region);
    if (place === undefined) throw new Error(`no place ${account} ${region} was arranged`);
    return place;
  }
}
