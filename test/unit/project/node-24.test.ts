/** The start of the npm scripts. What an older Node fetches is tried by `.ci/run` on one. */
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { expect, test } from '@jest/globals';

function started(script: string, ...args: string[]): { status: number | null; stdout: string } {
  return spawnSync(process.execPath, ['scripts/node-24.js', '--eval', script, '--', ...args], {
    encoding: 'utf8',
  });
}

test('arguments, output and exit code are those of the script', () => {
  const { status, stdout } = started(
    'console.log(process.argv.slice(1).join()); process.exitCode = 7',
    'a b',
    '&&',
  );
  expect([status, stdout]).toEqual([7, 'a b,&&\n']);
});

test('what the script starts finds the same Node first', () => {
  const { stdout } = started('console.log(process.env.PATH.split(require("node:path").delimiter)[0])');
  expect(stdout.trim()).toBe(dirname(process.execPath));
});
