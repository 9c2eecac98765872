/** The mode `wait`: finishes what the run of `run-key` left pending. */
import { imagesOfRun, instanceOf } from '../images/of-run.ts';
import type { Image } from '../model/image.ts';
import type { AccountRegion, Accounts, Journal } from '../model/ports.ts';
import type { Target } from '../model/target.ts';
import { guarded } from './guarded.ts';
import { groupByRegion, type RegionGroup } from './region-groups.ts';
import { RegionWait, type RegionFind, type WaitContext } from './wait-region.ts';

/** Resolves when every image of the run has its end. What happened is in the journal. */
export async function wait(targets: readonly Target[], context: WaitContext): Promise<void> {
  const { accounts, journal, facts } = context;
  await Promise.all(targets.map((target) => enter(target, context)));
  const groups = groupByRegion(targets, accounts.main.id);
  const finds = await Promise.all(
    groups.map((group) => guarded(() => find(group, context), undefined, toldBy(group, context))),
  );
  const open = finds.filter((each) => each !== undefined);
  const count = open.reduce((sum, { ofRun }) => sum + ofRun.length, 0);
  // A place that was not looked at may have had some; its failure is told already.
  if (count === 0 && open.length === finds.length) {
    const what = `No image carries the run key ${facts.runKey} in the accounts and regions of the targets`;
    journal.record({
      kind: 'run-failed',
      problem: { code: 'NothingToWaitFor', phase: 'wait', place: {}, what },
    });
    return;
  }
  const works = open.map((each) => ({ ...each, work: new RegionWait(each, context) }));
  for (const { work } of works) work.begin();
  for (const { position } of targets) journal.record({ kind: 'target-started', target: position });
  await Promise.all(
    works.map(({ group, work }) => guarded(() => work.settled(), undefined, toldBy(group, context))),
  );
}

function toldBy({ account, region, targets }: RegionGroup, { journal }: WaitContext) {
  return { journal, target: targets[0]?.position, place: { account, region } };
}

async function enter({ position, at }: Target, { accounts, journal }: WaitContext): Promise<void> {
  const entered = await accounts.enter(at);
  if (entered.ok) {
    const { id: account, arn } = entered.value;
    journal.record({ kind: 'target-signed-in', target: position, account, arn });
  } else journal.record({ kind: 'target-failed', target: position, problem: entered.problem });
}

/** Nothing when the account could not be looked at. */
async function find(group: RegionGroup, context: WaitContext): Promise<RegionFind | undefined> {
  const { accounts, journal, facts } = context;
  const [first] = group.targets;
  const entered = await firstEntered(group, accounts);
  if (entered === undefined || first === undefined) return undefined;
  const place = entered.inRegion(group.region);
  const listed = await place.keeping.ourImages();
  if (!listed.ok) {
    const problem = { ...listed.problem, phase: 'wait' } as const;
    journal.record({ kind: 'target-failed', target: first.position, problem });
    return undefined;
  }
  const ofRun = imagesOfRun(listed.value, facts);
  const names = ofRun.length === 0 ? undefined : await namesOf(listed.value, place, journal);
  return { group, place, images: listed.value, ofRun, names };
}

async function firstEntered({ targets }: RegionGroup, accounts: Accounts) {
  for (const { at } of targets) {
    const entered = await accounts.enter(at);
    if (entered.ok) return entered.value;
  }
  return undefined;
}

async function namesOf(
  images: readonly Image[],
  place: AccountRegion,
  journal: Journal,
): Promise<ReadonlyMap<string, string> | undefined> {
  const ids = [...new Set(images.map(instanceOf))];
  const instances = await place.findInstances({ kind: 'ids', ids });
  if (!instances.ok) {
    const text = `Instances are named by their ids, and leftovers stay: ${instances.problem.what}`;
    journal.record({ kind: 'warned', text, place: { account: place.account, region: place.region } });
    return undefined;
  }
  const there = instances.value.filter(({ state }) => state !== 'terminated');
  return new Map(there.map(({ id, name }) => [id, name]));
}
