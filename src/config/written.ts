/** The text of `targets` or of the file -> the targets as they are written, with the inputs where they say nothing. */
import { isMapping, isNothing, splitText } from './collections.ts';
import { inputOf, type Field, type ValuesOf } from './field.ts';
import { ownTargetFields, sharedFields, signInFields, targetSourceFields } from './fields.ts';
import { accountIdPattern, accountMend, arnMend, roleArnPattern } from './identifiers.ts';
import { forText } from './mends.ts';
import {
  didYouMean,
  inputMistake,
  nearestWord,
  shown,
  type Path,
  type Place,
  type Read,
  type Words,
} from './mistake.ts';
import type { Plain, PlainMapping } from './plain.ts';
import { readValue, type ReadFields } from './read-fields.ts';
import { reportFields } from './report-fields.ts';
import { runFields } from './run-fields.ts';
import { readYaml } from './yaml-text.ts';

/** The values of every key that a target can have. */
export type TargetValues = ValuesOf<typeof sharedFields> & ValuesOf<typeof ownTargetFields>;

/** A target as it is written. */
export interface WrittenTarget {
  /** Its number among the targets, from 1. */
  readonly position: number;
  /** Its own values, those of the inputs where it has none, and defaults where they have none. */
  readonly values: TargetValues;
  readonly place: Place;
  /** Where the values of its own stand. */
  readonly own: ReadonlyMap<string, Place>;
  /** Keys that the target or an input gives, also where the value is a mistake. */
  readonly given: ReadonlySet<string>;
  /** Whether anything that it says itself is a mistake. */
  readonly isBroken: boolean;
}

/** What the inputs say for all targets. */
export type InputValues = Pick<ReadFields<typeof sharedFields>, 'values' | 'given'>;

const targetFields = new Map<string, Field>(Object.entries({ ...ownTargetFields, ...sharedFields }));

/** The keys of a target. */
export const targetKeys: readonly string[] = [...targetFields.keys()];

/** What a target says itself. */
interface ReadItem {
  readonly values: Partial<TargetValues>;
  readonly own: ReadonlyMap<string, Place>;
  /** Keys whose values are mistakes: they are given, but nobody knows what they mean. */
  readonly broken: ReadonlySet<string>;
}

type Locate = (path: Path) => Place;

/** Reads the items; `source` is `targets` or the path of the file. */
export function readWritten(
  source: string,
  text: string,
  inputs: InputValues,
): Read<readonly WrittenTarget[]> {
  const { value, mistakes, locate } = readYaml(source, text);
  if (mistakes.length > 0) return { value: [], mistakes };
  const items = itemsOf(value ?? null);
  if (items.length === 0)
    return { value: [], mistakes: [inputMistake(source, 'no target', 'at least one target')] };
  const read = items.map(({ item, path }) => ({
    place: locate(path),
    ...readItem(item, (inner) => locate([...path, ...inner])),
  }));
  const good = read.flatMap(({ value: itself, place, mistakes: some }) =>
    itself === undefined ? [] : [{ ...itself, place, isBroken: some.length > 0 }],
  );
  return {
    value: good.map((itself, at) => withInputs(itself, at + 1, inputs)),
    mistakes: read.flatMap((some) => some.mistakes),
  };
}

/** A target's key replaces the input's value whole. */
function withInputs(
  { values, own, broken, ...rest }: ReadItem & Pick<WrittenTarget, 'place' | 'isBroken'>,
  position: number,
  inputs: InputValues,
): WrittenTarget {
  const unknown = Object.fromEntries([...broken].map((key) => [key, targetFields.get(key)?.byDefault]));
  return {
    ...rest,
    position,
    values: { account: undefined, ...inputs.values, ...unknown, ...values },
    own,
    given: new Set([...inputs.given, ...own.keys(), ...broken]),
  };
}

function itemsOf(value: Plain): { readonly item: Plain; readonly path: Path }[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value.map((item, at) => ({ item, path: [at] }));
  if (isMapping(value)) return [{ item: value, path: [] }];
  return splitText(value).map((item) => ({ item, path: [] }));
}

function readItem(item: Plain, locate: Locate): Read<ReadItem | undefined> {
  if (isMapping(item)) return readMapping(item, locate);
  const place = locate([]);
  const short = typeof item === 'string' ? shortValues(item) : undefined;
  if (short !== undefined) {
    const own = new Map(Object.keys(short).map((key) => [key, place]));
    return { value: { values: short, own, broken: new Set() }, mistakes: [] };
  }
  const expected = 'an account id of 12 digits, a role ARN, self, or a mapping';
  return { value: undefined, mistakes: [{ ...place, found: shown(item), expected, mend: itemMend(item) }] };
}

/** Of an account id, `self` or a role ARN without a mapping around it. */
function shortValues(item: string): Partial<TargetValues> | undefined {
  if (item === 'self' || accountIdPattern.test(item)) return { account: item };
  return roleArnPattern.test(item) ? { role: item } : undefined;
}

function itemMend(item: Plain): string | undefined {
  const arn = typeof item === 'string' ? arnMend(item) : undefined;
  return arn ?? forText(accountMend, (text) => didYouMean(text, ['self']))(item);
}

/** A key without a value is not given. */
function readMapping(item: PlainMapping, locate: Locate): Read<ReadItem> {
  const read = Object.entries(item).flatMap(([key, value]) => {
    const field = targetFields.get(key);
    const whole = locate([key]);
    if (field === undefined)
      return [
        { key: meantKey(key), isRead: false, value, whole, mistakes: [{ ...whole, ...unknownKey(key) }] },
      ];
    if (value === null || (isNothing(value) && field.emptyIsValue !== true)) return [];
    const reading = readValue(field, value, { whole, locate: (path) => locate([key, ...path]) });
    return [{ key, whole, ...reading }];
  });
  const { good = [], broken = [] } = Object.groupBy(read, ({ isRead }) => (isRead ? 'good' : 'broken'));
  return {
    value: {
      values: Object.fromEntries(good.map(({ key, value }) => [key, value])),
      own: new Map(good.map(({ key, whole }) => [key, whole])),
      broken: new Set(broken.map(({ key }) => key)),
    },
    mistakes: read.flatMap(({ mistakes }) => mistakes),
  };
}

function unknownKey(key: string): Words {
  const found = `the unknown key ${shown(key)}`;
  const mend = keyMend(key);
  if (mend !== undefined) return { found, expected: 'a key of a target', mend };
  return { found, expected: `one of the keys ${targetKeys.join(', ')}` };
}

const stepInputs = Object.keys({ ...signInFields, ...targetSourceFields, ...runFields, ...reportFields });
const keysByInput = new Map(Object.entries(sharedFields).map((entry) => [inputOf(entry), entry[0]] as const));

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
