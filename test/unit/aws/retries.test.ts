/** Calls that fail at once do not take each other's attempts. */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { RetryErrorInfo } from '@smithy/types';
import { RetriesByCall } from '../../../src/aws/retries.ts';

const FAILURE = { errorType: 'TRANSIENT', error: thrown(503) } as const;
const SILENCE = { errorType: 'TRANSIENT', error: thrown() } as const;
const TOO_MANY = { errorType: 'THROTTLING', error: thrown(503) } as const;

function thrown(httpStatusCode?: number) {
  const $metadata = httpStatusCode === undefined ? {} : { httpStatusCode };
  return { name: 'Failure', message: 'so it is', $fault: 'server', $metadata } as const;
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** How often a call is made that always fails so. */
async function attempts(strategy: RetriesByCall, error: RetryErrorInfo): Promise<number> {
  let made = 1;
  for (let token = await strategy.acquireInitialRetryToken('a'); ; made += 1) {
    const next = strategy.refreshRetryTokenForRetry(token, error).catch(() => undefined);
    await jest.advanceTimersByTimeAsync(20_000);
    const refreshed = await next;
    if (refreshed === undefined) return made;
    token = refreshed;
  }
}

test.each([
  { of: 'a failure of AWS', error: FAILURE, most: 16 },
  { of: 'a call without an answer', error: SILENCE, most: 10 },
  { of: 'too many calls', error: TOO_MANY, most: 10 },
  { of: 'an error that no retry mends', error: { errorType: 'CLIENT_ERROR' } as const, most: 1 },
])('the attempts of $of: $most', async ({ error, most }) => {
  expect(await attempts(new RetriesByCall(), error)).toBe(most);
});

test('each call has its attempts, however many fail beside it', async () => {
  const strategy = new RetriesByCall();
  const all = await Promise.all(Array.from({ length: 100 }, () => attempts(strategy, FAILURE)));
  expect(new Set(all)).toEqual(new Set([16]));
});
