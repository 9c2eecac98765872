/** Texts of inputs -> values, by the schema. */
import { isNothing } from './collections.ts';
import { lostText } from './encoding.ts';
import { inputOf, type Field, type Fields, type ValuesOf } from './field.ts';
import type { Mistake, Path, Place, Read } from './mistake.ts';
import type { PlainText } from './plain.ts';
import { readYaml } from './yaml-text.ts';

/** Answers the text of an input, empty when it is not given. */
export type InputTexts = (name: string) => string;

/** What some inputs hold, by their keys. */
export interface ReadFields<F extends Fields> {
  /** Of an input that is not given, or wrong, its default. */
  readonly values: ValuesOf<F>;
  /** Keys that the workflow gives another text than the default, also where it is a mistake. */
  readonly given: ReadonlySet<string>;
  readonly mistakes: readonly Mistake[];
}

export function readFields<F extends Fields>(inputs: InputTexts, fields: F): ReadFields<F> {
  const read = Object.entries(fields).map((entry) => {
    const [key, field] = entry;
    return { key, ...readInput(inputs, inputOf(entry), field) };
  });
  return {
    values: Object.fromEntries(read.map(({ key, value }) => [key, value])) as ValuesOf<F>,
    given: new Set(read.filter(({ isGiven }) => isGiven).map(({ key }) => key)),
    mistakes: read.flatMap(({ mistakes }) => mistakes),
  };
}

/** Reads one input. */
export function readInput<T>(
  inputs: InputTexts,
  name: string,
  field: Field<T>,
): Read<T> & { readonly isGiven: boolean } {
  const written = inputs(name);
  const given = givenText(written);
  if (given === undefined) return { value: field.byDefault, isGiven: false, mistakes: [] };
  // The space in front of YAML means something, and its lines are counted.
  const text = isYaml(field) ? readYaml(name, written) : plainText(name, given);
  if (text.mistakes.length > 0) return { value: field.byDefault, isGiven: true, mistakes: text.mistakes };
  if (isNothing(text.value)) return { value: field.byDefault, isGiven: false, mistakes: [] };
  const place = { whole: { source: name, path: [] }, locate: text.locate };
  return { ...readValue(field, text.value, place), isGiven: given !== field.default };
}

/** The text of an input without the space around it; nothing when it is empty, `~` or `null`. */
export function givenText(text: string): string | undefined {
  const trimmed = text.trim();
  return ['', '~', 'null'].includes(trimmed) ? undefined : trimmed;
}

/** Whether an input is written in YAML or JSON. */
export function isYaml({ form }: Field): boolean {
  return ['list', 'mapping', 'keys', 'any of'].includes(form.shape.kind);
}

function plainText(source: string, value: string): PlainText {
  const locate = (path: Path): Place => ({ source, path });
  const lost = lostText(value);
  return { value, mistakes: lost === undefined ? [] : [{ ...locate([]), ...lost }], locate };
}

/** The places of the parts of a value, and of the value for what is said of it as a whole. */
interface ValuePlace {
  readonly whole: Place;
  readonly locate: (path: Path) => Place;
}

/** Reads a value that is given; of a wrong one the value is the default. */
export function readValue<T>(
  { form, byDefault }: Field<T>,
  given: unknown,
  { whole, locate }: ValuePlace,
): Read<T> & { readonly isRead: boolean } {
  const reading = form.read(given);
  if (!reading.ok) {
    const mistakes = reading.flaws.map((flaw) => ({ ...flaw, ...locate(flaw.path) }));
    return { value: byDefault, isRead: false, mistakes };
  }
  const broken = form.rule?.(reading.value) ?? [];
  return { value: reading.value, isRead: true, mistakes: broken.map((words) => ({ ...whole, ...words })) };
}
