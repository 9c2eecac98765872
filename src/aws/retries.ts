/** The SDK's own retries, without what its calls would share. */
import { StandardRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from '@smithy/types';

/** The pauses between so many attempts add up to more than a minute, longer than a short outage. */
export const TRIES_OF_A_FAILURE = 16;

/** Each attempt without an answer can cost a time-out, and each one after too many calls a long pause. */
export const OTHER_TRIES = 10;

/**
 * The standard strategy has one quota for all calls of a client: when many of them fail at once, as in an outage, the
 * last ones are given up after a try or two. Here each call has its own quota, and so its full number of attempts; the
 * pace of a client keeps it from flooding AWS.
 */
export class RetriesByCall implements RetryStrategyV2 {
  readonly #strategies = new WeakMap<RetryToken, StandardRetryStrategy>();

  async acquireInitialRetryToken(scope: string): Promise<RetryToken> {
    const strategy = new StandardRetryStrategy(TRIES_OF_A_FAILURE);
    return this.#kept(await strategy.acquireInitialRetryToken(scope), strategy);
  }

  async refreshRetryTokenForRetry(token: RetryToken, error: RetryErrorInfo): Promise<RetryToken> {
    const most = isFailureOfAws(error) ? TRIES_OF_A_FAILURE : OTHER_TRIES;
    if (token.getRetryCount() + 1 >= most) throw new Error('The call was tried often enough');
    const strategy = this.#strategies.get(token) ?? new StandardRetryStrategy(TRIES_OF_A_FAILURE);
    return this.#kept(await strategy.refreshRetryTokenForRetry(token as Token, error), strategy);
  }

  recordSuccess(): void {
    // There is no shared quota that a success could refill.
  }

  #kept(token: RetryToken, strategy: StandardRetryStrategy): RetryToken {
    this.#strategies.set(token, strategy);
    return token;
  }
}

/** An answer with a status of 500 or above that is not about too many calls. */
function isFailureOfAws({ errorType, error }: RetryErrorInfo): boolean {
  return errorType === 'TRANSIENT' && (error?.$metadata?.httpStatusCode ?? 0) >= 500;
}

type Token = Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>[0];
