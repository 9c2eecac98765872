/** The SDK's own retries, without what its calls would share. */
import { StandardRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from '@smithy/types';

/**
 * The standard strategy has one quota for all calls of a client: when many of them fail at once, as in an outage, the
 * last ones are given up after a try or two. Here each call has a quota, and so its full number of attempts; what
 * keeps a client from flooding AWS is its pace.
 */
export class RetriesByCall implements RetryStrategyV2 {
  readonly #maxAttempts: number;
  readonly #strategies = new WeakMap<RetryToken, StandardRetryStrategy>();

  constructor(maxAttempts: number) {
    this.#maxAttempts = maxAttempts;
  }

  async acquireInitialRetryToken(scope: string): Promise<RetryToken> {
    const strategy = new StandardRetryStrategy(this.#maxAttempts);
    return this.#kept(await strategy.acquireInitialRetryToken(scope), strategy);
  }

  async refreshRetryTokenForRetry(token: RetryToken, error: RetryErrorInfo): Promise<RetryToken> {
    const strategy = this.#strategies.get(token) ?? new StandardRetryStrategy(this.#maxAttempts);
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

type Token = Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>[0];
