/** Which instances a target selects in one account and region. */
import type { Instance } from '../model/image.ts';
import type { Ec2 } from '../model/ports.ts';
import type { Result } from '../model/problem.ts';
import type { Selector, Target } from '../model/target.ts';
import { IMAGEABLE } from './request.ts';

export interface Selected {
  /** Those to make images of; one that is named by its id is here in any state, so that it can be refused by name. */
  readonly instances: readonly Instance[];
  /** EC2's state to how many that a filter matched in it. */
  readonly leftOut: Readonly<Record<string, number>>;
  readonly excluded: number;
  /** Ids that this region does not have. */
  readonly missing: readonly string[];
}

/** Looks the instances up and applies `exclude`, whose parts are ORed. */
export async function selectInstances({ instances }: Ec2, target: Target): Promise<Result<Selected>> {
  const found = await instances.find(target.instances);
  if (!found.ok) return found;
  const excluded = new Set<string>();
  for (const part of partsOf(target.exclude)) {
    const matched = await instances.find(part);
    if (!matched.ok) return matched;
    for (const { id } of matched.value) excluded.add(id);
  }
  return { ok: true, value: judgeInstances(target.instances, found.value, excluded) };
}

/** Pure: sorts what was found into selected, left out, excluded and missing. */
export function judgeInstances(
  selector: Selector,
  found: readonly Instance[],
  excluded: ReadonlySet<string>,
): Selected {
  const wanted = found.filter(({ id }) => !excluded.has(id));
  const named = selector.kind === 'ids';
  const instances = wanted.filter(({ state }) => named || IMAGEABLE.includes(state));
  const states = wanted.filter((instance) => !instances.includes(instance)).map(({ state }) => state);
  const known = new Set(found.map(({ id }) => id));
  return {
    instances: inOrder(instances, selector),
    leftOut: Object.fromEntries([...new Set(states)].sort().map((state) => [state, count(states, state)])),
    excluded: found.length - wanted.length,
    missing: named ? selector.ids.filter((id) => !known.has(id) && !excluded.has(id)) : [],
  };
}

/** As written, or by instance id. */
function inOrder(instances: readonly Instance[], selector: Selector): Instance[] {
  const rank = (id: string): number => (selector.kind === 'ids' ? selector.ids.indexOf(id) : 0);
  return instances.toSorted((one, other) => rank(one.id) - rank(other.id) || (one.id < other.id ? -1 : 1));
}

function count(words: readonly string[], word: string): number {
  return words.filter((each) => each === word).length;
}

/** An instance is excluded when any single filter matches it. */
function partsOf(exclude: Selector | undefined): readonly Selector[] {
  if (exclude === undefined) return [];
  if (exclude.kind !== 'filters') return [exclude];
  return exclude.filters.map((filter) => ({ kind: 'filters', filters: [filter] }));
}
