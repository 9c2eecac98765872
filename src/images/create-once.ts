/**
 * Gets one image under a name that is its own. CreateImage takes no client token: a reply can be lost and the call
 * sent again, by the SDK or by a re-run. The unique name is the lock, and the tags say whose image holds it.
 */
import type { Image, ImageRequest } from '../model/image.ts';
import type { Images, Run } from '../model/ports.ts';
import type { Problem, ProblemCode, Result } from '../model/problem.ts';
import { adoptableImage, isOwn, type AdoptionRule } from './adopt.ts';

/** For this many milliseconds EC2 may not show an image whose name is taken. */
const UNSEEN_GRACE = 2 * 60_000;
const LOOK_INTERVAL = 3_000;

/** A snapshot of the volume is under way; EC2 API reference, SnapshotCreationPerVolumeRateExceeded: wait 15 s. */
export const BUSY_INTERVAL = 16_000;
export const BUSY_GRACE = 30 * 60_000;

/** Problems after which EC2 may still have made the image. */
const unsure: readonly ProblemCode[] = ['NetworkUnreachable', 'AwsFailed', 'Throttled', 'Unexpected'];

/** Problems that may be over after a pause: the call is made once more. */
const passing: readonly ProblemCode[] = ['AwsFailed', 'Throttled'];

export type CreatedOrAdopted =
  | { readonly kind: 'created'; readonly request: ImageRequest; readonly image: string }
  | { readonly kind: 'adopted'; readonly request: ImageRequest; readonly image: Image };

/** How images are asked for. */
export interface CreateCalls extends Pick<AdoptionRule, 'adoptWithin'> {
  readonly images: Pick<Images, 'named'>;
  /** Asks EC2 for the image, when a call may be made. */
  readonly create: (request: ImageRequest) => Promise<Result<string>>;
}

/** Creates the image, or adopts the one that an earlier attempt has made under the same name. */
export async function createOnce(
  request: ImageRequest,
  claiming: CreateCalls,
  run: Run,
): Promise<Result<CreatedOrAdopted>> {
  let refused: Refused | undefined;
  for (const name of [request.name, ...request.spareNames]) {
    const end = endOf(request, run);
    if (end !== undefined) return { ok: false, problem: end };
    const claimed = await createUnderName(named(request, name), claiming, run);
    if (!('holder' in claimed)) return claimed;
    refused ??= claimed;
  }
  return { ok: false, problem: taken(request, refused) };
}

/** Whether EC2 may have made the image, and rebooted the instance for it, although no image is known of. */
export function mayHaveActed({ code, place }: Problem): boolean {
  const unseen = code === 'NameTaken' && place.image === undefined;
  return unseen || (unsure.includes(code) && code !== 'Throttled');
}

/** An image that may not be adopted has the name. */
interface Refused {
  readonly holder: Image;
  readonly problem: Problem;
}

async function createUnderName(
  request: ImageRequest,
  claiming: CreateCalls,
  run: Run,
): Promise<Result<CreatedOrAdopted> | Refused> {
  const reply = await createWhenFree(request, claiming, run);
  if (reply.ok) return { ok: true, value: { kind: 'created', request, image: reply.value } };
  const { code } = reply.problem;
  if (code !== 'NameTaken' && !unsure.includes(code)) return reply;
  const grace = code === 'NameTaken' ? UNSEEN_GRACE : LOOK_INTERVAL;
  const holder = await findHolder(request, claiming.images, run, grace);
  if (!holder.ok) return code === 'NameTaken' ? holder : reply;
  if (holder.value === undefined) return code === 'NameTaken' ? unseen(request, reply.problem, run) : reply;
  const value = fromHolder(holder.value, request, claiming, run);
  if (value !== undefined) return { ok: true, value };
  return code === 'NameTaken' ? { holder: holder.value, problem: reply.problem } : reply;
}

/** What the image that holds the name is for this request, when it may stand for it. */
function fromHolder(
  holder: Image,
  request: ImageRequest,
  claiming: CreateCalls,
  { facts, clock }: Run,
): CreatedOrAdopted | undefined {
  const own = isOwn(holder, facts);
  // What this very run has made is never too old.
  const adoptWithin = own ? Infinity : claiming.adoptWithin;
  const image = adoptableImage([holder], request, { adopter: facts, adoptWithin, now: clock.now() });
  if (image === undefined) return undefined;
  return own ? { kind: 'created', request, image: image.id } : { kind: 'adopted', request, image };
}

