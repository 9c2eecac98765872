/** What is taken although it may be a slip, in sentences without a full stop: each once, however many targets have it. Pure. */
import type { Filter, Selector, Target } from '../model/target.ts';
import { holdsHidden, visible } from './hidden.ts';
import { knownRegions } from './identifiers.ts';
import { isKnownFilter } from './instance-filters.ts';
import { didYouMean, shown } from './mistake.ts';
import { filterMend } from './selector.ts';

export function warningsOf(region: string, targets: readonly Target[]): string[] {
  const filters = targets.flatMap(({ instances, exclude }) => [
    ...filtersOf(instances),
    ...filtersOf(exclude),
  ]);
  const names = filters.map(({ name }) => name).filter((name) => !isKnownFilter(name));
  const regions = [region, ...targets.flatMap((target) => target.regions)];
  const sentences = [
    ...regions
      .filter((name) => !knownRegions.includes(name))
      .map((name) => unknown(`The region ${shown(name)}`, didYouMean(name, knownRegions))),
    ...names.map((name) => unknown(`The filter ${shown(name)}`, filterMend(name))),
    // Filters take any text, so nothing else tells why one of them selects or excludes nothing.
    ...filters
      .flatMap((filter) => [filter.name, ...filter.values])
      .filter(holdsHidden)
      .map((text) => `The filter text "${visible(text)}" contains an invisible character, and ${TAKEN}`),
  ];
  return [...new Set(sentences)];
}

const TAKEN = 'is used as it is';

function filtersOf(selector: Selector | undefined): readonly Filter[] {
  return selector?.kind === 'filters' ? selector.filters : [];
}

/** A name of the right form is newer than this version, or a slip. */
function unknown(what: string, hint: string | undefined): string {
  const taken = `${what} is unknown to this version of the action, and ${TAKEN}`;
  return hint === undefined ? taken : `${taken}. ${hint.replace(/\.$/, '')}`;
}
