/** What the roles must never let through, each beside a call that they do let through and that differs in one thing. */
import { expect, test } from '@jest/globals';
import { attacks } from './attacks.ts';
import { deployEstate, others } from './estate.ts';
import { typicalCalls } from './typical-calls.ts';
import { refusals } from './verdict.ts';

const estate = new Map([...deployEstate(), ...others()]);

test.each(Object.entries(typicalCalls))('%s: allowed', async (_, call) => {
  expect(await refusals(call, estate)).toEqual([]);
});

test.each(attacks)('$like, but $attack: denied', async ({ call }) => {
  expect(await refusals(call, estate)).not.toEqual([]);
});

test('there are attacks enough', () => {
  expect(attacks.length).toBeGreaterThanOrEqual(80);
});
