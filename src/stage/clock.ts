/** Time on the stage: it stands still while a call is under way, and then goes to the earliest of those who sleep. */
import type { Clock } from '../model/ports.ts';

interface Sleeper {
  /** Milliseconds after the step's start. */
  readonly until: number;
  readonly wake: () => void;
}

export class StagedClock implements Clock {
  readonly #clock: Clock;
  readonly #sleepers = new Set<Sleeper>();
  /** Milliseconds that were slept away. */
  #ahead = 0;
  #calls = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now() + this.#ahead;
  }

  elapsed(): number {
    return this.#clock.elapsed() + this.#ahead;
  }

  sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper = {
        until: this.elapsed() + milliseconds,
        wake: () => {
          this.#sleepers.delete(sleeper);
          signal.removeEventListener('abort', sleeper.wake);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal.addEventListener('abort', sleeper.wake);
      this.#move();
    });
  }

  /** Makes a call; nobody who sleeps is woken meanwhile. */
  async during<T>(call: () => Promise<T>): Promise<T> {
    this.#calls += 1;
    try {
      return await call();
    } finally {
      this.#calls -= 1;
      this.#move();
    }
  }

  /** Whoever was woken, or answered, first goes on as far as it can. */
  #move(): void {
    setImmediate(() => {
      const [earliest] = [...this.#sleepers].toSorted((one, other) => one.until - other.until);
      if (this.#calls > 0 || earliest === undefined) return;
      this.#ahead += Math.max(earliest.until - this.elapsed(), 0);
      earliest.wake();
      this.#move();
    });
  }
}
