/** Retention in one account and region, while its images become available and after. */
import { excludedVolumesTag } from '../images/tags.ts';
import type { ImageRequest, Instance, RunFacts } from '../model/image.ts';
import type { Target } from '../model/target.ts';
import { decideAttended } from './attended.ts';
import { pruneInstance, type PruneContext } from './prune.ts';
import { sweepRegion } from './sweep.ts';

export interface RegionRetentionContext extends PruneContext {
  readonly targets: readonly Target[];
  readonly facts: Pick<RunFacts, 'repositoryId'>;
}

export class RegionRetention {
  readonly #context: RegionRetentionContext;
  readonly #attended = new Set<string>();
  readonly #prunes: Promise<void>[] = [];

  constructor(context: RegionRetentionContext) {
    this.#context = context;
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

  /** Resolves when every instance has been dealt with. */
  async settled(): Promise<void> {
    await Promise.all(this.#prunes);
  }

  /** Deals with what no instance of the run stands for; only when every target here could be looked at. */
  async sweep(): Promise<void> {
    const { targets, facts, signal } = this.#context;
    if (signal.aborted || targets.every(({ retention }) => retention === undefined)) return;
    await sweepRegion({ repositoryId: facts.repositoryId, targets, attended: this.#attended }, this.#context);
  }

  #prune(
    { position, retention, images }: Target,
    instance: Pick<Instance, 'id' | 'name'>,
    newest: string | undefined,
  ): void {
    if (retention === undefined) return;
    const { facts, place } = this.#context;
    const counted = {
      repositoryId: facts.repositoryId,
      series: images.series,
      instance: instance.id,
      excludedVolumes: excludedVolumesTag(images),
    };
    const { account, region } = place;
    const of = { target: position, account, region, series: images.series, instance };
    const decide = decideAttended(counted, retention.policy, newest);
    this.#prunes.push(pruneInstance({ of, decide, maxPrunes: retention.maxPrunes }, this.#context));
  }
}
