/** A run that is told to a journal, takes no time of its own, and ends when it is cancelled. */
import type { Run } from '../../../src/model/ports.ts';
import { NOW, runFacts } from '../builders.ts';
import { FakeClock } from './clock.ts';
import { RecordingJournal } from './journal.ts';

export interface FakeRun extends Run {
  readonly clock: FakeClock;
  readonly journal: RecordingJournal;
  readonly cancel: AbortController;
}

interface Parts extends Partial<Pick<Run, 'facts' | 'deadline'>> {
  /** That of another run beside this one. */
  readonly clock?: FakeClock;
  /** When the run is cancelled, by the elapsed time of its clock. */
  readonly cancelAt?: number | undefined;
}

/** Without a deadline unless the parts say otherwise. */
export function aRun({ clock = new FakeClock(NOW), cancelAt, ...parts }: Parts = {}): FakeRun {
  const cancel = new AbortController();
  if (cancelAt !== undefined) {
    clock.at(cancelAt, () => {
      cancel.abort();
    });
  }
  const journal = new RecordingJournal(clock);
  return { clock, journal, cancel, signal: cancel.signal, facts: runFacts(), deadline: Infinity, ...parts };
}
