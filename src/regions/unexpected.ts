/** An internal error: a problem like any other, so that it stops nothing else. */
import type { Journal } from '../model/ports.ts';
import type { Place, Problem } from '../model/problem.ts';

export function unexpected(error: unknown, place: Place = {}): Problem {
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const what = 'The action met an internal error';
  const stack = error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {};
  return { code: 'Unexpected', phase: 'plan', place, what, said, saidBy: 'the action', ...stack };
}

/** What the work answers; when it throws, that goes to the journal, and there is no answer. */
export async function guarded<T>(
  work: () => Promise<T>,
  journal: Journal,
  of: { readonly target: number | undefined; readonly place?: Place },
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    journal.record({ kind: 'target-failed', target: of.target, problem: unexpected(error, of.place) });
    return undefined;
  }
}
