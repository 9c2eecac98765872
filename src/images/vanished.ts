/** Whether EC2 refuses an image because the instance has been terminated since it was selected. */
import type { ImageRequest } from '../model/image.ts';
import type { Instances } from '../model/ports.ts';
import type { Problem, ProblemCode } from '../model/problem.ts';

/** What EC2 answers for an instance that does not exist, or is being terminated. */
const suspicious: readonly ProblemCode[] = ['InstanceNotFound', 'InstanceNotImageable'];

const ended: readonly (string | undefined)[] = [undefined, 'shutting-down', 'terminated'];

/** Looks the instance up before it counts as gone; when EC2 does not answer, it does not. */
export async function hasVanished(
  { instance: { id } }: Pick<ImageRequest, 'instance'>,
  { code }: Pick<Problem, 'code'>,
  instances: Pick<Instances, 'find'>,
): Promise<boolean> {
  if (!suspicious.includes(code)) return false;
  const found = await instances.find({ kind: 'ids', ids: [id] });
  return found.ok && ended.includes(found.value.find((each) => each.id === id)?.state);
}
