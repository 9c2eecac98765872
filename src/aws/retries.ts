/** The SDK's own retries, without what its calls would share. */
import { StandardRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from '@smithy/types';

/** Over so many attempts the pauses of the SDK add up to a minute and more: a short outage is sat out. */
export const TRIES_OF_A_FAILURE = 16;

/** Each attempt without an answer can cost a time-out, and each one after too many calls a long pause. */
export const OTHER_TRIES = 10;

/**
 * The standard strategy has one quota for all calls of a client: when many of them fail at once, as in an outage, the
 * last ones are given up after a try or two. Here each call has a quota, and so its full number of attempts; what
 * keeps a client from flooding AWS is its pace.
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
    // Nothing is shared that a success could fill up again.
  }

  #kept(token: RetryToken, strategy: StandardRetryStrategy): RetryToken {
    this.#strategies.set(token, strategy);
    return token;
  }
}

/** An answer with a status of 500 or above that does not speak of too many calls. */
function isFailureOfAws({ errorType, error }: RetryErrorInfo): boolean {
  return errorType === 'TRANSIENT' && (error?.$metadata?.httpStatusCode ?? 0) >= 500;
}

type Token = Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>[0];
