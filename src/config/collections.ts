/** The forms of lists, of mappings of free keys, and of mappings of known keys. */
import { bad, flaw, good, type Flaw, type Form, type Reading } from './forms.ts';
import { forText, type Mend } from './mends.ts';
import { didYouMean, shown } from './mistake.ts';
import type { PlainMapping } from './plain.ts';

/** A list longer than this is a mistake: EC2 holds no more images in a region ("AMI quotas"). */
export const MAX_ITEMS = 50_000;

interface Bounds {
  readonly expected: string;
  readonly least: number;
  readonly most: number;
}

/** A list, or text split at commas and new lines; `least` items at least, and each only once. */
export function list<T>(item: Form<T>, expected: string, least = 1): Form<T[]> {
  return {
    shape: { kind: 'list', item: item.shape, least },
    read: (given) => {
      const items: unknown = typeof given === 'string' ? splitText(given) : given;
      if (!Array.isArray(items)) return bad(given, `${expected}, as a list or as text with commas`);
      const bounds = { expected, least, most: MAX_ITEMS };
      return readItems(items, item, { bounds, more: repeated(items, expected) });
    },
  };
}

/** A list in which a value may stand twice. */
export function values<T>(value: Form<T>, bounds: Bounds): Form<T[]> {
  return {
    shape: { kind: 'values', value: value.shape, most: bounds.most },
    read: (given) =>
      Array.isArray(given) ? readItems(given, value, { bounds, more: [] }) : bad(given, bounds.expected),
  };
}

/** The length, and what is wrong beyond single items, are looked at where all of them are text. */
function readItems<T>(
  items: readonly unknown[],
  form: Form<T>,
  { bounds, more }: { readonly bounds: Bounds; readonly more: readonly Flaw[] },
): Reading<T[]> {
  const areTexts = items.every((item) => typeof item === 'string');
  const ofAll = areTexts ? [...countFlaws(items, [items.length, 'items'], bounds), ...more] : [];
  return joined(
    items.map((item, at) => within(at, form.read(item))),
    ofAll,
  );
}

function countFlaws(
  given: unknown,
  [count, unit]: readonly [number, string],
  { expected, least, most }: Bounds,
): Flaw[] {
  if (count < least) return [flaw(given, `${expected}, at least one`)];
  if (count <= most) return [];
  return [{ path: [], found: `${count} ${unit}`, expected: `${expected}, at most ${most}` }];
}

/** The first item that was there before. */
function repeated(items: readonly unknown[], expected: string): Flaw[] {
  const seen = new Set<unknown>();
  const at = items.findIndex((item) => seen.size === seen.add(item).size);
  if (at < 0) return [];
  const words = flaw(items[at], `${expected}, each only once`);
  return [{ ...words, path: [at], found: `${shown(items[at])} a second time` }];
}

/** All values, or all that is wrong with any of them. */
function joined<T>(readings: readonly Reading<T>[], more: readonly Flaw[] = []): Reading<T[]> {
  const flaws = [...readings.flatMap((reading) => (reading.ok ? [] : reading.flaws)), ...more];
  if (flaws.length > 0) return { ok: false, flaws };
  return good(readings.flatMap((reading) => (reading.ok ? [reading.value] : [])));
}

function within<T>(step: string | number, reading: Reading<T>): Reading<T> {
  if (reading.ok) return reading;
  return { ok: false, flaws: reading.flaws.map((some) => ({ ...some, path: [step, ...some.path] })) };
}

interface MappingRules extends Bounds {
  readonly key: { readonly pattern: RegExp; readonly expected: string; readonly mend?: Mend };
  readonly mend?: Mend;
}

/** A mapping whose keys match a pattern to values of one form. */
export function mapping<T>(value: Form<T>, rules: MappingRules): Form<Record<string, T>> {
  const { key, least, most, expected, mend } = rules;
  const readEntry = ([name, given]: [string, unknown]): Reading<[string, T]> => {
    if (!key.pattern.test(name)) return within(name, bad(name, key.expected, key.mend));
    const reading = within(name, value.read(given));
    return reading.ok ? good([name, reading.value]) : reading;
  };
  return {
    shape: { kind: 'mapping', key: key.pattern, value: value.shape, least, most },
    read: (given) => {
      if (!isMapping(given)) return bad(given, expected, mend);
      const entries = Object.entries(given);
      const flaws = countFlaws(given, [entries.length, 'keys'], rules);
      return flaws.length > 0 ? { ok: false, flaws } : fromEntries(joined(entries.map(readEntry)));
    },
  };
}

/** A mapping of known keys that all begin alike, each with its form; a key without a value is not given. */
export function keys<T>(
  begin: string,
  forms: { readonly [K in keyof T]: Form<T[K]> },
  expected: string,
): Form<Partial<T>> {
  const known = new Map(Object.entries<Form>(forms).map(([name, form]) => [begin + name, form]));
  const names = [...known.keys()];
  const mend = forText((key) => didYouMean(key, names));
  const readEntry = ([name, given]: [string, unknown]): Reading<[string, unknown]>[] => {
    const form = known.get(name);
    if (form === undefined) return [within(name, bad(name, `one of the keys ${names.join(', ')}`, mend))];
    if (isNothing(given)) return [];
    const reading = within(name, form.read(given));
    return [reading.ok ? good([name.slice(begin.length), reading.value]) : reading];
  };
  return {
    shape: { kind: 'keys', keys: Object.fromEntries([...known].map(([name, { shape }]) => [name, shape])) },
    read: (given) =>
      isMapping(given)
        ? (fromEntries(joined(Object.entries(given).flatMap(readEntry))) as Reading<Partial<T>>)
        : bad(given, expected),
  };
}

/** Unlike a literal it loses no key that means something to JavaScript. */
function fromEntries<T>(reading: Reading<[string, T][]>): Reading<Record<string, T>> {
  return reading.ok ? good(Object.fromEntries(reading.value)) : reading;
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
  const items = value.split(/[,\n]/).map((item) => item.trim());
  return items.filter((item) => item !== '');
}
