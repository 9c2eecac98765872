/** Targets by the account and region that they share. Pure. */
import type { Target } from '../model/target.ts';

export interface RegionGroup {
  readonly account: string;
  readonly region: string;
  readonly targets: readonly Target[];
}

/** One group per account and region, in the order of the targets and of their regions. */
export function groupByRegion(targets: readonly Target[], mainAccount: string): RegionGroup[] {
  const places = targets.flatMap((target) => {
    const account = target.at.kind === 'self' ? mainAccount : target.at.account;
    return target.regions.map((region) => ({ account, region, target }));
  });
  const groups = Map.groupBy(places, ({ account, region }) => `${account} ${region}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { account, region } = first;
    return [{ account, region, targets: group.map(({ target }) => target) }];
  });
}
