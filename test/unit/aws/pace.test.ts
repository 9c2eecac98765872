import { describe, expect, test } from '@jest/globals';
import { Pace } from '../../../src/aws/pace.ts';
import { FakeClock } from '../fakes/clock.ts';

const SECOND = 1_000;

/** The times at which so many calls are made, all of them wanted at once. */
async function turns(count: number, before?: (pace: Pace) => void): Promise<number[]> {
  const clock = new FakeClock();
  const pace = new Pace(clock);
  before?.(pace);
  const made: number[] = [];
  await Promise.all(
    Array.from({ length: count }, async () => {
      await pace.turn();
      made.push(clock.elapsed());
    }),
  );
  return made;
}

/** The most calls in any second, as EC2 counts them. */
function busiestSecond(times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + SECOND).length));
}

describe('the pace', () => {
  test('lets some calls through at once', async () => {
    expect(await turns(40)).toEqual(Array.from({ length: 40 }, () => 0));
  });

  test('keeps the rest below the rate of EC2, of which it takes 80 %', async () => {
    const times = await turns(140);
    expect(times.at(-1)).toBe(25 * SECOND);
    expect(busiestSecond(times.slice(40))).toBeLessThanOrEqual(5);
  });

  test('never has EC2’s bucket of 50, refilled by 5 a second, run dry', async () => {
    const times = await turns(300);
    for (const [made, at] of times.entries()) expect(made + 1).toBeLessThanOrEqual(50 + (at / SECOND) * 5);
  });

  test('is halved by a refusal, and takes nothing at once any more', async () => {
    const times = await turns(4, (pace) => {
      pace.learn(true);
    });
    expect(times).toEqual([500, 1_000, 1_500, 2_000]);
  });

  test('has an end to its slowness', async () => {
    const times = await turns(2, (pace) => {
      for (let refusal = 0; refusal < 20; refusal += 1) pace.learn(true);
    });
    expect(times).toEqual([2_000, 4_000]);
  });

  test('recovers slowly, and not beyond what it was', async () => {
    const lastTurn = async (successes: number): Promise<number> => {
      const times = await turns(100, (pace) => {
        pace.learn(true);
        for (let success = 0; success < successes; success += 1) pace.learn(false);
      });
      return times.at(-1) ?? 0;
    };
    const [none, some, many] = [await lastTurn(0), await lastTurn(50), await lastTurn(10_000)];
    expect(some).toBeLessThan(none);
    expect(many).toBe(25 * SECOND);
  });

  test('gives time that passed back', async () => {
    const clock = new FakeClock();
    const pace = new Pace(clock);
    for (let call = 0; call < 40; call += 1) await pace.turn();
    await clock.sleep(60 * SECOND, new AbortController().signal);
    for (let call = 0; call < 40; call += 1) await pace.turn();
    expect(clock.elapsed()).toBe(60 * SECOND);
  });
});
