/** Deregisters an image, and sees to it that its snapshots go with it. */
import type { AccountRegion, Clock } from '../model/ports.ts';
import type { Problem, Result } from '../model/problem.ts';

const TRIES = 3;
const TRY_INTERVAL = 5_000;

export interface RemoveContext {
  readonly place: AccountRegion;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Answers the problems of snapshots that are left; one that another image uses is none. */
export async function removeImage(
  image: string,
  context: RemoveContext,
): Promise<Result<readonly Problem[]>> {
  const { account, region, keeping } = context.place;
  const gone = await keeping.deregister(image);
  if (!gone.ok) return gone;
  const owed = gone.value.filter(({ code }) => code !== 'skipped');
  const tried = await Promise.all(
    owed.map(async ({ id }) => ({ id, problem: await deleteLater(id, context) })),
  );
  const left = tried.filter(({ problem }) => problem !== undefined);
  if (left.length === 0) return { ok: true, value: [] };
  const what = `The image is deregistered, and ${left.map(({ id }) => id).join(', ')} could not be deleted`;
  const said = left[0]?.problem?.said;
  const problem: Problem = { code: 'SnapshotsLeft', phase: 'prune', place: { account, region, image }, what };
  return { ok: true, value: [said === undefined ? problem : { ...problem, said }] };
}

async function deleteLater(
  id: string,
  { place, clock, signal }: RemoveContext,
): Promise<Problem | undefined> {
  for (let left = TRIES; ; left -= 1) {
    const deleted = await place.keeping.deleteSnapshot(id);
    if (deleted.ok) return undefined;
    if (left <= 1 || signal.aborted || deleted.problem.code === 'AccessDenied') return deleted.problem;
    await clock.sleep(TRY_INTERVAL, signal);
  }
}
