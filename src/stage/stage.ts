/** A stage for a backup: accounts, EC2 and a clock that change nothing and cost no time, and what is told there. */
import type { Happening } from '../model/event.ts';
import type { ImageRequest } from '../model/image.ts';
import type { Account, Accounts, Ec2, Run } from '../model/ports.ts';
import type { Place } from '../model/problem.ts';
import type { TargetAccount } from '../model/target.ts';
import { RecordedTrials } from '../permissions/recorded.ts';
import { StagedClock } from './clock.ts';
import { stagedEc2 } from './ec2.ts';
import { asForeseen } from './foreseen.ts';
import { StagedWorld } from './world.ts';

/** An account and region as one role sees it. */
export interface StagedRole {
  readonly ec2: Ec2;
  readonly trials: RecordedTrials;
}

export class Stage {
  readonly accounts: Accounts;
  readonly run: Run;
  readonly #clock: StagedClock;
  readonly #worlds = new Map<string, StagedWorld>();
  readonly #roles = new Map<Ec2, StagedRole>();

  constructor(accounts: Accounts, run: Run) {
    this.#clock = new StagedClock(run.clock);
    const entered = new Map<Account, Account>();
    const staged = (account: Account): Account => {
      const known = entered.get(account) ?? this.#account(account);
      entered.set(account, known);
      return known;
    };
    this.accounts = {
      main: staged(accounts.main),
      enter: async (target) => {
        const reply = await this.#clock.during(() => accounts.enter(target));
        return reply.ok ? { ok: true, value: staged(reply.value) } : reply;
      },
    };
    this.run = {
      ...run,
      clock: this.#clock,
      journal: {
        record: (happening) => {
          this.#record(happening, run);
        },
      },
    };
  }

  /** Before the first image of an account and region; looks up how large the images would be. */
  async prepare(ec2: Ec2, requests: readonly ImageRequest[]): Promise<void> {
    const instances = [...new Set(requests.map(({ instance }) => instance.id))];
    const volumes = await ec2.instances.volumes(instances);
    const world = this.worldOf(ec2);
    world.lead = ec2;
    world.requests = requests;
    if (volumes.ok) world.volumes = volumes.value;
    if (volumes.ok) return;
    // Sizes are for people alone: a role that may not see them does as well.
    const text = 'Sizes are not shown: allow ec2:DescribeVolumes to see them';
    const place = { account: ec2.account, region: ec2.region };
    this.run.journal.record({ kind: 'noticed', text, place });
  }

  /** Of an account and region; without one, for what is about none of them. */
  worldOf({ account, region }: Place): StagedWorld {
    const key = account === undefined || region === undefined ? '' : `${account} ${region}`;
    const world = this.#worlds.get(key) ?? new StagedWorld();
    this.#worlds.set(key, world);
    return world;
  }

  /** Nothing when the role cannot be assumed. */
  async roleIn(at: TargetAccount, region: string): Promise<StagedRole | undefined> {
    const entered = await this.accounts.enter(at);
    return entered.ok ? this.#roles.get(entered.value.inRegion(region)) : undefined;
  }

  #account(account: Account): Account {
    const regions = new Map<string, Ec2>();
    const inRegion = (region: string): Ec2 => {
      const known = regions.get(region);
      if (known !== undefined) return known;
      const real = account.inRegion(region);
      const trials = new RecordedTrials(real.permissions);
      const ec2 = stagedEc2(real, trials, this.worldOf(real), this.#clock);
      regions.set(region, ec2);
      this.#roles.set(ec2, { ec2, trials });
      return ec2;
    };
    return { id: account.id, arn: account.arn, inRegion };
  }

  #record(happening: Happening, { journal }: Run): void {
    // What is found is reported at once; what would be done, one region after the other.
    if (happening.kind === 'selected' || happening.kind === 'target-signed-in') {
      journal.record(happening);
      return;
    }
    const world = this.worldOf(placeOf(happening));
    const foreseen = asForeseen(happening, world);
    if (foreseen !== undefined) world.told.push(foreseen);
  }
}

/** Where it happens, as far as it says. */
function placeOf(happening: Happening): Place {
  if ('place' in happening) return happening.place;
  const row = 'of' in happening ? happening.of : 'request' in happening ? happening.request : undefined;
  if (row !== undefined)
    return {
      ...(row.account === null ? {} : { account: row.account }),
      ...(row.region === null ? {} : { region: row.region }),
    };
  return 'problem' in happening ? happening.problem.place : {};
}
