/** A reader of the log that takes its time gets all of it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from '@jest/globals';

const BUNDLE = resolve(import.meta.dirname, '../../dist/index.js');
/** A pipe holds about 200 kB of these lines; the rest waits in the process. */
const TARGETS = Array.from({ length: 6_000 }, (_, at) => 400_000_000_000 + at);
const BETWEEN_PARTS_MS = 300;

test('lines that wait for a slow reader are not lost at the end', async () => {
  const home = mkdtempSync(join(tmpdir(), 'slow-'));
  const output = join(home, 'output');
  writeFileSync(output, '');
  const env = {
    PATH: process.env['PATH'],
    RUNNER_TEMP: home,
    GITHUB_OUTPUT: output,
    GITHUB_REPOSITORY: 'octo-org/images',
    INPUT_MODE: 'validate',
    'INPUT_AWS-REGION': 'eu-west-1',
    'INPUT_TARGET-ROLE': 'ami',
    INPUT_INSTANCES: 'all',
    INPUT_TARGETS: TARGETS.join(','),
  };
  const child = spawn(process.execPath, [BUNDLE], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(child, 'exit');
  let text = '';
  for await (const part of child.stdout.setEncoding('utf8')) {
    text += String(part);
    await setTimeout(BETWEEN_PARTS_MS);
  }
  expect((await ended)[0]).toBe(0);
  expect(text).toContain('Target 6000:');
  expect(text.trimEnd().split('\n').at(-1)).toMatch(/inputs/i);
  rmSync(home, { recursive: true });
}, 60_000);
