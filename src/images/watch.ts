/** Waits for the images of one account and region with one look-up for all of them. */
import type { Image, ImageRequest } from '../model/image.ts';
import type { Ec2, Clock, Journal } from '../model/ports.ts';
import type { Problem, ProblemCode } from '../model/problem.ts';
import { FailedLooks } from './failed-looks.ts';
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
  readonly place: Ec2;
  readonly clock: Clock;
  readonly journal: Journal;
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
  readonly #failedLooks: FailedLooks;
  #looking: Promise<void> | undefined;

  constructor(context: WatchContext) {
    this.#context = context;
    this.#failedLooks = new FailedLooks(context);
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
      if (signal.aborted) this.#giveUp(looked, cancelled);
      else if (this.#timeLeft() <= 0) this.#giveUp(looked, this.#failedLooks.ending() ?? timedOut);
      interval = Math.min(interval * GROWTH, LONGEST_INTERVAL);
    }
    this.#looking = undefined;
  }

  #timeLeft(): number {
    return Math.max(this.#context.deadline - this.#context.clock.elapsed(), 0);
  }

  async #lookOnce(): Promise<void> {
    const { place, signal } = this.#context;
    const found = await place.images.find([...this.#pending.keys()]);
    if (!found.ok) {
      this.#failedLooks.failed(found.problem);
      if (!passing.includes(found.problem.code))
        this.#giveUp([...this.#pending.values()], this.#failedLooks.ending() ?? found.problem);
      return;
    }
    if (this.#failedLooks.isFailing) this.#renewGrace();
    this.#failedLooks.looked();
    this.#judge(found.value);
    if (this.#pending.size > 0 && !signal.aborted) await this.#showProgress(found.value);
  }

  /** Nobody has looked whether EC2 shows them. */
  #renewGrace(): void {
    const since = this.#context.clock.elapsed();
    for (const [id, pending] of this.#pending) this.#pending.set(id, { ...pending, since });
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

  async #showProgress(found: readonly Image[]): Promise<void> {
    const { place, journal } = this.#context;
    const percents = await this.#percents(found.filter(({ id }) => this.#pending.has(id)));
    const average = percents.reduce((sum, percent) => sum + percent, 0) / Math.max(percents.length, 1);
    const percent = percents.length === 0 ? {} : { percent: Math.floor(average) };
    const progress = { available: this.#available, pending: this.#pending.size, ...percent };
    if (JSON.stringify(progress) === this.#progressShown) return;
    this.#progressShown = JSON.stringify(progress);
    journal.record({ kind: 'progressed', place: { account: place.account, region: place.region }, progress });
  }

  /** A look-up that has failed once is not made again: progress is worth no waiting. */
  async #percents(pending: readonly Image[]): Promise<readonly number[]> {
    const ids = pending.flatMap(({ snapshots }) => snapshots);
    if (!this.#askSnapshots || ids.length === 0) return [];
    const answer = await this.#context.place.snapshots.progress(ids);
    if (answer.ok) return answer.value;
    // EC2 shows a new snapshot late at times.
    this.#askSnapshots = answer.problem.awsCode === 'InvalidSnapshot.NotFound';
    return [];
  }

  /** Images that were added during the last look get one of their own. */
  #giveUp(looked: readonly PendingImage[], why: Pick<Problem, 'code' | 'what'>): void {
    for (const pending of looked.filter(({ id }) => this.#pending.delete(id))) {
      this.#fail(pending, { ...why, ...problemOf(why.code, why.what, pending) });
    }
  }

  #fail({ request, id }: PendingImage, problem: Problem, image?: Image): void {
    const { journal } = this.#context;
    const known = this.#failedLooks.isFailing
      ? ({ unknown: true } as const)
      : { image: image ?? unseenImage(id, request) };
    journal.record({ kind: 'failed', of: request, problem, ...known });
  }
}

const cancelled = { code: 'Cancelled', what: 'The run was cancelled while the image was pending' } as const;
const timedOut = { code: 'WaitTimedOut', what: 'The image is still pending at wait-timeout' } as const;

/** What is known of an image that EC2 accepted and has not shown since. */
function unseenImage(id: string, { name, tags }: ImageRequest): Image {
  return { id, name, state: 'pending', snapshots: [], sizeGiB: 0, tags, holds: [], createdAt: 0 };
}
