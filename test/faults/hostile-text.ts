/** Text that would love to be a command, markup or code, and what it must never become in the log. */
import { expect } from '@jest/globals';
import fc from 'fast-check';
import { amount } from '../amounts.ts';
import { parseCommand } from '../emulator/workflow-commands.ts';
import { hostile } from '../unit/report/histories.ts';

export const RUNS = { numRuns: amount({ gate: 400, nightly: 20_000 }) };

/** Pieces with which commands, markup, YAML and JavaScript objects are attacked. */
const attacks = [
  '::add-mask::x',
  '::stop-commands::x',
  '##[add-mask]x',
  '##[error]x',
  '%0A::error::x',
  '\n::error::x',
  '\r\n##[group]x',
  '\u2028::error::x',
  '\u00a0::error::x',
  '#\u0000#[add-mask]',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '![x](https://evil.example/x.png)',
  'https://evil.example',
  'www.evil.example',
  '@octocat',
  '|',
  '\\|',
  '`',
  '```',
  '-->',
  '</details>',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  '&a *a',
  '!!js/function',
  '${{ secrets.X }}',
  '${instance-name}',
  'ghadelimiter_',
  '\ud800',
  '💾',
];
export const text = fc
  .array(fc.oneof(fc.constantFrom(...attacks), hostile), { maxLength: 5 })
  .map((parts) => parts.join(''));

/** What the runner makes of a line, and the stricter rule of its own: no such beginning at all. */
export function expectPlainLine(line: string): void {
  expect(line).not.toMatch(/[\r\n\u0085\u2028\u2029]/);
  expect(line).not.toMatch(/^\s*::/);
  expect(line).not.toContain('##[');
  expect(parseCommand(line)).toBeUndefined();
}
