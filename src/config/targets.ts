/** The text of `targets` or of the file -> one mapping per target, as far as its form goes. */
import * as v from 'valibot';
import { ownTargetFields, sharedFields, type Field } from './fields.ts';
import { isMapping, splitText, type Form } from './forms.ts';
import { didYouMean, shown, type Mistake } from './mistake.ts';
import { accountIdPattern, roleArnPattern } from './patterns.ts';
import { mistakesAt } from './read-fields.ts';
import { readYaml, type Plain, type PlainText } from './yaml-text.ts';

type ValueOf<F> = F extends Field<infer T> ? T : never;

/** The values of keys that a target shares with the inputs. */
export type SharedValues = { readonly [K in keyof typeof sharedFields]?: ValueOf<(typeof sharedFields)[K]> };

/** A target as it is written: only the keys that it has. */
export type WrittenTarget = SharedValues & { readonly account?: string };

/** A target with the means to say where it stands. */
export interface PlacedTarget {
  readonly written: WrittenTarget;
  mistake(key: string | undefined, words: Pick<Mistake, 'found' | 'expected' | 'mend'>): Mistake;
}

/** The keys of a target. */
export const targetKeys: readonly string[] = [...Object.keys(ownTargetFields), ...Object.keys(sharedFields)];

const targetForm = v.strictObject(
  formsOf({ ...ownTargetFields, ...sharedFields }),
  `one of the keys ${targetKeys.join(', ')}`,
) as unknown as Form<WrittenTarget>;

function formsOf(fields: Readonly<Record<string, Field>>): Record<string, v.GenericSchema> {
  return Object.fromEntries(Object.entries(fields).map(([key, { form }]) => [key, v.nullish(form)]));
}

/** Reads the items; `source` is `targets` or the path of the file. */
export function readTargets(source: string, text: string, mistakes: Mistake[]): PlacedTarget[] {
  const yaml = readYaml(source, text);
  mistakes.push(...yaml.mistakes);
  const items = itemsOf(yaml.value, text);
  if (items.length === 0 && yaml.mistakes.length === 0) {
    mistakes.push({ source, path: [], found: 'no target', expected: 'at least one target' });
  }
  return items.flatMap(({ item, path }) => {
    const reader = { source, yaml, path };
    const written = readItem(item, reader, mistakes);
    return written === undefined ? [] : [{ written, mistake: mistakeMaker(reader) }];
  });
}

interface ItemPlace {
  readonly source: string;
  readonly yaml: PlainText;
  readonly path: readonly (string | number)[];
}

function itemsOf(value: Plain | undefined, text: string): { item: Plain; path: readonly number[] }[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map((item, at) => ({ item, path: [at] }));
  if (isMapping(value)) return [{ item: value, path: [] }];
  return splitText(text.includes('\n') ? text : value).map((item) => ({ item, path: [] }));
}

function readItem(item: Plain, place: ItemPlace, mistakes: Mistake[]): WrittenTarget | undefined {
  if (typeof item === 'string') return readShortItem(item, place, mistakes);
  const parsed = v.safeParse(targetForm, item);
  if (parsed.success) return onlyGiven(parsed.output);
  const found = mistakesAt(place.source, parsed.issues, place.yaml, place.path);
  mistakes.push(...found.map((mistake) => withNearestKey(mistake)));
  return undefined;
}

/** A key without a value is not given. */
function onlyGiven(target: WrittenTarget): WrittenTarget {
  return Object.fromEntries(Object.entries(target).filter(([, value]) => (value as unknown) != null));
}

/** An account id, `self` or a role ARN without a mapping around it. */
function readShortItem(item: string, place: ItemPlace, mistakes: Mistake[]): WrittenTarget | undefined {
  if (item === 'self' || accountIdPattern.test(item)) return { account: item };
  if (roleArnPattern.test(item)) return { role: item };
  const expected = 'an account id of 12 digits, a role ARN, self, or a mapping';
  const mend = /^\d{9,11}$/.test(item)
    ? 'A leading zero may have been lost on the way (a number of an expression or of YAML): write the id in quotes.'
    : undefined;
  mistakes.push(
    mistakeMaker(place)(undefined, { found: shown(item), expected, ...(mend === undefined ? {} : { mend }) }),
  );
  return undefined;
}

function withNearestKey(mistake: Mistake): Mistake {
  const key = mistake.path.at(-1);
  if (!mistake.found.startsWith('the unknown key') || typeof key !== 'string') return mistake;
  const mend = didYouMean(key, targetKeys);
  return mend === undefined ? mistake : { ...mistake, mend };
}

function mistakeMaker({ source, yaml, path }: ItemPlace): PlacedTarget['mistake'] {
  return (key, words) => {
    const at = key === undefined ? path : [...path, key];
    return { source, path: at, ...yaml.locate(at), ...words };
  };
}
