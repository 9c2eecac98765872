/** Retention of an instance that the run looks at. */
import type { CountingRule } from '../images/ours.ts';
import { reason } from '../model/reason.ts';
import type { RetentionPolicy } from '../model/retention.ts';
import { decideImages, kept } from './decide.ts';
import type { PruneRequest } from './prune.ts';

/**
 * Decides by the policy. `newest` is the image that this run has made or adopted: EC2 shows it late at times, and
 * without it in the list nothing is pruned. It stays itself: the run reports it as good, also when another run has made
 * a newer one meanwhile.
 */
export function decideByPolicy(
  countingRule: CountingRule,
  policy: RetentionPolicy,
  newest: string | undefined,
): PruneRequest['decide'] {
  return (images) => {
    const decided = decideImages(images, countingRule, policy);
    const unseen = newest !== undefined && !decided.some(({ image }) => image === newest);
    const value = unseen
      ? decided.map((each) => kept(each, [reason('newest-not-listed')]))
      : decided.map((each) => (each.image === newest ? kept(each, [reason('this-run')]) : each));
    return Promise.resolve({ ok: true, value });
  };
}

/** The same decision, but nothing is pruned. */
export function keptBecause(why: string, decide: PruneRequest['decide']): PruneRequest['decide'] {
  return async (images) => {
    const decided = await decide(images);
    return decided.ok
      ? { ok: true, value: decided.value.map((each) => kept(each, [reason('no-new-image', why)])) }
      : decided;
  };
}
