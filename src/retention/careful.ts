/** The rule that applies to images and snapshots that may be of several targets. Pure. */
import type { Retention } from '../model/retention.ts';
import type { Target } from '../model/target.ts';

export interface CarefulRule {
  /** The target that it is of. */
  readonly target: number;
  /** Milliseconds. */
  readonly after: number;
  readonly maxPrunes: number;
}

/**
 * The most careful one, whatever the order of the targets. Nothing, and everything is kept, when one of the targets of the
 * series would remove nothing.
 */
export function mostCareful(
  series: string,
  targets: readonly Target[],
  afterOf: (retention: Retention) => number | undefined,
): CarefulRule | undefined {
  const ofSeries = targets.filter(({ images }) => images.series === series);
  const rules = ofSeries.flatMap(({ position, retention }) => {
    const after = retention === undefined ? undefined : afterOf(retention);
    return after === undefined ? [] : [{ target: position, after, maxPrunes: retention?.maxPrunes ?? 0 }];
  });
  const [slowest] = rules.toSorted((one, other) => other.after - one.after || one.target - other.target);
  if (slowest === undefined || rules.length < ofSeries.length) return undefined;
  return { ...slowest, maxPrunes: Math.min(...rules.map(({ maxPrunes }) => maxPrunes)) };
}
