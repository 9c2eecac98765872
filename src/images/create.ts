/** Asks EC2 for the images of one account and region. */
import pLimit from 'p-limit';
import type { ImageRequest } from '../model/image.ts';
import type { Ec2, Clock, Journal } from '../model/ports.ts';
import type { Problem, Result } from '../model/problem.ts';
import type { AdoptionRule } from './adopt.ts';
import { claimImage, endOf, mayHaveActed, type Claimed } from './claim.ts';
import { hasVanished } from './vanished.ts';
import { awaitRecovery, mayBeRebooting, sparedAfter } from './reboot.ts';

/** Calls under way at once in one account and region. */
const AT_ONCE = 4;

/** EC2 API reference, error SnapshotCreationPerVolumeRateExceeded: 15 s between two snapshots of a volume. */
const SAME_VOLUME_INTERVAL = 15_000;

export interface CreateContext {
  /** The client through which an image is asked for. */
  readonly placeOf: (request: ImageRequest) => Ec2;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly signal: AbortSignal;
  /** Milliseconds after the step's start at which nothing is asked for any more. */
  readonly deadline: number;
  readonly rule: Omit<AdoptionRule, 'now'>;
  /** Instances that may be rebooting at once. */
  readonly maxReboots: number;
  /** Adopted images whose instances may still be rebooting. */
  readonly rebooting: readonly ImageRequest[];
  /** Whether a filter selected the instance: then it is no failure that it is terminated by now. */
  readonly mayVanish: (request: ImageRequest) => boolean;
  /** Told of every such instance. */
  readonly vanished: (request: ImageRequest) => void;
  /** Told of every image that EC2 accepted. */
  readonly accepted: (request: ImageRequest, image: string) => void;
}

/** Starts every image; those of one instance one after the other. */
export async function createImages(requests: readonly ImageRequest[], context: CreateContext): Promise<void> {
  const creation = new Creation(context);
  const rebootLimit = pLimit(context.maxReboots);
  const byInstance = [...Map.groupBy(requests, ({ instance }) => instance.id).values()];
  await Promise.all([
    ...context.rebooting.map((request) => rebootLimit(() => creation.recover(request))),
    ...byInstance.map((group) => {
      const reboots = group.some(({ noReboot }) => !noReboot);
      return reboots ? rebootLimit(() => creation.inTurn(group)) : creation.inTurn(group);
    }),
  ]);
}

class Creation {
  readonly #context: CreateContext;
  /** Only the calls are limited: an instance that has to wait holds up no other. */
  readonly #limit = pLimit(AT_ONCE);
  /** An instance that did not recover: no other one is rebooted after it. */
  #lost: string | undefined;

  constructor(context: CreateContext) {
    this.#context = context;
  }

  async inTurn(requests: readonly ImageRequest[]): Promise<void> {
    const { clock, signal } = this.#context;
    for (const [at, request] of requests.entries()) {
      if (at > 0) await clock.sleep(SAME_VOLUME_INTERVAL, signal);
      await this.#create(request);
    }
  }

  /** Waits until the instance is well after the reboot that its image caused. */
  async recover(request: ImageRequest): Promise<void> {
    const problem = await this.#awaitRecovery(request);
    if (problem !== undefined) this.#fail(request, problem);
    else if (endOf(request, this.#context) === undefined)
      this.#tell('noticed', request, 'The instance is well after its reboot');
  }

  async #awaitRecovery(request: ImageRequest): Promise<Problem | undefined> {
    const { placeOf, clock, signal, deadline } = this.#context;
    const problem = await awaitRecovery(request, { place: placeOf(request), clock, signal, deadline });
    if (problem !== undefined) this.#lost ??= request.instance.id;
    return problem;
  }

  async #create(request: ImageRequest): Promise<void> {
    const { journal, accepted } = this.#context;
    const reply = this.#obstacle(request) ?? (await this.#claim(request));
    if (!reply.ok && (await this.#hasVanished(request, reply.problem))) {
      this.#context.journal.record({ kind: 'vanished', of: request });
      this.#context.vanished(request);
      return;
    }
    if (!reply.ok) {
      this.#fail(request, reply.problem);
      const reboots = !request.noReboot && request.instance.state === 'running';
      if (reboots && mayHaveActed(reply.problem)) await this.#recoverAllTheSame(request);
      return;
    }
    const { value: claimed } = reply;
    journal.record(claimed);
    accepted(claimed.request, typeof claimed.image === 'string' ? claimed.image : claimed.image.id);
    const settled = claimed.kind === 'adopted' && !mayBeRebooting(claimed.image, this.#context.clock.now());
    if (!request.noReboot && !settled) await this.recover(request);
  }

  #hasVanished(request: ImageRequest, problem: Problem): Promise<boolean> {
    const { placeOf, mayVanish } = this.#context;
    return mayVanish(request) ? hasVanished(request, problem, placeOf(request)) : Promise.resolve(false);
  }

  /** The instance has failed already; only the others depend on whether it is well. */
  async #recoverAllTheSame(request: ImageRequest): Promise<void> {
    const text = 'EC2 may have rebooted the instance all the same: no other one is rebooted until it is well';
    this.#tell('warned', request, text);
    await this.#awaitRecovery(request);
  }

  #claim(request: ImageRequest): Promise<Result<Claimed>> {
    const place = this.#context.placeOf(request);
    const create = (named: ImageRequest): Promise<Result<string>> => {
      return this.#limit(() => {
        const problem = endOf(named, this.#context);
        return problem === undefined ? place.images.create(named) : Promise.resolve({ ok: false, problem });
      });
    };
    return claimImage(request, { ...this.#context, place, create });
  }

  #obstacle(request: ImageRequest): { ok: false; problem: Problem } | undefined {
    if (request.noReboot || this.#lost === undefined) return undefined;
    return { ok: false, problem: sparedAfter(this.#lost, request) };
  }

  #tell(kind: 'noticed' | 'warned', { target, account, region, instance }: ImageRequest, text: string): void {
    this.#context.journal.record({ kind, target, text, place: { account, region, instance: instance.id } });
  }

  #fail(request: ImageRequest, problem: Problem): void {
    this.#context.journal.record({ kind: 'failed', of: request, problem });
  }
}
