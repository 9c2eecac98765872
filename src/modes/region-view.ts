/** What a backup finds in one account and region, and what it decides there; nothing is changed. */
import { separateAdopted } from '../images/adopt.ts';
import type { SelectedBy } from '../images/conflicts.ts';
import { separateSkipped } from '../images/freshness.ts';
import { planRegion, type PlanContext } from '../images/plan-region.ts';
import { warnOfReboots } from '../images/reboot.ts';
import type { SelectedRegion, TargetSelection } from '../images/select-target.ts';
import type { Image, ImageRequest, Instance } from '../model/image.ts';
import type { Ec2 } from '../model/ports.ts';
import type { Target } from '../model/target.ts';
import { heldSeries } from '../retention/held.ts';
import type { PlaceOf } from '../retention/sweep.ts';
import type { RegionGroup } from './region-groups.ts';

export interface ViewContext extends PlanContext {
  /** How old an available image of an earlier attempt may be, in milliseconds. */
  readonly adoptWithin: number;
}

export interface RegionView {
  readonly group: RegionGroup;
  /** The client for whatever is not about a single target. */
  readonly place: Ec2;
  /** The client of a request's target: two targets may enter one account by two roles. */
  readonly placeOf: PlaceOf;
  readonly requests: readonly ImageRequest[];
  /** Every instance that a target selects here, also one whose image is refused. */
  readonly selected: readonly { readonly target: Target; readonly instances: readonly Instance[] }[];
  /** Whether every target could be looked at here. */
  readonly whole: boolean;
}

export interface SelectedHere extends SelectedRegion {
  readonly target: Target;
}

/** What each target selects in the account and region; one that could not be looked at is absent. */
export function selectedIn(
  { account, region }: Pick<RegionGroup, 'account' | 'region'>,
  selections: readonly TargetSelection[],
): SelectedHere[] {
  return selections.flatMap(({ target, regions }) => {
    const found = regions.find(({ place }) => place.account === account && place.region === region);
    return found === undefined ? [] : [{ target, ...found }];
  });
}

export interface SelectedInstance extends SelectedBy {
  readonly instance: Instance;
  readonly by: Target;
}

/** The instances of all of them, in the order of the targets. */
export function instancesOf(here: readonly SelectedHere[]): SelectedInstance[] {
  return here.flatMap(({ target: by, place: { account, region }, selected }) => {
    const facts = { target: by.position, account, region, series: by.images.series, by };
    return selected.instances.map((instance) => ({ ...facts, instance }));
  });
}

/** The client of each target; another one for a target that could not be looked at. */
export function placesOf(here: readonly SelectedHere[], otherwise: Ec2): PlaceOf {
  const places = new Map(here.map(({ target, place }) => [target.position, place]));
  return ({ target }) => places.get(target) ?? otherwise;
}

/** Why some requests cannot be carried out goes to the journal; nothing when no target could be looked at. */
export function viewRegion(
  group: RegionGroup,
  selections: readonly TargetSelection[],
  context: PlanContext,
): RegionView | undefined {
  const here = selectedIn(group, selections);
  const [first] = here;
  if (first === undefined) return undefined;
  const { place } = first;
  return {
    group,
    place,
    placeOf: placesOf(here, place),
    requests: planRegion(group, selections, context),
    selected: here.map(({ target, selected }) => ({ target, instances: selected.instances })),
    whole: here.length === group.targets.length,
  };
}

interface WithImage {
  readonly request: ImageRequest;
  readonly image: Image;
}

export interface RegionDecision {
  /** The images of ours that are there. */
  readonly earlier: readonly Image[];
  readonly adopted: readonly WithImage[];
  readonly skipped: readonly WithImage[];
  readonly fresh: readonly ImageRequest[];
}

const LOOKS_ALIKE =
  'Another step with the same run key has already made images of these instances in this attempt of the run. This step makes its own. Give each of the two steps its own `run-key`, or both the same one to share images.';

/** Nothing when there is nothing to decide, or our images could not be looked up. */
export async function decideRegion(
  { group, place, requests }: RegionView,
  { clock, journal, facts, adoptWithin }: ViewContext,
): Promise<RegionDecision | undefined> {
  const { account, region, targets } = group;
  const idle = requests.length === 0 && targets.every(({ retention }) => retention === undefined);
  if (idle) return undefined;
  const listed = await place.images.ours('prune');
  if (!listed.ok) {
    const problem = { ...listed.problem, phase: 'plan' } as const;
    journal.record({ kind: 'target-failed', target: requests[0]?.target, problem });
    return undefined;
  }
  const earlier = listed.value;
  for (const held of heldSeries(earlier, targets, facts))
    journal.record({ kind: 'held', place: { account, region }, ...held });
  const now = clock.now();
  // An image of this very run comes first: it may be pending still, and then it is waited for.
  const { adopted, fresh, alike } = separateAdopted(requests, earlier, { adopter: facts, adoptWithin, now });
  if (alike.length > 0) journal.record({ kind: 'noticed', text: LOOKS_ALIKE, place: {} });
  const rule = { targets, repositoryId: facts.repositoryId, now };
  const decision = { earlier, adopted, ...separateSkipped(fresh, earlier, rule) };
  warnOfReboots(decision.fresh, targets, journal);
  return decision;
}
