/** Retention in one account and region. Its calls are independent: they may come in any order. */
import pLimit from 'p-limit';
import { countingRuleOf } from '../images/freshness.ts';
import type { Instance } from '../model/image.ts';
import type { Run } from '../model/ports.ts';
import type { Target } from '../model/target.ts';
import { decideByPolicy, keptBecause } from './by-policy.ts';
import { FailedChecks } from './failed-checks.ts';
import { pruneInstance, type PruneRequest, type RetentionRegion } from './prune.ts';
import { sweepRegion } from './sweep.ts';

/**
 * Instances that are handled at once. Each takes a list of its images, and for each image that goes another one and
 * what uses it: of hundreds of instances at once, EC2 would refuse most look-ups of the account and region.
 */
const AT_ONCE = 4;

type Named = Pick<Instance, 'id' | 'name'>;

export class RegionRetention {
  readonly #region: RetentionRegion;
  readonly #run: Run;
  readonly #failedChecks: FailedChecks;
  readonly #limit = pLimit(AT_ONCE);

  constructor(region: RetentionRegion, run: Run) {
    this.#region = region;
    this.#run = run;
    this.#failedChecks = new FailedChecks(run.journal);
  }

  /** Prunes what the target's policy does not keep. `newest`: the image of this run, when there is one. */
  async prune(target: Target, instance: Named, newest?: string): Promise<void> {
    const request = this.#requestOf(target, instance, newest);
    if (request !== undefined) await this.#begin(request);
  }

  /** Prunes nothing of the instance, and reports why its images are kept. */
  async keep(target: Target, instance: Named, reason: string): Promise<void> {
    const request = this.#requestOf(target, instance);
    if (request === undefined) return;
    await this.#begin({ ...request, decide: keptBecause(reason, request.decide), maxPrunes: 0 });
  }

  /**
   * Handles images and snapshots of instances that the run does not look at; only when every target here could be looked at. `lookedAt`:
   * `<series> <instance id>` of everything that the run looks at.
   */
  async sweep(lookedAt: ReadonlySet<string>): Promise<void> {
    const { targets, ec2, ec2Of } = this.#region;
    if (this.#run.signal.aborted || targets.every(({ retention }) => retention === undefined)) return;
    await sweepRegion({ targets, ec2, ec2Of, lookedAt }, this.#run, this.#failedChecks);
  }

  #begin(request: PruneRequest): Promise<void> {
    const ec2 = this.#region.ec2Of(request.of);
    const pruning = { ec2, run: this.#run, failedChecks: this.#failedChecks };
    // A cancelled run has only seconds left, for what is in progress.
    return this.#limit(() =>
      this.#run.signal.aborted ? Promise.resolve() : pruneInstance(request, pruning),
    );
  }

  #requestOf(target: Target, instance: Named, newest?: string): PruneRequest | undefined {
    const { position, images, retention } = target;
    if (retention === undefined) return undefined;
    const { account, region } = this.#region.ec2;
    const countingRule = countingRuleOf(target, instance.id, this.#run.facts.repositoryId);
    const of = { target: position, account, region, series: images.series, instance };
    return {
      of,
      decide: decideByPolicy(countingRule, retention.policy, newest),
      maxPrunes: retention.maxPrunes,
    };
  }
}
