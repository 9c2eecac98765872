/** The mode `plan`: the backup on a stage, and which permission it would miss. Changes nothing. */
import pLimit from 'p-limit';
import type { Accounts, Journal, Run } from '../model/ports.ts';
import type { Problem } from '../model/problem.ts';
import type { Shard, Target } from '../model/target.ts';
import { hopCell, mainCell, refusedMainCell } from '../permissions/sign-in.ts';
import { roleOfSession, type HopStart } from '../permissions/statements.ts';
import { groupByRegion, type RegionGroup } from '../regions/groups.ts';
import { guarded } from '../regions/unexpected.ts';
import { inReadingOrder } from '../stage/foreseen.ts';
import { Stage } from '../stage/stage.ts';
import { backup, type BackupAsked } from './backup.ts';
import { regionCells, type TargetCell } from './plan-permissions.ts';
import { shardCount, shardNames } from './shards.ts';

/** Accounts and regions of which permissions are tried at once. */
const AT_ONCE = 16;

export interface PlanAsked extends Omit<BackupAsked, 'requested'> {
  /** The input `role-to-assume`. */
  readonly mainRole: string | undefined;
  /** Whether sessions in the accounts of the targets carry tags. */
  readonly sessionTags: boolean;
  readonly shard: Shard | undefined;
}

/** Resolves when everything is reported. What was found is in the journal. */
export async function plan(
  targets: readonly Target[],
  accounts: Accounts,
  asked: PlanAsked,
  run: Run,
): Promise<void> {
  const { journal } = run;
  const stage = new Stage(accounts, run);
  const images = new Map<string, number>();
  const requested: BackupAsked['requested'] = async ({ account, selected, ec2 }, requests) => {
    images.set(account, (images.get(account) ?? 0) + selected.length);
    await stage.prepare(ec2, requests);
  };
  await backup(targets, stage.accounts, { ...asked, requested }, stage.run);
  if (run.signal.aborted) return;
  const { main } = accounts;
  const mainRole = asked.mainRole ?? roleOfSession(main.arn);
  tell(journal, mainCell(main.id, asked.mainRole ?? main.arn, asked.mainRole !== undefined));
  await tellHops(targets, accounts, { mainRole, sessionTags: asked.sessionTags }, journal);
  for (const each of stage.worldOf({}).told) journal.record(each);
  const limit = pLimit(AT_ONCE);
  const groups = groupByRegion(targets, main.id).map((group) => {
    return { group, cells: limit(() => cellsOf(group, stage, { wait: asked.wait, mainRole }, run)) };
  });
  // One region after the other, so that two plans of the same thing read alike.
  for (const { group, cells } of groups) {
    for (const each of inReadingOrder(stage.worldOf(group))) journal.record(each);
    for (const each of await cells) journal.record({ kind: 'tried', ...each });
  }
  for (const { position } of targets) journal.record({ kind: 'target-started', target: position });
  tellShards(asked.shard?.count ?? shardCount(targets, main.id, images), run);
}

/** A plan that was cancelled has not seen all instances. */
function tellShards(count: number, { journal, signal }: Run): void {
  if (!signal.aborted) journal.record({ kind: 'sharded', shards: shardNames(count) });
}

/** The first hop is a cell too; its problem is told already, for without it there is no plan. */
export function tellRefusedSignIn(problem: Problem, role: string | undefined, journal: Journal): void {
  if (role !== undefined) journal.record({ kind: 'tried', cell: refusedMainCell(problem, role) });
}

async function cellsOf(
  group: RegionGroup,
  stage: Stage,
  asked: Parameters<typeof regionCells>[2],
  run: Run,
): Promise<readonly TargetCell[]> {
  const { account, region, targets } = group;
  const of = { target: targets[0]?.position, place: { account, region } };
  return (await guarded(() => regionCells(group, stage, asked, run), run.journal, of)) ?? [];
}

/** The hops through STS; each role is assumed once, whoever asks. */
async function tellHops(
  targets: readonly Target[],
  accounts: Accounts,
  start: HopStart,
  journal: Journal,
): Promise<void> {
  const told = new Set<string>();
  for (const { position, at } of targets) {
    if (at.kind === 'self') continue;
    const key = `${at.roleArn} ${at.externalId ?? ''}`;
    if (told.has(key)) continue;
    told.add(key);
    tell(journal, hopCell(at, await accounts.enter(at), start), position);
  }
}

function tell(journal: Journal, judged: ReturnType<typeof mainCell>, target?: number): void {
  journal.record({ kind: 'tried', ...judged, ...(target === undefined ? {} : { target }) });
}
