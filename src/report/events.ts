/** One row for every kind of event: which target it is about, whether it is a failure, what the log says. Pure. */
import type { Event, EventOf, RowFacts } from '../model/event.ts';
import type { Problem } from '../model/problem.ts';
import { reasonTexts } from '../model/reason.ts';
import {
  availableLine,
  checkedLine,
  createdLine,
  failedLine,
  foreseenLine,
  imageText,
  instanceText,
  plannedLine,
  progressLine,
  retainedLine,
  selectedLine,
  type RunSoFar,
} from './log-lines.ts';
import { looseText } from './loose-report.ts';
import { placeText, remarkText } from './problem-text.ts';
import { ageText, plural } from './quantities.ts';

type Row<E extends Event> = {
  /** The position of its target; nothing for what is about the whole run. */
  readonly target: (event: E) => number | undefined;
  /** Its line of the log, if it has one. */
  readonly line: (event: E, run: RunSoFar) => string | undefined;
  /** Whether it has to be read at once. */
  readonly urgent?: true;
} & ('problem' extends keyof E ? IsFailure : unknown);

interface IsFailure {
  /** Whether its problem is a failure of the run. */
  readonly failure: boolean;
}

const none = () => undefined;
const ownTarget = ({ target }: { readonly target?: number | undefined }) => target;
const targetOfRow = ({ of }: { readonly of: RowFacts }) => of.target;
const targetOfRequest = ({ request }: { readonly request: RowFacts }) => request.target;

const failure = { failure: true, line: failedLine } as const;

const rows: { readonly [K in Event['kind']]: Row<EventOf<K>> } = {
  started: {
    target: none,
    line: ({ runKey }) => (runKey === '' ? undefined : `Run key ${runKey}`),
  },
  'signed-in': {
    target: none,
    line: ({ account, arn, how }) => `Signed in to main account ${account} as ${arn} (${how})`,
  },
  'target-signed-in': { target: ownTarget, line: ({ arn }) => `Acting as ${arn}` },
  selected: { target: ownTarget, line: selectedLine },
  created: { target: targetOfRequest, line: createdLine },
  adopted: {
    target: targetOfRequest,
    line: ({ request, image }) =>
      `${imageText(request, image.id)} of an earlier attempt is adopted, ${image.state}`,
  },
  skipped: {
    target: targetOfRequest,
    line: ({ request, image, at }) =>
      `${instanceText(request)}: skipped, image ${image.id} is ${ageText(at - image.createdAt)} old`,
  },
  planned: { target: ({ plan }) => plan.request.target, line: plannedLine },
  foreseen: { ...failure, target: ({ of, target }) => of?.target ?? target, line: foreseenLine },
  tried: { ...failure, target: ownTarget },
  sharded: { target: none, line: none },
  checked: { target: targetOfRow, line: checkedLine },
  progressed: { target: none, line: progressLine },
  available: { target: targetOfRequest, line: availableLine },
  recovered: {
    target: targetOfRow,
    line: ({ of }) => `${instanceText(of)}: The instance is well after its reboot`,
  },
  vanished: {
    target: targetOfRow,
    line: ({ of }) => `${instanceText(of)}: terminated since it was selected, no image is made of it`,
  },
  failed: { ...failure, target: targetOfRow, urgent: true },
  'target-failed': { ...failure, target: ownTarget, urgent: true },
  'run-failed': { ...failure, target: none },
  'target-started': { target: ownTarget, line: none },
  retained: { target: targetOfRow, line: retainedLine },
  pruned: {
    target: ownTarget,
    line: ({ place, image }) => `${placeText(place)} was pruned (${reasonTexts(image.reasons).join(', ')})`,
  },
  'prune-failed': { ...failure, target: ownTarget, urgent: true },
  removed: {
    target: none,
    line: ({ place, what }, { isPlan }) =>
      `${placeText(place)}: ${what} ${isPlan ? 'would be' : 'was'} removed`,
  },
  held: { target: none, line: none },
  unattended: {
    target: none,
    line: ({ place, images: { length } }) =>
      `${placeText(place)}: ${plural(length, 'image')} of ours that no target looks at ${length === 1 ? 'stays' : 'stay'}`,
  },
  loose: { target: none, line: looseText },
  noticed: { target: ownTarget, line: remarkText },
  warned: { target: ownTarget, urgent: true, line: (event) => `Warning: ${remarkText(event)}` },
};

function rowOf({ kind }: Event): Row<Event> & Partial<IsFailure> {
  return rows[kind] as Row<Event>;
}

export function targetOf(event: Event): number | undefined {
  return rowOf(event).target(event);
}

/** The failure of the run that the event tells. */
export function failureOf(event: Event): Problem | undefined {
  return 'problem' in event && rowOf(event).failure === true ? event.problem : undefined;
}

export function isUrgent(event: Event): boolean {
  return rowOf(event).urgent === true;
}

export function lineOf(event: Event, run: RunSoFar): string | undefined {
  return rowOf(event).line(event, run);
}

/** In the order of the targets, what is of none of them first; within a target as it came. */
export function inTargets<T>(events: readonly Event[], parts: (event: Event) => readonly T[]): T[] {
  const placed = events.flatMap((event) =>
    parts(event).map((value) => ({ value, target: targetOf(event) ?? 0 })),
  );
  return placed.toSorted((one, other) => one.target - other.target).map(({ value }) => value);
}

/** The events of one kind, as they came. */
export function ofKind<K extends Event['kind']>(events: readonly Event[], kind: K): EventOf<K>[] {
  return events.filter((event): event is EventOf<K> => event.kind === kind);
}
