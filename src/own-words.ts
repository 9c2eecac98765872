/** The words that events are made of: kinds, codes, states. */
import { modes, type Happening } from './model/event.ts';
import { matrixRows, type Need } from './model/permission.ts';
import { catalogue, type ProblemCode } from './model/problem.ts';

/** Texts that the type of a value names one by one. */
type Literals<T> = T extends string
  ? string extends T
    ? never
    : T
  : T extends object
    ? { [K in keyof T]: Literals<T[K]> }[T extends readonly unknown[] ? number & keyof T : keyof T]
    : never;

type OwnWord = Exclude<Literals<Happening>, ProblemCode | Need | (typeof modes)[number] | undefined>;

/** What an event is made of. It stays as it is, also where somebody has chosen one of these words for a password. */
const wordsOfEvents: Record<OwnWord, true> = {
  started: true,
  'signed-in': true,
  'target-signed-in': true,
  selected: true,
  created: true,
  adopted: true,
  skipped: true,
  planned: true,
  foreseen: true,
  tried: true,
  sharded: true,
  checked: true,
  progressed: true,
  available: true,
  failed: true,
  'target-failed': true,
  'run-failed': true,
  'target-started': true,
  retained: true,
  pruned: true,
  'prune-failed': true,
  removed: true,
  held: true,
  unattended: true,
  noticed: true,
  warned: true,
  vanished: true,
  loose: true,
  'sign-in': true,
  create: true,
  copy: true,
  AWS: true,
  GitHub: true,
  'the system': true,
  'the action': true,
  fresh: true,
  'too old': true,
  'no image': true,
  'too new': true,
  keep: true,
  allowed: true,
  denied: true,
  'cannot be tried': true,
  Allow: true,
  'sts:AssumeRoleWithWebIdentity': true,
  'sts:GetCallerIdentity': true,
  'sts:AssumeRole': true,
};

/** States of images, which are EC2's words. */
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

/** A text that stands for itself in an event, and is no text of others. */
export function isOwnWord(text: string): boolean {
  return (
    [wordsOfEvents, catalogue, matrixRows].some((words) => Object.hasOwn(words, text)) || isModeOrState(text)
  );
}

function isModeOrState(text: string): boolean {
  return [...modes, ...states].includes(text);
}
