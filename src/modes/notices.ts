/** A journal to which the same notice can be told many times, and which passes it on once. */
import type { Journal } from '../model/ports.ts';

export function noticingOnce(journal: Journal): Journal {
  const told = new Set<string>();
  return {
    record: (happening) => {
      if (happening.kind === 'noticed') {
        const key = JSON.stringify(happening);
        if (told.has(key)) return;
        told.add(key);
      }
      journal.record(happening);
    },
  };
}
