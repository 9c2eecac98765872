/** Recorded calls against the roles that somebody would deploy for them. */
import { awsActions } from '../../src/model/aws-actions.ts';
import type { Asked } from '../../src/model/action-row.ts';
import type { NamedResource, RecordedCall } from '../emulator/calls.ts';
import { pruningTarget } from '../unit/image-builders.ts';
import type { Check } from './checks.ts';
import { isAllowed } from './evaluate.ts';
import { placesOf, type Place } from './places.ts';
import { referenceOf } from './reference.ts';
import { allChecks, decidedBy } from './verdict.ts';

export interface Proved {
  readonly action: string;
  readonly calls: number;
  readonly checks: number;
  /** Which stack it takes. */
  readonly granted: 'create' | 'prune';
}

export interface Proof {
  readonly proved: readonly Proved[];
  /** Every action that was checked, also within another. */
  readonly asked: ReadonlySet<string>;
  readonly denied: readonly string[];
  /** Calls, or parts of one, that no policy of the templates can be asked about, with the reason. */
  readonly left: readonly string[];
}

const RUN_KEY = 'cross-account-ami:run-key';

/** Actions of the table that no test of the gate asks for, with the reason. */
const UNASKED: Readonly<Record<string, string>> = {};

/** The actions of the table that no call was checked for. */
export function neverAsked({ asked }: Proof): string[] {
  const missing = Object.keys(awsActions).filter((action) => !asked.has(action));
  const surplus = Object.keys(UNASKED).filter((action) => asked.has(action));
  return [
    ...missing.filter((action) => UNASKED[action] === undefined),
    ...surplus.map((action) => `${action}, or so it is listed, but it was`),
  ];
}

/** Makes what pruning alone makes: nothing else may need the rights to prune. */
export function isPruning(action: string): boolean {
  const row = Object.entries(awsActions).find(([name]) => name === action)?.[1];
  const all: Asked = {
    targets: [pruningTarget({ looseAfter: 0 })],
    watches: true,
    prunes: true,
    encrypted: true,
  };
  if (row === undefined) return false;
  return row.needed(all) && !row.needed({ ...all, prunes: false });
}

export async function proofOf(calls: readonly RecordedCall[]): Promise<Proof> {
  const answers = new Map<string, boolean>();
  const counts = new Map<string, Proved>();
  const asked = new Set<string>();
  const denied = new Set<string>();
  const left = new Map<string, number>();
  const leave = (why: string): void => void left.set(why, (left.get(why) ?? 0) + 1);
  for (const { call: whole, places, why } of placesOf(calls, isPruning)) {
    const call = withoutStrangers(whole, leave);
    if (call === undefined) continue;
    const reason = why ?? (await isAboutNothing(call));
    if (reason !== undefined) leave(reason);
    const checks = reason === undefined ? await allChecks(call) : [];
    for (const check of checks) asked.add(check.action);
    for (const [place, check] of places.flatMap((each) => checks.map((one) => [each, one] as const))) {
      const key = `${place.key} ${JSON.stringify(check)}`;
      const allowed = answers.get(key) ?? isAllowed(check, place.roles.get(decidedBy(check)));
      answers.set(key, allowed);
      if (!allowed) denied.add(told(check, place));
    }
    if (checks.length > 0) count(counts, call, checks.length * places.length);
  }
  return {
    proved: [...counts.values()].toSorted((a, b) => (a.action < b.action ? -1 : 1)),
    asked,
    denied: [...denied],
    left: [...left].map(([why, times]) => `${times} times: ${why}`),
  };
}

/** EC2 knows no tags of what is not there, and says so whatever the policies. */
async function isAboutNothing(call: RecordedCall): Promise<string | undefined> {
  const missing = (call.resources ?? []).filter(({ exists }) => !exists);
  if (missing.length === 0) return undefined;
  const { kinds } = await referenceOf(`${call.service}:${call.action}`);
  return missing.some(({ kind }) => kinds.some(({ name }) => name === kind))
    ? `${call.action} of what is not there`
    : undefined;
}

/**
 * The role shall not delete a snapshot without our tags, not even one of an image of ours: EC2 then leaves it, and reports it
 * (`SnapshotsLeft`).
 */
function withoutStrangers(call: RecordedCall, leave: (why: string) => void): RecordedCall | undefined {
  const { action, resources = [] } = call;
  if (action !== 'DeregisterImage' && action !== 'DeleteSnapshot') return call;
  const isOurs = ({ exists, tags }: NamedResource): boolean =>
    exists ? RUN_KEY in tags : action === 'DeleteSnapshot';
  const ours = resources.filter((one) => one.kind !== 'snapshot' || isOurs(one));
  if (ours.length < resources.length) leave(`${action} of snapshots without our tags, or gone already`);
  return ours.length > 0 ? { ...call, resources: ours } : undefined;
}

function told(check: Check, place: Place): string {
  const { action, resource, caller, context, by } = check;
  const policies = 'policiesOf' in by ? `policies of ${by.policiesOf}` : `trust of ${by.trustOf}`;
  return `${action}\n  on ${resource}\n  for ${caller}\n  by the ${policies}, deployed with ${place.key}\n  ${JSON.stringify(context)}`;
}

function count(counts: Map<string, Proved>, call: RecordedCall, checks: number): void {
  const action = `${call.service}:${call.action}`;
  const granted = isPruning(action) ? 'prune' : 'create';
  const before = counts.get(action);
  counts.set(action, {
    action,
    granted,
    calls: (before?.calls ?? 0) + 1,
    checks: (before?.checks ?? 0) + checks,
  });
}
