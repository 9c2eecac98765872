/** One run of retention on a fake region, and what it told. */
import { reasonTexts } from '../../../src/model/reason.ts';
import type { Image } from '../../../src/model/image.ts';
import type { AccountRegion } from '../../../src/model/ports.ts';
import type { Problem, Result } from '../../../src/model/problem.ts';
import type { RetentionPolicy, Verdict } from '../../../src/model/retention.ts';
import type { Target } from '../../../src/model/target.ts';
import { decideAttended } from '../../../src/retention/attended.ts';
import { FailedChecks } from '../../../src/retention/failed-checks.ts';
import { pruneInstance, type PruneContext } from '../../../src/retention/prune.ts';
import { sweepRegion, type PlaceOf } from '../../../src/retention/sweep.ts';
import { FakeClock } from '../fakes/clock.ts';
import { RecordingJournal } from '../fakes/journal.ts';
import { ACCOUNT, aTarget, counted, INSTANCE, NOW, policyOf, REGION, REPOSITORY, SERIES } from './images.ts';
import { FakeKeeping, placeOf } from './keeping.ts';

export interface World {
  readonly clock: FakeClock;
  readonly keeping: FakeKeeping;
  readonly journal: RecordingJournal;
  readonly cancel: AbortController;
}

export function world(parts: ConstructorParameters<typeof FakeKeeping>[1] = {}): World {
  const clock = new FakeClock(NOW);
  return {
    clock,
    keeping: new FakeKeeping(clock, parts),
    journal: new RecordingJournal(clock),
    cancel: new AbortController(),
  };
}

export function contextOf({ clock, keeping, journal, cancel }: World): PruneContext {
  const failedChecks = new FailedChecks(journal);
  return { place: placeOf(keeping), clock, journal, signal: cancel.signal, failedChecks };
}

interface PruneFacts {
  readonly policy?: Partial<RetentionPolicy>;
  readonly maxPrunes?: number;
  /** The image that the run has made. */
  readonly newest?: string;
  readonly excludedVolumes?: string;
  readonly decide?: (images: readonly Image[]) => Promise<Result<readonly Verdict[]>>;
}

/** Prunes the images of the one instance; keeps the newest alone unless told otherwise. */
export async function prune(world: World, facts: PruneFacts = {}): Promise<void> {
  const { policy = { last: 1 }, maxPrunes = 10, newest, excludedVolumes = 'none' } = facts;
  const decide = facts.decide ?? decideAttended({ ...counted, excludedVolumes }, policyOf(policy), newest);
  const instance = { id: INSTANCE, name: 'web-1' };
  const of = { target: 1, account: ACCOUNT, region: REGION, series: SERIES, instance };
  await pruneInstance({ of, decide, maxPrunes }, contextOf(world));
}

interface SweepFacts {
  /** Another place than that of the look-ups, by the position of a target. */
  readonly places?: Readonly<Record<number, AccountRegion>>;
  readonly targets?: readonly Target[];
  /** `<series> <instance id>`. */
  readonly attended?: readonly string[];
}

export async function sweep(world: World, facts: SweepFacts = {}): Promise<void> {
  const { targets = [aTarget()], attended = [], places = {} } = facts;
  const context = contextOf(world);
  const placeOf: PlaceOf = ({ target }) => places[target] ?? context.place;
  await sweepRegion({ repositoryId: REPOSITORY, targets, placeOf, attended: new Set(attended) }, context);
}

/** What the summary shows of each image: its id, what became of it, and why. */
export function told({ journal }: World): string[] {
  return journal.of('retained').flatMap(({ verdicts }) =>
    verdicts.map(({ image, decision, reasons }) => {
      return `${image} ${decision === 'keep' ? 'kept' : 'pruned'}: ${reasonTexts(reasons).join('; ')}`;
    }),
  );
}

/** The ids of the output `pruned-image-ids`. */
export function prunedIds({ journal }: World): string[] {
  return journal.of('pruned').map(({ image }) => image.image);
}

export function failures({ journal }: World): Problem[] {
  return journal.of('prune-failed').map(({ problem }) => problem);
}

export function warnings({ journal }: World): string[] {
  return journal.of('warned').map(({ text }) => text);
}

/** The leftovers that went. */
export function removals({ journal }: World): string[] {
  return journal.of('removed').map(({ what }) => what);
}
