/** AWS on loopback: starts the emulator, and speaks to its control endpoints. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { createInterface } from 'node:readline';
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
import { emulatorPython } from './python.ts';

export type * from './aws-types.ts';

type Server = ChildProcessByStdio<Writable, Readable, Readable>;

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
  const python = await emulatorPython();
  const server = spawn(python, ['-m', 'aws'], { cwd: import.meta.dirname, stdio: ['pipe', 'pipe', 'pipe'] });
  const errors = keepText(server.stderr);
  const url = `http://127.0.0.1:${await readyPort(server, errors)}`;
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
    stop: () => stopped(server),
  };
}

function readyPort(server: Server, errors: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: server.stdout });
    lines.once('line', (line) => {
      const port = /^ready (\d+)$/.exec(line)?.[1];
      if (port) resolve(Number(port));
      else reject(new Error(`The AWS emulator said "${line}"\n${errors()}`));
    });
    server.once('error', reject);
    server.once('exit', (code) => {
      reject(new Error(`The AWS emulator ended with ${code}:\n${errors()}`));
    });
  });
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

/** Its end of stdin closes, and so the server ends: the same that happens when this process dies. */
function stopped(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.once('exit', () => {
      resolve();
    });
    if (server.exitCode !== null || server.signalCode !== null) resolve();
    else server.stdin.end();
  });
}

function keepText(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (part: string) => {
    text = (text + part).slice(-20_000);
  });
  return () => text;
}
