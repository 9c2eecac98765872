/** The evidence that an image may go: nothing uses, shares, protects or manages it. Fails closed. */
import type { Image } from '../model/image.ts';
import type { ImageKeeping } from '../model/ports.ts';
import type { Problem } from '../model/problem.ts';

export interface Evidence {
  /** Image id to the reasons for which it stays, in words; an image without any may go. */
  readonly holds: ReadonlyMap<string, readonly string[]>;
  /** Checks that could not be made; the images stay. */
  readonly failed: readonly Problem[];
}

/** Looks for whatever holds these images. */
export async function gatherEvidence(images: readonly Image[], keeping: ImageKeeping): Promise<Evidence> {
  if (images.length === 0) return { holds: new Map(), failed: [] };
  const uses = await keeping.uses(images.map(({ id }) => id));
  const failed: Problem[] = uses.ok ? [] : [uses.problem];
  const holds = new Map<string, readonly string[]>();
  for (const image of images) {
    const used = uses.ok ? (uses.value.get(image.id) ?? []) : [unchecked(uses.problem)];
    const known = [...image.holds, ...used];
    // One more call for each image: only for those that nothing else holds.
    const shared = known.length > 0 ? [] : await sharingHolds(image, keeping, failed);
    holds.set(image.id, [...known, ...shared]);
  }
  return { holds, failed };
}

async function sharingHolds(
  image: Image,
  keeping: ImageKeeping,
  failed: Problem[],
): Promise<readonly string[]> {
  const shared = await keeping.sharedWith(image.id);
  if (shared.ok) return shared.value.map((whom) => `shared with ${whom}`);
  failed.push(shared.problem);
  return [unchecked(shared.problem)];
}

function unchecked({ what, awsCode }: Problem): string {
  return `not checked: ${what}${awsCode === undefined ? '' : ` (${awsCode})`}`;
}
