/** Prunes the images of one instance that no rule keeps and nothing holds. */
import type { RowFacts } from '../model/event.ts';
import type { Image } from '../model/image.ts';
import type { AccountRegion, Clock, Journal } from '../model/ports.ts';
import type { Problem, Result } from '../model/problem.ts';
import type { Verdict } from '../model/retention.ts';
import { kept, pruneOrder } from './decide.ts';
import { gatherEvidence, type Evidence } from './evidence.ts';
import { removeImage } from './remove.ts';

export interface PruneContext {
  readonly place: AccountRegion;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly signal: AbortSignal;
}

export interface PruneRequest {
  readonly of: RowFacts & { readonly account: string; readonly region: string };
  /** Decides about the images of the instance, as EC2 lists them at that moment. */
  readonly decide: (images: readonly Image[]) => Promise<Result<readonly Verdict[]>>;
  readonly maxPrunes: number;
}

/** Decides about every image of an instance's series, prunes at most `max-prunes` of them, and records what became of each. */
export async function pruneInstance(request: PruneRequest, context: PruneContext): Promise<void> {
  const looked = await look(request, context);
  if (!looked.ok) {
    fail(looked.problem, request, context);
    return;
  }
  for (const problem of looked.value.evidence.failed) warn(problem, request, context);
  let { verdicts } = looked.value;
  const pruned: string[] = [];
  for (const candidate of pruneOrder(verdicts, request.maxPrunes)) {
    if (context.signal.aborted) break;
    const reasons = await pruneOne(candidate, request, context);
    if (reasons === undefined) pruned.push(candidate.image);
    else verdicts = verdicts.map((each) => (each.image === candidate.image ? kept(each, reasons) : each));
  }
  const final = verdicts.map((each) => postponed(each, pruned, request.maxPrunes));
  context.journal.record({ kind: 'retained', of: request.of, verdicts: final });
}

interface Looked {
  readonly verdicts: readonly Verdict[];
  readonly evidence: Evidence;
}

/** Facts change: this is done anew before each prune. */
async function look(request: PruneRequest, { place }: PruneContext, only?: string): Promise<Result<Looked>> {
  const listed = await place.keeping.ourImages(request.of.instance.id);
  if (!listed.ok) return listed;
  const decided = await request.decide(listed.value);
  if (!decided.ok) return decided;
  const verdicts = decided.value;
  const asked = prunableImages(listed.value, verdicts).filter(({ id }) => only === undefined || id === only);
  const evidence = await gatherEvidence(asked, place.keeping);
  return { ok: true, value: { verdicts: verdicts.map((each) => withHolds(each, evidence)), evidence } };
}

function prunableImages(images: readonly Image[], verdicts: readonly Verdict[]): Image[] {
  const ids = new Set(verdicts.filter(({ decision }) => decision === 'prune').map(({ image }) => image));
  return images.filter(({ id }) => ids.has(id));
}

function withHolds(verdict: Verdict, { holds }: Evidence): Verdict {
  const reasons = holds.get(verdict.image) ?? [];
  return reasons.length === 0 ? verdict : kept(verdict, reasons);
}

/** Answers why the image stays after all; nothing when it is gone. */
async function pruneOne(
  candidate: Verdict,
  request: PruneRequest,
  context: PruneContext,
): Promise<readonly string[] | undefined> {
  const again = await look(request, context, candidate.image);
  if (!again.ok) {
    fail(again.problem, request, context);
    return [`not checked again: ${again.problem.what}`];
  }
  const now = again.value.verdicts.find(({ image }) => image === candidate.image);
  if (now === undefined) return ['already gone'];
  if (now.decision === 'keep') return now.reasons;
  const { target, account, region, instance } = request.of;
  const place = { account, region, instance: instance.id, image: candidate.image };
  const removed = await removeImage(candidate.image, context);
  if (!removed.ok) {
    fail(removed.problem, request, context);
    return [`could not be pruned: ${removed.problem.what}`];
  }
  context.journal.record({ kind: 'pruned', target, place, image: candidate });
  for (const problem of removed.value)
    fail({ ...problem, place: { ...problem.place, ...place } }, request, context);
  return undefined;
}

function postponed(verdict: Verdict, pruned: readonly string[], most: number): Verdict {
  return pruned.includes(verdict.image)
    ? verdict
    : kept(verdict, [`pruned in a later run, as max-prunes is ${most}`]);
}

function fail(problem: Problem, { of }: PruneRequest, { journal }: PruneContext): void {
  const place = { instance: of.instance.id, ...problem.place };
  journal.record({ kind: 'prune-failed', target: of.target, problem: { ...problem, phase: 'prune', place } });
}

/** An image that stays because a check failed is no failure, but somebody has to know. */
function warn(problem: Problem, { of }: PruneRequest, { journal }: PruneContext): void {
  const { account, region, instance, target } = of;
  const said = problem.said === undefined ? '' : `; AWS said: ${problem.said}`;
  const text = `Images stay, because a check could not be made: ${problem.what}${said}`;
  journal.record({ kind: 'warned', target, text, place: { account, region, instance: instance.id } });
}
