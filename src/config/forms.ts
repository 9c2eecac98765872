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
