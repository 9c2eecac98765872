/** Events -> lines of the log: one group for each target, then a line for each event. Pure. */
import type { Event } from '../model/event.ts';
import type { Place } from '../model/problem.ts';
import { logText } from './escape.ts';
import { isUrgent, lineOf, targetOf } from './events.ts';
import { placeText } from './problem-text.ts';

export type LogEntry =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'group'; readonly title: string; readonly lines: readonly string[] };

/** The shortest time between two progress lines of one account and region, in milliseconds. */
const PROGRESS_INTERVAL = 20_000;

/** So long a line is held back for its group, in milliseconds. */
const LONGEST_HELD = 20_000;

/**
 * Holds the lines of a target back until all its images were asked for, and those of the targets before it that are under
 * way: groups cannot be interleaved, and stand in the order of the targets.
 */
export class LogFold {
  readonly #waiting = new Map<number, { readonly since: number; readonly lines: readonly string[] }>();
  readonly #accounts = new Map<number, string>();
  readonly #started = new Set<number>();
  readonly #shown = new Set<number>();
  #isPlan = false;
  readonly #acceptedAt = new Map<string, number>();
  readonly #progressAt = new Map<string, number>();

  /** What to print now that this has happened. */
  add(event: Event): readonly LogEntry[] {
    if (event.kind === 'started' && event.mode === 'plan') this.#isPlan = true;
    if (event.kind === 'created') this.#acceptedAt.set(event.image, event.at);
    // How long an image took that was available before, nobody knows.
    if (event.kind === 'adopted' && event.image.state !== 'available')
      this.#acceptedAt.set(event.image.id, event.image.createdAt);
    if (event.kind === 'target-signed-in') this.#accounts.set(event.target, event.account);
    if (event.kind === 'target-started') {
      this.#started.add(event.target);
      return this.#readyGroups();
    }
    if (event.kind === 'progressed' && this.#isTooSoon(event)) return [];
    const text = lineOf(event, { isPlan: this.#isPlan, acceptedAt: this.#acceptedAt });
    return text === undefined ? [] : [...this.#lateGroups(event.at), ...this.#lineOf(event, logText(text))];
  }

  /** The line itself, or nothing when it is held back. */
  #lineOf(event: Event, text: string): readonly LogEntry[] {
    const target = targetOf(event);
    if (target === undefined || this.#shown.has(target) || isUrgent(event)) {
      return [{ kind: 'line', text }];
    }
    const { since, lines } = this.#waiting.get(target) ?? { since: event.at, lines: [] };
    this.#waiting.set(target, { since, lines: [...lines, text] });
    return [];
  }

  /** Nobody waits long for a line: a target that takes its time has its group closed, and goes on line by line. */
  #lateGroups(at: number): readonly LogEntry[] {
    const late = [...this.#waiting].filter(([, { since }]) => at - since >= LONGEST_HELD);
    return late.length === 0
      ? []
      : [...late.flatMap(([target]) => this.#group(target)), ...this.#readyGroups()];
  }

  /** Of targets before which none is under way. */
  #readyGroups(): readonly LogEntry[] {
    const held = [...this.#waiting.keys()].filter((target) => !this.#started.has(target));
    const first = Math.min(...held);
    const ready = [...this.#started].filter((target) => target < first && !this.#shown.has(target));
    return ready.toSorted((one, other) => one - other).flatMap((target) => this.#group(target));
  }

  /** What is still held back at the end. */
  rest(): readonly LogEntry[] {
    const targets = [...this.#waiting.keys()].toSorted((one, other) => one - other);
    return targets.flatMap((target) => this.#group(target));
  }

  #group(target: number): readonly LogEntry[] {
    const lines = this.#waiting.get(target)?.lines ?? [];
    this.#waiting.delete(target);
    this.#shown.add(target);
    const account = this.#accounts.get(target);
    const title =
      account === undefined ? `Target ${target}` : `Target ${target}: account ${logText(account)}`;
    return lines.length === 0 ? [] : [{ kind: 'group', title, lines }];
  }

  #isTooSoon({ place, at }: Event & { place: Place }): boolean {
    const key = placeText(place);
    const last = this.#progressAt.get(key);
    if (last !== undefined && at - last < PROGRESS_INTERVAL) return true;
    this.#progressAt.set(key, at);
    return false;
  }
}
