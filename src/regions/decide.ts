/** Everything that a backup does in one account and region is decided here, before its first image. */
import { separateAdopted } from '../images/adopt.ts';
import { separateConflicts } from '../images/conflicts.ts';
import { separateSkipped } from '../images/freshness.ts';
import { warnOfReboots } from '../images/reboot.ts';
import { decideImage } from '../images/request.ts';
import type { Image, ImageRequest } from '../model/image.ts';
import type { Run } from '../model/ports.ts';
import { heldSeries } from '../retention/held.ts';
import type { RegionView, SelectedInstance } from './view.ts';

interface WithImage {
  readonly request: ImageRequest;
  readonly image: Image;
}

export interface RegionDecision {
  readonly adopted: readonly WithImage[];
  readonly skipped: readonly WithImage[];
  readonly fresh: readonly ImageRequest[];
}

const LOOKS_ALIKE =
  'Another step with the same run key has already made images of these instances in this attempt of the run. This step makes its own. Give each of the two steps its own `run-key`, or both the same one to share images.';

/**
 * For which of the requests an image is made. Nothing when there is nothing to decide, or our images could not be
 * looked up. `adoptWithin`: how old an available image of an earlier attempt may be, in milliseconds.
 */
export async function decideRegion(
  { account, region, targets, ec2 }: RegionView,
  requests: readonly ImageRequest[],
  adoptWithin: number,
  run: Run,
): Promise<RegionDecision | undefined> {
  const { clock, journal, facts } = run;
  const idle = requests.length === 0 && targets.every(({ retention }) => retention === undefined);
  if (idle) return undefined;
  const listed = await ec2.images.ours('plan');
  if (!listed.ok) {
    journal.record({ kind: 'target-failed', target: requests[0]?.target, problem: listed.problem });
    return undefined;
  }
  const earlier = listed.value;
  for (const held of heldSeries(earlier, targets, facts))
    journal.record({ kind: 'held', place: { account, region }, ...held });
  const now = clock.now();
  // An image of this very run comes first: it may still be pending, and then the run waits for it.
  const { adopted, fresh, alike } = separateAdopted(requests, earlier, { adopter: facts, adoptWithin, now });
  if (alike.length > 0) journal.record({ kind: 'noticed', text: LOOKS_ALIKE, place: {} });
  const rule = { targets, repositoryId: facts.repositoryId, now };
  const decision = { adopted, ...separateSkipped(fresh, earlier, rule) };
  warnOfReboots(decision.fresh, targets, journal);
  return decision;
}

/** The requests that can be carried out together; why an instance has none goes to the journal. */
export function requestsOf({ selected }: RegionView, run: Run): readonly ImageRequest[] {
  const requests = selected.flatMap((each) => requestOf(each, run));
  const { clear, conflicts } = separateConflicts(requests);
  for (const { request, problem } of conflicts) run.journal.record({ kind: 'failed', of: request, problem });
  return clear;
}

function requestOf(selected: SelectedInstance, { clock, facts, journal }: Run): ImageRequest[] {
  const { by, instance, ...where } = selected;
  const decision = decideImage(instance, by.images, { ...where, facts, now: clock.now() });
  if (decision.kind === 'refusal') {
    journal.record({ kind: 'failed', of: { ...where, instance }, problem: decision.problem });
    return [];
  }
  const { account, region, target } = where;
  const place = { account, region, instance: instance.id };
  for (const text of decision.warnings) journal.record({ kind: 'warned', target, text, place });
  return [decision.request];
}
