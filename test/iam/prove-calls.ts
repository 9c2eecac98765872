/**
 * After the tests: `node test/iam/prove-calls.ts` shows that the roles grant every call that the action made in them, and fails
 * when one is denied, or when no test made the action ask for one that its table names.
 */
import process from 'node:process';
import { readCalls } from '../emulator/calls.ts';
import { neverAsked, proofOf, type Proved } from './proof.ts';

const calls = readCalls();
const begun = performance.now();
const proof = await proofOf(calls);
const { proved, denied, left } = proof;
const missing = neverAsked(proof);
for (const line of [...table(proved), ...left.map((why) => `not proved: ${why}`)]) console.log(line);
const sum = (of: (row: Proved) => number): number => proved.reduce((total, row) => total + of(row), 0);
const figures = `${sum((row) => row.calls)} of ${calls.length} calls, ${sum((row) => row.checks)} checks`;
console.log(`${figures}, ${denied.length} denied, in ${Math.round(performance.now() - begun)} ms`);
for (const why of denied.slice(0, 20)) console.error(`\nDENIED ${why}`);
for (const why of missing) console.error(`\nNEVER ASKED FOR ${why}`);
process.exitCode = denied.length + missing.length === 0 && calls.length > 0 ? 0 : 1;

function table(rows: readonly Proved[]): string[] {
  return rows.map(
    ({ action, calls: made, checks, granted }) =>
      `${granted === 'prune' ? 'prune ' : '      '} ${action.padEnd(42)} ${String(made).padStart(6)} calls ${String(checks).padStart(6)} checks`,
  );
}
