/** Everything that is asked of one account and region is decided here, before its first image. */
import type { RunFacts, ImageRequest } from '../model/image.ts';
import type { Ec2, Clock, Journal } from '../model/ports.ts';
import type { Target } from '../model/target.ts';
import { separateConflicts } from './conflicts.ts';
import { decideImage } from './request.ts';
import type { TargetSelection } from './select-target.ts';

export interface PlanContext {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly facts: RunFacts;
}

/** The requests that can be carried out in this account and region; why others cannot goes to the journal. */
export function planRegion(
  place: Pick<Ec2, 'account' | 'region'>,
  selections: readonly TargetSelection[],
  context: PlanContext,
): ImageRequest[] {
  const requests = selections.flatMap((selection) => requestsOf(place, selection, context));
  const { clear, conflicts } = separateConflicts(requests);
  for (const { request, problem } of conflicts)
    context.journal.record({ kind: 'failed', of: request, problem });
  return [...clear];
}

function requestsOf(
  place: Pick<Ec2, 'account' | 'region'>,
  { target, regions }: TargetSelection,
  context: PlanContext,
): ImageRequest[] {
  const here = regions.filter(
    ({ place: { account, region } }) => account === place.account && region === place.region,
  );
  const instances = here.flatMap(({ selected }) => selected.instances);
  return instances.flatMap((instance) => {
    const decision = decideImage(instance, target.images, imageContext(place, target, context));
    if (decision.kind === 'request') {
      recordWarnings(decision.request, decision.warnings, context.journal);
      return [decision.request];
    }
    const { account, region } = place;
    const of = { target: target.position, account, region, series: target.images.series, instance };
    context.journal.record({ kind: 'failed', of, problem: decision.problem });
    return [];
  });
}

function imageContext(
  { account, region }: Pick<Ec2, 'account' | 'region'>,
  { position, images }: Target,
  { clock, facts }: PlanContext,
) {
  return { target: position, account, region, series: images.series, facts, now: clock.now() };
}

function recordWarnings(request: ImageRequest, warnings: readonly string[], journal: Journal): void {
  const { account, region, instance, target } = request;
  const place = { account, region, instance: instance.id };
  for (const text of warnings) journal.record({ kind: 'warned', target, text, place });
}
