/** With `no-reboot: false`: instances are rebooted a few at a time, and the next only when one passes its checks again. */
import type { Image, ImageRequest } from '../model/image.ts';
import type { Instances, Journal, Run } from '../model/ports.ts';
import type { Problem } from '../model/problem.ts';
import type { Target } from '../model/target.ts';

/** Status checks show a reboot late; before this many milliseconds they mean nothing. */
const CHECKS_LAG = 2 * 60_000;
export const MUST_RECOVER_WITHIN = 15 * 60_000;
const CHECK_INTERVAL = 15_000;

/** Waits until the instance passes its status checks after the reboot for its image; otherwise answers what is wrong. */
export async function awaitRecovery(
  request: ImageRequest,
  instances: Pick<Instances, 'statusChecks'>,
  { clock, signal, deadline }: Run,
): Promise<Problem | undefined> {
  // EC2 does not start an instance that is stopped.
  if (request.instance.state !== 'running') return undefined;
  const since = clock.elapsed();
  await clock.sleep(Math.min(CHECKS_LAG, Math.max(deadline - since, 0)), signal);
  while (!signal.aborted && clock.elapsed() < deadline) {
    const checks = await instances.statusChecks([request.instance.id]);
    if (checks.ok && checks.value.get(request.instance.id) === true) return undefined;
    if (clock.elapsed() - since >= MUST_RECOVER_WITHIN)
      return notRecovered(request, checks.ok ? undefined : checks.problem);
    await clock.sleep(CHECK_INTERVAL, signal);
  }
  return undefined;
}

function notRecovered({ account, region, instance }: ImageRequest, look: Problem | undefined): Problem {
  const place = { account, region, instance: instance.id };
  const what = 'The instance did not pass its status checks after the reboot';
  const said = look?.said === undefined ? {} : { said: look.said };
  return { code: 'RebootNotRecovered', phase: 'create', place, what, ...said };
}

/** Whether the reboot that an image caused may not be over yet. */
export function mayBeRebooting({ createdAt }: Pick<Image, 'createdAt'>, now: number): boolean {
  return now - createdAt < MUST_RECOVER_WITHIN;
}

/** The problem of an instance that is not rebooted because another one did not recover. */
export function sparedAfter(lost: string, { account, region, instance }: ImageRequest): Problem {
  const what = `The instance was not rebooted and has no image, because ${lost} did not recover from its reboot`;
  return {
    code: 'RebootNotRecovered',
    phase: 'create',
    place: { account, region, instance: instance.id },
    what,
  };
}

/** One warning for each target whose instances are going to be rebooted. */
export function warnOfReboots(
  requests: readonly ImageRequest[],
  targets: readonly Target[],
  journal: Journal,
): void {
  for (const { position, images } of targets) {
    const own = requests.filter(({ target, noReboot }) => target === position && !noReboot);
    const [first] = own;
    if (first === undefined) continue;
    const text =
      own.length === 1
        ? 'no-reboot is false: making the image REBOOTS the instance, if it runs'
        : `no-reboot is false: making the images REBOOTS the running ones of these ${own.length} instances, ${images.maxReboots} at a time`;
    const place = { account: first.account, region: first.region };
    journal.record({ kind: 'warned', target: position, text, place });
  }
}
