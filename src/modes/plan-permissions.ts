/** Which calls the roles of one account and region may make: a cell for each, tried without any effect. */
import { identityOf, isOfRepository } from '../images/ours.ts';
import type { Image } from '../model/image.ts';
import type { Run } from '../model/ports.ts';
import type { Need } from '../model/permission.ts';
import {
  closedCells,
  judgeCells,
  type JudgedCell,
  needsOf,
  saidText,
  type Untried,
} from '../permissions/cells.ts';
import type { RegionGroup } from '../regions/groups.ts';
import type { Stage, StagedRole } from '../stage/stage.ts';

const NO_INSTANCE = 'there is no instance to make an image of';
const NOT_SELECTED = 'the target fails earlier: see where a backup would fail';
const NO_IMAGE = 'there is no image of ours to try it with';
const IMAGES_UNKNOWN = 'our images could not be looked up';

export interface TargetCell extends JudgedCell {
  /** The position of the first target that uses the role. */
  readonly target: number;
}

export interface PermissionsAsked {
  /** Whether the backup would wait; without that it prunes nothing. */
  readonly wait: boolean;
  /** ARN of the role of the first hop. */
  readonly mainRole: string;
}

/** Tries what the backup on the stage has not. What was not tried because the run was cancelled is no cell. */
export async function regionCells(
  group: RegionGroup,
  stage: Stage,
  asked: PermissionsAsked,
  run: Run,
): Promise<readonly TargetCell[]> {
  const cells: TargetCell[] = [];
  for (const targets of Map.groupBy(group.targets, ({ at }) => JSON.stringify(at)).values()) {
    const [first] = targets;
    const judged = first === undefined ? [] : await cellsOfRole({ ...group, targets }, stage, asked, run);
    if (first === undefined || run.signal.aborted) return cells;
    cells.push(...judged.map((cell) => ({ ...cell, target: first.position })));
  }
  return cells;
}

/** The targets of the group use one role. */
async function cellsOfRole(
  group: RegionGroup,
  stage: Stage,
  { wait, mainRole }: PermissionsAsked,
  run: Run,
): Promise<JudgedCell[]> {
  const { account, region, targets } = group;
  const at = targets[0]?.at ?? { kind: 'self' };
  const entered = await stage.roleIn(at, region);
  const needs = needsIn(group, stage, entered, wait);
  const role = at.kind === 'self' ? mainRole : at.roleArn;
  const where = { role, account, region, repositoryId: run.facts.repositoryId };
  if (entered === undefined) return closedCells(needs, where, 'the role could not be assumed');
  const reached = await entered.trials.tryCall('ec2:DescribeInstances');
  if (!reached.ok && reached.problem.code !== 'AccessDenied')
    return closedCells(needs, where, saidText(reached.problem));
  const untried = await tryNeeds(needs, group, stage, entered);
  return judgeCells(needs, await entered.trials.answers(), where, untried);
}

function needsIn(
  { targets, ...where }: RegionGroup,
  stage: Stage,
  entered: StagedRole | undefined,
  wait: boolean,
): Need[] {
  const world = stage.worldOf(where);
  // One role watches the images of all targets there; each role prunes those of its own target.
  const leads = entered === undefined || world.lead === undefined || entered.ec2 === world.lead;
  const prunes = wait && targets.some(({ retention }) => retention !== undefined);
  const encrypted = world.isEncrypted();
  return needsOf({ targets, watches: leads && wait, prunes, encrypted });
}

/** Answers why some cannot be tried. */
async function tryNeeds(
  needs: readonly Need[],
  { targets, ...where }: RegionGroup,
  stage: Stage,
  { trials, ec2 }: StagedRole,
): Promise<Untried> {
  const { signal, facts } = stage.run;
  const world = stage.worldOf(where);
  // A plan that could not look at the instances has not looked at the images.
  const prunes = needs.includes('ec2:DeregisterImage');
  const listed = prunes ? await world.list(ec2.images, 'plan') : undefined;
  const positions = targets.map(({ position }) => position);
  const own = world.requests.filter(({ target }) => positions.includes(target));
  const sample = listed?.ok === true ? oldestOf(listed.value, facts.repositoryId) : undefined;
  if (!signal.aborted) await trials.tryAll(needs, own, sample);
  return {
    noInstance: world.lead === undefined ? NOT_SELECTED : NO_INSTANCE,
    noImage: listed?.ok === false ? IMAGES_UNKNOWN : NO_IMAGE,
  };
}

/** The oldest image of this repository, of those that are whole. */
function oldestOf(images: readonly Image[], repositoryId: string): Image | undefined {
  const ours = images.filter((image) => {
    return image.state === 'available' && isOfRepository(identityOf(image), repositoryId);
  });
  return ours.toSorted((one, other) => one.createdAt - other.createdAt)[0];
}
