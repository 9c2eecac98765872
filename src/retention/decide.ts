/** Which images of one instance retention keeps, which it would prune, and why. Pure. */
import { isOfSeries, whyNotCounting, type CountingRule } from '../images/ours.ts';
import type { Image } from '../model/image.ts';
import { reason, type Reason } from '../model/reason.ts';
import type { RetentionPolicy, Verdict } from '../model/retention.ts';
import { whyNotCounted } from './leftovers.ts';
import { applyPolicy } from './policy.ts';

/** `images` may hold anything; only those of the series are decided about. Newest first. */
export function decideImages(
  images: readonly Image[],
  countingRule: CountingRule,
  policy: RetentionPolicy,
): Verdict[] {
  const ofSeries = images.filter((image) => isOfSeries(image, countingRule));
  const counting = ofSeries.filter((image) => whyNotCounting(image, countingRule) === undefined);
  const decided = applyPolicy(counting, policy).map(({ image, reasons }) => {
    return reasons.length > 0
      ? verdict(image, 'keep', reasons)
      : verdict(image, 'prune', [reason('no-rule')]);
  });
  const others = ofSeries.flatMap((image) => {
    const why = whyNotCounting(image, countingRule);
    return why === undefined ? [] : [verdict(image, 'keep', [whyNotCounted(image, why)])];
  });
  return [...decided, ...others].toSorted((one, other) => other.createdAt - one.createdAt);
}

/** The images that no rule keeps, in the order in which they are pruned. */
export function oldestFirst(verdicts: readonly Verdict[]): Verdict[] {
  const prunable = verdicts.filter(({ decision }) => decision === 'prune');
  return prunable.toSorted((one, other) => one.createdAt - other.createdAt);
}

export function verdict(image: Image, decision: Verdict['decision'], reasons: readonly Reason[]): Verdict {
  const { id, name, createdAt, sizeGiB } = image;
  return { image: id, name, createdAt, sizeGiB, decision, reasons };
}

/** The verdict changed to keep, for a reason outside of the policy. */
export function kept(verdict: Verdict, reasons: readonly Reason[]): Verdict {
  return verdict.decision === 'keep' ? verdict : { ...verdict, decision: 'keep', reasons };
}
