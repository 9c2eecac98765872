/** The text of `targets` or of the file -> one mapping per target, as far as its form goes. */
import * as v from 'valibot';
import { ownTargetFields, sharedFields, signInFields, targetSourceFields, type Field } from './fields.ts';
import { runFields } from './run-fields.ts';
import { isMapping, isNothing, splitText } from './forms.ts';
import { accountMend, arnMend } from './mends.ts';
import { addAll, didYouMean, nearestWord, shown, type Mistake } from './mistake.ts';
import { accountIdPattern, roleArnPattern } from './patterns.ts';
import { mistakesAt } from './read-fields.ts';
import { readYaml, type Plain, type PlainMapping, type PlainText } from './yaml-text.ts';

type ValueOf<F> = F extends Field<infer T> ? T : never;

/** The values of keys that a target shares with the inputs. */
export type SharedValues = { readonly [K in keyof typeof sharedFields]?: ValueOf<(typeof sharedFields)[K]> };

/** A target as it is written: only the keys that it has. */
export type WrittenTarget = SharedValues & { readonly account?: string };

/** A target with the means to say where it stands. */
export interface PlacedTarget {
  readonly written: WrittenTarget;
  /** Keys whose values are mistakes: they are given, but nobody knows what they mean. */
  readonly broken: ReadonlySet<string>;
  mistake(key: string | undefined, words: Words): Mistake;
}

type Words = Pick<Mistake, 'found' | 'expected' | 'mend'>;

/** The keys of a target. */
export const targetKeys: readonly string[] = [...Object.keys(ownTargetFields), ...Object.keys(sharedFields)];

const fields = new Map<string, Field>(Object.entries({ ...ownTargetFields, ...sharedFields }));

/** Reads the items; `source` is `targets` or the path of the file. */
export function readTargets(source: string, text: string, mistakes: Mistake[]): PlacedTarget[] {
  const yaml = readYaml(source, text);
  addAll(mistakes, yaml.mistakes);
  const items = itemsOf(yaml.value);
  if (items.length === 0 && yaml.mistakes.length === 0) {
    mistakes.push({ source, path: [], found: 'no target', expected: 'at least one target' });
  }
  return items.flatMap(({ item, path }) => {
    const reader = { source, yaml, path };
    const read = readItem(item, reader, mistakes);
    const maker = mistakeMaker(reader);
    // What stands without a mapping has no keys to point at.
    const mistake = isMapping(item) ? maker : (_: unknown, words: Words) => maker(undefined, words);
    return read === undefined ? [] : [{ ...read, mistake }];
  });
}

interface ItemPlace {
  readonly source: string;
  readonly yaml: PlainText;
  readonly path: readonly (string | number)[];
}

function itemsOf(value: Plain | undefined): { item: Plain; path: readonly number[] }[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map((item, at) => ({ item, path: [at] }));
  if (isMapping(value)) return [{ item: value, path: [] }];
  return splitText(value).map((item) => ({ item, path: [] }));
}

type ReadItem = Pick<PlacedTarget, 'written' | 'broken'>;

const anItem = 'an account id of 12 digits, a role ARN, self, or a mapping';

function readItem(item: Plain, place: ItemPlace, mistakes: Mistake[]): ReadItem | undefined {
  if (typeof item === 'string') return readShortItem(item, place, mistakes);
  if (isMapping(item)) return readMapping(item, place, mistakes);
  mistakes.push(mistakeMaker(place)(undefined, { found: shown(item), expected: anItem }));
  return undefined;
}

/** A key without a value is not given. */
function readMapping(item: PlainMapping, place: ItemPlace, mistakes: Mistake[]): ReadItem {
  const broken = new Set<string>();
  const written = Object.entries(item).flatMap(([key, value]) => {
    const field = fields.get(key);
    if (field === undefined) {
      broken.add(meantKey(key));
      mistakes.push(unknownKey(key, place));
      return [];
    }
    if (value === null || (isNothing(value) && field.emptyIsValue !== true)) return [];
    const parsed = v.safeParse(field.form, value);
    if (parsed.success) return [[key, parsed.output] as const];
    broken.add(key);
    addAll(mistakes, mistakesAt(place.source, parsed.issues, place.yaml, [...place.path, key]));
    return [];
  });
  return { written: Object.fromEntries(written), broken };
}

/** An account id, `self` or a role ARN without a mapping around it. */
function readShortItem(item: string, place: ItemPlace, mistakes: Mistake[]): ReadItem | undefined {
  const broken = new Set<string>();
  if (item === 'self' || accountIdPattern.test(item)) return { written: { account: item }, broken };
  if (roleArnPattern.test(item)) return { written: { role: item }, broken };
  const mend = arnMend(item) ?? accountMend(item) ?? didYouMean(item, ['self']);
  const words = { found: shown(item), expected: anItem, ...(mend === undefined ? {} : { mend }) };
  mistakes.push(mistakeMaker(place)(undefined, words));
  return undefined;
}

function unknownKey(key: string, place: ItemPlace): Mistake {
  const mend = keyMend(key);
  return mistakeMaker(place)(key, {
    found: `the unknown key ${shown(key)}`,
    ...(mend === undefined ? { expected: anyKey } : { expected: 'a key of a target', mend }),
  });
}

const anyKey = `one of the keys ${targetKeys.join(', ')}`;
const stepInputs = Object.keys({ ...signInFields, ...targetSourceFields, ...runFields });

const keysByInput = new Map(Object.entries(sharedFields).map(([key, { input }]) => [input, key] as const));

/** The key that the writer of an unknown one had in mind: nothing more is said about that one. */
function meantKey(key: string): string {
  if (/^\d+$/.test(key)) return 'account';
  return keysByInput.get(key) ?? nearestWord(key, targetKeys) ?? key;
}

/** People try the names of inputs, too. */
function keyMend(key: string): string | undefined {
  const renamed = keysByInput.get(key);
  if (renamed !== undefined) return `In a target this key is ${renamed}.`;
  if (stepInputs.includes(key)) return `${key} is an input of the step and holds for all targets.`;
  if (/^\d+$/.test(key)) return 'Write an account id as an item of a list, without braces or a colon.';
  if (key === '<<') return 'Keys are not merged here: write them out, or give them as inputs.';
  return didYouMean(key, targetKeys);
}

function mistakeMaker({ source, yaml, path }: ItemPlace): PlacedTarget['mistake'] {
  return (key, words) => {
    const at = key === undefined ? path : [...path, key];
    return { source, path: at, ...yaml.locate(at), ...words };
  };
}
