/** The evidence that an image may be pruned: nothing uses, shares, protects, manages or locks it. Fails closed. */
import type { Image } from '../model/image.ts';
import type { Ec2 } from '../model/ports.ts';
import type { Problem } from '../model/problem.ts';
import { reason, type Reason } from '../model/reason.ts';

export interface Evidence {
  /** Why the image is kept; without a reason it may be pruned. */
  readonly holds: readonly Reason[];
  /** Checks that could not be made; the image is kept. */
  readonly failed: readonly Problem[];
}

/** Looks for every reason to keep the image. */
export async function gatherEvidence(image: Image, ec2: Ec2): Promise<Evidence> {
  const uses = await ec2.images.uses([image.id]);
  if (!uses.ok) return { holds: [...image.holds, unchecked(uses.problem)], failed: [uses.problem] };
  const holds = [...image.holds, ...(uses.value.get(image.id) ?? []).map((use) => reason('in-use', use))];
  // More calls: only for an image that nothing else holds.
  if (holds.length > 0) return { holds, failed: [] };
  const shared = await ec2.images.sharedWith(image.id);
  if (!shared.ok) return { holds: [unchecked(shared.problem)], failed: [shared.problem] };
  if (shared.value.length > 0)
    return { holds: shared.value.map((whom) => reason('shared', whom)), failed: [] };
  return snapshotEvidence(image.snapshots, ec2);
}

/** Of what goes with an image, or without one: a snapshot that AWS would not delete, or that somebody pays for. */
export async function snapshotEvidence(ids: readonly string[], { snapshots }: Ec2): Promise<Evidence> {
  if (ids.length === 0) return { holds: [], failed: [] };
  const held = await snapshots.holds(ids);
  return held.ok
    ? { holds: held.value.map((hold) => reason('snapshot-held', hold)), failed: [] }
    : { holds: [unchecked(held.problem)], failed: [held.problem] };
}

/** Why an image stays for which this check could not be made. */
export function unchecked({ what, awsCode }: Problem): Reason {
  return reason('not-checked', `${what}${awsCode === undefined ? '' : ` (${awsCode})`}`);
}
