/** An error of our own in one place is no error of the others. */
import type { Journal } from '../model/ports.ts';
import type { Place } from '../model/problem.ts';
import { unexpected } from './unexpected.ts';

interface Told {
  readonly journal: Journal;
  readonly target: number | undefined;
  readonly place?: Place;
}

/** What the work answers; when it throws, that goes to the journal, and `otherwise` is answered. */
export async function guarded<T>(
  work: () => Promise<T>,
  otherwise: T,
  { journal, target, place = {} }: Told,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    journal.record({ kind: 'target-failed', target, problem: unexpected(error, place) });
    return otherwise;
  }
}
