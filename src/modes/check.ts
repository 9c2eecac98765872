/** The mode `check`: fails when a selected instance has no counting image younger than `max-age`. */
import { separateTwice } from '../images/conflicts.ts';
import { countedFor, judgeFreshness } from '../images/freshness.ts';
import { missingInstances } from '../images/missing.ts';
import { IMAGEABLE } from '../images/request.ts';
import type { SelectContext, TargetSelection } from '../images/select-target.ts';
import type { RowFacts } from '../model/event.ts';
import type { Freshness } from '../model/freshness.ts';
import type { Image, Instance, RunFacts } from '../model/image.ts';
import type { Ec2, Clock } from '../model/ports.ts';
import type { Problem } from '../model/problem.ts';
import type { Target } from '../model/target.ts';
import { guarded } from './guarded.ts';
import { groupByRegion, type RegionGroup } from './region-groups.ts';
import { instancesOf, selectedIn } from './region-view.ts';
import { Selections } from './selections.ts';

export interface CheckContext extends SelectContext {
  readonly clock: Clock;
  readonly facts: RunFacts;
  /** Milliseconds. */
  readonly maxAge: number;
}

/** Resolves when every instance has its verdict. What was found is in the journal. */
export async function check(targets: readonly Target[], context: CheckContext): Promise<void> {
  const { accounts, journal } = context;
  const selections = new Selections(targets, context);
  const missing = selections.all().then((all) => {
    for (const { of, problem } of missingInstances(all)) journal.record({ kind: 'failed', of, problem });
  });
  const checks = groupByRegion(targets, accounts.main.id).map((group) => {
    const { account, region } = group;
    const told = { journal, target: group.targets[0]?.position, place: { account, region } };
    return guarded(async () => checkGroup(group, await selections.of(group), context), undefined, told);
  });
  await Promise.all([missing, ...checks]);
  for (const { position } of targets) journal.record({ kind: 'target-started', target: position });
}

async function checkGroup(
  group: RegionGroup,
  selections: readonly TargetSelection[],
  context: CheckContext,
): Promise<void> {
  const here = selectedIn(group, selections);
  const [first] = here;
  const { single, twice } = separateTwice(instancesOf(here), 'check');
  // Two targets may ask for different images of an instance: neither of them speaks for the other.
  for (const { all, problem } of twice) {
    const [{ target, account, region, series, instance }] = all;
    context.journal.record({ kind: 'failed', of: { target, account, region, series, instance }, problem });
  }
  // Without an instance there is nothing to look up.
  if (first === undefined || single.length === 0) return;
  const listed = await first.place.images.ours('prune');
  if (!listed.ok) {
    const problem = { ...listed.problem, phase: 'check' } as const;
    context.journal.record({ kind: 'target-failed', target: first.target.position, problem });
    return;
  }
  for (const { by, instance } of single)
    checkInstance(by, instance, { ...context, place: first.place, images: listed.value });
}

interface InstanceContext extends CheckContext {
  readonly place: Pick<Ec2, 'account' | 'region'>;
  readonly images: readonly Image[];
}

function checkInstance(target: Target, instance: Instance, context: InstanceContext): void {
  const { place, images, clock, journal, facts, maxAge } = context;
  const { account, region } = place;
  const of = { target: target.position, account, region, series: target.images.series, instance };
  if (!IMAGEABLE.includes(instance.state)) {
    journal.record({ kind: 'failed', of, problem: notImageable(instance, { account, region }) });
    return;
  }
  const counted = countedFor(target, instance.id, facts.repositoryId);
  const freshness = judgeFreshness(instance, images, counted, { maxAge, now: clock.now() });
  journal.record({ kind: 'checked', of, freshness });
  const problem = problemOf(freshness, of);
  if (problem === undefined) return;
  const image = freshness.kind === 'too old' ? { image: freshness.image } : {};
  journal.record({ kind: 'failed', of, problem, ...image });
}

/** Only an instance that is named by its id comes here in such a state. */
function notImageable(
  { id, state }: Instance,
  { account, region }: Pick<Ec2, 'account' | 'region'>,
): Problem {
  const place = { account, region, instance: id };
  return { code: 'InstanceNotImageable', phase: 'check', place, what: `The instance is ${state}` };
}

function problemOf(
  freshness: Freshness,
  of: RowFacts & { account: string; region: string },
): Problem | undefined {
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
