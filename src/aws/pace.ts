/** Keeps the calls of one kind, in one account and region, below the rate at which EC2 refuses them. */
import { isThrottlingError } from '@smithy/core/retry';
import type { FinalizeHandler, FinalizeHandlerArguments, Pluggable } from '@smithy/types';
import type { Clock } from '../model/ports.ts';

/** EC2 API reference, "Request throttling": CreateImage has a bucket of 50, refilled by 5 a second. We take 80 %. */
const BUCKET = 40;
const RATE = 4;
const LOWEST_RATE = 0.5;

/** Of what the bucket may hold at the start, another client can have taken half. */
const FIRST_TOKENS = BUCKET / 2;

/** What a call without a refusal gives back of the rate: so little that refusals stay rare when others call too. */
const RECOVERY = 0.01;

/** Calls that are under way together are refused together: that is one reason to slow down, not many. */
const ONE_REASON = 1_000;

/** A token bucket whose rate is halved when AWS refuses a call all the same. */
export class Pace {
  readonly #clock: Pick<Clock, 'elapsed' | 'sleep'>;
  #rate = RATE;
  #tokens = FIRST_TOKENS;
  #countedAt: number;
  #slowedAt = -Infinity;

  constructor(clock: Pick<Clock, 'elapsed' | 'sleep'>) {
    this.#clock = clock;
    this.#countedAt = clock.elapsed();
  }

  /** Resolves when the next call may be made. */
  async turn(): Promise<void> {
    this.#refill();
    this.#tokens -= 1;
    if (this.#tokens >= 0) return;
    await this.#clock.sleep((-this.#tokens / this.#rate) * 1000, never);
  }

  /** Learns that AWS took a call, whatever came of it. */
  taken(): void {
    this.#refill();
    this.#rate = Math.min(this.#rate + RECOVERY, RATE);
  }

  /** Learns that AWS refused a call because there were too many. */
  refused(): void {
    this.#refill();
    this.#tokens = Math.min(this.#tokens, 0);
    if (this.#countedAt - this.#slowedAt < ONE_REASON) return;
    this.#slowedAt = this.#countedAt;
    this.#rate = Math.max(this.#rate / 2, LOWEST_RATE);
  }

  #refill(): void {
    const now = this.#clock.elapsed();
    this.#tokens = Math.min(this.#tokens + ((now - this.#countedAt) / 1000) * this.#rate, BUCKET);
    this.#countedAt = now;
  }
}

/** A turn is short; a cancelled run does not wait for it. */
const never = new AbortController().signal;

/** For a command: each attempt at it, the SDK's retries too, waits for its turn and tells the pace how it went. */
export function pacedBy<Input extends object, Output extends object>(pace: Pace): Pluggable<Input, Output> {
  return {
    applyToStack(stack) {
      stack.addRelativeTo(
        (next: FinalizeHandler<Input, Output>) => (args: FinalizeHandlerArguments<Input>) =>
          inTurn(pace, () => next(args)),
        { name: 'pacedBy', relation: 'after', toMiddleware: 'retryMiddleware' },
      );
    },
  };
}

async function inTurn<Reply>(pace: Pace, call: () => Promise<Reply>): Promise<Reply> {
  await pace.turn();
  try {
    const reply = await call();
    pace.taken();
    return reply;
  } catch (error) {
    if (isThrottlingError(error as Parameters<typeof isThrottlingError>[0])) pace.refused();
    else pace.taken();
    throw error;
  }
}
