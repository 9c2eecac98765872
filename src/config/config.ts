/** What is asked for, once it has been read. */
import type { Mode } from '../model/event.ts';
import type { Shard } from '../model/shard.ts';
import type { Target } from '../model/target.ts';

export interface Config {
  readonly mode: Mode;
  readonly signIn: SignInConfig;
  readonly targets: readonly Target[];
  readonly run: RunConfig;
  /** Sentences without a full stop about what is taken although it may be a slip. */
  readonly warnings: readonly string[];
}

export interface SignInConfig {
  /** Nothing: the credentials that are already there. */
  readonly roleArn?: string;
  readonly region: string;
  readonly partition: string;
  readonly audience: string;
  readonly sessionName: string;
  readonly durationSeconds: number;
  readonly allowedAccounts?: readonly string[];
}

export interface RunConfig {
  readonly runKey: string;
  /** Whether the workflow names it. */
  readonly isKeyGiven: boolean;
  readonly wait: boolean;
  /** Milliseconds. */
  readonly adoptWithin: number;
  /** Milliseconds from the start of the step. */
  readonly waitTimeout: number;
  readonly maxFailures: number;
  readonly ifNoInstances: 'error' | 'warn' | 'ignore';
  /** Milliseconds; given when mode is check. */
  readonly maxAge?: number;
  /** The part of the targets that this run looks at. */
  readonly shard?: Shard;
}
