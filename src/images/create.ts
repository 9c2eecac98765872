/** Asks EC2 for the images of one account and region. */
import pLimit from 'p-limit';
import type { ImageRequest } from '../model/image.ts';
import type { Ec2, Run } from '../model/ports.ts';
import type { Problem, Result } from '../model/problem.ts';
import { createOnce, endOf, mayHaveActed, type CreatedOrAdopted } from './create-once.ts';
import { awaitRecovery, mayBeRebooting, sparedAfter } from './reboot.ts';
import { hasVanished } from './vanished.ts';

/** Calls under way at once in one account and region. */
const AT_ONCE = 4;

/** EC2 API reference, error SnapshotCreationPerVolumeRateExceeded: 15 s between two snapshots of a volume. */
const SAME_VOLUME_INTERVAL = 15_000;

export interface CreateRules {
  /** The client through which an image is asked for. */
  readonly ec2Of: (request: ImageRequest) => Ec2;
  /** How old an available image of an earlier attempt may be, in milliseconds. */
  readonly adoptWithin: number;
  /** Instances that may be rebooting at once. */
  readonly maxReboots: number;
  /** Whether a filter selected the instance: then it is no failure that it is terminated by now. */
  readonly mayVanish: (request: ImageRequest) => boolean;
}

/** What became of a request: an image that EC2 has accepted, or none. */
export type Asked =
  | { readonly kind: 'accepted'; readonly request: ImageRequest; readonly image: string }
  | { readonly kind: 'failed' | 'vanished' };

/** Starts images; those of one instance one after the other. What fails is in the journal. */
export class Creation {
  readonly #rules: CreateRules;
  readonly #run: Run;
  /** Only the calls are limited: an instance that has to wait holds up no other. */
  readonly #limit = pLimit(AT_ONCE);
  readonly #rebootLimit: <T>(work: () => Promise<T>) => Promise<T>;
  /** An instance that did not recover: no other one is rebooted after it. */
  #lost: string | undefined;

  constructor(rules: CreateRules, run: Run) {
    this.#rules = rules;
    this.#run = run;
    this.#rebootLimit = pLimit(rules.maxReboots);
  }

  /** Resolves when all are asked for. `asked` is told of each as soon as it is known. */
  async start(
    requests: readonly ImageRequest[],
    asked: (request: ImageRequest, end: Asked) => void,
  ): Promise<void> {
    const byInstance = [...Map.groupBy(requests, ({ instance }) => instance.id).values()];
    const starting = byInstance.map((group) => {
      const reboots = group.some(({ noReboot }) => !noReboot);
      const inTurn = () => this.#inTurn(group, asked);
      return reboots ? this.#rebootLimit(inTurn) : inTurn();
    });
    await Promise.all(starting);
  }

  /** Waits until an instance is well after the reboot that its image caused, while which few others are rebooted. */
  async recover(request: ImageRequest): Promise<void> {
    await this.#rebootLimit(() => this.#recover(request));
  }

  async #inTurn(
    requests: readonly ImageRequest[],
    asked: (request: ImageRequest, end: Asked) => void,
  ): Promise<void> {
    const { clock, signal } = this.#run;
    for (const [at, request] of requests.entries()) {
      if (at > 0) await clock.sleep(SAME_VOLUME_INTERVAL, signal);
      await this.#create(request, (end) => {
        asked(request, end);
      });
    }
  }

  async #create(request: ImageRequest, asked: (end: Asked) => void): Promise<void> {
    const { journal, clock } = this.#run;
    const reply = this.#obstacle(request) ?? (await this.#claim(request));
    if (!reply.ok) {
      await this.#refused(request, reply.problem, asked);
      return;
    }
    const { value: claimed } = reply;
    journal.record(claimed);
    const image = typeof claimed.image === 'string' ? claimed.image : claimed.image.id;
    asked({ kind: 'accepted', request: claimed.request, image });
    const settled = claimed.kind === 'adopted' && !mayBeRebooting(claimed.image, clock.now());
    if (!request.noReboot && !settled) await this.#recover(request);
  }

  async #refused(request: ImageRequest, problem: Problem, asked: (end: Asked) => void): Promise<void> {
    const { ec2Of, mayVanish } = this.#rules;
    if (mayVanish(request) && (await hasVanished(request, problem, ec2Of(request).instances))) {
      this.#run.journal.record({ kind: 'vanished', of: request });
      asked({ kind: 'vanished' });
      return;
    }
    this.#fail(request, problem);
    asked({ kind: 'failed' });
    const reboots = !request.noReboot && request.instance.state === 'running';
    if (reboots && mayHaveActed(problem)) await this.#recoverAllTheSame(request);
  }

  async #recover(request: ImageRequest): Promise<void> {
    const problem = await this.#awaitRecovery(request);
    if (problem !== undefined) this.#fail(request, problem);
    else if (endOf(request, this.#run) === undefined)
      this.#run.journal.record({ kind: 'recovered', of: request });
  }

  /** The instance has failed already; only the others depend on whether it is well. */
  async #recoverAllTheSame(request: ImageRequest): Promise<void> {
    const { target, account, region, instance } = request;
    const text =
      'EC2 may still have rebooted the instance: no other one is rebooted until it passes its status checks';
    const place = { account, region, instance: instance.id };
    this.#run.journal.record({ kind: 'warned', target, text, place });
    await this.#awaitRecovery(request);
  }

  async #awaitRecovery(request: ImageRequest): Promise<Problem | undefined> {
    const problem = await awaitRecovery(request, this.#rules.ec2Of(request).instances, this.#run);
    if (problem !== undefined) this.#lost ??= request.instance.id;
    return problem;
  }

  #claim(request: ImageRequest): Promise<Result<CreatedOrAdopted>> {
    const { images } = this.#rules.ec2Of(request);
    const create = (named: ImageRequest): Promise<Result<string>> => {
      return this.#limit(() => {
        const problem = endOf(named, this.#run);
        return problem === undefined ? images.create(named) : Promise.resolve({ ok: false, problem });
      });
    };
    return createOnce(request, { images, create, adoptWithin: this.#rules.adoptWithin }, this.#run);
  }

  #obstacle(request: ImageRequest): { ok: false; problem: Problem } | undefined {
    if (request.noReboot || this.#lost === undefined) return undefined;
    return { ok: false, problem: sparedAfter(this.#lost, request) };
  }

  #fail(request: ImageRequest, problem: Problem): void {
    this.#run.journal.record({ kind: 'failed', of: request, problem });
  }
}
