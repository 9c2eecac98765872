/** Why an image of ours is kept or goes: a code for programs, and its text for people. */

export interface Reason {
  readonly code: ReasonCode;
  readonly text: string;
}

type Text = (...facts: readonly (string | number)[]) => string;

/** Every reason, with its text. */
const texts = {
  // What the policy says.
  last: (position) => `last ${position}`,
  hourly: (period) => `hourly ${period}`,
  daily: (period) => `daily ${period}`,
  weekly: (period) => `weekly ${period}`,
  monthly: (period) => `monthly ${period}`,
  yearly: (period) => `yearly ${period}`,
  oldest: (counter) => `oldest, ${counter} has room`,
  within: () => 'within the kept time',
  'no-rule': () => 'no rule keeps it',
  'does-not-count': (why) => `${why}`,

  // What the run is doing.
  'this-run': () => 'the image of this run',
  'newest-not-listed': () => 'the newest image is not listed yet',
  'no-new-image': (why) => `${why}`,
  'max-prunes': (most) => `pruned in a later run, as max-prunes is ${most}`,
  cancelled: () => 'pruned in a later run, as this one was cancelled',
  'not-checked': (what) => `not checked: ${what}`,
  'not-checked-again': (what) => `not checked again: ${what}`,
  'not-pruned': (what) => `could not be pruned: ${what}`,

  // What became of the instance.
  'instance-exists': (state) => `its instance is ${state} and not selected`,
  'gone-lately': () => 'its instance no longer exists, and its newest image is younger than gone-after',
  'gone-long': () => 'its instance no longer exists, and its newest image is older than gone-after',
  unattended: () => 'no target of this run looks at it',

  // What holds the image, or a snapshot of it.
  'deregistration-protection': (protection) => `deregistration protection is ${protection}`,
  shared: (whom) => `shared with ${whom}`,
  managed: (by) => `managed by ${by}`,
  'in-use': (use) => `${use}`,
  'snapshot-held': (hold) => `${hold}`,
} as const satisfies Record<string, Text>;

export type ReasonCode = keyof typeof texts;

/** A reason with what its text tells besides. */
export function reason<C extends ReasonCode>(code: C, ...facts: Parameters<(typeof texts)[C]>): Reason {
  const text: Text = texts[code];
  return { code, text: text(...facts) };
}

/** The texts, in the same order. */
export function reasonTexts(reasons: readonly Reason[]): string[] {
  return reasons.map(({ text }) => text);
}
