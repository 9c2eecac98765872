/** Events of plans, checks and skipped instances, as builders and as arbitrary values. */
import fc from 'fast-check';
import type { Event, Happening, PlannedImage } from '../../../src/model/event.ts';
import type { Freshness } from '../../../src/model/freshness.ts';
import type { Image, ImageRequest } from '../../../src/model/image.ts';
import type { PermissionCell } from '../../../src/model/permission.ts';
import type { ProblemCode } from '../../../src/model/problem.ts';
import { ACCOUNT, anImage, anInstance, aProblem, aRequest, instanceId, REGION } from '../builders.ts';
import { happening, hostile, imageOf, problem, requestOf, START } from './histories.ts';

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

const facts = {
  number: fc.integer({ min: 1, max: 4 }),
  target: fc.integer({ min: 1, max: 3 }),
  region: fc.constantFrom('eu-west-1', 'cn-north-1', 'mars-1'),
  instanceName: hostile,
  name: hostile,
};
const request = fc
  .record({ ...facts, noReboot: fc.boolean(), tag: fc.tuple(hostile, hostile), devices: fc.array(hostile) })
  .map(({ number, target, region, instanceName, name, noReboot, tag: [key, value], devices }) => {
    const instance = anInstance({ id: instanceId(number), name: instanceName });
    const tags = [{ key, value }];
    return aRequest({ target, region, instance, name, noReboot, tags, excludedDevices: devices });
  });
/** Whatever EC2 makes its ids of, they hold no round brackets. */
export const imageId = hostile.map((text) => text.replace(/[()]/g, ''));

const image = fc
  .record({ id: imageId, name: hostile, createdAt: fc.nat(START), state: hostile, sizeGiB: fc.nat(99) })
  .map((parts) => anImage(parts));
const cell: fc.Arbitrary<PermissionCell> = fc
  .record(
    {
      action: fc.constantFrom('ec2:CreateImage', 'ec2:DeleteSnapshot', 'sts:AssumeRole'),
      region: facts.region,
      role: fc.constantFrom(ROLE, MAIN_ROLE),
      answer: fc.constantFrom('allowed', 'denied', 'cannot be tried'),
      note: hostile,
      statements: fc.constant([{ Effect: 'Allow', Action: 'ec2:CreateImage', Resource: '*' }] as const),
    },
    { requiredKeys: ['action', 'role', 'answer'] },
  )
  .map(({ region, ...parts }) =>
    aCell({ ...parts, place: { account: ACCOUNT, ...(region === undefined ? {} : { region }) } }),
  );
const freshness: fc.Arbitrary<Freshness> = fc.oneof(
  fc.record({ kind: fc.constantFrom('fresh', 'too old'), image }),
  fc.record({ kind: fc.constant('no image'), because: hostile }, { requiredKeys: ['kind'] }),
  fc.record({ kind: fc.constant('too new') }),
);
const plan: fc.Arbitrary<PlannedImage> = fc.oneof(
  fc.record({
    request,
    outcome: fc.constant('created'),
    snapshots: fc.nat(9),
    sizeGiB: fc.option(fc.nat(99)),
  }),
  fc.record({
    request,
    image,
    outcome: fc.constantFrom('adopted', 'skipped'),
  }),
);

/** Any happening of the modes plan, check and wait. */
export const planHappening: fc.Arbitrary<Happening> = fc.oneof(
  { arbitrary: happening, weight: 4 },
  fc.record({
    kind: fc.constant('started'),
    mode: fc.constantFrom('plan', 'check', 'wait', 'backup', 'prune'),
    runKey: fc.constant('42-aa'),
    reportFile: fc.constant('/tmp/r.json'),
    wait: fc.boolean(),
    maxFailures: fc.nat(3),
  }),
  fc.record({ kind: fc.constant('skipped'), request, image }),
  fc.record({ kind: fc.constant('planned'), plan }),
  fc.record(
    { kind: fc.constant('foreseen'), target: facts.target, of: request, problem },
    { requiredKeys: ['kind', 'problem'] },
  ),
  fc.record(
    { kind: fc.constant('tried'), target: facts.target, cell, problem },
    { requiredKeys: ['kind', 'cell'] },
  ),
  fc.record({ kind: fc.constant('sharded'), shards: fc.constantFrom(['1/1'], ['1/2', '2/2']) }),
  fc.record({ kind: fc.constant('checked'), of: request, freshness }),
  fc.record({ kind: fc.constant('removed'), what: hostile, place: fc.constant({ account: ACCOUNT }) }),
);

export const planEvents: fc.Arbitrary<Event[]> = fc
  .array(fc.tuple(fc.nat(60_000), planHappening), { maxLength: 30 })
  .map((steps) => {
    let at = START;
    return steps.map(([later, what]) => ({ at: (at += later), ...what }));
  });
