/** Retention in one account and region, while its images become available and after. */
import pLimit from 'p-limit';
import { countedFor } from '../images/freshness.ts';
import type { ImageRequest, Instance, RunFacts } from '../model/image.ts';
import type { Retention } from '../model/retention.ts';
import type { Target } from '../model/target.ts';
import { decideAttended, keptBecause } from './attended.ts';
import { FailedChecks } from './failed-checks.ts';
import { pruneInstance, type PruneContext, type PruneRequest } from './prune.ts';
import { sweepRegion, type PlaceOf } from './sweep.ts';

/**
 * Instances that are dealt with at once. Each takes a list of its images, and for each image that goes another one and
 * what uses it: of hundreds of instances at once, EC2 would refuse most look-ups of the account and region.
 */
const AT_ONCE = 4;

export interface RegionRetentionContext extends Omit<PruneContext, 'failedChecks'> {
  readonly placeOf: PlaceOf;
  readonly targets: readonly Target[];
  readonly facts: Pick<RunFacts, 'repositoryId'>;
}

export class RegionRetention {
  readonly #context: RegionRetentionContext & PruneContext;
  readonly #attended = new Set<string>();
  readonly #begun = new Set<string>();
  readonly #prunes: Promise<void>[] = [];
  readonly #limit = pLimit(AT_ONCE);

  constructor(context: RegionRetentionContext) {
    this.#context = { ...context, failedChecks: new FailedChecks(context.journal) };
  }

  /** The run looks at this instance: its images are not unattended. */
  attend(instance: string, series: string): void {
    this.#attended.add(`${series} ${instance}`);
  }

  /** The run's image of an instance is there: what its target's policy does not keep may go. */
  imageAvailable(request: ImageRequest, image: string): void {
    const target = this.#context.targets.find(({ position }) => position === request.target);
    if (target !== undefined) this.#prune(target, request.instance, image);
  }

  /** Retention alone, without a new image. */
  pruneOnly(target: Target, instance: Instance): void {
    this.#prune(target, instance, undefined);
  }

  /** The instance gets no image in this run: nothing of it is pruned. */
  keepSkipped({ target: position, instance }: ImageRequest): void {
    const target = this.#context.targets.find((each) => each.position === position);
    if (target !== undefined) this.keep(target, [instance], 'its backup was skipped in this run');
  }

  /** Tells why the images of those instances stay that have not been dealt with by now. */
  keep(target: Target, instances: readonly Pick<Instance, 'id' | 'name'>[], reason: string): void {
    if (target.retention === undefined || this.#context.signal.aborted) return;
    for (const instance of instances) {
      const key = `${target.images.series} ${instance.id}`;
      if (this.#begun.has(key)) continue;
      this.#begun.add(key);
      const request = this.#requestOf(target, target.retention, instance);
      const decide = keptBecause(reason, request.decide);
      this.#begin({ ...request, decide, maxPrunes: 0 });
    }
  }

  /** Resolves when every instance has been dealt with. */
  async settled(): Promise<void> {
    await Promise.all(this.#prunes);
  }

  /** Deals with what no instance of the run stands for; only when every target here could be looked at. */
  async sweep(): Promise<void> {
    const { targets, facts, signal, placeOf } = this.#context;
    if (signal.aborted || targets.every(({ retention }) => retention === undefined)) return;
    const { repositoryId } = facts;
    await sweepRegion({ repositoryId, targets, placeOf, attended: this.#attended }, this.#context);
  }

  #prune(target: Target, instance: Pick<Instance, 'id' | 'name'>, newest: string | undefined): void {
    if (target.retention === undefined) return;
    this.#begun.add(`${target.images.series} ${instance.id}`);
    this.#begin(this.#requestOf(target, target.retention, instance, newest));
  }

  #begin(request: PruneRequest): void {
    const { placeOf, signal } = this.#context;
    const context = { ...this.#context, place: placeOf(request.of) };
    // A cancelled run has seconds left: they are for what is under way.
    const begun = this.#limit(() => (signal.aborted ? Promise.resolve() : pruneInstance(request, context)));
    // Whoever waits for `settled` is told; until then nobody listens.
    begun.catch(() => undefined);
    this.#prunes.push(begun);
  }

  #requestOf(
    target: Target,
    { policy, maxPrunes }: Retention,
    instance: Pick<Instance, 'id' | 'name'>,
    newest?: string,
  ): PruneRequest {
    const { facts, place } = this.#context;
    const counted = countedFor(target, instance.id, facts.repositoryId);
    const { account, region } = place;
    const { position, images } = target;
    const of = { target: position, account, region, series: images.series, instance };
    return { of, decide: decideAttended(counted, policy, newest), maxPrunes };
  }
}
