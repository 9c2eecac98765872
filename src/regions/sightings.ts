/** What the regions of a run have seen of its images together: it tells each for how long EC2 may still show more. */
import { NOT_FOUND_GRACE } from '../images/judge.ts';
import type { Image } from '../model/image.ts';
import type { Clock } from '../model/ports.ts';

/** For how long the action looks for a run of which nothing is shown, in milliseconds. */
export const NOTHING_GRACE = 60_000;

export class Sightings {
  readonly #clock: Clock;
  readonly #begun: number;
  /** When EC2 made the newest image of the run, in milliseconds since 1970. */
  #newest: number | undefined;
  #incomplete = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#begun = clock.elapsed();
  }

  get found(): boolean {
    return this.#newest !== undefined;
  }

  /** Whether a region could not be looked at to the end: it may have images of the run. */
  get incomplete(): boolean {
    return this.#incomplete;
  }

  add({ createdAt }: Image): void {
    this.#newest = Math.max(this.#newest ?? 0, createdAt);
  }

  lose(): void {
    this.#incomplete = true;
  }

  /** Others may have been made as late as the newest one. In milliseconds after the step's start. */
  until(): number {
    if (this.#newest !== undefined)
      return this.#clock.elapsed() + this.#newest + NOT_FOUND_GRACE - this.#clock.now();
    return this.#incomplete ? 0 : this.#begun + NOTHING_GRACE;
  }
}
