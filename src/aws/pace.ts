/** Keeps the calls of one kind, in one account and region, below the rate at which EC2 refuses them. */
import { isThrottlingError } from '@smithy/core/retry';
import type {
  FinalizeHandler,
  FinalizeHandlerArguments,
  HandlerExecutionContext,
  Pluggable,
} from '@smithy/types';
import type { Clock } from '../model/ports.ts';
import { ProblemError } from './problem-error.ts';

/** A token bucket of EC2: how much it holds, and how much it gets a second. */
interface Bucket {
  readonly size: number;
  readonly refill: number;
}

/** EC2 API reference, "Request throttling". */
const lookUps: Bucket = { size: 100, refill: 20 };
const removals: Bucket = { size: 100, refill: 5 };
/** AWS does not say how many: less than of EC2, and the groups launch instances by the same calls. */
const scalingLookUps: Bucket = { size: 20, refill: 5 };
const otherMutations: Bucket = { size: 50, refill: 5 };

/** Others call in the same account, too. */
const OUR_PART = 0.8;

/** Of what the bucket may hold at the start, another client can have taken half. */
const AT_START = 0.5;

/** Of the full rate: what is left of it however often AWS refuses. */
const LOWEST = 0.125;

/** Of the full rate: what a call gives back of it, so little that refusals stay rare when others call too. */
const RECOVERY = 0.0025;

/** Calls that are under way together are refused together: that is one reason to slow down, not many. */
const ONE_REASON = 1_000;

/** A token bucket whose rate is halved when AWS refuses a call all the same. */
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

  /** Learns that AWS took a call, whatever came of it. */
  taken(): void {
    this.#refill();
    this.#rate = Math.min(this.#rate + this.#fullRate * RECOVERY, this.#fullRate);
  }

  /** Learns that AWS refused a call because there were too many. */
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
  readonly #known = new Map<string, Pace>();

  /** When the signal is aborted no call is begun any more that changes something. */
  constructor(clock: Pick<Clock, 'elapsed' | 'sleep'>, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
  }

  /** Makes the call in its turn, and learns how it went. */
  async inTurn<Reply>(place: string, command: string, call: () => Promise<Reply>): Promise<Reply> {
    const pace = this.#paceOf(place, command);
    await pace.turn(this.#signal);
    if (this.#signal.aborted && !isLookUp(command)) throw new ProblemError(cancelled(command));
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

  #paceOf(place: string, command: string): Pace {
    const key = `${place} ${command}`;
    const pace = this.#known.get(key) ?? new Pace(this.#clock, bucketOf(command));
    this.#known.set(key, pace);
    return pace;
  }
}

function isLookUp(command: string): boolean {
  return command.startsWith('Describe');
}

const ofScaling = ['DescribeAutoScalingGroupsCommand', 'DescribeLaunchConfigurationsCommand'];

function bucketOf(command: string): Bucket {
  if (ofScaling.includes(command)) return scalingLookUps;
  if (isLookUp(command)) return lookUps;
  return ['DeregisterImageCommand', 'DeleteSnapshotCommand'].includes(command) ? removals : otherMutations;
}

function cancelled(command: string) {
  const creates = command === 'CreateImageCommand';
  const what = `The run was cancelled before ${creates ? 'the image was asked for' : 'the call was made'}`;
  return { code: 'Cancelled', phase: creates ? 'create' : 'prune', place: {}, what } as const;
}

/** For a client: each attempt at a call, the SDK's retries too, waits for its turn. */
export function pacedBy<Input extends object, Output extends object>(
  paces: Paces,
  place: string,
): Pluggable<Input, Output> {
  return {
    applyToStack(stack) {
      stack.addRelativeTo(
        (next: FinalizeHandler<Input, Output>, { commandName = '' }: HandlerExecutionContext) =>
          (args: FinalizeHandlerArguments<Input>) =>
            paces.inTurn(place, commandName, () => next(args)),
        { name: 'pacedBy', relation: 'after', toMiddleware: 'retryMiddleware' },
      );
    },
  };
}
