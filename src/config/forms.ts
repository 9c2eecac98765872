/**
 * The forms of values: each reads plain YAML values (text, lists, mappings), and its messages say what is
 * expected. Each carries its shape, from which the JSON Schema for editors is made.
 */
import * as v from 'valibot';
import type { PlainMapping } from './yaml-text.ts';

/** Reads any plain value; answers what it means. */
export type Form<T = unknown> = v.GenericSchema<unknown, T>;

/** What a value looks like, for a reader that knows no schema library. */
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

/** A list longer than this is a mistake: EC2 holds no more images in a region ("AMI quotas"). */
export const MAX_ITEMS = 50_000;

/** Text that matches a pattern. */
export function text(pattern: RegExp, expected: string): Form<string> {
  return v.pipe(
    v.unknown(),
    v.string(expected),
    v.regex(pattern, expected),
    shaped({ kind: 'text', pattern }),
  );
}

/** One of a few words. */
export function choice<const W extends string>(words: readonly W[]): Form<W> {
  const expected = `one of ${words.join(', ')}`;
  return v.pipe(v.unknown(), v.picklist(words, expected), shaped({ kind: 'choice', words }));
}

/** The six spellings of a boolean that the toolkit's `getBooleanInput` takes. */
export const booleanWords = ['true', 'True', 'TRUE', 'false', 'False', 'FALSE'] as const;

export function boolean(): Form<boolean> {
  return v.pipe(
    v.unknown(),
    v.picklist(booleanWords, 'true or false'),
    v.transform((word) => word.toLowerCase() === 'true'),
    shaped({ kind: 'boolean' }),
  );
}

/** A whole number within bounds. */
export function integer(least: number, most: number): Form<number> {
  const expected = `a whole number from ${least} to ${most}`;
  return v.pipe(
    v.unknown(),
    v.string(expected),
    v.regex(/^(0|[1-9]\d{0,8})$/, expected),
    v.transform(Number),
    v.minValue(least, expected),
    v.maxValue(most, expected),
    shaped({ kind: 'integer', least, most }),
  );
}

const unitMilliseconds: Readonly<Record<string, number>> = {
  m: 60e3,
  h: 3600e3,
  d: 24 * 3600e3,
  w: 7 * 24 * 3600e3,
};

interface LeastDuration {
  /** Milliseconds. */
  readonly least: number;
  /** The same as a duration. */
  readonly words: string;
}

/** A duration such as `5h30m`, as milliseconds. */
export function duration(from: LeastDuration = { least: 0, words: '' }): Form<number> {
  const pattern = /^(\d{1,6}[mhdw])+$/;
  const expected =
    from.least === 0
      ? 'a duration of whole numbers with m, h, d or w, such as 5h30m'
      : `a duration of at least ${from.words}, of whole numbers with m, h, d or w`;
  return v.pipe(
    v.unknown(),
    v.string(expected),
    v.regex(pattern, expected),
    v.check((words) => millisecondsOf(words) >= from.least, expected),
    v.transform(millisecondsOf),
    shaped({ kind: 'text', pattern }),
  );
}

function millisecondsOf(words: string): number {
  const parts = [...words.matchAll(/(\d+)([mhdw])/g)];
  return parts.reduce((sum, [, n, unit]) => sum + Number(n) * (unitMilliseconds[unit ?? ''] ?? 0), 0);
}

/** What an issue says to have received when an item is repeated. */
export const AGAIN = 'again';

/** A list, or text split at commas and new lines; `least` items at least, and each only once. */
export function list<T>(item: Form<T>, expected: string, least = 1): Form<T[]> {
  return v.pipe(
    v.unknown(),
    v.union([v.string(), v.array(v.unknown())], `${expected}, as a list or as text with commas`),
    v.transform((value) => (typeof value === 'string' ? splitText(value) : value)),
    v.array(item),
    v.minLength(least, `${expected}, at least one`),
    v.maxLength(MAX_ITEMS, `${expected}, at most ${MAX_ITEMS}`),
    v.rawCheck(({ dataset, addIssue }) => {
      const at = dataset.typed ? repeated(dataset.value) : -1;
      if (at < 0) return;
      const place = { type: 'unknown', origin: 'value', input: dataset.value, key: at } as const;
      const value = (dataset.value as readonly unknown[])[at];
      addIssue({
        message: `${expected}, each only once`,
        input: value,
        received: AGAIN,
        path: [{ ...place, value }],
      });
    }),
    shaped({ kind: 'list', item: shapeOf(item), least }),
  );
}

