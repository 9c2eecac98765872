/** Which target an event is about. Pure. */
import type { Event } from '../model/event.ts';

/** Its position; nothing for what is about the whole run. */
export function targetOf(event: Event): number | undefined {
  if ('request' in event) return event.request.target;
  if (event.kind === 'planned') return event.plan.request.target;
  if ('of' in event) return event.of.target;
  return 'target' in event ? event.target : undefined;
}

/** In the order of the targets, what is of none of them first; within a target as it came. */
export function inTargets<T>(events: readonly Event[], parts: (event: Event) => readonly T[]): T[] {
  const placed = events.flatMap((event) =>
    parts(event).map((value) => ({ value, target: targetOf(event) ?? 0 })),
  );
  return placed.toSorted((one, other) => one.target - other.target).map(({ value }) => value);
}
