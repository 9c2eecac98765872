/** Targets that repeat each other. Pure. */
import type { Selector, Target } from '../model/target.ts';
import type { Mistake, Place } from './mistake.ts';

/** Two targets with the same account, selection and series, in a region that both have. */
export function repeatMistakes(
  targets: readonly { readonly target: Target; readonly place: Place }[],
): Mistake[] {
  const numberOf = selectorNumbers();
  const firsts = new Map<string, number>();
  return targets.flatMap(({ target, place }) => {
    const { at, instances, exclude, images, regions, position } = target;
    const account = at.kind === 'self' ? 'self' : at.account;
    const selection = [account, numberOf(instances), numberOf(exclude), images.series].join(' ');
    const keys = regions.map((region) => `${selection} ${region}`);
    const earlier = keys.map((key) => firsts.get(key)).filter((found) => found !== undefined);
    for (const key of keys) if (!firsts.has(key)) firsts.set(key, position);
    if (earlier.length === 0) return [];
    const found = `the same account, region and instances as in target ${Math.min(...earlier)}`;
    const mend = 'Remove one of the two, or give them different `series`.';
    return [{ ...place, found, expected: 'each instance once in a series', mend }];
  });
}

/**
 * Equal selectors have the same number. Thousands of targets may share the one of the input, which may hold
 * thousands of ids: it is looked through only once.
 */
function selectorNumbers(): (selector: Selector | undefined) => number {
  const byText = new Map<string, number>();
  const known = new Map<Selector | undefined, number>();
  return (selector) => {
    const before = known.get(selector);
    if (before !== undefined) return before;
    const text = JSON.stringify(selector ?? null);
    const number = byText.get(text) ?? byText.size;
    byText.set(text, number);
    known.set(selector, number);
    return number;
  };
}
