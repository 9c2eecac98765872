/** Tries what the roles may do that enter one account and region. */
import pLimit from 'p-limit';
import { identityOf, isOfRepository } from '../images/ours.ts';
import type { Image } from '../model/image.ts';
import type { Ec2, Accounts } from '../model/ports.ts';
import type { Target, TargetAccount } from '../model/target.ts';
import { closedCells, judgeCells, saidText, type JudgedCell, type Untried } from '../permissions/cells.ts';
import { needsOf, type Needs } from '../permissions/needs.ts';
import { RecordedTrials } from '../permissions/recorded.ts';
import { roleOfSession } from '../permissions/statements.ts';
import type { PlanModeContext, PlannedRegion } from './plan-context.ts';
import type { RegionGroup } from './region-groups.ts';
import { RehearsedChanges, RehearsedRegion } from './rehearsal.ts';

/** A role that enters the account, for these of its targets. */
interface Entrance {
  readonly role: string;
  readonly targets: readonly Target[];
  /** Nothing when the role could not be assumed. */
  readonly open?: {
    readonly place: Ec2;
    readonly trials: RecordedTrials;
    readonly rehearsed: RehearsedRegion;
  };
}

const AT_ONCE = 4;

const NO_INSTANCE = 'no instance is there that an image would be made of';
const NOT_SELECTED = 'the target fails before that: see what a backup would fail at';
const NO_IMAGE = 'no image of ours is there to try it with';
const IMAGES_UNKNOWN = 'our images could not be looked up';

export class RegionPermissions {
  readonly #group: RegionGroup;
  readonly #context: PlanModeContext;
  readonly #entrances: readonly Entrance[];

  private constructor(group: RegionGroup, entrances: readonly Entrance[], context: PlanModeContext) {
    this.#group = group;
    this.#entrances = entrances;
    this.#context = context;
  }

  /** Enters by every role that the targets of the group name. */
  static async open(group: RegionGroup, context: PlanModeContext): Promise<RegionPermissions> {
    const byRole = Map.groupBy(group.targets, ({ at }) => JSON.stringify(at));
    const changes = new RehearsedChanges();
    const { accounts, mainRole = roleOfSession(accounts.main.arn) } = context;
    const scene = { accounts, mainRole, region: group.region, changes };
    const entrances = [...byRole.values()].map((targets) => enter(targets, scene));
    return new RegionPermissions(group, await Promise.all(entrances), context);
  }

  /** The rehearsed EC2 behind this client. */
  rehearsed(place: Ec2): RehearsedRegion {
    const found = this.#entrances.find(({ open }) => open?.place === place)?.open;
    return found?.rehearsed ?? new RehearsedRegion(place, place.permissions);
  }

  /** Records a cell for each call that is needed, after trying what the rehearsal has not. */
  async tell(planned: PlannedRegion): Promise<void> {
    for (const entrance of this.#entrances) {
      const target = entrance.targets[0]?.position;
      const cells = await this.#judge(entrance, planned);
      // What was not tried because the run was cancelled is no cell.
      if (this.#context.signal.aborted) return;
      for (const judged of cells) {
        const of = target === undefined ? {} : { target };
        this.#context.journal.record({ kind: 'tried', ...judged, ...of });
      }
    }
  }

  async #judge({ role, targets, open }: Entrance, planned: PlannedRegion): Promise<JudgedCell[]> {
    const { account, region } = this.#group;
    const { wait, facts } = this.#context;
    // One role watches the images of all targets there; each prunes those of its own.
    const leads = open === undefined || planned.lead === undefined || open.place === planned.lead;
    const watches = leads && wait;
    const prunes = wait && targets.some(({ retention }) => retention !== undefined);
    const needs = needsOf(targets, { watches, prunes, encrypted: planned.encrypted });
    const where = { role, account, region, repositoryId: facts.repositoryId };
    if (open === undefined) return closedCells(needs, where, 'the role could not be assumed');
    const reached = await open.trials.look('ec2:DescribeInstances');
    if (!reached.ok && reached.problem.code !== 'AccessDenied')
      return closedCells(needs, where, saidText(reached.problem));
    const images = planned.images.length === 0 && prunes ? await imagesIn(open.place) : planned.images;
    await this.#tryAll(needs, open.trials, { ...planned, images: images ?? [], targets });
    return judgeCells(needs, await open.trials.answers(), where, untriedIn(planned, images));
  }

  async #tryAll(
    { lookUps, imageLookUps, mutations }: Needs,
    trials: RecordedTrials,
    { requests, images, targets }: PlannedRegion & { targets: readonly Target[] },
  ): Promise<void> {
    if (this.#context.signal.aborted) return;
    const limit = pLimit(AT_ONCE);
    const positions = targets.map(({ position }) => position);
    const own = requests.filter(({ target }) => positions.includes(target));
    const sample = this.#sampleOf(images);
    const tried = new Set((await trials.answers()).map(({ action }) => action));
    const [snapshot] = sample?.snapshots ?? [];
    await Promise.all([
      ...lookUps.map((lookUp) => limit(() => trials.look(lookUp))),
      ...own.map((request) => limit(() => trials.createImage(request))),
      ...imageLookUps.map((lookUp) => limit(async () => sample && trials.lookAtImage(lookUp, sample.id))),
      limit(async () => {
        const needed = mutations.includes('ec2:DeregisterImage') && !tried.has('ec2:DeregisterImage');
        if (needed && sample !== undefined) await trials.deregister(sample.id);
      }),
      limit(async () => {
        const needed = mutations.includes('ec2:DeleteSnapshot') && !tried.has('ec2:DeleteSnapshot');
        if (needed && snapshot !== undefined) await trials.deleteSnapshot(snapshot);
      }),
    ]);
  }

  /** The oldest image of this repository, of those that are whole. */
  #sampleOf(images: readonly Image[]): Image | undefined {
    const { repositoryId } = this.#context.facts;
    const ours = images.filter((image) => {
      return image.state === 'available' && isOfRepository(identityOf(image), repositoryId);
    });
    return ours.toSorted((one, other) => one.createdAt - other.createdAt)[0];
  }
}

/** Where nobody leads, every target has failed: its instances are too many, for example. */
function untriedIn({ lead }: PlannedRegion, images: readonly Image[] | undefined): Untried {
  return {
    noInstance: lead === undefined ? NOT_SELECTED : NO_INSTANCE,
    noImage: images === undefined ? IMAGES_UNKNOWN : NO_IMAGE,
  };
}

/** Those that the plan has not come upon, because it could not look at the instances. */
async function imagesIn(place: Ec2): Promise<readonly Image[] | undefined> {
  const listed = await place.images.ours('prune');
  return listed.ok ? listed.value : undefined;
}

interface Scene {
  readonly accounts: Accounts;
  readonly mainRole: string;
  readonly region: string;
  readonly changes: RehearsedChanges;
}

async function enter(
  targets: readonly Target[],
  { accounts, mainRole, region, changes }: Scene,
): Promise<Entrance> {
  const at: TargetAccount = targets[0]?.at ?? { kind: 'self' };
  const role = at.kind === 'self' ? mainRole : at.roleArn;
  const entered = await accounts.enter(at);
  if (!entered.ok) return { role, targets };
  const place = entered.value.inRegion(region);
  const trials = new RecordedTrials(place.permissions);
  return { role, targets, open: { place, trials, rehearsed: new RehearsedRegion(place, trials, changes) } };
}
