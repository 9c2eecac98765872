/** AWS's time: the runner's, corrected by what the Date header of a reply says. */
import { setTimeout as timeout } from 'node:timers/promises';
import type { Clock } from '../model/ports.ts';

/** The header has whole seconds, and a reply takes time; a smaller difference means nothing. */
const PRECISION = 2_000;

export class AwsClock implements Clock {
  #offset = 0;

  now(): number {
    return Date.now() + this.#offset;
  }

  /** Milliseconds that AWS's clock is ahead of the runner's. */
  get offset(): number {
    return this.#offset;
  }

  /** Corrects the clock by the Date header of a reply that has just come. */
  correct(date: string): void {
    const difference = Date.parse(date) - Date.now();
    if (Number.isNaN(difference)) return;
    this.#offset = Math.abs(difference) > PRECISION ? difference : 0;
  }

  elapsed(): number {
    return performance.now();
  }

  async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    await timeout(milliseconds, undefined, { signal }).catch(() => undefined);
  }
}
