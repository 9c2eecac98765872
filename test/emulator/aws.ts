/** AWS on loopback: an emulator, and what a test says to its control endpoints. */
import type {
  AccountSeed,
  AwsCall,
  AwsSettings,
  AwsState,
  DenyRule,
  FaultRule,
  SeededAccount,
  SessionKeys,
} from './aws-types.ts';
import { startServer } from './server.ts';

export type * from './aws-types.ts';

export interface Aws {
  readonly url: string;
  /** Adds accounts, roles and instances. */
  seed(...accounts: AccountSeed[]): Promise<SeededAccount[]>;
  /** Changes the settings that are named and no others. */
  settings(part: AwsSettings): Promise<void>;
  /** Replaces all deny rules; called without any it lifts them. */
  deny(...rules: DenyRule[]): Promise<void>;
  /** Adds fault rules; each is used up after `times` calls (default 1). */
  fault(...rules: FaultRule[]): Promise<void>;
  clearFaults(): Promise<void>;
  calls(): Promise<AwsCall[]>;
  clearCalls(): Promise<void>;
  state(): Promise<AwsState>;
  /** Credentials of a seeded role without the way through STS. */
  session(roleArn: string, seconds?: number): Promise<SessionKeys>;
  /** An empty world again, with default settings. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

export async function startAws(): Promise<Aws> {
  const { url, errors, stop } = await startServer();
  const control = controlOf(url, errors);
  return {
    url,
    seed: async (...accounts) => (await control('POST', 'seed', accounts)) as SeededAccount[],
    settings: async (part) => {
      await control('POST', 'settings', part);
    },
    deny: async (...rules) => {
      await control('PUT', 'deny', rules);
    },
    fault: async (...rules) => {
      await control('POST', 'faults', rules);
    },
    clearFaults: async () => {
      await control('DELETE', 'faults');
    },
    calls: async () => (await control('GET', 'ledger')) as AwsCall[],
    clearCalls: async () => {
      await control('DELETE', 'ledger');
    },
    state: async () => (await control('GET', 'state')) as AwsState,
    session: async (roleArn, seconds = 3600) =>
      (await control('POST', 'session', { roleArn, seconds })) as SessionKeys,
    reset: async () => {
      await control('POST', 'reset');
    },
    stop,
  };
}

function controlOf(url: string, errors: () => string) {
  return async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`${url}/_control/${path}`, init).catch((cause: unknown) => {
      throw new Error(`The AWS emulator does not answer:\n${errors()}`, { cause });
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${answer}\n${errors()}`);
    return JSON.parse(answer);
  };
}
