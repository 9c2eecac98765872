/** The mode `plan`: what a backup would do, and which permission it would miss. Changes nothing. */
import pLimit from 'p-limit';
import { missingInstances } from '../images/missing.ts';
import type { TargetSelection } from '../images/select-target.ts';
import type { Happening } from '../model/event.ts';
import type { Journal } from '../model/ports.ts';
import type { Problem } from '../model/problem.ts';
import type { Target } from '../model/target.ts';
import { hopCell, mainCell, refusedMainCell } from '../permissions/sign-in.ts';
import { roleOfSession } from '../permissions/statements.ts';
import { foreseeing } from './foresight.ts';
import { guarded } from './guarded.ts';
import type { PlanModeContext } from './plan-context.ts';
import { planImages } from './plan-images.ts';
import { RegionPermissions } from './plan-permissions.ts';
import { groupByRegion, type RegionGroup } from './region-groups.ts';
import { Selections, tellAbsentDevices, tellUnappliedRetention } from './selections.ts';
import { shardNames, shardsFor } from './shards.ts';

/** Accounts and regions that are looked into at once. */
const AT_ONCE = 16;

/** Resolves when everything is told. What was found is in the journal. */
export async function plan(targets: readonly Target[], context: PlanModeContext): Promise<void> {
  const foreseen = { ...context, journal: foreseeing(context.journal) };
  tellUnappliedRetention(targets, context.wait, context.journal);
  const selecting = new Selections(targets, foreseen);
  const limit = pLimit(AT_ONCE);
  const told = groupByRegion(targets, context.accounts.main.id).map(async (group) => {
    const own = await selecting.of(group);
    return limit(() => planGroup(group, own, context));
  });
  const selections = await selecting.all();
  if (context.signal.aborted) return;
  await tellSignIn(targets, context);
  for (const selection of selections) tellAbsentDevices(selection, context.journal);
  for (const { of, problem } of missingInstances(selections))
    foreseen.journal.record({ kind: 'failed', of, problem });
  // One region after the other, so that two plans of the same thing read alike.
  for (const happenings of told) for (const each of await happenings) context.journal.record(each);
  for (const { position } of targets) context.journal.record({ kind: 'target-started', target: position });
  tellShards(targets, selections, context);
}

/** The first hop is a cell too; its problem is told already, for without it there is no plan. */
export function tellRefusedSignIn(problem: Problem, role: string | undefined, journal: Journal): void {
  if (role !== undefined) journal.record({ kind: 'tried', cell: refusedMainCell(problem, role) });
}

/** What there is to tell of an account and region. */
async function planGroup(
  group: RegionGroup,
  selections: readonly TargetSelection[],
  context: PlanModeContext,
): Promise<readonly Happening[]> {
  const happenings: Happening[] = [];
  if (context.signal.aborted) return happenings;
  const journal: Journal = { record: (happening) => happenings.push(happening) };
  const { account, region, targets } = group;
  const foreseen = { ...context, journal: foreseeing(journal) };
  await guarded(
    async () => {
      const permissions = await RegionPermissions.open(group, foreseen);
      const planned = await planImages(group, selections, { ...foreseen, permissions });
      await permissions.tell(planned);
    },
    undefined,
    { journal, target: targets[0]?.position, place: { account, region } },
  );
  return happenings;
}

/** The hops through STS; each role is assumed once, whoever asks. */
async function tellSignIn(
  targets: readonly Target[],
  { accounts, mainRole, journal }: PlanModeContext,
): Promise<void> {
  const { id, arn } = accounts.main;
  tell(journal, mainCell(id, mainRole ?? arn, mainRole !== undefined));
  const told = new Set<string>();
  for (const { position, at } of targets) {
    if (at.kind === 'self') continue;
    const key = `${at.roleArn} ${at.externalId ?? ''}`;
    if (told.has(key)) continue;
    told.add(key);
    const entered = await accounts.enter(at);
    tell(journal, hopCell(at, entered, mainRole ?? roleOfSession(arn)), position);
  }
}

function tell(journal: Journal, judged: ReturnType<typeof mainCell>, target?: number): void {
  journal.record({ kind: 'tried', ...judged, ...(target === undefined ? {} : { target }) });
}

/** A plan that was cancelled has not seen all instances. */
function tellShards(
  targets: readonly Target[],
  selections: readonly TargetSelection[],
  context: PlanModeContext,
): void {
  if (context.signal.aborted) return;
  context.journal.record({ kind: 'sharded', shards: shardsOf(targets, selections, context) });
}

function shardsOf(
  targets: readonly Target[],
  selections: readonly TargetSelection[],
  { accounts, shard }: PlanModeContext,
): string[] {
  if (shard !== undefined) return shardNames(shard.count);
  const images = new Map<string, number>();
  for (const { account = '', regions } of selections) {
    const count = regions.reduce((sum, { selected }) => sum + selected.instances.length, 0);
    images.set(account, (images.get(account) ?? 0) + count);
  }
  return shardsFor(targets, accounts.main.id, images);
}
