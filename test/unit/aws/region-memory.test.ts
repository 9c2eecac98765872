/** What is not asked again, and what is asked once for all. */
import { describe, expect, test } from '@jest/globals';
import { GivenUp, SharedListing } from '../../../src/aws/region-memory.ts';
import type { ProblemCode, Result } from '../../../src/model/problem.ts';
import { aProblem } from '../builders.ts';
import { FakeClock } from '../fakes/clock.ts';

const failed = (code: ProblemCode): Result<number> => ({ ok: false, problem: aProblem(code) });

/** Answers one after the other; the last one for ever. */
function lookUp(...replies: readonly Result<number>[]) {
  let calls = 0;
  const ask = (): Promise<Result<number>> => {
    const reply = replies[Math.min(calls, replies.length - 1)] ?? failed('Unexpected');
    calls += 1;
    return Promise.resolve(reply);
  };
  return { ask, calls: () => calls };
}

describe('a kind of look-up', () => {
  test.each(['NetworkUnreachable', 'AwsFailed', 'Throttled'] as const)(
    'that ended with %s is not made again, and its problem is answered; another kind is',
    async (code) => {
      const givenUp = new GivenUp();
      const [one, other] = [lookUp(failed(code)), lookUp({ ok: true, value: 1 })];
      for (let times = 0; times < 3; times += 1)
        expect(await givenUp.ask('uses', one.ask)).toEqual(failed(code));
      expect(await givenUp.ask('shares', other.ask)).toEqual({ ok: true, value: 1 });
      expect([one.calls(), other.calls()]).toEqual([1, 1]);
    },
  );

  test.each(['AccessDenied', 'AwsRefused', 'Cancelled'] as const)(
    'that ended with %s is made again: another role or image may fare better',
    async (code) => {
      const givenUp = new GivenUp();
      const one = lookUp(failed(code), { ok: true, value: 1 });
      expect(await givenUp.ask('uses', one.ask)).toEqual(failed(code));
      expect(await givenUp.ask('uses', one.ask)).toEqual({ ok: true, value: 1 });
    },
  );
});

describe('a listing', () => {
  test('serves all who ask at the same time and within a minute', async () => {
    const clock = new FakeClock();
    const listing = new SharedListing<number>(clock);
    const one = lookUp({ ok: true, value: 1 }, { ok: true, value: 2 });
    const both = await Promise.all([listing.ask(one.ask), listing.ask(one.ask)]);
    expect(both).toEqual([1, 1].map((value) => ({ ok: true, value })));
    await clock.sleep(59_999, new AbortController().signal);
    expect(await listing.ask(one.ask)).toEqual({ ok: true, value: 1 });
    await clock.sleep(1, new AbortController().signal);
    expect(await listing.ask(one.ask)).toEqual({ ok: true, value: 2 });
    expect(one.calls()).toBe(2);
  });

  test('that failed is made again when somebody asks later', async () => {
    const listing = new SharedListing<number>(new FakeClock());
    const one = lookUp(failed('Throttled'), { ok: true, value: 1 });
    const both = await Promise.all([listing.ask(one.ask), listing.ask(one.ask)]);
    expect(both).toEqual([failed('Throttled'), failed('Throttled')]);
    expect(await listing.ask(one.ask)).toEqual({ ok: true, value: 1 });
  });

  test('that one role may not make is made by another one that asked at the same time', async () => {
    const listing = new SharedListing<number>(new FakeClock());
    const [one, other] = [lookUp(failed('AccessDenied')), lookUp({ ok: true, value: 1 })];
    const both = await Promise.all([listing.ask(one.ask), listing.ask(other.ask)]);
    expect(both).toEqual([failed('AccessDenied'), { ok: true, value: 1 }]);
  });
});
