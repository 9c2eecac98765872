import { expect, test } from '@jest/globals';
import { FakeClock } from './clock.ts';

const { signal } = new AbortController();

test('time moves only by sleep, to the earliest of the sleepers', async () => {
  const clock = new FakeClock(5_000);
  const woken: string[] = [];
  const sleep = async (name: string, milliseconds: number): Promise<void> => {
    await clock.sleep(milliseconds, signal);
    woken.push(`${name} at ${clock.elapsed()}`);
  };
  await Promise.all([sleep('late', 30), sleep('early', 10).then(() => sleep('again', 5))]);
  expect(woken).toEqual(['early at 10', 'again at 15', 'late at 30']);
  expect(clock.now()).toBe(5_030);
});

test('an abort wakes a sleeper at once', async () => {
  const clock = new FakeClock();
  const controller = new AbortController();
  clock.at(20, () => {
    controller.abort();
  });
  await clock.sleep(1_000, controller.signal);
  expect(clock.elapsed()).toBe(20);
  await clock.sleep(1_000, controller.signal);
  expect(clock.elapsed()).toBe(20);
});
