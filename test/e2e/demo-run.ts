/** Runs the demo, as a newcomer does. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

export const PROJECT = resolve(import.meta.dirname, '../..');
const DEMO = join(PROJECT, 'demo', 'demo.ts');

export interface Demo {
  exitCode: unknown;
  shown: string;
  complaints: string;
}

export async function runDemo(
  env: Record<string, string> = {},
  interruptAt?: string,
  scene: readonly string[] = [],
): Promise<Demo> {
  const demo = spawn(process.execPath, [DEMO, ...scene], {
    cwd: PROJECT,
    env: { ...process.env, NODE_OPTIONS: '', AWS_EMULATOR_FORKS_PORT: undefined, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  demo.stdout.on('data', (part: Buffer) => {
    if (interruptAt !== undefined && part.includes(interruptAt)) demo.kill('SIGINT');
  });
  const [shown, complaints, [exitCode]] = await Promise.all([
    text(demo.stdout),
    text(demo.stderr),
    once(demo, 'close') as Promise<unknown[]>,
  ]);
  return { exitCode, shown, complaints };
}
