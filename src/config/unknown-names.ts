/** Names of the right form that are newer than this version, or slips: they are taken, and somebody is told. Pure. */
import type { Selector, Target } from '../model/target.ts';
import { isKnownFilter } from './instance-filters.ts';
import { filterMend } from './mends.ts';
import { didYouMean, shown } from './mistake.ts';
import { knownRegions } from './patterns.ts';

/** One sentence without a full stop for each name, however many targets have it. */
export function unknownNames(region: string, targets: readonly Target[]): string[] {
  const regions = [region, ...targets.flatMap((target) => target.regions)];
  const filters = targets.flatMap(({ instances, exclude }) => [...namesOf(instances), ...namesOf(exclude)]);
  return [
    ...unknown(regions, (name) => knownRegions.includes(name)).map((name) =>
      sentence(`The region ${shown(name)}`, didYouMean(name, knownRegions)),
    ),
    ...unknown(filters, isKnownFilter).map((name) => sentence(`The filter ${shown(name)}`, filterMend(name))),
  ];
}

function namesOf(selector: Selector | undefined): string[] {
  return selector?.kind === 'filters' ? selector.filters.map(({ name }) => name) : [];
}

function unknown(names: readonly string[], isKnown: (name: string) => boolean): string[] {
  return [...new Set(names)].filter((name) => !isKnown(name));
}

function sentence(what: string, hint: string | undefined): string {
  const taken = `${what} is unknown to this version of the action, and is taken as it is`;
  return hint === undefined ? taken : `${taken}. ${hint.replace(/\.$/, '')}`;
}
