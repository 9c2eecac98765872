/** Keeps the calls of one kind, in one account and region, below the rate at which EC2 refuses them. */
import type { Clock } from '../model/ports.ts';

/** EC2 API reference, "Request throttling": CreateImage has a bucket of 50, refilled by 5 a second. We take 80 %. */
const BUCKET = 40;
const RATE = 4;
const LOWEST_RATE = 0.5;

/** What a call without a refusal gives back of the rate: so little that refusals stay rare when others call too. */
const RECOVERY = 0.01;

/** A token bucket whose rate is halved when AWS refuses a call all the same. */
export class Pace {
  readonly #clock: Pick<Clock, 'elapsed' | 'sleep'>;
  #rate = RATE;
  #tokens = BUCKET;
  #countedAt: number;

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

  /** Learns from a call: whether AWS refused it at first. */
  learn(refused: boolean): void {
    this.#refill();
    if (!refused) {
      this.#rate = Math.min(this.#rate + RECOVERY, RATE);
      return;
    }
    this.#rate = Math.max(this.#rate / 2, LOWEST_RATE);
    this.#tokens = Math.min(this.#tokens, 0);
  }

  #refill(): void {
    const now = this.#clock.elapsed();
    this.#tokens = Math.min(this.#tokens + ((now - this.#countedAt) / 1000) * this.#rate, BUCKET);
    this.#countedAt = now;
  }
}

/** A turn is short; a cancelled run does not wait for it. */
const never = new AbortController().signal;
