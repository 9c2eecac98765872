/** Retention of an instance that no longer exists: all its images are pruned together, once the newest is old enough. */
import { isOfSeries } from '../images/ours.ts';
import type { Image } from '../model/image.ts';
import type { Clock, Ec2 } from '../model/ports.ts';
import type { Result } from '../model/problem.ts';
import { reason, type Reason } from '../model/reason.ts';
import type { Verdict } from '../model/retention.ts';
import type { Target } from '../model/target.ts';
import { mostCareful } from './careful.ts';
import { verdict } from './decide.ts';
import { whyNotCounted } from './leftovers.ts';

/** A series of images whose instance the run does not look at. */
export interface OtherSeries {
  readonly instance: string;
  readonly series: string;
  readonly repositoryId: string;
}

export interface GoneRule {
  /** The target that it is of. */
  readonly target: number;
  /** Milliseconds. */
  readonly goneAfter: number;
  readonly maxPrunes: number;
}

/** The rule for images whose target is unknown. */
export function goneRule(series: string, targets: readonly Target[]): GoneRule | undefined {
  const rule = mostCareful(series, targets, ({ goneAfter }) => goneAfter);
  if (rule === undefined) return undefined;
  const { target, after: goneAfter, maxPrunes } = rule;
  return { target, goneAfter, maxPrunes };
}

/** Asks EC2 again each time whether the instance exists. */
export function decideGone(
  other: OtherSeries,
  { goneAfter }: GoneRule,
  { instances }: Ec2,
  clock: Pick<Clock, 'now'>,
): (images: readonly Image[]) => Promise<Result<readonly Verdict[]>> {
  return async (images) => {
    const own = images.filter((image) => isOfSeries(image, other));
    const found = await instances.find({ kind: 'ids', ids: [other.instance] });
    if (!found.ok) return found;
    const state = found.value[0]?.state;
    const exists = state !== undefined && state !== 'terminated';
    const stays = exists ? reason('instance-exists', state) : whyGoneStays(own, goneAfter, clock.now());
    const decision = stays === undefined ? 'prune' : 'keep';
    const reasons = [stays ?? reason('gone-long')];
    const verdicts = own.map((image) => {
      // What is pending or disabled does not count, here as elsewhere.
      if (image.state !== 'available')
        return verdict(image, 'keep', [whyNotCounted(image, `does not count, it is ${image.state}`)]);
      return verdict(image, decision, reasons);
    });
    return { ok: true, value: verdicts.toSorted((one, other) => other.createdAt - one.createdAt) };
  };
}

function whyGoneStays(images: readonly Image[], goneAfter: number, now: number): Reason | undefined {
  const newest = Math.max(...images.map(({ createdAt }) => createdAt));
  return now - newest > goneAfter ? undefined : reason('gone-lately');
}
