/** Events of plans, checks and skipped instances, as builders. */
import type { Happening } from '../../../src/model/event.ts';
import type { Freshness } from '../../../src/model/event.ts';
import type { Image, ImageRequest } from '../../../src/model/image.ts';
import type { PermissionCell } from '../../../src/model/permission.ts';
import type { ProblemCode } from '../../../src/model/problem.ts';
import { ACCOUNT, aProblem, instanceId, REGION } from '../builders.ts';
import { imageOf, requestOf, START } from './histories.ts';

export const HOUR = 3600_000;
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/cross-account-ami`;
export const MAIN_ROLE = 'arn:aws:iam::111111111111:role/cross-account-ami-main';

export const signedIn: Happening = {
  kind: 'signed-in',
  account: '111111111111',
  arn: 'arn:aws:sts::111111111111:assumed-role/main/octo',
  how: 'OIDC',
};

/** The image of the n-th instance, made so long before the beginning of the run. */
export function oldImage(number: number, age = HOUR, parts: Partial<Image> = {}): Image {
  return imageOf(number, { createdAt: START - age, ...parts });
}

export function skipped(number: number, parts: Partial<ImageRequest> = {}): Happening {
  return { kind: 'skipped', request: requestOf(number, parts), image: oldImage(number) };
}

export function checked(number: number, freshness: Freshness, parts: Partial<ImageRequest> = {}): Happening {
  return { kind: 'checked', of: requestOf(number, parts), freshness };
}

interface Plan {
  readonly request?: ImageRequest;
  readonly outcome?: 'adopted' | 'skipped';
  /** Of one that exists already. */
  readonly image?: Image;
  readonly snapshots?: number;
  readonly sizeGiB?: number | null;
}

export function planned(number: number, parts: Plan = {}): Happening {
  const { request = requestOf(number), outcome = 'adopted', image, snapshots = 2, sizeGiB = 16 } = parts;
  if (image !== undefined) return { kind: 'planned', plan: { outcome, request, image } };
  return { kind: 'planned', plan: { outcome: 'created', request, snapshots, sizeGiB } };
}

/** What a backup would fail with, for the n-th instance or for a whole target. */
export function foreseen(code: ProblemCode, number?: number): Happening {
  const place = { account: ACCOUNT, region: REGION };
  if (number === undefined) return { kind: 'foreseen', target: 1, problem: aProblem(code, { place }) };
  const instance = instanceId(number);
  return {
    kind: 'foreseen',
    of: requestOf(number),
    problem: aProblem(code, { place: { ...place, instance } }),
  };
}

export function aCell(parts: Partial<PermissionCell> = {}): PermissionCell {
  return {
    action: 'ec2:CreateImage',
    place: { account: ACCOUNT, region: REGION },
    role: ROLE,
    answer: 'allowed',
    ...parts,
  };
}

export function tried(parts: Partial<PermissionCell> = {}, target = 1): Happening {
  return { kind: 'tried', target, cell: aCell(parts) };
}

/** A call that is denied, as a failure of the plan. */
export function denied(parts: Partial<PermissionCell> = {}, target = 1): Happening {
  const cell = aCell({ answer: 'denied', ...parts });
  const what = `${cell.action} is denied`;
  return {
    kind: 'tried',
    target,
    cell,
    problem: aProblem('AccessDenied', { phase: 'plan', place: cell.place, what }),
  };
}

/** What somebody may have called an instance, an image or a tag. */
export const EVIL = '</td><img src=x onerror=alert(1)>|`code`\n::error::x';
