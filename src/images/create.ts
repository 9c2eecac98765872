/** Asks EC2 for the images of one account and region. */
import pLimit from 'p-limit';
import type { ImageRequest } from '../model/image.ts';
import type { AccountRegion, Clock, Journal } from '../model/ports.ts';
import type { Problem } from '../model/problem.ts';

/** Calls under way at once in one account and region. */
const AT_ONCE = 4;

/** EC2 API reference, error SnapshotCreationPerVolumeRateExceeded: 15 s between two snapshots of a volume. */
const SAME_VOLUME_INTERVAL = 15_000;

export interface CreateContext {
  /** The client through which an image is asked for. */
  readonly placeOf: (request: ImageRequest) => AccountRegion;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly signal: AbortSignal;
  /** Told of every image that EC2 accepted. */
  readonly accepted: (request: ImageRequest, image: string) => void;
}

/** Starts every image; those of one instance one after the other. */
export async function createImages(requests: readonly ImageRequest[], context: CreateContext): Promise<void> {
  const limit = pLimit(AT_ONCE);
  const byInstance = Map.groupBy(requests, ({ instance }) => instance.id);
  await Promise.all([...byInstance.values()].map((group) => limit(() => createInTurn(group, context))));
}

async function createInTurn(requests: readonly ImageRequest[], context: CreateContext): Promise<void> {
  for (const [at, request] of requests.entries()) {
    if (at > 0) await context.clock.sleep(SAME_VOLUME_INTERVAL, context.signal);
    await createImage(request, context);
  }
}

async function createImage(request: ImageRequest, context: CreateContext): Promise<void> {
  const { placeOf, journal, signal, accepted } = context;
  if (signal.aborted) {
    journal.record({ kind: 'failed', of: request, problem: cancelled(request) });
    return;
  }
  const reply = await placeOf(request).createImage(request);
  if (!reply.ok) {
    journal.record({ kind: 'failed', of: request, problem: reply.problem });
    return;
  }
  journal.record({ kind: 'created', request, image: reply.value });
  accepted(request, reply.value);
}

function cancelled({ account, region, instance }: ImageRequest): Problem {
  const place = { account, region, instance: instance.id };
  return {
    code: 'Cancelled',
    phase: 'create',
    place,
    what: 'The run was cancelled before the image was asked for',
  };
}
