import { describe, expect, test } from '@jest/globals';
import { Pace } from '../../../src/aws/pace.ts';
import { FakeClock } from '../fakes/clock.ts';

const SECOND = 1_000;
const never = new AbortController().signal;

/** The times at which so many calls are made, all of them wanted at once. */
async function turns(count: number, before?: (pace: Pace) => void): Promise<number[]> {
  const clock = new FakeClock();
  const pace = new Pace(clock);
  before?.(pace);
  const made: number[] = [];
  await Promise.all(
    Array.from({ length: count }, async () => {
      await pace.turn(never);
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
  test('lets some calls through at once: half of its bucket, as others may have taken the rest', async () => {
    const times = await turns(30);
    expect(times.filter((at) => at === 0)).toHaveLength(20);
  });

  test('keeps the rest below the rate of EC2, of which it takes 80 %', async () => {
    const times = await turns(120);
    expect(times.at(-1)).toBe(25 * SECOND);
    expect(busiestSecond(times.slice(20))).toBeLessThanOrEqual(5);
  });

  test('never has EC2’s bucket of 50, refilled by 5 a second, run dry', async () => {
    const times = await turns(300);
    for (const [made, at] of times.entries()) expect(made + 1).toBeLessThanOrEqual(50 + (at / SECOND) * 5);
  });

  test('is halved by a refusal, and takes nothing at once any more', async () => {
    const times = await turns(4, (pace) => {
      pace.refused();
    });
    expect(times).toEqual([500, 1_000, 1_500, 2_000]);
  });

  test('is halved once by calls that were under way together', async () => {
    const times = await turns(2, (pace) => {
      for (let refusal = 0; refusal < 10; refusal += 1) pace.refused();
    });
    expect(times).toEqual([500, 1_000]);
  });

  test('has an end to its slowness', async () => {
    const clock = new FakeClock();
    const pace = new Pace(clock);
    for (let refusal = 0; refusal < 20; refusal += 1) {
      await clock.sleep(SECOND, never);
      pace.refused();
    }
    const before = clock.elapsed();
    await pace.turn(never);
    expect(clock.elapsed() - before).toBe(2 * SECOND);
  });

  test('recovers slowly, and not beyond what it was', async () => {
    const lastTurn = async (successes: number): Promise<number> => {
      const times = await turns(80, (pace) => {
        pace.refused();
        for (let success = 0; success < successes; success += 1) pace.taken();
      });
      return times.at(-1) ?? 0;
    };
    const [none, some, many] = [await lastTurn(0), await lastTurn(50), await lastTurn(10_000)];
    expect(some).toBeLessThan(none);
    expect(many).toBe(20 * SECOND);
  });

  test('gives time that passed back', async () => {
    const clock = new FakeClock();
    const pace = new Pace(clock);
    for (let call = 0; call < 20; call += 1) await pace.turn(never);
    await clock.sleep(60 * SECOND, never);
    for (let call = 0; call < 40; call += 1) await pace.turn(never);
    expect(clock.elapsed()).toBe(60 * SECOND);
  });
});

/** EC2's bucket of 50 and 5 a second, half of it taken by somebody else; a refused call takes nothing. */
class HalfBucket {
  readonly #clock: FakeClock;
  #tokens = 25;
  #at = 0;
  taken = 0;
  refused = 0;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  take(): boolean {
    const now = this.#clock.elapsed();
    this.#tokens = Math.min(this.#tokens + ((now - this.#at) / SECOND) * 2.5, 50);
    this.#at = now;
    const enough = this.#tokens >= 1;
    if (enough) this.#tokens -= 1;
    this[enough ? 'taken' : 'refused'] += 1;
    return enough;
  }
}

describe('beside a client that uses half of the bucket', () => {
  /** Ten workers, as the creation of images has; a refused call is made again after a pause, as the SDK does. */
  async function images(count: number, { latency, pause }: { latency: number; pause: number }) {
    const clock = new FakeClock();
    const pace = new Pace(clock);
    const bucket = new HalfBucket(clock);
    const attempt = async (): Promise<void> => {
      await pace.turn(never);
      await clock.sleep(latency, never);
      if (bucket.take()) {
        pace.taken();
        return;
      }
      pace.refused();
      await clock.sleep(pause, never);
      await attempt();
    };
    const left = Array.from({ length: count }, () => attempt);
    const worker = async (): Promise<void> => {
      for (let next = left.pop(); next !== undefined; next = left.pop()) await next();
    };
    await Promise.all(Array.from({ length: 10 }, worker));
    return bucket;
  }

  test.each([
    { latency: 5, pause: 0 },
    { latency: 50, pause: 500 },
    { latency: 1_000, pause: 500 },
    { latency: 3_000, pause: 1_000 },
  ])('few of 200 calls of $latency ms are refused, with pauses of $pause ms', async ({ latency, pause }) => {
    const { taken, refused } = await images(200, { latency, pause });
    expect(taken).toBe(200);
    expect(refused).toBeLessThan(6);
  });
});
