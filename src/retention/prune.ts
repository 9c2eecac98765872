/** Prunes the images of one instance that no rule keeps and nothing holds. */
import type { RowFacts } from '../model/event.ts';
import type { Image } from '../model/image.ts';
import type { Ec2, Run } from '../model/ports.ts';
import type { Place, Problem, Result } from '../model/problem.ts';
import { reason, type Reason } from '../model/reason.ts';
import type { Verdict } from '../model/retention.ts';
import type { Target } from '../model/target.ts';
import { kept, oldestFirst } from './decide.ts';
import { gatherEvidence, unchecked } from './evidence.ts';
import { isLasting, type FailedChecks } from './failed-checks.ts';
import { removeImage } from './remove.ts';

/** Whose images retention looks at. */
export interface RetentionRegion {
  readonly targets: readonly Target[];
  /** The client for whatever is not about a single target. */
  readonly ec2: Ec2;
  /** The client of a target: two targets may use two roles in one account, of which only one may prune. */
  readonly ec2Of: (of: { readonly target: number }) => Ec2;
}

/** By which client images are pruned, in which run, and what could not be checked so far. */
export interface Pruning {
  readonly ec2: Ec2;
  readonly run: Run;
  readonly failedChecks: FailedChecks;
}

export interface PruneRequest {
  readonly of: RowFacts & { readonly account: string; readonly region: string };
  /** Decides about the images of the instance, as EC2 lists them at that moment. */
  readonly decide: (images: readonly Image[]) => Promise<Result<readonly Verdict[]>>;
  readonly maxPrunes: number;
}

/** Decides about every image of a series, prunes at most `max-prunes`, and records what became of each. */
export function pruneInstance(request: PruneRequest, pruning: Pruning): Promise<void> {
  return new InstancePrune(request, pruning).run();
}

/** Why an image is kept that would have been pruned if the run had continued. */
const CANCELLED = reason('cancelled');

/** What became of an image that was to be pruned. */
type End =
  | { readonly kind: 'pruned' }
  /** Somebody else was faster. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'kept' | 'failed'; readonly reasons: readonly Reason[] };

class InstancePrune {
  readonly #request: PruneRequest;
  readonly #pruning: Pruning;
  /** Why no further image is looked at: a look-up that is denied or fails for one image fails for all. */
  #stopped: Reason | undefined;
  /** Whether a prune was denied and reported as a failure: the next ones of the instance are the same failure. */
  #refused = false;

  constructor(request: PruneRequest, pruning: Pruning) {
    this.#request = request;
    this.#pruning = pruning;
  }

  async run(): Promise<void> {
    const { of, maxPrunes } = this.#request;
    const decided = await this.#decide();
    if (!decided.ok) {
      this.#fail(decided.problem, {});
      return;
    }
    const { verdicts } = decided.value;
    const ends = new Map<string, End>();
    for (const { image } of oldestFirst(verdicts)) {
      // A prune that failed counts too, because the limit is for mistakes.
      const tried = [...ends.values()].filter(({ kind }) => kind === 'pruned' || kind === 'failed').length;
      if (this.#pruning.run.signal.aborted || this.#stopped !== undefined || tried >= maxPrunes) break;
      ends.set(image, await this.#prune(image));
    }
    const final = verdicts.flatMap((verdict) => this.#finalVerdict(verdict, ends.get(verdict.image)));
    this.#pruning.run.journal.record({ kind: 'retained', of, verdicts: final });
  }

  async #decide(): Promise<Result<{ images: readonly Image[]; verdicts: readonly Verdict[] }>> {
    const listed = await this.#pruning.ec2.images.ours('prune', this.#request.of.instance.id);
    if (!listed.ok) return listed;
    const decided = await this.#request.decide(listed.value);
    return decided.ok ? { ok: true, value: { images: listed.value, verdicts: decided.value } } : decided;
  }

  /** Facts change: images, policy and use are looked at anew for each image. */
  async #prune(image: string): Promise<End> {
    const decided = await this.#decide();
    if (!decided.ok) {
      this.#fail(decided.problem, { image });
      return { kind: 'kept', reasons: [reason('not-checked-again', decided.problem.what)] };
    }
    const { images, verdicts } = decided.value;
    const now = verdicts.find((verdict) => verdict.image === image);
    const listed = images.find(({ id }) => id === image);
    if (now === undefined || listed === undefined) return { kind: 'gone' };
    if (now.decision === 'keep') return { kind: 'kept', reasons: now.reasons };
    const { holds, failed } = await gatherEvidence(listed, this.#pruning.ec2);
    for (const problem of failed) {
      this.#pruning.failedChecks.warn(problem, this.#request.of);
      if (isLasting(problem)) this.#stopped = unchecked(problem);
    }
    if (holds.length > 0) return { kind: 'kept', reasons: holds };
    // The run may have been cancelled during the look-ups.
    return this.#pruning.run.signal.aborted
      ? { kind: 'kept', reasons: [CANCELLED] }
      : this.#remove(listed, now);
  }

  async #remove(listed: Image, verdict: Verdict): Promise<End> {
    const { target, account, region, instance } = this.#request.of;
    const place = { account, region, instance: instance.id, image: verdict.image };
    const removed = await removeImage(listed, this.#pruning.ec2, this.#pruning.run);
    if (!removed.ok) return this.#stays(removed.problem, place);
    this.#pruning.run.journal.record({ kind: 'pruned', target, place, image: verdict });
    for (const problem of removed.value) this.#fail(problem, place);
    return { kind: 'pruned' };
  }

  /** A policy may refuse one image and not the next, as by its tags. */
  #stays(problem: Problem, place: Place): End {
    if (problem.code === 'Cancelled') return { kind: 'kept', reasons: [CANCELLED] };
    const denied = problem.code === 'AccessDenied';
    if (!denied || !this.#refused) this.#fail(problem, place);
    this.#refused ||= denied;
    return { kind: 'failed', reasons: [reason('not-pruned', problem.what)] };
  }

  #finalVerdict(verdict: Verdict, end: End | undefined): Verdict[] {
    switch (end?.kind) {
      case 'pruned':
        return [verdict];
      case 'gone':
        return [];
      case 'kept':
      case 'failed':
        return [kept(verdict, end.reasons)];
      case undefined:
        return [kept(verdict, [this.#whyLater()])];
    }
  }

  #whyLater(): Reason {
    if (this.#stopped !== undefined) return this.#stopped;
    if (this.#pruning.run.signal.aborted) return CANCELLED;
    return reason('max-prunes', this.#request.maxPrunes);
  }

  #fail(problem: Problem, place: Place): void {
    const { of } = this.#request;
    const where = { instance: of.instance.id, ...problem.place, ...place };
    const named: Problem = { ...problem, phase: 'prune', place: where };
    this.#pruning.run.journal.record({ kind: 'prune-failed', target: of.target, problem: named });
  }
}
