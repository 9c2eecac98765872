/** What the targets of an account and region select there. */
import type { SelectedBy } from '../images/conflicts.ts';
import type { TargetSelection } from '../images/select-target.ts';
import type { Instance } from '../model/image.ts';
import type { Ec2 } from '../model/ports.ts';
import type { Target } from '../model/target.ts';
import type { RegionGroup } from './groups.ts';

export interface RegionView extends RegionGroup {
  /** The client for whatever is not about a single target. */
  readonly ec2: Ec2;
  /** The client of a target, by its position: two targets may use two roles in one account. */
  readonly ec2Of: (of: { readonly target: number }) => Ec2;
  /** Every instance that a target selects here, in the order of the targets. */
  readonly selected: readonly SelectedInstance[];
  /** Whether every target could be looked at here. */
  readonly whole: boolean;
}

export interface SelectedInstance extends SelectedBy {
  readonly instance: Instance;
  readonly by: Target;
}

/** Nothing when no target could be looked at. */
export function viewRegion(
  group: RegionGroup,
  selections: readonly TargetSelection[],
): RegionView | undefined {
  const { account, region, targets } = group;
  const here = selections.flatMap(({ target, regions }) => {
    const found = regions.find(({ ec2 }) => ec2.account === account && ec2.region === region);
    return found === undefined ? [] : [{ target, ...found }];
  });
  const [first] = here;
  if (first === undefined) return undefined;
  const clients = new Map(here.map(({ target, ec2 }) => [target.position, ec2]));
  return {
    ...group,
    ec2: first.ec2,
    ec2Of: ({ target }) => clients.get(target) ?? first.ec2,
    selected: here.flatMap(({ target: by, selected }) => {
      const facts = { target: by.position, account, region, series: by.images.series, by };
      return selected.instances.map((instance) => ({ ...facts, instance }));
    }),
    whole: here.length === targets.length,
  };
}

/** Of an instance in a series, whichever target selects it. */
export function keyOf({ series, instance }: Pick<SelectedBy, 'series' | 'instance'>): string {
  return `${series} ${instance.id}`;
}
