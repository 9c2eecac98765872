/** The calls that the emulators of the latest test run have recorded (aws/recording.py). */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const CALLS = resolve(import.meta.dirname, '../../.cache/calls');

/** A resource that a call names, as it was when the call came. */
export interface NamedResource {
  readonly kind: string;
  readonly id: string;
  /** The account. */
  readonly owner: string;
  readonly exists: boolean;
  readonly tags: Tags;
}

export type Tags = Readonly<Record<string, string>>;

export interface RecordedCall {
  /** All calls of one test, or of several that share an emulator: between two of them everything is forgotten. */
  readonly world: string;
  readonly service: string;
  readonly action: string;
  /** Empty for a call without a signature. */
  readonly region: string;
  readonly dryRun: boolean;
  /** No role: a user. Null: not signed, or by nobody whom AWS knows. */
  readonly caller: { readonly arn: string; readonly role: string | null; readonly account: string } | null;

  /** EC2 and Auto Scaling: the tags in the request, by kind of resource. */
  readonly tags?: Readonly<Record<string, Tags>>;
  readonly resources?: readonly NamedResource[];
  /** What EC2 looks up in the name of the caller, within this call. */
  readonly looksInto?: readonly string[];
  /** In which service's name it looks there. Default: EC2's, for images. */
  readonly looksAs?: string;

  /** STS: the role that is asked for. */
  readonly role?: string | null;
  readonly sessionName?: string | null;
  readonly externalId?: string | null;
  readonly sourceIdentity?: string | null;
  readonly sessionTags?: Tags;
  readonly claims?: Readonly<Record<string, string>> | null;
}

/** In no order; fails when the emulator could not describe a call. */
export function readCalls(): RecordedCall[] {
  return readdirSync(CALLS)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readFileSync(join(CALLS, name), 'utf8').trimEnd().split('\n'))
    .map((line) => {
      const call = JSON.parse(line) as RecordedCall | { readonly unreadable: string };
      if ('unreadable' in call) throw new Error(`A call could not be recorded: ${call.unreadable}`);
      return call;
    });
}
