/** The mode `check`: fails when a selected instance has no counting image younger than `max-age`. */
import { separateTwice } from '../images/conflicts.ts';
import { countingRuleOf, judgeFreshness } from '../images/freshness.ts';
import { missingInstances } from '../images/missing.ts';
import { IMAGEABLE } from '../images/request.ts';
import type { IfNoInstances } from '../images/select-target.ts';
import type { RowFacts } from '../model/event.ts';
import type { Freshness } from '../model/event.ts';
import type { Image } from '../model/image.ts';
import type { Accounts, Run } from '../model/ports.ts';
import type { Problem } from '../model/problem.ts';
import type { Target } from '../model/target.ts';
import { Selections } from '../regions/selections.ts';
import { viewRegion, type RegionView, type SelectedInstance } from '../regions/view.ts';
import { workInRegions } from '../regions/work.ts';

export interface CheckAsked {
  /** Milliseconds. */
  readonly maxAge: number;
  readonly ifNoInstances: IfNoInstances;
}

/** Resolves when every instance has its verdict. What was found is in the journal. */
export async function check(
  targets: readonly Target[],
  accounts: Accounts,
  { maxAge, ifNoInstances }: CheckAsked,
  run: Run,
): Promise<void> {
  const { journal } = run;
  const selections = new Selections(targets, accounts, ifNoInstances, run);
  const telling = selections.all().then((all) => {
    for (const { of, problem } of missingInstances(all)) journal.record({ kind: 'failed', of, problem });
  });
  const working = workInRegions(targets, accounts, journal, async (group) => {
    const view = viewRegion(group, await selections.of(group));
    if (view !== undefined) await checkRegion(view, maxAge, run);
  });
  await Promise.all([telling, working]);
}

async function checkRegion({ selected, ec2 }: RegionView, maxAge: number, run: Run): Promise<void> {
  const { journal } = run;
  const { single, twice } = separateTwice(selected, 'check');
  // Two targets may ask for different images of an instance: one cannot answer for the other.
  for (const { all, problem } of twice) {
    const [{ target, account, region, series, instance }] = all;
    journal.record({ kind: 'failed', of: { target, account, region, series, instance }, problem });
  }
  // Without an instance there is nothing to look up.
  const [first] = single;
  if (first === undefined) return;
  const listed = await ec2.images.ours('check');
  if (listed.ok) for (const each of single) checkInstance(each, listed.value, maxAge, run);
  else journal.record({ kind: 'target-failed', target: first.target, problem: listed.problem });
}

function checkInstance(
  { by, instance, target, account, region, series }: SelectedInstance,
  images: readonly Image[],
  maxAge: number,
  { clock, journal, facts }: Run,
): void {
  const of = { target, account, region, series, instance };
  if (!IMAGEABLE.includes(instance.state)) {
    journal.record({ kind: 'failed', of, problem: notImageable(instance.state, of) });
    return;
  }
  const counted = countingRuleOf(by, instance.id, facts.repositoryId);
  const freshness = judgeFreshness(instance, images, counted, { maxAge, now: clock.now() });
  journal.record({ kind: 'checked', of, freshness });
  const problem = problemOf(freshness, of);
  if (problem === undefined) return;
  const image = freshness.kind === 'too old' ? { image: freshness.image } : {};
  journal.record({ kind: 'failed', of, problem, ...image });
}

type Checked = RowFacts & { readonly account: string; readonly region: string };

/** Only an instance that is named by its id comes here in such a state. */
function notImageable(state: string, { account, region, instance }: Checked): Problem {
  const place = { account, region, instance: instance.id };
  return { code: 'InstanceNotImageable', phase: 'check', place, what: `The instance is ${state}` };
}

function problemOf(freshness: Freshness, of: Checked): Problem | undefined {
  const place = { account: of.account, region: of.region, instance: of.instance.id };
  if (freshness.kind === 'too old') {
    const { id, createdAt } = freshness.image;
    const made = new Date(createdAt).toISOString().slice(0, 16).replace('T', ' ');
    const what = `The newest image of series ${of.series} was made on ${made} UTC, longer ago than max-age`;
    return { code: 'ImageTooOld', phase: 'check', place: { ...place, image: id }, what };
  }
  if (freshness.kind !== 'no image') return undefined;
  const but = freshness.because === undefined ? '' : ` (${freshness.because})`;
  const what = `The instance has no image in series ${of.series}${but}`;
  return { code: 'NoImage', phase: 'check', place, what };
}
