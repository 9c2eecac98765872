/** What is asked for, once it has been read. */
import type { Mode } from '../model/event.ts';
import type { SessionTags } from '../model/session-tags.ts';
import type { Target } from '../model/target.ts';
import type { ValuesOf } from './field.ts';
import type { Named } from './named.ts';
import type { ReportConfig } from './report-fields.ts';
import type { runFields } from './run-fields.ts';

export interface Config {
  readonly mode: Mode;
  readonly signIn: SignInConfig;
  readonly targets: readonly Target[];
  readonly run: RunConfig;
  readonly report: ReportConfig;
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
  /** Nothing: the session in a target's account carries none. */
  readonly sessionTags?: SessionTags;
}

/** The inputs of the run; times are milliseconds. */
export interface RunConfig extends Named<Pick<ValuesOf<typeof runFields>, RunKey>> {
  readonly runKey: string;
  /** Whether the workflow names it. */
  readonly isKeyGiven: boolean;
  readonly ifNoInstances: 'error' | 'warn' | 'ignore';
}

export type RunKey = Exclude<keyof typeof runFields, 'mode' | 'run-key' | 'if-no-instances-found'>;
