import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { AwsClock } from '../../../src/aws/clock.ts';

const RUNNER = Date.UTC(2026, 10, 22, 2, 0, 0);
const MINUTE = 60_000;

function header(time: number): string {
  return new Date(time).toUTCString();
}

describe('the time', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: RUNNER });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('is the runner’s as long as AWS has not said otherwise', () => {
    expect(new AwsClock().now()).toBe(RUNNER);
  });

  test.each([
    { ahead: 10 * MINUTE, offset: 10 * MINUTE },
    { ahead: -10 * MINUTE, offset: -10 * MINUTE },
    { ahead: 6_000, offset: 6_000 },
    { ahead: 3_000, offset: 3_000 },
    { ahead: 1_000, offset: 0 },
    { ahead: 0, offset: 0 },
  ])('of an AWS that is $ahead ms ahead is $offset ms ahead', ({ ahead, offset }) => {
    const clock = new AwsClock();
    clock.correct(header(RUNNER + ahead));
    expect([clock.now(), clock.offset]).toEqual([RUNNER + offset, offset]);
  });

  test.each([{ date: '' }, { date: 'yesterday' }])('is left alone by the header "$date"', ({ date }) => {
    const clock = new AwsClock();
    clock.correct(header(RUNNER + MINUTE));
    clock.correct(date);
    expect(clock.now()).toBe(RUNNER + MINUTE);
  });

  test('follows the runner’s clock when that is set right', () => {
    const clock = new AwsClock();
    clock.correct(header(RUNNER + 10 * MINUTE));
    jest.setSystemTime(RUNNER + 10 * MINUTE);
    clock.correct(header(RUNNER + 10 * MINUTE));
    expect(clock.now()).toBe(RUNNER + 10 * MINUTE);
  });
});

describe('sleep', () => {
  test('ends after the time', async () => {
    const clock = new AwsClock();
    const since = clock.elapsed();
    await clock.sleep(20, new AbortController().signal);
    expect(clock.elapsed() - since).toBeGreaterThanOrEqual(15);
  });

  test('ends at once when the signal aborts, and does not throw', async () => {
    const clock = new AwsClock();
    const controller = new AbortController();
    const since = clock.elapsed();
    const slept = clock.sleep(60_000, controller.signal);
    controller.abort();
    await slept;
    await clock.sleep(60_000, controller.signal);
    expect(clock.elapsed() - since).toBeLessThan(5_000);
  });
});
