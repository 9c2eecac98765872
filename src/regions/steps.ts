/** What comes after an image is available, as steps that are taken one after the other. */
import type { ImageOf } from '../model/image.ts';
import type { Journal } from '../model/ports.ts';
import type { Result } from '../model/problem.ts';
import type { Target } from '../model/target.ts';
import type { RegionRetention } from '../retention/region.ts';

export interface AvailableImage {
  readonly request: ImageOf;
  readonly id: string;
}

/** Answers a problem that ends the steps of the image. What it has told itself is none. */
export type Step = (image: AvailableImage) => Promise<Result<void>>;

/** Takes the steps in their order. One that fails ends them: what comes last removes older images. */
export async function takeSteps(
  steps: readonly Step[],
  image: AvailableImage,
  journal: Journal,
): Promise<'done' | 'failed'> {
  for (const step of steps) {
    const taken = await step(image);
    if (taken.ok) continue;
    journal.record({ kind: 'failed', of: image.request, problem: taken.problem });
    return 'failed';
  }
  return 'done';
}

/** In their order; what removes older images comes last. */
export function stepsAfterImage(retention: RegionRetention, targets: readonly Target[]): readonly Step[] {
  return [pruneAfter(retention, targets)];
}

/** The images of the instance that the target's policy does not keep may be pruned. */
function pruneAfter(retention: RegionRetention, targets: readonly Target[]): Step {
  return async ({ request, id }) => {
    const target = targets.find(({ position }) => position === request.target);
    if (target !== undefined) await retention.prune(target, request.instance, id);
    return { ok: true, value: undefined };
  };
}
