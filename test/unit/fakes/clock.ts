/** Time that moves only when somebody sleeps, and then to the earliest of the sleepers. */
import type { Clock } from '../../../src/model/ports.ts';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

export class FakeClock implements Clock {
  readonly #start: number;
  readonly #sleepers: Sleeper[] = [];
  #elapsed = 0;
  #moving = false;

  constructor(start = Date.UTC(2026, 10, 22, 2, 17)) {
    this.#start = start;
  }

  now(): number {
    return this.#start + this.#elapsed;
  }

  elapsed(): number {
    return this.#elapsed;
  }

  sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper = this.#add(this.#elapsed + Math.max(milliseconds, 0), resolve);
      signal.addEventListener('abort', () => {
        if (this.#remove(sleeper)) resolve();
      });
    });
  }

  /** Has something happen when that much time has passed since the beginning. */
  at(elapsed: number, action: () => void): void {
    this.#add(elapsed, action);
  }

  #add(until: number, wake: () => void): Sleeper {
    const sleeper = { until, wake };
    this.#sleepers.push(sleeper);
    this.#move();
    return sleeper;
  }

  #remove(sleeper: Sleeper): boolean {
    const at = this.#sleepers.indexOf(sleeper);
    if (at >= 0) this.#sleepers.splice(at, 1);
    return at >= 0;
  }

  /** A macrotask for each step lets every promise of the step before come to its end first. */
  #move(): void {
    if (this.#moving) return;
    this.#moving = true;
    setImmediate(() => {
      this.#moving = false;
      const [earliest] = this.#sleepers.toSorted((one, other) => one.until - other.until);
      if (earliest === undefined) return;
      this.#remove(earliest);
      this.#elapsed = Math.max(this.#elapsed, earliest.until);
      earliest.wake();
      if (this.#sleepers.length > 0) this.#move();
    });
  }
}
