/** Time on the stage costs none. */
import { expect, test } from '@jest/globals';
import { StagedClock } from '../../../src/stage/clock.ts';
import { HOUR, MINUTE, NOW } from '../builders.ts';

/** A real clock that stands still. */
function clocks(signal = new AbortController().signal) {
  const clock = new StagedClock({ now: () => NOW, elapsed: () => 0, sleep: () => Promise.resolve() });
  const woken: string[] = [];
  const sleep = async (name: string, ...times: readonly number[]): Promise<void> => {
    for (const time of times) {
      await clock.sleep(time, signal);
      woken.push(`${name} ${clock.elapsed() / MINUTE}`);
    }
  };
  return { clock, woken, sleep };
}

test('who sleeps wakes in the order of time, and two who sleep side by side take as long as one', async () => {
  const { clock, woken, sleep } = clocks();
  await Promise.all([sleep('one', 2 * MINUTE, 2 * MINUTE), sleep('other', 3 * MINUTE, 3 * MINUTE)]);
  expect(woken).toEqual(['one 2', 'other 3', 'one 4', 'other 6']);
  expect(clock.now()).toBe(NOW + 6 * MINUTE);
});

test('nobody wakes while a call is under way', async () => {
  const { clock, woken, sleep } = clocks();
  const call = Promise.withResolvers<string>();
  const answered = clock.during(() => call.promise);
  const slept = sleep('one', HOUR);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(woken).toEqual([]);
  call.resolve('reply');
  expect(await answered).toBe('reply');
  await slept;
  expect(woken).toEqual(['one 60']);
});

test('a call that fails holds up nobody', async () => {
  const { clock, woken, sleep } = clocks();
  await expect(clock.during(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await sleep('one', MINUTE);
  expect(woken).toEqual(['one 1']);
});

test('a cancelled run sleeps no more', async () => {
  const cancel = new AbortController();
  const { clock, sleep } = clocks(cancel.signal);
  const call = clock.during(() => new Promise((resolve) => setTimeout(resolve, 20)));
  const slept = sleep('one', HOUR);
  cancel.abort();
  await slept;
  expect(clock.elapsed()).toBe(0);
  await clock.sleep(HOUR, cancel.signal);
  expect(clock.elapsed()).toBe(0);
  await call;
});
