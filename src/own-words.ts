/** Which texts of an event are the action's own. They stay as they are, also where somebody has chosen one for a password. */
import type { Happening } from './model/event.ts';

/** Names of the fields, at any depth, of whose texts `Kind` says that they are looked for. */
type FieldsOf<T, Kind> = T extends readonly (infer M)[]
  ? FieldsOf<M, Kind>
  : T extends object
    ? { [K in Named<keyof T>]: TextsOf<T[K]> extends Kind ? K : FieldsOf<T[K], Kind> }[Named<keyof T>]
    : never;

type TextsOf<T> = [NonNullable<T>] extends [string] ? (string extends T ? 'any' : 'own') : 'none';

/** Those whose texts the types name one by one, and that are never of any text. */
type OwnField = Exclude<FieldsOf<Happening, 'own'>, FieldsOf<Happening, 'any'>>;

/** The keys of a mapping of any text are no names. */
type Named<K> = K extends string ? (string extends K ? never : K) : never;

/** Their texts are words of the types: kinds, codes, outcomes. */
export const ownFields: Readonly<Record<OwnField, true>> = {
  kind: true,
  mode: true,
  code: true,
  phase: true,
  saidBy: true,
  answer: true,
  outcome: true,
  decision: true,
  Effect: true,
};

/** States of images and instances, which are EC2's words. */
const states = [
  'pending',
  'available',
  'failed',
  'error',
  'invalid',
  'deregistered',
  'disabled',
  'transient',
];

/** Whether the text of a field stands for itself, and is no text of others. */
export function isOwnWord(field: string, text: string): boolean {
  return Object.hasOwn(ownFields, field) || (field === 'state' && states.includes(text));
}
