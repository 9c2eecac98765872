/** Calls that fail at once do not take each other's attempts. */
import { expect, test } from '@jest/globals';
import { RetriesByCall } from '../../../src/aws/retries.ts';

test('each call has its attempts, however many fail beside it', async () => {
  const strategy = new RetriesByCall(3);
  const attempts = async (): Promise<number> => {
    let made = 1;
    for (let token = await strategy.acquireInitialRetryToken('a'); ; made += 1) {
      try {
        token = await strategy.refreshRetryTokenForRetry(token, { errorType: 'TRANSIENT' });
      } catch {
        return made;
      }
    }
  };
  const all = await Promise.all(Array.from({ length: 200 }, attempts));
  expect(new Set(all)).toEqual(new Set([3]));
});

test('an error that no retry mends is not tried again', async () => {
  const strategy = new RetriesByCall(3);
  const token = await strategy.acquireInitialRetryToken('a');
  await expect(strategy.refreshRetryTokenForRetry(token, { errorType: 'CLIENT_ERROR' })).rejects.toThrow();
});
