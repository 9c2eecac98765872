/** The forms of mappings: of free keys to values of one form, and of known keys. */
import * as v from 'valibot';
import { isMapping, isNothing, shaped, shapeOf, type Form } from './forms.ts';

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