interface MappingRules {
  readonly key: { readonly pattern: RegExp; readonly expected: string };
  readonly least: number;
  readonly most: number;
  readonly expected: string;
}

/** A mapping whose keys match a pattern to values of one form. */
export function mapping<T>(
  value: Form<T>,
  { key, least, most, expected }: MappingRules,
): Form<Record<string, T>> {
  return v.pipe(
    v.unknown(),
    v.custom<Record<string, unknown>>(isMapping, expected),
    v.minEntries(least, `${expected}, at least one`),
    v.maxEntries(most, `${expected}, at most ${most}`),
    eachEntry(value, key),
    shaped({ kind: 'mapping', key: key.pattern, value: shapeOf(value), least, most }),
  );
}

/** A mapping of known keys, each with its form; a key without a value is not given. */
export function keys<T>(forms: { readonly [K in keyof T]: Form<T[K]> }, expected: string): Form<Partial<T>> {
  const entries = Object.entries<Form>(forms as Readonly<Record<string, Form>>);
  const names = `one of the keys ${entries.map(([name]) => name).join(', ')}`;
  const known = Object.fromEntries(entries.map(([name, form]) => [name, v.nullish(form)]));
  const shapes = Object.fromEntries(entries.map(([name, form]) => [name, shapeOf(form)]));
  return v.pipe(
    v.unknown(),
    v.custom<Record<string, unknown>>(isMapping, expected),
    v.transform(emptyAsNull),
    v.strictObject(known, names),
    v.transform(
      (given) => Object.fromEntries(Object.entries(given).filter(([, value]) => value != null)) as Partial<T>,
    ),
    shaped({ kind: 'keys', keys: shapes }),
  );
}

function emptyAsNull(given: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(given).map(([key, value]) => [key, isNothing(value) ? null : value]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

/** Reads every entry. Unlike `v.record` it loses none whose key means something to JavaScript. */
function eachEntry<T>(
  form: Form<T>,
  key: MappingRules['key'],
): v.RawTransformAction<Record<string, unknown>, Record<string, T>> {
  return v.rawTransform(({ dataset: { value: given }, addIssue, NEVER }) => {
    const before = Object.entries(given).map(([name, value]) => {
      const place = { type: 'object', origin: 'value', input: given, key: name, value } as const;
      if (!key.pattern.test(name)) {
        addIssue({ message: key.expected, input: name, path: [place] });
        return undefined;
      }
      const parsed = v.safeParse(form, value);
      if (parsed.success) return [name, parsed.output] as const;
      for (const { message, input, received, path = [] } of parsed.issues)
        addIssue({ message, input, received, path: [place, ...path] });
      return undefined;
    });
    const entries = before.filter((entry) => entry !== undefined);
    return entries.length < before.length ? NEVER : Object.fromEntries(entries);
  });
}

/** Adds the shape of a form to its schema. */
export function shaped<T>(shape: Shape): v.MetadataAction<T, { shape: Shape }> {
  return v.metadata({ shape });
}

export function shapeOf(form: Form): Shape {
  const { shape } = v.getMetadata(form) as { shape?: Shape };
  return shape ?? { kind: 'text', pattern: /^[^]*$/ };
}

/** Whether an input of this form is written in YAML or JSON. */
export function isYaml(form: Form): boolean {
  return ['list', 'mapping', 'keys', 'any of'].includes(shapeOf(form).kind);
}

/** What an expression leaves that came out empty, in quotes or without: the key is not given. */
export function isNothing(value: unknown): boolean {
  return value == null || (typeof value === 'string' && value.trim() === '');
}

export function isMapping(value: unknown): value is PlainMapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Items of a text list; empty ones, as after a last comma, are none. */
export function splitText(value: string): string[] {
  return value
    .split(/[,\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** Where the first item stands that was there before. */
function repeated(items: readonly unknown[]): number {
  const seen = new Set<unknown>();
  return items.findIndex((item) => seen.size === seen.add(item).size);
}
