/** Waits for the images of one account and region with one look-up for all of them. */
import type { ImageFacts } from '../model/event.ts';
import type { Image, ImageOf } from '../model/image.ts';
import type { Ec2, Run } from '../model/ports.ts';
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

interface Watched extends PendingImage {
  readonly end: PromiseWithResolvers<boolean>;
}

/** Images may be added while the others are waited for. The result of each is in the journal. */
export class ImageWatch {
  readonly #ec2: Ec2;
  readonly #run: Run;
  readonly #pending = new Map<string, Watched>();
  #available = 0;
  #progressShown = '';
  #askSnapshots = true;
  readonly #failedLooks: FailedLooks;
  #isLooking = false;

  constructor(ec2: Ec2, run: Run) {
    this.#ec2 = ec2;
    this.#run = run;
    this.#failedLooks = new FailedLooks(ec2, run);
  }

  /** Resolves when the image has its end: `true` when it is available, `false` when it failed or the wait for it ended. */
  ended(request: ImageOf, id: string): Promise<boolean> {
    const end = Promise.withResolvers<boolean>();
    this.#pending.set(id, { request, id, since: this.#run.clock.elapsed(), end });
    if (!this.#isLooking) {
      this.#isLooking = true;
      this.#look().catch((error: unknown) => {
        this.#isLooking = false;
        for (const pending of this.#pending.values()) pending.end.reject(error);
        this.#pending.clear();
      });
    }
    return end.promise;
  }

  async #look(): Promise<void> {
    const { clock, signal } = this.#run;
    let interval = FIRST_LOOK;
    while (this.#pending.size > 0) {
      await clock.sleep(Math.min(interval, this.#timeLeft()), signal);
      const looked = [...this.#pending.values()];
      await this.#lookOnce();
      if (signal.aborted) this.#giveUp(looked, cancelled);
      else if (this.#timeLeft() <= 0) this.#giveUp(looked, this.#failedLooks.ending() ?? timedOut);
      interval = Math.min(interval * GROWTH, LONGEST_INTERVAL);
    }
    this.#isLooking = false;
  }

  #timeLeft(): number {
    return Math.max(this.#run.deadline - this.#run.clock.elapsed(), 0);
  }

  async #lookOnce(): Promise<void> {
    const { signal } = this.#run;
    const found = await this.#ec2.images.find([...this.#pending.keys()]);
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
    const since = this.#run.clock.elapsed();
    for (const [id, pending] of this.#pending) this.#pending.set(id, { ...pending, since });
  }

  #judge(found: readonly Image[]): void {
    const elapsed = this.#run.clock.elapsed();
    for (const pending of [...this.#pending.values()]) {
      const image = found.find(({ id }) => id === pending.id);
      const judgement = judgeImage(pending, image, elapsed);
      if (judgement.kind === 'pending') {
        // The time for an image that is not shown begins again each time that EC2 shows it.
        if (image !== undefined) this.#pending.set(pending.id, { ...pending, since: elapsed });
        continue;
      }
      this.#pending.delete(pending.id);
      if (judgement.kind === 'available') {
        this.#available += 1;
        this.#run.journal.record({ kind: 'available', request: pending.request, image: judgement.image });
        pending.end.resolve(true);
      } else {
        this.#fail(pending, judgement.problem, judgement.image);
      }
    }
  }

  async #showProgress(found: readonly Image[]): Promise<void> {
    const { account, region } = this.#ec2;
    const percents = await this.#percents(found.filter(({ id }) => this.#pending.has(id)));
    const average = percents.reduce((sum, percent) => sum + percent, 0) / Math.max(percents.length, 1);
    const percent = percents.length === 0 ? {} : { percent: Math.floor(average) };
    const progress = { available: this.#available, pending: this.#pending.size, ...percent };
    if (JSON.stringify(progress) === this.#progressShown) return;
    this.#progressShown = JSON.stringify(progress);
    this.#run.journal.record({ kind: 'progressed', place: { account, region }, progress });
  }

  /** A look-up that has failed once is not repeated: progress is not worth waiting. */
  async #percents(pending: readonly Image[]): Promise<readonly number[]> {
    const ids = pending.flatMap(({ snapshots }) => snapshots);
    if (!this.#askSnapshots || ids.length === 0) return [];
    const answer = await this.#ec2.snapshots.progress(ids);
    if (answer.ok) return answer.value;
    // EC2 shows a new snapshot late at times.
    this.#askSnapshots = answer.problem.awsCode === 'InvalidSnapshot.NotFound';
    return [];
  }

  /** Images that were added during the last look-up get another one. */
  #giveUp(looked: readonly Watched[], why: Pick<Problem, 'code' | 'what'>): void {
    for (const pending of looked.filter(({ id }) => this.#pending.delete(id))) {
      this.#fail(pending, { ...why, ...problemOf(why.code, why.what, pending) });
    }
  }

  #fail({ request, id, end }: Watched, problem: Problem, image?: ImageFacts): void {
    const known = this.#failedLooks.isFailing
      ? ({ unknown: true } as const)
      : { image: image ?? { id, name: request.name, state: 'pending', snapshots: [] } };
    this.#run.journal.record({ kind: 'failed', of: request, problem, ...known });
    end.resolve(false);
  }
}

const cancelled = { code: 'Cancelled', what: 'The run was cancelled while the image was pending' } as const;
const timedOut = { code: 'WaitTimedOut', what: 'The image is still pending at wait-timeout' } as const;
