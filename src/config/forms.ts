/**
 * The forms of values: each reads plain YAML values (text, lists, mappings), and its messages say what is
 * expected. `json` describes the same values as an editor sees them, with numbers and booleans.
 */
import * as v from 'valibot';

/** Reads any plain value; answers what it means. */
export type Form<T = unknown> = v.GenericSchema<unknown, T>;

type JsonSchema = Readonly<Record<string, unknown>>;

/** Text that matches a pattern. */
export function text(pattern: RegExp, expected: string): Form<string> {
  const schema = { type: 'string', pattern: pattern.source };
  return v.pipe(v.unknown(), v.string(expected), v.regex(pattern, expected), v.metadata({ json: schema }));
}

/** One of a few words. */
export function choice<const W extends string>(words: readonly W[]): Form<W> {
  const expected = `one of ${words.join(', ')}`;
  return v.pipe(v.unknown(), v.picklist(words, expected), v.metadata({ json: { enum: words } }));
}

/** The six spellings of a boolean that the toolkit's `getBooleanInput` takes. */
export function boolean(): Form<boolean> {
  const words = ['true', 'True', 'TRUE', 'false', 'False', 'FALSE'];
  return v.pipe(
    v.unknown(),
    v.picklist(words, 'true or false'),
    v.transform((word) => word.toLowerCase() === 'true'),
    v.metadata({ json: { anyOf: [{ type: 'boolean' }, { enum: words }] } }),
  );
}

/** A whole number within bounds. */
export function integer(least: number, most: number): Form<number> {
  const expected = `a whole number from ${least} to ${most}`;
  return v.pipe(
    v.unknown(),
    v.string(expected),
    v.regex(/^\d{1,9}$/, expected),
    v.transform(Number),
    v.minValue(least, expected),
    v.maxValue(most, expected),
    v.metadata({ json: { type: 'integer', minimum: least, maximum: most } }),
  );
}

const unitMilliseconds: Readonly<Record<string, number>> = {
  m: 60e3,
  h: 3600e3,
  d: 24 * 3600e3,
  w: 7 * 24 * 3600e3,
};

/** A duration such as `5h30m`, as milliseconds. */
export function duration(): Form<number> {
  const pattern = /^(\d{1,6}[mhdw])+$/;
  const expected = 'a duration of whole numbers with m, h, d or w, such as 5h30m';
  return v.pipe(
    v.unknown(),
    v.string(expected),
    v.regex(pattern, expected),
    v.transform((words) => [...words.matchAll(/(\d+)([mhdw])/g)]),
    v.transform((parts) =>
      parts.reduce((sum, [, n, unit]) => sum + Number(n) * (unitMilliseconds[unit ?? ''] ?? 0), 0),
    ),
    v.metadata({ json: { type: 'string', pattern: pattern.source } }),
  );
}

/** A list, or text split at commas and new lines; `least` items at least. */
export function list<T>(item: Form<T>, expected: string, least = 1): Form<T[]> {
  const items = jsonOf(item);
  return v.pipe(
    v.unknown(),
    v.union([v.string(), v.array(v.unknown())], `${expected}, as a list or as text with commas`),
    v.transform((value) => (typeof value === 'string' ? splitText(value) : value)),
    v.array(item),
    v.minLength(least, `${expected}, at least one`),
    v.check((items) => new Set(items).size === items.length, `${expected}, each only once`),
    v.metadata({
      json: {
        anyOf: [
          { type: 'string', minLength: least },
          { type: 'array', items, minItems: least, uniqueItems: true },
        ],
      },
      yaml: true,
    }),
  );
}

/** A mapping of free keys to values of one form. */
export function mapping<T>(value: Form<T>, expected: string): Form<Record<string, T>> {
  const schema = { type: 'object', additionalProperties: jsonOf(value) };
  return v.pipe(
    v.unknown(),
    v.custom<Record<string, unknown>>(isMapping, expected),
    v.record(v.string(), value),
    v.metadata({ json: schema, yaml: true }),
  );
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Items of a text list; empty ones, as after a last comma, are none. */
export function splitText(value: string): string[] {
  return value
    .split(/[,\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** What an editor may accept for the form. */
export function jsonOf(form: Form): JsonSchema {
  const metadata: Readonly<Record<string, unknown>> = v.getMetadata(form);
  return (metadata['json'] as JsonSchema | undefined) ?? {};
}

/** Whether an input of this form is written in YAML or JSON. */
export function isYaml(form: Form): boolean {
  const metadata: Readonly<Record<string, unknown>> = v.getMetadata(form);
  return metadata['yaml'] === true;
}
