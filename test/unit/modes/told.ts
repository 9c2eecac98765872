/** The journals of a plan and of a backup in one shape, so that they can be compared. */
import { reasonTexts } from '../../../src/model/reason.ts';
import type { Event } from '../../../src/model/event.ts';
import type { Image } from '../../../src/model/image.ts';
import type { Problem } from '../../../src/model/problem.ts';
import type { Verdict } from '../../../src/model/retention.ts';
import { NEW_IMAGE } from '../../../src/modes/rehearsal.ts';
import type { RecordingJournal } from '../fakes/journal.ts';

interface ToldImage {
  readonly key: string;
  readonly outcome: string;
  readonly request: object;
  /** Of one that existed before. */
  readonly image: string | undefined;
  readonly state: string | undefined;
  /** Of a new one. */
  readonly snapshots: number;
  readonly sizeGiB: number | undefined;
}

interface ToldVerdict extends Omit<Verdict, 'createdAt' | 'reasons'> {
  readonly reasons: readonly string[];
  readonly createdAt: number | undefined;
}

interface ToldFailure {
  readonly key: string;
  readonly code: string;
  readonly what: string;
  readonly said: string | undefined;
  readonly place: Problem['place'];
}

export interface Told {
  readonly images: readonly ToldImage[];
  readonly retained: readonly { readonly key: string; readonly verdicts: readonly ToldVerdict[] }[];
  readonly pruned: readonly string[];
  readonly failures: readonly ToldFailure[];
  readonly unattended: readonly object[];
  readonly removed: readonly object[];
  readonly held: readonly object[];
  readonly warned: readonly object[];
}

export function plannedIn(journal: RecordingJournal): Told {
  const retained = retainedIn(journal);
  return {
    ...both(journal),
    images: byKey(
      journal.of('planned').map(({ plan: { request, outcome, image, snapshots, sizeGiB } }) => ({
        key: keyOf(request),
        outcome,
        request,
        image: image?.id,
        state: image?.state,
        snapshots,
        sizeGiB: image === undefined ? (sizeGiB ?? undefined) : undefined,
      })),
    ),
    retained,
    pruned: retained.flatMap(({ verdicts }) => prunedOf(verdicts)).toSorted(),
    failures: byKey(journal.of('foreseen').map(failureOf)),
  };
}

/** `images`: those that are there after the backup. */
export function doneIn(journal: RecordingJournal, images: readonly Image[]): Told {
  const made = journal.of('created').map(({ request, image }) => {
    const { snapshots = [], sizeGiB } = images.find(({ id }) => id === image) ?? {};
    const facts = { image: undefined, state: undefined, snapshots: snapshots.length, sizeGiB };
    return { key: keyOf(request), outcome: 'created', request, ...facts };
  });
  const found = [...journal.of('adopted'), ...journal.of('skipped')].map(({ kind, request, image }) => {
    const facts = { image: image.id, state: image.state, snapshots: 0, sizeGiB: undefined };
    return { key: keyOf(request), outcome: kind, request, ...facts };
  });
  const failed = [...journal.of('failed'), ...journal.of('target-failed'), ...journal.of('prune-failed')];
  return {
    ...both(journal),
    images: byKey([...made, ...found]),
    retained: retainedIn(journal),
    pruned: journal
      .of('pruned')
      .map(({ image }) => image.image)
      .toSorted(),
    failures: byKey(failed.map(failureOf)),
  };
}

function both(journal: RecordingJournal): Pick<Told, 'unattended' | 'removed' | 'held' | 'warned'> {
  return {
    unattended: plain(journal.of('unattended')),
    removed: plain(journal.of('removed')),
    held: plain(journal.of('held')),
    warned: plain(journal.of('warned')),
  };
}

/** Without their times, in an order of their own. */
function plain(events: readonly Event[]): object[] {
  return events.map((event) => ({ ...event, at: undefined })).toSorted(byText);
}

function byText(one: object, other: object): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}

function retainedIn(journal: RecordingJournal): Told['retained'] {
  return byKey(
    journal.of('retained').map(({ of, verdicts }) => ({
      key: keyOf(of),
      verdicts: verdicts.map(verdictOf).toSorted(byText),
    })),
  );
}

/** The new image has its id and its time only when it is there. */
function verdictOf({ image, createdAt, reasons, ...rest }: Verdict): ToldVerdict {
  const isNew = image === NEW_IMAGE || image.startsWith('ami-new-');
  return {
    image: isNew ? NEW_IMAGE : image,
    createdAt: isNew ? undefined : createdAt,
    reasons: reasonTexts(reasons).map((reason) =>
      reason === 'its backup would fail' ? 'its backup failed in this run' : reason,
    ),
    ...rest,
  };
}

function prunedOf(verdicts: readonly ToldVerdict[]): string[] {
  return verdicts.filter(({ decision }) => decision === 'prune').map(({ image }) => image);
}

interface Failing {
  readonly problem: Problem;
  readonly target?: number | undefined;
  readonly of?: Parameters<typeof keyOf>[0];
}

function failureOf({ problem: { code, what, said, place }, target, of }: Failing): ToldFailure {
  return { key: of === undefined ? `target ${target}` : keyOf(of), code, what, said, place };
}

interface Keyed {
  readonly target: number;
  readonly account: string | null;
  readonly region: string | null;
  readonly series: string;
  readonly instance: { readonly id: string };
}

function keyOf({ target, account, region, series, instance }: Keyed): string {
  return [target, account, region, series, instance.id].join(' ');
}

function byKey<T extends { readonly key: string }>(items: readonly T[]): T[] {
  return items.toSorted((one, other) =>
    one.key < other.key ? -1 : one.key > other.key ? 1 : byText(one, other),
  );
}
