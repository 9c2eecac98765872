/** Checks that could not be made: one warning in an account and region, however many images are kept. */
import type { Journal } from '../model/ports.ts';
import type { Problem, ProblemCode } from '../model/problem.ts';

/** The next look-up of the kind would end the same way. */
const lasting: readonly ProblemCode[] = ['AccessDenied', 'NetworkUnreachable', 'AwsFailed', 'Throttled'];

interface Where {
  readonly target: number;
  readonly account: string;
  readonly region: string;
}

export class FailedChecks {
  readonly #journal: Journal;
  readonly #told = new Set<string>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** An image that stays because a check failed is no failure. */
  warn({ what, said, awsCode }: Problem, { target, account, region }: Where): void {
    const key = `${what} ${awsCode}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    const text = `Images are kept, because a check failed: ${what}${saidText(said)}`;
    this.#journal.record({ kind: 'warned', target, text, place: { account, region } });
  }
}

/** Whether no further image need be looked at in this run. */
export function isLasting({ code }: Problem): boolean {
  return lasting.includes(code);
}

/** AWS's words as the end of a warning. */
export function saidText(said: string | undefined): string {
  return said === undefined ? '' : `; AWS said: ${said}`;
}
