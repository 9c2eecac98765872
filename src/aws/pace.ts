/** Keeps the calls of one kind, in one account and region, below the rate at which EC2 refuses them. */
import { isThrottlingError } from '@smithy/core/retry';
import type {
  FinalizeHandler,
  FinalizeHandlerArguments,
  HandlerExecutionContext,
  Pluggable,
} from '@smithy/types';
import type { Bucket, Call } from '../model/action-row.ts';
import { awsActions, otherMutations } from '../model/aws-actions.ts';
import type { Clock } from '../model/ports.ts';
import { ProblemError } from './problem-error.ts';

/** Other clients call in the same account, too. */
const OUR_PART = 0.8;

/** At the start, another client can have used half of the bucket. */
const AT_START = 0.5;

/** Of the full rate: what is left of it however often AWS refuses. */
const LOWEST = 0.125;

/** Of the full rate: what a call gives back of it, so little that refusals stay rare when others call too. */
const RECOVERY = 0.0025;

/** Calls that are under way together are refused together: that is one reason to slow down, not many. */
const ONE_REASON = 1_000;

/** A token bucket whose rate is halved when AWS still refuses a call. */
export class Pace {
  readonly #clock: Pick<Clock, 'elapsed' | 'sleep'>;
  readonly #size: number;
  readonly #fullRate: number;
  #rate: number;
  #tokens: number;
  #countedAt: number;
  #slowedAt = -Infinity;

  constructor(clock: Pick<Clock, 'elapsed' | 'sleep'>, { size, refill }: Bucket = otherMutations) {
    this.#clock = clock;
    this.#size = size * OUR_PART;
    this.#fullRate = refill * OUR_PART;
    this.#rate = this.#fullRate;
    this.#tokens = this.#size * AT_START;
    this.#countedAt = clock.elapsed();
  }

  /** Resolves when the next call may be made, or when the signal is aborted. */
  async turn(signal: AbortSignal): Promise<void> {
    this.#refill();
    this.#tokens -= 1;
    if (this.#tokens >= 0) return;
    await this.#clock.sleep((-this.#tokens / this.#rate) * 1000, signal);
  }

  /** Records that AWS accepted a call, whatever its result. */
  taken(): void {
    this.#refill();
    this.#rate = Math.min(this.#rate + this.#fullRate * RECOVERY, this.#fullRate);
  }

  /** Records that AWS refused a call because there were too many. */
  refused(): void {
    this.#refill();
    this.#tokens = Math.min(this.#tokens, 0);
    if (this.#countedAt - this.#slowedAt < ONE_REASON) return;
    this.#slowedAt = this.#countedAt;
    this.#rate = Math.max(this.#rate / 2, this.#fullRate * LOWEST);
  }

  #refill(): void {
    const now = this.#clock.elapsed();
    this.#tokens = Math.min(this.#tokens + ((now - this.#countedAt) / 1000) * this.#rate, this.#size);
    this.#countedAt = now;
  }
}

/** One pace for each kind of call in an account and region, whichever role makes it. */
export class Paces {
  readonly #clock: Pick<Clock, 'elapsed' | 'sleep'>;
  readonly #signal: AbortSignal;
  readonly #never = new AbortController().signal;
  readonly #known = new Map<string, Pace>();

  /** When the signal is aborted no further call that changes something begins, unless it cleans up. */
  constructor(clock: Pick<Clock, 'elapsed' | 'sleep'>, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
  }

  /** Makes the call in its turn, and records its result. `where`: account and region. */
  async inTurn<Reply>(
    where: string,
    command: string,
    call: () => Promise<Reply>,
    kind = callOf(command),
  ): Promise<Reply> {
    const pace = this.#paceOf(`${where} ${command}`, kind.bucket);
    // A call that cleans up waits for its turn even after a cancel: a refused one would leave something behind.
    await pace.turn(kind.does === 'clean-up' ? this.#never : this.#signal);
    if (this.#signal.aborted && kind.does === 'change') throw new ProblemError(cancelled(kind));
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

  #paceOf(key: string, bucket: Bucket): Pace {
    const pace = this.#known.get(key) ?? new Pace(this.#clock, bucket);
    this.#known.set(key, pace);
    return pace;
  }
}

/** How the action of a command is called; one that has no row is a change like any other. */
export function callOf(command: string): Call {
  const row = Object.entries(awsActions).find(([action]) => command === `${action.split(':')[1]}Command`);
  const unbegun = 'the call was made';
  return row?.[1].call ?? { bucket: otherMutations, does: 'change', phase: 'create', unbegun };
}

function cancelled({ phase, unbegun }: Extract<Call, { does: 'change' }>) {
  return { code: 'Cancelled', phase, place: {}, what: `The run was cancelled before ${unbegun}` } as const;
}

/** For a client: each attempt at a call, the SDK's retries too, waits for its turn. */
export function pacedBy<Input extends object, Output extends object>(
  paces: Paces,
  where: string,
): Pluggable<Input, Output> {
  return {
    applyToStack(stack) {
      stack.addRelativeTo(
        (next: FinalizeHandler<Input, Output>, { commandName = '' }: HandlerExecutionContext) =>
          (args: FinalizeHandlerArguments<Input>) =>
            paces.inTurn(where, commandName, () => next(args)),
        { name: 'pacedBy', relation: 'after', toMiddleware: 'retryMiddleware' },
      );
    },
  };
}
