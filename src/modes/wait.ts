/** The mode `wait`: finishes what the run of `run-key` left pending. */
import { NOT_FOUND_GRACE } from '../images/judge.ts';
import type { Target } from '../model/target.ts';
import { guarded } from './guarded.ts';
import { groupByRegion, type RegionGroup } from './region-groups.ts';
import { findOfRun, lookAgain } from './wait-find.ts';
import { RegionWait, type RegionFind, type WaitContext } from './wait-region.ts';

/** How long a run of which nothing is shown is looked for, in milliseconds. */
const NOTHING_GRACE = 60_000;

/** Between two look-ups for images that EC2 does not show yet. */
const INTERVAL = 5_000;

/** Resolves when every image of the run has its end. What happened is in the journal. */
export async function wait(targets: readonly Target[], context: WaitContext): Promise<void> {
  const { accounts, journal, facts } = context;
  await Promise.all(targets.map((target) => enter(target, context)));
  const groups = groupByRegion(targets, accounts.main.id);
  const finds = await Promise.all(
    groups.map((group) => guarded(() => findOfRun(group, context), undefined, toldBy(group, context))),
  );
  const first = finds.filter((each) => each !== undefined);
  // A place that was not looked at may have had some; its failure is told already.
  const open = first.length < finds.length ? first : await whenShown(first, context);
  // Who was cancelled, or met with an error, has not looked to the end.
  const whole = open.length === finds.length && !context.signal.aborted;
  if (whole && open.every(({ ofRun }) => ofRun.length === 0)) {
    const what = `No image carries the run key ${facts.runKey} in the accounts and regions of the targets`;
    journal.record({
      kind: 'run-failed',
      problem: { code: 'NothingToWaitFor', phase: 'wait', place: {}, what },
    });
    return;
  }
  const works = open.map((find) => ({ ...toldBy(find.group, context), work: new RegionWait(find, context) }));
  for (const { work } of works) work.begin();
  for (const { position } of targets) journal.record({ kind: 'target-started', target: position });
  await finishAll(works, context);
}

/** EC2 is eventually consistent: a run whose images are not shown yet is looked for again. */
async function whenShown(finds: readonly RegionFind[], context: WaitContext): Promise<readonly RegionFind[]> {
  const until = context.clock.elapsed() + NOTHING_GRACE;
  let found = finds;
  while (
    found.length === finds.length &&
    found.every(({ ofRun }) => ofRun.length === 0) &&
    (await pause(until, context))
  ) {
    const again = found.map((find) =>
      guarded(() => lookAgain(find, context), undefined, toldBy(find.group, context)),
    );
    found = (await Promise.all(again)).filter((find) => find !== undefined);
  }
  return found;
}

interface Work extends ReturnType<typeof toldBy> {
  readonly work: RegionWait;
}

/** Each region looks again as long as images of the run may come into sight. */
async function finishAll(works: readonly Work[], context: WaitContext): Promise<void> {
  const { clock, deadline } = context;
  let open = works;
  let late: boolean;
  do {
    // What is found when the waiting ends gets one look, and is the last.
    const last = clock.elapsed() >= deadline;
    const settled = await each(open, (work) => work.imagesSettled(), false);
    open = open.filter((_, at) => settled[at] === true);
    const looked = last ? [] : await each(open, (work) => work.findLateOnes(), undefined);
    if (!last) open = open.filter((_, at) => looked[at] !== undefined);
    late = looked.includes(true);
  } while (late || (await pause(shownUntil(open, context), context)));
  await each(open, (work) => work.retentionSettled(), undefined);
}

function each<T>(works: readonly Work[], part: (work: RegionWait) => Promise<T>, otherwise: T): Promise<T[]> {
  return Promise.all(works.map(({ work, ...told }) => guarded(() => part(work), otherwise, told)));
}

/** Others may have been made as late as the newest image of the run. In milliseconds after the step's start. */
function shownUntil(works: readonly Work[], { clock }: WaitContext): number {
  const newest = Math.max(...works.map(({ work }) => work.newest()));
  return clock.elapsed() + newest + NOT_FOUND_GRACE - clock.now();
}

/** Whether there was time for one before `until`, the end of the waiting, or a cancellation. */
async function pause(until: number, { clock, deadline, signal }: WaitContext): Promise<boolean> {
  const left = Math.min(until, deadline) - clock.elapsed();
  if (signal.aborted || left <= 0) return false;
  await clock.sleep(Math.min(INTERVAL, left), signal);
  return !signal.aborted;
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
