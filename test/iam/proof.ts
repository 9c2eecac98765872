/** Recorded calls against the roles that somebody would deploy for them. */
import { awsActions } from '../../src/model/aws-actions.ts';
import type { Asked } from '../../src/model/action-row.ts';
import type { RecordedCall } from '../emulator/calls.ts';
import type { Check } from './checks.ts';
import { isAllowed } from './evaluate.ts';
import { placesOf, type Place } from './places.ts';
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
  /** Calls that no policy of the templates can be asked about, with the reason. */
  readonly left: readonly string[];
}

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
  const all: Asked = { targets: [], watches: true, prunes: true, encrypted: true };
  if (row === undefined) return false;
  if (action === 'ec2:ListImagesInRecycleBin') return true;
  return row.needed(all) && !row.needed({ ...all, prunes: false });
}

export async function proofOf(calls: readonly RecordedCall[]): Promise<Proof> {
  const answers = new Map<string, boolean>();
  const counts = new Map<string, Proved>();
  const asked = new Set<string>();
  const denied = new Set<string>();
  const left = new Map<string, number>();
  for (const { call, places, why } of placesOf(calls, isPruning)) {
    if (why !== undefined) left.set(why, (left.get(why) ?? 0) + 1);
    const checks = places.length === 0 ? [] : await allChecks(call);
    for (const check of checks) {
      asked.add(check.action);
      for (const place of places) {
        const key = `${place.key} ${JSON.stringify(check)}`;
        const allowed = answers.get(key) ?? isAllowed(check, place.roles.get(decidedBy(check)));
        answers.set(key, allowed);
        if (!allowed) denied.add(reason(check, place));
      }
    }
    if (checks.length > 0) count(counts, call, checks.length * places.length);
  }
  return {
    proved: [...counts.values()].toSorted((a, b) => (a.action < b.action ? -1 : 1)),
    asked,
    denied: [...denied],
    left: [...left].map(([why, times]) => `${times} calls: ${why}`),
  };
}

function reason(check: Check, place: Place): string {
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
