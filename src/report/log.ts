/** Events -> lines of the log: one group for each target, then a line for each event. Pure. */
import type { Event } from '../model/event.ts';
import type { Place, Problem } from '../model/problem.ts';
import { logText } from './escape.ts';
import { targetOf } from './event-target.ts';
import { checkedText, foreseenText, instanceText, plannedText, skippedText } from './log-plan.ts';
import { looseText } from './loose-report.ts';
import { placeText, problemText } from './problem-text.ts';
import { counted, timeText } from './quantities.ts';

export type LogEntry =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'group'; readonly title: string; readonly lines: readonly string[] };

/** The shortest time between two progress lines of one account and region, in milliseconds. */
const PROGRESS_INTERVAL = 20_000;

/** So long a line is held back for its group, in milliseconds. */
const LONGEST_HELD = 20_000;

/** What has to be read at once. */
const urgent: readonly Event['kind'][] = ['warned', 'failed', 'target-failed', 'prune-failed'];

/** Holds the lines of a target back until all its images were asked for, for groups cannot be interleaved. */
export class LogFold {
  readonly #held = new Map<number, { readonly since: number; readonly lines: readonly string[] }>();
  readonly #accounts = new Map<number, string>();
  readonly #shown = new Set<number>();
  /** In a plan everything is only what would be. */
  #would = '';
  readonly #acceptedAt = new Map<string, number>();
  readonly #progressAt = new Map<string, number>();

  /** What to print now that this has happened. */
  add(event: Event): readonly LogEntry[] {
    if (event.kind === 'started' && event.mode === 'plan') this.#would = 'would be ';
    if (event.kind === 'created') this.#acceptedAt.set(event.image, event.at);
    // How long an image took that was available before, nobody knows.
    if (event.kind === 'adopted' && event.image.state !== 'available')
      this.#acceptedAt.set(event.image.id, event.image.createdAt);
    if (event.kind === 'target-signed-in') this.#accounts.set(event.target, event.account);
    if (event.kind === 'target-started') return this.#group(event.target);
    if (event.kind === 'progressed' && this.#isTooSoon(event)) return [];
    const text = this.#textOf(event);
    return text === undefined ? [] : [...this.#lateGroups(event.at), ...this.#lineOf(event, logText(text))];
  }

  /** The line itself, or nothing when it is held back. */
  #lineOf(event: Event, text: string): readonly LogEntry[] {
    const target = targetOf(event);
    if (target === undefined || this.#shown.has(target) || urgent.includes(event.kind)) {
      return [{ kind: 'line', text }];
    }
    const { since, lines } = this.#held.get(target) ?? { since: event.at, lines: [] };
    this.#held.set(target, { since, lines: [...lines, text] });
    return [];
  }

  /** Nobody waits long for a line: a target that takes its time has its group closed, and goes on line by line. */
  #lateGroups(at: number): readonly LogEntry[] {
    const late = [...this.#held].filter(([, { since }]) => at - since >= LONGEST_HELD);
    return late.flatMap(([target]) => this.#group(target));
  }

  /** What is still held back at the end. */
  rest(): readonly LogEntry[] {
    return [...this.#held.keys()].flatMap((target) => this.#group(target));
  }

  #group(target: number): readonly LogEntry[] {
    const lines = this.#held.get(target)?.lines ?? [];
    this.#held.delete(target);
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

  #textOf(event: Event): string | undefined {
    switch (event.kind) {
      case 'started':
        return event.runKey === '' ? undefined : `Run key ${event.runKey}`;
      case 'signed-in':
        return `Signed in to main account ${event.account} as ${event.arn} (${event.how})`;
      case 'target-signed-in':
        return `Acting as ${event.arn}`;
      case 'selected':
        return selectedText(event);
      case 'created':
        return `${imageText(event.request, event.image)} is pending, named ${event.request.name}${rebootText(event)}`;
      case 'adopted':
        return `${imageText(event.request, event.image.id)} of an earlier attempt is adopted, ${event.image.state}`;
      case 'skipped':
        return skippedText(event);
      case 'vanished':
        return `${instanceText(event.of)}: terminated since it was selected, no image is made of it`;
      case 'planned':
        return plannedText(event);
      case 'foreseen':
        return foreseenText(event);
      case 'checked':
        return checkedText(event);
      case 'tried':
        return event.problem === undefined ? undefined : failedText(event.problem);
      case 'removed':
        return `${placeText(event.place)}: ${event.what} ${this.#would === '' ? 'was' : 'would be'} removed`;
      case 'progressed':
        return progressText(event);
      case 'available':
        return this.#availableText(event);
      case 'pruned':
        return `${placeText(event.place)} was pruned (${event.image.reasons.join(', ')})`;
      case 'retained':
        return retainedText(event, this.#would);
      case 'unattended':
        return `${placeText(event.place)}: ${counted(event.images.length, 'image')} of ours that no target looks at ${event.images.length === 1 ? 'stays' : 'stay'}`;
      case 'loose':
        return looseText(event);
      case 'run-failed':
      case 'failed':
      case 'prune-failed':
      case 'target-failed':
        return failedText(event.problem);
      case 'warned':
        return `Warning: ${remarkText(event)}`;
      case 'noticed':
        return remarkText(event);
      case 'held':
      case 'sharded':
      case 'target-started':
        return undefined;
    }
  }

  #availableText({ request, image, at }: Extract<Event, { kind: 'available' }>): string {
    const accepted = this.#acceptedAt.get(image.id);
    const took = accepted === undefined ? '' : `, ${timeText(at - accepted)}`;
    return `${imageText(request, image.id)} is available (${image.sizeGiB} GiB${took})`;
  }
}

function failedText(problem: Problem): string {
  return `FAILED ${problem.code}: ${problemText(problem)}`;
}

function retainedText({ of, verdicts }: Extract<Event, { kind: 'retained' }>, would: string): string {
  const pruned = verdicts.filter(({ decision }) => decision === 'prune').length;
  const kept = counted(verdicts.length - pruned, 'image');
  return `${of.account} ${of.region}: ${of.instance.id}: series ${of.series} keeps ${kept}, ${pruned} ${would}pruned`;
}

function remarkText({ place, text }: { place: Place; text: string }): string {
  return [placeText(place), text].filter((part) => part !== '').join(': ');
}

type Request = Extract<Event, { kind: 'created' }>['request'];

function imageText(request: Request, image: string): string {
  return `${instanceText(request)}: image ${image}`;
}

function rebootText({ request }: Extract<Event, { kind: 'created' }>): string {
  return request.noReboot ? '' : ' (the instance is REBOOTED, as no-reboot is false)';
}

function selectedText({ place, selection }: Extract<Event, { kind: 'selected' }>): string {
  const { instances, leftOut, excluded } = selection;
  const states = Object.entries(leftOut).map(([state, count]) => `, ${count} left out as ${state}`);
  const without = excluded === 0 ? '' : `, ${excluded} excluded`;
  return `${place.account} ${place.region}: ${counted(instances.length, 'instance')} selected${without}${states.join('')}`;
}

function progressText({ place, progress }: Extract<Event, { kind: 'progressed' }>): string {
  const { available, pending, percent } = progress;
  const far = percent === undefined ? '' : `, snapshots at ${percent} %`;
  return `${place.account} ${place.region}: ${available} of ${counted(available + pending, 'image')} available${far}`;
}
