import { expect, test } from '@jest/globals';
import { hasVanished } from '../../../src/images/vanished.ts';
import type { Instance } from '../../../src/model/image.ts';
import type { ProblemCode, Result } from '../../../src/model/problem.ts';
import { anInstance, aProblem } from '../builders.ts';

const instance = anInstance();
const shown = (state: string): Result<readonly Instance[]> => ({ ok: true, value: [{ ...instance, state }] });
const none: Result<readonly Instance[]> = { ok: true, value: [] };
const noAnswer: Result<readonly Instance[]> = { ok: false, problem: aProblem('Throttled') };

test.each<{ code: ProblemCode; now: string; found: Result<readonly Instance[]>; gone: boolean }>([
  { code: 'InstanceNotFound', now: 'not shown', found: none, gone: true },
  { code: 'InstanceNotFound', now: 'terminated', found: shown('terminated'), gone: true },
  { code: 'InstanceNotImageable', now: 'terminated', found: shown('terminated'), gone: true },
  { code: 'InstanceNotImageable', now: 'shutting-down', found: shown('shutting-down'), gone: true },
  { code: 'InstanceNotImageable', now: 'pending', found: shown('pending'), gone: false },
  { code: 'InstanceNotFound', now: 'running', found: shown('running'), gone: false },
  { code: 'InstanceNotFound', now: 'unknown, as EC2 does not answer', found: noAnswer, gone: false },
  { code: 'AccessDenied', now: 'not shown', found: none, gone: false },
  { code: 'AwsFailed', now: 'terminated', found: shown('terminated'), gone: false },
])('after $code, an instance that is $now has vanished: $gone', async ({ code, found, gone }) => {
  const instances = { find: () => Promise.resolve(found) };
  expect(await hasVanished({ instance }, aProblem(code), instances)).toBe(gone);
});
