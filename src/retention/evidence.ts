/** The evidence that an image may go: nothing uses, shares, protects or manages it. Fails closed. */
import type { Image } from '../model/image.ts';
import type { ImageKeeping } from '../model/ports.ts';
import type { Problem } from '../model/problem.ts';

export interface Evidence {
  /** Why the image stays, in words; when there is no reason it may go. */
  readonly holds: readonly string[];
  /** Checks that could not be made; the image stays. */
  readonly failed: readonly Problem[];
}

/** Looks for whatever holds the image. */
export async function gatherEvidence(image: Image, keeping: ImageKeeping): Promise<Evidence> {
  const uses = await keeping.uses([image.id]);
  if (!uses.ok) return { holds: [...image.holds, unchecked(uses.problem)], failed: [uses.problem] };
  const holds = [...image.holds, ...(uses.value.get(image.id) ?? [])];
  // One more call: only for an image that nothing else holds.
  if (holds.length > 0) return { holds, failed: [] };
  const shared = await keeping.sharedWith(image.id);
  return shared.ok
    ? { holds: shared.value.map((whom) => `shared with ${whom}`), failed: [] }
    : { holds: [unchecked(shared.problem)], failed: [shared.problem] };
}

/** Why an image stays for which this check could not be made. */
export function unchecked({ what, awsCode }: Problem): string {
  return `not checked: ${what}${awsCode === undefined ? '' : ` (${awsCode})`}`;
}
