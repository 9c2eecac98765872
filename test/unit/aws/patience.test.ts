import { describe, expect, test } from '@jest/globals';
import { areKeysUnread, patiently, pauseAfter } from '../../../src/aws/patience.ts';
import type { Problem, ProblemCode, Result } from '../../../src/model/problem.ts';

const UNREAD =
  "InvalidIdentityTokenException: COULDN'T RETRIEVE VERIFICATION KEY from your identity provider";

function refused(code: ProblemCode, said = 'x', awsCode = 'AccessDenied'): Problem {
  return { code, phase: 'sign-in', place: {}, what: 'Cannot', said, awsCode };
}

const keysUnread = refused('OidcTokenRejected', UNREAD, 'InvalidIdentityTokenException');

function world(...answers: Result<string>[]) {
  const stop = new AbortController();
  const pauses: number[] = [];
  let now = 0;
  let tries = 0;
  const clock = {
    elapsed: () => now,
    sleep: (milliseconds: number) => {
      now += milliseconds;
      pauses.push(milliseconds);
      return Promise.resolve();
    },
  };
  const tryOnce = () => {
    const answer = answers[Math.min(tries++, answers.length - 1)];
    return answer === undefined ? Promise.reject(new Error('no answer')) : Promise.resolve(answer);
  };
  const run = (fresh = true) => patiently(tryOnce, clock, stop.signal, fresh);
  return { run, stop, pauses, clock, tries: () => tries };
}

describe('a role or provider that may be new', () => {
  test.each(['AssumeRoleDenied', 'OidcNotTrusted', 'OidcProviderMissing'] as const)(
    'gets one more try after 15 s: %s',
    async (code) => {
      const here = world({ ok: false, problem: refused(code) });
      expect(await here.run()).toMatchObject({ ok: false, problem: { code } });
      expect([here.tries(), here.pauses]).toEqual([2, [15_000]]);
    },
  );

  test.each([
    { why: 'an explicit deny', problem: refused('AssumeRoleDenied', 'x with an explicit deny in a policy') },
    { why: 'another refusal', problem: refused('OidcAudienceWrong') },
    { why: 'an outage that the SDK has sat out', problem: refused('AwsFailed') },
  ])('not after $why', async ({ problem }) => {
    const here = world({ ok: false, problem });
    expect(await here.run()).toEqual({ ok: false, problem });
    expect(here.tries()).toBe(1);
  });

  test('not when the role has let somebody in before', async () => {
    const here = world({ ok: false, problem: refused('AssumeRoleDenied') });
    expect((await here.run(false)).ok).toBe(false);
    expect(here.tries()).toBe(1);
  });

  test('not when the run is cancelled, neither before nor while it waits', async () => {
    const before = world({ ok: false, problem: refused('AssumeRoleDenied') });
    before.stop.abort();
    await before.run();
    expect([before.tries(), before.pauses]).toEqual([1, []]);
    const meanwhile = world({ ok: false, problem: refused('AssumeRoleDenied') });
    const { sleep } = meanwhile.clock;
    meanwhile.clock.sleep = (milliseconds) => {
      meanwhile.stop.abort();
      return sleep(milliseconds);
    };
    await meanwhile.run();
    expect(meanwhile.tries()).toBe(1);
  });
});

describe('keys that AWS cannot fetch', () => {
  test('are tried for about a minute, also after the role has let somebody in', async () => {
    const here = world({ ok: false, problem: keysUnread });
    expect((await here.run(false)).ok).toBe(false);
    expect(here.clock.elapsed()).toBeGreaterThan(40_000);
    expect(here.clock.elapsed()).toBeLessThan(60_000);
  });

  test('and are no reason any more as soon as they are there', async () => {
    const here = world({ ok: false, problem: keysUnread }, { ok: true, value: 'in' });
    expect(await here.run()).toEqual({ ok: true, value: 'in' });
    expect(here.tries()).toBe(2);
  });

  test.each([
    [keysUnread, true],
    [refused('OidcTokenRejected', 'x', 'IDPCommunicationErrorException'), true],
    [refused('OidcTokenRejected', 'The token has expired', 'ExpiredTokenException'), false],
  ])('are told apart from other refusals: %j', (problem, expected) => {
    expect(areKeysUnread(problem)).toBe(expected);
  });

  test('are asked for at growing intervals with jitter', () => {
    const pause = (refusals: number, random: number) =>
      pauseAfter(keysUnread, { refusals, waited: 0, fresh: true }, random);
    expect([1, 2, 3, 9].map((refusals) => pause(refusals, 1))).toEqual([1_000, 2_000, 4_000, 15_000]);
    expect(pause(1, 0)).toBe(500);
  });
});
