/** Runs the mode that is asked for, on the targets of this job's shard. */
import type { IfNoInstances } from '../images/select-target.ts';
import type { Mode } from '../model/event.ts';
import type { Accounts, Journal, Run } from '../model/ports.ts';
import type { SessionTags } from '../model/session-tags.ts';
import type { Shard, Target } from '../model/target.ts';
import { backup } from './backup.ts';
import { check } from './check.ts';
import { plan } from './plan.ts';
import { prune } from './prune.ts';
import { shardNames, targetsOfShard } from './shards.ts';
import { wait } from './wait.ts';

/** What is asked for, as far as the modes care. */
export interface Asked {
  readonly mode: Mode;
  readonly signIn: { readonly roleArn?: string; readonly sessionTags?: SessionTags };
  readonly targets: readonly Target[];
  readonly run: {
    readonly wait: boolean;
    /** Milliseconds, as all durations here. */
    readonly adoptWithin: number;
    readonly waitTimeout: number;
    readonly ifNoInstances: IfNoInstances;
    readonly maxAge?: number;
    readonly shard?: Shard;
  };
}

type Work = (targets: readonly Target[], accounts: Accounts, asked: Asked, run: Run) => Promise<void>;

const works: Readonly<Record<Mode, Work>> = {
  backup: (targets, accounts, asked, run) => backup(targets, accounts, asked.run, run),
  plan: (targets, accounts, { signIn, run: { shard, ...asked } }, run) => {
    const hops = { mainRole: signIn.roleArn, sessionTags: signIn.sessionTags !== undefined };
    return plan(targets, accounts, { ...asked, ...hops, shard }, run);
  },
  check: (targets, accounts, { run: { maxAge = 0, ifNoInstances } }, run) =>
    check(targets, accounts, { maxAge, ifNoInstances }, run),
  wait: (targets, accounts, _, run) => wait(targets, accounts, run),
  prune: (targets, accounts, { run: { ifNoInstances } }, run) => prune(targets, accounts, ifNoInstances, run),
  // Only the inputs are asked for.
  validate: () => Promise.resolve(),
};

export async function runMode(
  asked: Asked,
  accounts: Accounts,
  { journal, ...rest }: Omit<Run, 'deadline'>,
): Promise<void> {
  const { shard, waitTimeout: deadline } = asked.run;
  const run = { ...rest, journal: noticingOnce(journal), deadline };
  const targets = targetsOfShard(asked.targets, accounts.main.id, shard);
  if (targets.length > 0) {
    await works[asked.mode](targets, accounts, asked, run);
    return;
  }
  journal.record({ kind: 'noticed', text: 'This shard has no target', place: {} });
  // The output must still be a valid matrix.
  if (asked.mode === 'plan' && shard !== undefined)
    journal.record({ kind: 'sharded', shards: shardNames(shard.count) });
}

/** A journal that passes on the same notice only once. */
function noticingOnce(journal: Journal): Journal {
  const told = new Set<string>();
  return {
    record: (happening) => {
      const key = happening.kind === 'noticed' ? JSON.stringify(happening) : undefined;
      if (key !== undefined && told.has(key)) return;
      if (key !== undefined) told.add(key);
      journal.record(happening);
    },
  };
}
