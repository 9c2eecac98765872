/** Instances that were named by id and found nowhere. Pure. */
import type { RowFacts } from '../model/event.ts';
import type { Problem } from '../model/problem.ts';
import type { TargetSelection } from './select-target.ts';

export interface Missing {
  readonly of: RowFacts;
  readonly problem: Problem;
}

/** Ids of a target that none of its regions has, then ids of the input `instances` that no target has. */
export function missingInstances(selections: readonly TargetSelection[]): Missing[] {
  const own = selections.filter(({ target }) => target.ownInstances);
  const shared = selections.filter(({ target }) => !target.ownInstances);
  return [...own.flatMap(missingInTarget), ...missingInAll(shared)];
}

function missingInTarget({ target, account: entered, missing }: TargetSelection): Missing[] {
  const account = entered ?? null;
  const what = `The instance does not exist in ${target.regions.join(', ')}`;
  return missing.map((id) => ({
    of: rowOf(id, target, account),
    problem: problemOf(id, what, account),
  }));
}

function missingInAll(selections: readonly TargetSelection[]): Missing[] {
  const [first, ...others] = selections;
  if (first === undefined) return [];
  const ids = first.missing.filter((id) => others.every(({ missing }) => missing.includes(id)));
  const what = 'The instance exists in no account and region of the targets';
  return ids.map((id) => ({ of: rowOf(id, first.target, null), problem: problemOf(id, what, null) }));
}

function rowOf(
  id: string,
  { position, images }: TargetSelection['target'],
  account: string | null,
): RowFacts {
  return { target: position, account, region: null, series: images.series, instance: { id, name: id } };
}

function problemOf(id: string, what: string, account: string | null): Problem {
  const place = { ...(account === null ? {} : { account }), instance: id };
  return { code: 'InstanceNotFound', phase: 'plan', place, what };
}
