/** Deregisters an image, and makes sure that its snapshots are deleted too. */
import type { Image } from '../model/image.ts';
import type { Ec2, Run } from '../model/ports.ts';
import type { Problem, Result } from '../model/problem.ts';

const TRIES = 3;
const TRY_INTERVAL = 5_000;

/** The image as it was listed, with its snapshots. Answers the problems of those that are left; one in use is none. */
export async function removeImage(
  image: Pick<Image, 'id' | 'snapshots'>,
  ec2: Ec2,
  run: Run,
): Promise<Result<readonly Problem[]>> {
  const { account, region } = ec2;
  const gone = await ec2.images.deregister(image.id);
  if (!gone.ok) return gone;
  // The answer to a first call may have been lost, and with it which snapshots AWS has left.
  const [owed, remove] =
    gone.value === 'already gone'
      ? [image.snapshots, deleteUnlessUsed(image.id)]
      : [gone.value.filter(({ code }) => code !== 'skipped').map(({ id }) => id), deleteLater];
  const tried = await Promise.all(owed.map(async (id) => ({ id, problem: await remove(id, ec2, run) })));
  const left = tried.filter(({ problem }) => problem !== undefined);
  if (left.length === 0) return { ok: true, value: [] };
  const what = `The image is deregistered, and ${left.map(({ id }) => id).join(', ')} could not be deleted`;
  const { said, denied } = left[0]?.problem ?? {};
  const problem: Problem = {
    code: 'SnapshotsLeft',
    phase: 'prune',
    place: { account, region, image: image.id },
    what,
  };
  const why = { ...(said === undefined ? {} : { said }), ...(denied === undefined ? {} : { denied }) };
  return { ok: true, value: [{ ...problem, ...why }] };
}

/** Deletes a snapshot of this image, which is gone, unless another image uses it. */
function deleteUnlessUsed(gone: string): typeof deleteLater {
  return async (id, ec2, run) => {
    const users = await ec2.images.withSnapshots([id]);
    if (!users.ok) return users.problem;
    // EC2 may still list the image for a while.
    return users.value.get(id)?.some((user) => user !== gone) ? undefined : deleteLater(id, ec2, run);
  };
}

async function deleteLater(
  id: string,
  { snapshots }: Ec2,
  { clock, signal }: Run,
): Promise<Problem | undefined> {
  for (let left = TRIES; ; left -= 1) {
    const deleted = await snapshots.delete(id);
    if (deleted.ok) return undefined;
    if (left <= 1 || signal.aborted || deleted.problem.code === 'AccessDenied') return deleted.problem;
    await clock.sleep(TRY_INTERVAL, signal);
  }
}
