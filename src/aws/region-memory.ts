/** What is remembered of an account and region during a run, so that nothing is looked up without need or too often. */
import type { Clock } from '../model/ports.ts';
import type { Problem, ProblemCode, Result } from '../model/problem.ts';

/** The codes after the last attempt at a call: the next look-up of its kind would end the same way. */
const usedUp: readonly ProblemCode[] = ['NetworkUnreachable', 'AwsFailed', 'Throttled'];

/** For how long a listing of Auto Scaling counts as current. */
const FRESH = 60_000;

/** Look-ups by kind: one whose kind has failed with one of these codes is not made again. */
export class GivenUp {
  readonly #codes: readonly ProblemCode[];
  readonly #problems = new Map<string, Problem>();

  constructor(codes: readonly ProblemCode[] = usedUp) {
    this.#codes = codes;
  }

  /** Answers with the earlier problem of the kind, or makes the look-up. */
  async ask<T>(kind: string, lookUp: () => Promise<Result<T>>): Promise<Result<T>> {
    const before = this.#problems.get(kind);
    if (before !== undefined) return { ok: false, problem: before };
    const reply = await lookUp();
    if (!reply.ok && this.#codes.includes(reply.problem.code)) this.#problems.set(kind, reply.problem);
    return reply;
  }
}

/** One listing for all who ask within a minute, and at the same time. */
export class SharedListing<T> {
  readonly #clock: Pick<Clock, 'elapsed'>;
  #last: { readonly at: number; readonly reply: Promise<Result<T>> } | undefined;

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock;
  }

  async ask(list: () => Promise<Result<T>>): Promise<Result<T>> {
    const last = this.#last;
    if (last !== undefined && this.#clock.elapsed() - last.at < FRESH) {
      const reply = await last.reply;
      // What one role may not see, another one may.
      if (reply.ok || reply.problem.code !== 'AccessDenied') return reply;
    }
    const begun = { at: this.#clock.elapsed(), reply: list() };
    this.#last = begun;
    const reply = await begun.reply;
    if (!reply.ok && this.#last === begun) this.#last = undefined;
    return reply;
  }
}

/** Shared by all roles in the account and region. */
export class RegionMemory {
  /** Look-ups that have used up their attempts. */
  readonly givenUp = new GivenUp();
  /** Image id to the launch configurations and Auto Scaling groups that use it, in words. */
  readonly scalingUses: SharedListing<ReadonlyMap<string, readonly string[]>>;

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.scalingUses = new SharedListing(clock);
  }
}
