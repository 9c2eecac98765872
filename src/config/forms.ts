/**
 * The forms of values: each reads plain YAML values (text, lists, mappings) and says what it expects instead of
 * others, and how to mend them. Each has its shape, from which the JSON Schema for editors is made.
 */
import { holdsHidden } from './hidden.ts';
import { forText, HIDDEN, type Mend } from './mends.ts';
import { didYouMean, shown, type Path, type Words } from './mistake.ts';

export interface Form<T = unknown> {
  readonly shape: Shape;
  /** Reads any plain value; answers what it means, or all that is wrong with it. */
  readonly read: (given: unknown) => Reading<T>;
  /** What a value of this form may still break as a whole. */
  rule?(value: T): readonly Words[];
}

export type Reading<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly flaws: readonly Flaw[] };

/** What is wrong with a value, or with a part of it. */
export interface Flaw extends Words {
  readonly path: Path;
}

/** What a value looks like. */
export type Shape =
  /** `known` are texts that an editor offers. */
  | { readonly kind: 'text'; readonly pattern: RegExp; readonly known?: readonly string[] }
  | { readonly kind: 'choice'; readonly words: readonly string[] }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'integer'; readonly least: number; readonly most: number }
  | { readonly kind: 'list'; readonly item: Shape; readonly least: number }
  | { readonly kind: 'values'; readonly value: Shape; readonly most: number }
  | {
      readonly kind: 'mapping';
      readonly key: RegExp;
      readonly value: Shape;
      readonly least: number;
      readonly most: number;
    }
  | { readonly kind: 'keys'; readonly keys: Readonly<Record<string, Shape>> }
  | { readonly kind: 'any of'; readonly shapes: readonly Shape[] };

/** A value that has the form. */
export function good<T>(value: T): Reading<T> {
  return { ok: true, value };
}

/** A value that has it not. */
export function bad(given: unknown, expected: string, mend?: Mend): Reading<never> {
  return { ok: false, flaws: [flaw(given, expected, mend)] };
}

export function flaw(given: unknown, expected: string, mend?: Mend): Flaw {
  const isHidden = typeof given === 'string' && holdsHidden(given);
  return { path: [], found: shown(given), expected, mend: isHidden ? HIDDEN : mend?.(given) };
}

/** The same form, whose values mean something else. */
export function meaning<T, U>({ shape, read }: Form<T>, mean: (value: T) => U): Form<U> {
  return {
    shape,
    read: (given) => {
      const reading = read(given);
      return reading.ok ? good(mean(reading.value)) : reading;
    },
  };
}

interface WordRules<T> {
  readonly shape: Shape;
  readonly expected: string;
  readonly mend?: Mend | undefined;
  /** What a text means; nothing when it has not the form. */
  readonly mean: (text: string) => T | undefined;
}

/** A single text that means something. */
export function word<T>({ shape, expected, mend, mean }: WordRules<T>): Form<T> {
  return {
    shape,
    read: (given) => {
      const value = typeof given === 'string' ? mean(given) : undefined;
      return value === undefined ? bad(given, expected, mend) : good(value);
    },
  };
}

/** Text that matches a pattern. */
export function text(pattern: RegExp, expected: string, mend?: Mend): Form<string> {
  const mean = (given: string): string | undefined => (pattern.test(given) ? given : undefined);
  return word({ shape: { kind: 'text', pattern }, expected, mend, mean });
}

/** One of a few words. */
export function choice<const W extends string>(words: readonly W[]): Form<W> {
  return word({
    shape: { kind: 'choice', words },
    expected: `one of ${words.join(', ')}`,
    mend: forText((given) => didYouMean(given, words)),
    mean: (given) => words.find((known) => known === given),
  });
}

/** The six spellings of a boolean that the toolkit's `getBooleanInput` takes. */
export const booleanWords: readonly string[] = ['true', 'True', 'TRUE', 'false', 'False', 'FALSE'];

export function boolean(): Form<boolean> {
  return word({
    shape: { kind: 'boolean' },
    expected: 'true or false',
    mean: (given) => (booleanWords.includes(given) ? given.toLowerCase() === 'true' : undefined),
  });
}

/** A whole number within bounds. */
export function integer(least: number, most: number): Form<number> {
  const expected = `a whole number from ${least} to ${most}`;
  return {
    shape: { kind: 'integer', least, most },
    read: (given) => {
      const isNumber = typeof given === 'string' && /^(0|[1-9]\d{0,8})$/.test(given);
      const value = isNumber ? Number(given) : NaN;
      return value >= least && value <= most ? good(value) : bad(isNumber ? value : given, expected);
    },
  };
}

const minutes: Readonly<Record<string, number>> = { m: 1, h: 60, d: 24 * 60, w: 7 * 24 * 60 };

/** A duration such as `5h30m`, as milliseconds; `least` is one as well. */
export function duration(least?: string): Form<number> {
  const pattern = /^(\d{1,6}[mhdw])+$/;
  const from = least === undefined ? 0 : milliseconds(least);
  const expected =
    least === undefined
      ? 'a duration of whole numbers with m, h, d or w, such as 5h30m'
      : `a duration of at least ${least}, of whole numbers with m, h, d or w`;
  const mean = (given: string): number | undefined =>
    pattern.test(given) && milliseconds(given) >= from ? milliseconds(given) : undefined;
  return word({ shape: { kind: 'text', pattern }, expected, mean });
}

function milliseconds(words: string): number {
  const parts = [...words.matchAll(/(\d+)([mhdw])/g)];
  return parts.reduce((sum, [, n, unit = '']) => sum + Number(n) * (minutes[unit] ?? 0) * 60e3, 0);
}
