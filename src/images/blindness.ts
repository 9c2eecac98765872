/** While images cannot be looked up, nobody knows what becomes of them: it is told in the log, and at the end. */
import type { AccountRegion, Clock, Journal } from '../model/ports.ts';
import type { Problem } from '../model/problem.ts';

export interface BlindnessContext {
  readonly place: Pick<AccountRegion, 'account' | 'region'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly journal: Journal;
}

export class Blindness {
  readonly #context: BlindnessContext;
  #now: { readonly since: number; readonly problem: Problem } | undefined;

  constructor(context: BlindnessContext) {
    this.#context = context;
  }

  /** Whether the last look-up has failed. */
  get is(): boolean {
    return this.#now !== undefined;
  }

  /** A look-up has failed. It is told when it is the first one, and when it is another problem than before. */
  failed(problem: Problem): void {
    const before = this.#now;
    this.#now = { since: before?.since ?? this.#context.clock.now(), problem };
    if (before?.problem.code === problem.code && before.problem.awsCode === problem.awsCode) return;
    const said = problem.said === undefined ? '' : `: ${problem.said}`;
    this.#tell(`Images cannot be looked up (${problem.code}${said}); what becomes of them is not known`);
  }

  /** A look-up has succeeded. */
  looked(): void {
    if (this.#now === undefined) return;
    this.#tell(`Images can be looked up again, for the first time since ${timeText(this.#now.since)}`);
    this.#now = undefined;
  }

  /** What ends the wait when the time is over; nothing when images can be looked up. */
  ending(): Problem | undefined {
    if (this.#now === undefined) return undefined;
    const { since, problem } = this.#now;
    const what = `EC2 accepted the image, and what became of it is not known: images could not be looked up since ${timeText(since)}`;
    return { ...problem, what };
  }

  #tell(text: string): void {
    const { account, region } = this.#context.place;
    this.#context.journal.record({ kind: 'noticed', text, place: { account, region } });
  }
}

function timeText(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(11, 19)} UTC`;
}
