/** Runs the mode that is asked for, on the targets of this job's shard. */
import type { Mode } from '../model/event.ts';
import type { RunFacts } from '../model/image.ts';
import type { Accounts, Clock, Journal } from '../model/ports.ts';
import type { Shard } from '../model/shard.ts';
import type { Target } from '../model/target.ts';
import { backup } from './backup.ts';
import { check } from './check.ts';
import { noticingOnce } from './notices.ts';
import { plan } from './plan.ts';
import { prune } from './prune.ts';
import { shardNames, targetsOfShard } from './shards.ts';
import { wait } from './wait.ts';

/** What is asked for, as far as the modes care. */
export interface Asked {
  readonly mode: Mode;
  readonly signIn: { readonly roleArn?: string };
  readonly targets: readonly Target[];
  readonly run: {
    readonly wait: boolean;
    /** Milliseconds, as all durations here. */
    readonly adoptWithin: number;
    readonly waitTimeout: number;
    readonly ifNoInstances: 'error' | 'warn' | 'ignore';
    readonly maxAge?: number;
    readonly shard?: Shard;
  };
}

export interface ModeContext {
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly signal: AbortSignal;
  readonly facts: RunFacts;
}

export async function runMode({ mode, signIn, targets: all, run }: Asked, scene: ModeContext): Promise<void> {
  const { adoptWithin, ifNoInstances, maxAge = 0, shard } = run;
  const targets = targetsOfShard(all, scene.accounts.main.id, shard);
  const journal = noticingOnce(scene.journal);
  const context = { ...scene, journal, ifNoInstances, adoptWithin, deadline: run.waitTimeout, shard };
  if (targets.length === 0) {
    journal.record({ kind: 'noticed', text: 'This shard has no target', place: {} });
    // A matrix is made of the output all the same.
    if (mode === 'plan' && shard !== undefined)
      journal.record({ kind: 'sharded', shards: shardNames(shard.count) });
    return;
  }
  switch (mode) {
    case 'prune':
      return prune(targets, context);
    case 'check':
      return check(targets, { ...context, maxAge });
    case 'wait':
      return wait(targets, context);
    case 'plan':
      return plan(targets, { ...context, wait: run.wait, mainRole: signIn.roleArn });
    case 'backup':
      return backup(targets, { ...context, wait: run.wait });
    // Only the inputs are asked for.
    case 'validate':
      return;
  }
}
