/** Waits for the images of one account and region with one look-up for all of them. */
import type { Image, ImageRequest } from '../model/image.ts';
import type { AccountRegion, Clock, Journal } from '../model/ports.ts';
import type { Problem, ProblemCode } from '../model/problem.ts';
import { judgeImage, problemOf, type PendingImage } from './judge.ts';

const FIRST_LOOK = 1_000;
const LONGEST_INTERVAL = 15_000;
const GROWTH = 1.5;

/** Problems of a look-up that may be gone at the next one; any other ends the wait. */
const passing: readonly ProblemCode[] = [
  'Throttled',
  'NetworkUnreachable',
  'AwsFailed',
  'OidcTokenUnavailable',
];

export interface WatchContext {
  readonly place: AccountRegion;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly runKey: string;
  /** Milliseconds after the step's start at which waiting ends. */
  readonly deadline: number;
  readonly signal: AbortSignal;
  /** Told of every image that is available. */
  readonly available: (request: ImageRequest, image: string) => void;
}

/** Images may be added while the others are waited for. */
export class ImageWatch {
  readonly #context: WatchContext;
  readonly #pending = new Map<string, PendingImage>();
  #available = 0;
  #progressShown = '';
  #askSnapshots = true;
  #looking: Promise<void> | undefined;

  constructor(context: WatchContext) {
    this.#context = context;
  }

  add(request: ImageRequest, id: string): void {
    this.#pending.set(id, { request, id, since: this.#context.clock.elapsed() });
    if (this.#looking !== undefined) return;
    this.#looking = this.#look();
    // Whoever waits for `settled` is told; until then nobody listens.
    this.#looking.catch(() => undefined);
  }

  /** Resolves when every image that was added has its end: available, failed, or given up. */
  async settled(): Promise<void> {
    while (this.#looking !== undefined) await this.#looking;
  }

  async #look(): Promise<void> {
    const { clock, signal } = this.#context;
    let interval = FIRST_LOOK;
    while (this.#pending.size > 0) {
      await clock.sleep(Math.min(interval, this.#timeLeft()), signal);
      const looked = [...this.#pending.values()];
      await this.#lookOnce();
      if (signal.aborted)
        this.#giveUp(looked, 'Cancelled', 'The run was cancelled while the image was pending');
      else if (this.#timeLeft() <= 0)
        this.#giveUp(looked, 'WaitTimedOut', 'The image is still pending at wait-timeout');
      interval = Math.min(interval * GROWTH, LONGEST_INTERVAL);
    }
    this.#looking = undefined;
  }

  #timeLeft(): number {
    return Math.max(this.#context.deadline - this.#context.clock.elapsed(), 0);
  }

  async #lookOnce(): Promise<void> {
    const found = await this.#context.place.findImages([...this.#pending.keys()]);
    if (found.ok) this.#judge(found.value);
    else if (!passing.includes(found.problem.code)) this.#end(found.problem);
    if (this.#pending.size > 0 && !this.#context.signal.aborted) await this.#showProgress();
  }

  #judge(found: readonly Image[]): void {
    const elapsed = this.#context.clock.elapsed();
    for (const pending of [...this.#pending.values()]) {
      const image = found.find(({ id }) => id === pending.id);
      const judgement = judgeImage(pending, image, elapsed);
      if (judgement.kind === 'pending') {
        // The grace for an image that is not shown begins anew each time that it is.
        if (image !== undefined) this.#pending.set(pending.id, { ...pending, since: elapsed });
        continue;
      }
      this.#pending.delete(pending.id);
      if (judgement.kind === 'available') {
        this.#available += 1;
        this.#context.journal.record({ kind: 'available', request: pending.request, image: judgement.image });
        this.#context.available(pending.request, pending.id);
      } else {
        this.#fail(pending, judgement.problem, judgement.image);
      }
    }
  }

  async #showProgress(): Promise<void> {
    const { place, journal, runKey } = this.#context;
    const snapshots = this.#askSnapshots ? await place.snapshotProgress(runKey) : undefined;
    if (snapshots?.ok === false && !passing.includes(snapshots.problem.code)) this.#askSnapshots = false;
    const percents = snapshots?.ok === true ? this.#percentsOf(snapshots.value) : [];
    const average = percents.reduce((sum, percent) => sum + percent, 0) / Math.max(percents.length, 1);
    const percent = percents.length === 0 ? {} : { percent: Math.floor(average) };
    const progress = { available: this.#available, pending: this.#pending.size, ...percent };
    if (JSON.stringify(progress) === this.#progressShown) return;
    this.#progressShown = JSON.stringify(progress);
    journal.record({ kind: 'progressed', place: { account: place.account, region: place.region }, progress });
  }

  #percentsOf(byInstance: ReadonlyMap<string, number>): number[] {
    return [...this.#pending.values()].flatMap(({ request }) => byInstance.get(request.instance.id) ?? []);
  }

  #end(problem: Problem): void {
    for (const pending of this.#pending.values()) {
      const place = { ...problem.place, instance: pending.request.instance.id, image: pending.id };
      this.#fail(pending, { ...problem, phase: 'wait', place });
    }
    this.#pending.clear();
  }

  /** Images that were added during the last look get one of their own. */
  #giveUp(looked: readonly PendingImage[], code: ProblemCode, what: string): void {
    for (const pending of looked.filter(({ id }) => this.#pending.delete(id))) {
      this.#fail(pending, problemOf(code, what, pending));
    }
  }

  #fail({ request, id }: PendingImage, problem: Problem, image?: Image): void {
    this.#context.journal.record({
      kind: 'failed',
      of: request,
      problem,
      image: image ?? unseenImage(id, request),
    });
  }
}

/** What is known of an image that EC2 accepted and has not shown since. */
function unseenImage(id: string, { name, tags }: ImageRequest): Image {
  return { id, name, state: 'pending', snapshots: [], sizeGiB: 0, tags, holds: [], createdAt: 0 };
}
