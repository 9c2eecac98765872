/** An attack: a call that the roles let through, with one thing changed, which they must not. */
import type { NamedResource, RecordedCall, Tags } from '../emulator/calls.ts';
import { typicalCalls } from './typical-calls.ts';

export interface Attack {
  /** The call that is allowed. */
  readonly like: string;
  readonly attack: string;
  readonly call: RecordedCall;
}

export type Change = Partial<RecordedCall> | ((call: RecordedCall) => Partial<RecordedCall>);

/** Attacks that differ from one allowed call. */
export function beside(like: string, changes: Readonly<Record<string, Change>>): Attack[] {
  const call = typicalCalls[like];
  if (call === undefined) throw new RangeError(`no typical call ${like}`);
  return Object.entries(changes).map(([attack, change]) => ({
    like,
    attack,
    call: { ...call, ...(typeof change === 'function' ? change(call) : change) },
  }));
}

export const claims =
  (parts: Record<string, string>): Change =>
  (call) => ({
    claims: { ...call.claims, ...parts },
  });

export const withoutClaim =
  (claim: string): Change =>
  (call) => ({ claims: changed(call.claims ?? {}, { [claim]: undefined }) });

/** The tags of the request, for the image and the snapshots, or for one of them. */
export const tagging =
  (parts: Record<string, string | undefined>, kinds = ['image', 'snapshot']): Change =>
  (call) => ({
    tags: Object.fromEntries(
      Object.entries(call.tags ?? {}).map(([kind, tags]) => [
        kind,
        kinds.includes(kind) ? changed(tags, parts) : tags,
      ]),
    ),
  });

/** What the call names, all of it or one kind. */
export const naming =
  (parts: Partial<NamedResource>, kinds = ['image', 'instance', 'snapshot']): Change =>
  (call) => ({
    resources: (call.resources ?? []).map((one) => (kinds.includes(one.kind) ? { ...one, ...parts } : one)),
  });

/** The tags of what the call names. */
export const tagged =
  (parts: Record<string, string | undefined>, kinds = ['image', 'instance', 'snapshot']): Change =>
  (call) => ({
    resources: (call.resources ?? []).map((one) =>
      kinds.includes(one.kind) ? { ...one, tags: changed(one.tags, parts) } : one,
    ),
  });

function changed(tags: Tags, parts: Record<string, string | undefined>): Tags {
  const entries = Object.entries({ ...tags, ...parts });
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
