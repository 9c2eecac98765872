/** A journal for rooms that only rehearse: what fails there is foreseen, and what is pruned there is not. */
import type { Happening } from '../model/event.ts';
import type { Journal } from '../model/ports.ts';

export function foreseeing(journal: Journal): Journal {
  return {
    record: (happening) => {
      const seen = foresight(happening);
      if (seen !== undefined) journal.record(seen);
    },
  };
}

function foresight(happening: Happening): Happening | undefined {
  switch (happening.kind) {
    case 'failed':
      return { kind: 'foreseen', of: happening.of, problem: happening.problem };
    case 'target-failed':
    case 'prune-failed': {
      const { problem, target } = happening;
      // A defect of our own is no foresight.
      return problem.code === 'Unexpected' ? happening : { kind: 'foreseen', target, problem };
    }
    // The verdicts of the instance tell it.
    case 'pruned':
      return undefined;
    default:
      return happening;
  }
}
