/** Tries what the roles may do that enter one account and region. */
import { identityOf, isOfRepository } from '../images/ours.ts';
import type { Image } from '../model/image.ts';
import type { AccountRegion } from '../model/ports.ts';
import type { Target } from '../model/target.ts';
import { closedCells, judgeCells, saidText, type JudgedCell, type Untried } from '../permissions/cells.ts';
import { needsOf } from '../permissions/needs.ts';
import { RecordedTrials } from '../permissions/recorded.ts';
import { roleOfSession } from '../permissions/statements.ts';
import type { PlanModeContext, PlannedRegion } from './plan-context.ts';
import type { RegionGroup } from './region-groups.ts';
import { RehearsedChanges, RehearsedRegion } from './rehearsal.ts';

/** A role that enters the account, for these of its targets. */
interface RoleOfTargets {
  readonly role: string;
  readonly targets: readonly Target[];
  /** Nothing when the role could not be assumed. */
  readonly entered?: {
    readonly ec2: AccountRegion;
    readonly trials: RecordedTrials;
    readonly rehearsed: RehearsedRegion;
  };
}

export class RegionPermissions {
  readonly #group: RegionGroup;
  readonly #context: PlanModeContext;
  readonly #roles: readonly RoleOfTargets[];

  private constructor(group: RegionGroup, roles: readonly RoleOfTargets[], context: PlanModeContext) {
    this.#group = group;
    this.#roles = roles;
    this.#context = context;
  }

  /** Enters by every role that the targets of the group name. */
  static async open(group: RegionGroup, context: PlanModeContext): Promise<RegionPermissions> {
    const byRole = Map.groupBy(group.targets, ({ at }) => JSON.stringify(at));
    const changes = new RehearsedChanges();
    const roles = [...byRole.values()].map((targets) => enter({ ...group, targets }, context, changes));
    return new RegionPermissions(group, await Promise.all(roles), context);
  }

  /** The rehearsed EC2 behind this client. */
  rehearsed(ec2: AccountRegion): RehearsedRegion {
    const found = this.#roles.find(({ entered }) => entered?.ec2 === ec2)?.entered;
    return found?.rehearsed ?? new RehearsedRegion(ec2, ec2.permissions);
  }

  /** Records a cell for each call that is needed, after trying what the rehearsal has not. */
  async tell(planned: PlannedRegion): Promise<void> {
    for (const role of this.#roles) {
      const target = role.targets[0]?.position;
      const cells = await this.#judge(role, planned);
      // What was not tried because the run was cancelled is no cell.
      if (this.#context.signal.aborted) return;
      for (const judged of cells) {
        const of = target === undefined ? {} : { target };
        this.#context.journal.record({ kind: 'tried', ...judged, ...of });
      }
    }
  }

  async #judge({ role, targets, entered }: RoleOfTargets, planned: PlannedRegion): Promise<JudgedCell[]> {
    const { account, region } = this.#group;
    const { wait, signal, facts } = this.#context;
    // One role watches the images of all targets there; each prunes those of its own.
    const leads = entered === undefined || planned.lead === undefined || entered.ec2 === planned.lead;
    const prunes = wait && targets.some(({ retention }) => retention !== undefined);
    const needs = needsOf({ targets, watches: leads && wait, prunes, encrypted: planned.encrypted });
    const where = { role, account, region, repositoryId: facts.repositoryId };
    if (entered === undefined) return closedCells(needs, where, 'the role could not be assumed');
    const { ec2, trials } = entered;
    const reached = await trials.tryCall('ec2:DescribeInstances');
    if (!reached.ok && reached.problem.code !== 'AccessDenied')
      return closedCells(needs, where, saidText(reached.problem));
    const images = planned.images.length === 0 && prunes ? await imagesIn(ec2) : planned.images;
    const positions = targets.map(({ position }) => position);
    const requests = planned.requests.filter(({ target }) => positions.includes(target));
    if (!signal.aborted) await trials.tryAll(needs, requests, oldestOf(images ?? [], facts.repositoryId));
    return judgeCells(needs, await trials.answers(), where, untriedIn(planned, images));
  }
}

/** The oldest image of this repository, of those that are whole. */
function oldestOf(images: readonly Image[], repositoryId: string): Image | undefined {
  const ours = images.filter((image) => {
    return image.state === 'available' && isOfRepository(identityOf(image), repositoryId);
  });
  return ours.toSorted((one, other) => one.createdAt - other.createdAt)[0];
}

/** Where nobody leads, every target has failed: its instances are too many, for example. */
function untriedIn({ lead }: PlannedRegion, images: readonly Image[] | undefined): Untried {
  return {
    noInstance:
      lead === undefined
        ? 'the target fails before that: see what a backup would fail at'
        : 'no instance is there that an image would be made of',
    noImage:
      images === undefined ? 'our images could not be looked up' : 'no image of ours is there to try it with',
  };
}

/** Those that the plan has not come upon, because it could not look at the instances. */
async function imagesIn(ec2: AccountRegion): Promise<readonly Image[] | undefined> {
  const listed = await ec2.keeping.ourImages();
  return listed.ok ? listed.value : undefined;
}

async function enter(
  { region, targets }: RegionGroup,
  { accounts, mainRole = roleOfSession(accounts.main.arn) }: PlanModeContext,
  changes: RehearsedChanges,
): Promise<RoleOfTargets> {
  const at = targets[0]?.at ?? { kind: 'self' };
  const role = at.kind === 'self' ? mainRole : at.roleArn;
  const account = await accounts.enter(at);
  if (!account.ok) return { role, targets };
  const ec2 = account.value.inRegion(region);
  const trials = new RecordedTrials(ec2.permissions);
  return { role, targets, entered: { ec2, trials, rehearsed: new RehearsedRegion(ec2, trials, changes) } };
}
