/** A journal that keeps what it is told, with the time of a clock. */
import type { Event, Happening } from '../../../src/model/event.ts';
import type { Clock, Journal } from '../../../src/model/ports.ts';
import type { Problem } from '../../../src/model/problem.ts';

export class RecordingJournal implements Journal {
  readonly events: Event[] = [];
  readonly #clock: Pick<Clock, 'now'>;

  constructor(clock: Pick<Clock, 'now'> = { now: () => 0 }) {
    this.#clock = clock;
  }

  record(happening: Happening): void {
    this.events.push({ at: this.#clock.now(), ...happening });
  }

  of<K extends Event['kind']>(kind: K): Extract<Event, { kind: K }>[] {
    return this.events.filter((event): event is Extract<Event, { kind: K }> => event.kind === kind);
  }

  get kinds(): string[] {
    return this.events.map(({ kind }) => kind);
  }

  get problems(): Problem[] {
    return this.events.flatMap((event) =>
      event.kind === 'failed' || event.kind === 'target-failed' ? [event.problem] : [],
    );
  }

  get codes(): string[] {
    return this.problems.map(({ code }) => code);
  }
}
