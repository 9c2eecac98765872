/** A process of the AWS emulator: one of its own, or forked by one that has loaded everything already. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { emulatorPython } from './python.ts';

/** Set for all workers of a test run: the port at which `startForks` hands out emulators. */
const FORKS_PORT = 'AWS_EMULATOR_FORKS_PORT';

export interface Server {
  readonly url: string;
  /** The end of what it said of its errors. */
  readonly errors: () => string;
  readonly stop: () => Promise<void>;
}

/** Ends with this process, however that ends: its stdin closes. */
export async function startServer(): Promise<Server> {
  const port = process.env[FORKS_PORT];
  return port === undefined ? startOwn() : startFork(Number(port));
}

/** Loads the emulator once for all tests of this run; it ends with this process. Windows has no fork. */
export async function startForks(): Promise<void> {
  if (process.platform === 'win32') return;
  const server = await spawnServer('--many');
  const errors = keepText(server.stderr);
  process.env[FORKS_PORT] = String(await readyPort(server.stdout, errors));
  server.unref();
  for (const stream of [server.stdin, server.stdout, server.stderr]) (stream as Socket).unref();
}

async function startOwn(): Promise<Server> {
  const server = await spawnServer();
  const errors = keepText(server.stderr);
  const ended = new Promise<void>((resolve) =>
    server.once('exit', () => {
      resolve();
    }),
  );
  const stop = (): Promise<void> => {
    server.stdin.end();
    return ended;
  };
  return { url: urlOf(await readyPort(server.stdout, errors)), errors, stop };
}

async function startFork(port: number): Promise<Server> {
  const socket = connect(port, '127.0.0.1');
  const errors = keepText(socket);
  const ended = new Promise<void>((resolve) =>
    socket.once('close', () => {
      resolve();
    }),
  );
  const stop = (): Promise<void> => {
    socket.end();
    return ended;
  };
  return { url: urlOf(await readyPort(socket, errors)), errors, stop };
}

type Spawned = ChildProcessByStdio<Writable, Readable, Readable>;

async function spawnServer(...args: string[]): Promise<Spawned> {
  const python = await emulatorPython();
  return spawn(python, ['-m', 'aws', ...args], { cwd: import.meta.dirname, stdio: ['pipe', 'pipe', 'pipe'] });
}

function readyPort(output: Readable, errors: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    createInterface({ input: output }).once('line', (line) => {
      const port = /^ready (\d+)$/.exec(line)?.[1];
      if (port) resolve(Number(port));
      else reject(new Error(`The AWS emulator said "${line}"\n${errors()}`));
    });
    output.once('error', reject);
    output.once('close', () => {
      reject(new Error(`The AWS emulator ended:\n${errors()}`));
    });
  });
}

function urlOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

function keepText(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (part: string) => {
    text = (text + part).slice(-20_000);
  });
  return () => text;
}