/** Waits until EC2 accepts another snapshot of the volumes, and asks once more when AWS failed. */
async function createWhenFree(
  request: ImageRequest,
  { create }: CreateCalls,
  run: Run,
): Promise<Result<string>> {
  const { clock, signal } = run;
  const since = clock.elapsed();
  for (let failed = 0; ;) {
    const reply = await create(request);
    if (reply.ok) return reply;
    const busy = reply.problem.code === 'VolumeBusy' && clock.elapsed() - since < BUSY_GRACE;
    if (!busy) failed += 1;
    // A second call could reboot the instance a second time.
    const again = failed === 1 && request.noReboot && passing.includes(reply.problem.code);
    if (!busy && !again) return reply;
    await clock.sleep(Math.min(BUSY_INTERVAL, timeLeft(run)), signal);
    if (endOf(request, run) !== undefined) return reply;
  }
}

function timeLeft({ clock, deadline }: Run): number {
  return Math.max(deadline - clock.elapsed(), 0);
}

/** The image that holds the name; EC2 may show it late. */
async function findHolder(
  { name }: ImageRequest,
  images: Pick<Images, 'named'>,
  run: Run,
  grace: number,
): Promise<Result<Image | undefined>> {
  const { clock, signal } = run;
  const since = clock.elapsed();
  for (;;) {
    const found = await images.named(name);
    const seen = found.ok && found.value !== undefined;
    if (seen || signal.aborted || clock.elapsed() - since >= grace || timeLeft(run) === 0) return found;
    await clock.sleep(LOOK_INTERVAL, signal);
  }
}

/** The name is also in the image's Name tag. */
function named(request: ImageRequest, name: string): ImageRequest {
  const tags = request.tags.map((tag) => (tag.key === 'Name' ? { key: 'Name', value: name } : tag));
  return { ...request, name, tags };
}

function unseen(request: ImageRequest, problem: Problem, run: Run): Result<never> {
  // Without time to look, it is unknown what has the name.
  const end = endOf(request, run);
  if (end !== undefined) return { ok: false, problem: end };
  const what = `EC2 says that the name ${request.name} is taken, but does not show the image that has it`;
  const mend = 'Re-run the job: it adopts the image once EC2 shows it, if it is one of this run.';
  return { ok: false, problem: { ...problemOf('NameTaken', what, request), ...answerOf(problem), mend } };
}

function taken(request: ImageRequest, refused: Refused | undefined): Problem {
  const spare = request.spareNames.length === 0 ? '' : ', and the names with -2 to -9 are taken too';
  const holder = refused === undefined ? 'another image' : `${refused.holder.id} (${refused.holder.state})`;
  const what = `The name ${request.name} is taken by ${holder}, which this run may not adopt${spare}`;
  const problem = problemOf('NameTaken', what, request);
  if (refused === undefined) return problem;
  return { ...problem, ...answerOf(refused.problem), place: { ...problem.place, image: refused.holder.id } };
}

function answerOf({ said, awsCode }: Problem): Pick<Problem, 'said' | 'awsCode'> {
  return { ...(said === undefined ? {} : { said }), ...(awsCode === undefined ? {} : { awsCode }) };
}

/** Why nothing may be asked for any more, if so. */
export function endOf(
  request: ImageRequest,
  { clock, signal, deadline }: Pick<Run, 'clock' | 'signal' | 'deadline'>,
): Problem | undefined {
  if (signal.aborted)
    return problemOf('Cancelled', 'The run was cancelled before the image was asked for', request);
  if (clock.elapsed() < deadline) return undefined;
  const late = problemOf('WaitTimedOut', 'The image was not asked for before wait-timeout', request);
  return { ...late, mend: 'Raise `wait-timeout`, or spread the instances over several runs.' };
}

function problemOf(code: ProblemCode, what: string, { account, region, instance }: ImageRequest): Problem {
  return { code, phase: 'create', place: { account, region, instance: instance.id }, what };
}
