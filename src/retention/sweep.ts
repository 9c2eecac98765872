/** After the instances of an account and region: what no instance of the run stands for. */
import { identityOf, isOfRepository, isOfSeries } from '../images/ours.ts';
import type { Image } from '../model/image.ts';
import type { AccountRegion } from '../model/ports.ts';
import type { Result } from '../model/problem.ts';
import { reason, reasonTexts } from '../model/reason.ts';
import type { Target } from '../model/target.ts';
import { verdict } from './decide.ts';
import { decideGone, goneRule, type GoneRule, type LoneSeries } from './gone.ts';
import { failedImages, type Sweep } from './leftovers.ts';
import { attendToLoose } from './loose.ts';
import { snapshotEvidence } from './evidence.ts';
import { saidText } from './failed-checks.ts';
import { pruneInstance, type PruneContext } from './prune.ts';
import { removeImage } from './remove.ts';

/** The client of a target: two targets may enter one account by two roles, of which only one may prune. */
export type PlaceOf = (of: { readonly target: number }) => AccountRegion;

export interface SweepRequest {
  readonly repositoryId: string;
  /** The targets of this account and region, those without retention too. */
  readonly targets: readonly Target[];
  readonly placeOf: PlaceOf;
  /** `<series> <instance id>` of everything that the run looks at here. */
  readonly attended: ReadonlySet<string>;
}

/** Lists, prunes what `gone-after` allows, removes failed images, and sees to loose snapshots. */
export async function sweepRegion(request: SweepRequest, context: PruneContext): Promise<void> {
  const { place, journal, clock } = context;
  const listed = await place.keeping.ourImages();
  if (!listed.ok) {
    journal.record({ kind: 'prune-failed', problem: listed.problem });
    return;
  }
  const images = listed.value.filter((image) => isOfRepository(identityOf(image), request.repositoryId));
  const series = request.targets
    .filter(({ retention }) => retention !== undefined)
    .map((target) => target.images.series);
  const sweep: Sweep = { repositoryId: request.repositoryId, series, now: clock.now() };
  await attendToLone(images, request, context);
  await removeFailedImages(failedImages(images, sweep), request, context);
  await attendToLoose(sweep, request, context);
}

async function attendToLone(
  images: readonly Image[],
  request: SweepRequest,
  context: PruneContext,
): Promise<void> {
  const unattended: Image[] = [];
  for (const lone of loneSeries(images, request)) {
    const rule = goneRule(lone.series, request.targets);
    if (rule === undefined) unattended.push(...images.filter((image) => isOfSeries(image, lone)));
    else await pruneGone(lone, rule, { ...context, place: request.placeOf(rule) });
  }
  if (unattended.length === 0) return;
  const { account, region } = context.place;
  const verdicts = unattended.map((image) => verdict(image, 'keep', [reason('unattended')]));
  context.journal.record({ kind: 'unattended', place: { account, region }, images: verdicts });
}

/** Series of instances that the run does not look at. */
function loneSeries(images: readonly Image[], { attended, repositoryId }: SweepRequest): LoneSeries[] {
  const found = new Map<string, LoneSeries>();
  for (const image of images) {
    const { instance = '', series = '' } = identityOf(image) ?? {};
    const key = `${series} ${instance}`;
    if (!attended.has(key)) found.set(key, { instance, series, repositoryId });
  }
  return [...found.values()];
}

async function pruneGone(lone: LoneSeries, rule: GoneRule, context: PruneContext): Promise<void> {
  const { account, region } = context.place;
  const { target, maxPrunes } = rule;
  const instance = { id: lone.instance, name: lone.instance };
  const of = { target, account, region, series: lone.series, instance };
  await pruneInstance({ of, decide: decideGone(lone, rule, context), maxPrunes }, context);
}

/** The client of the first target that has retention of the series: its role is the one that may prune there. */
function sweeperOf(
  series: string | undefined,
  { targets, placeOf }: SweepRequest,
  { place }: PruneContext,
): AccountRegion {
  const target = targets.find(({ retention, images }) => retention !== undefined && images.series === series);
  return target === undefined ? place : placeOf({ target: target.position });
}

async function removeFailedImages(
  images: readonly Image[],
  request: SweepRequest,
  context: PruneContext,
): Promise<void> {
  const { journal, signal } = context;
  for (const image of images) {
    if (signal.aborted) return;
    const place = sweeperOf(identityOf(image)?.series, request, context);
    const at = { account: place.account, region: place.region, image: image.id };
    const { holds, failed } = await snapshotEvidence(image.snapshots, place.keeping);
    if (holds.length > 0) {
      const [problem] = failed;
      const text = `A failed image stays: ${reasonTexts(holds).join(', ')}${saidText(problem?.said)}`;
      journal.record({ kind: problem === undefined ? 'noticed' : 'warned', text, place: at });
      continue;
    }
    const removed = await removeImage(image, { ...context, place });
    if (isCancelled(removed)) return;
    const problems = removed.ok ? removed.value : [removed.problem];
    for (const problem of problems)
      journal.record({ kind: 'prune-failed', problem: { ...problem, place: at } });
    const what = `A leftover of a failed attempt (${image.state})`;
    if (removed.ok) journal.record({ kind: 'removed', what, place: at });
  }
}

/** Nothing is begun after a cancellation, and what was not begun is no failure. */
function isCancelled(reply: Result<unknown>): boolean {
  return !reply.ok && reply.problem.code === 'Cancelled';
}
