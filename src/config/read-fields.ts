/** Texts of inputs -> values, by the schema; and the schema library's issues -> mistakes with their place. */
import * as v from 'valibot';
import { lostText } from './encoding.ts';
import type { Field } from './fields.ts';
import { AGAIN, isMapping, isNothing, isYaml, type Form } from './forms.ts';
import { mendOf } from './mends.ts';
import { addAll, shown, type Mistake } from './mistake.ts';
import { readYaml, type PlainText } from './yaml-text.ts';

/** Answers the text of an input, empty when it is not given. */
export type InputTexts = (name: string) => string;

/** What one input holds: `given` tells a text of the workflow from a default, also where it is a mistake. */
export interface Read<T> {
  readonly value: T | undefined;
  readonly given: boolean;
}

/** Reads one input; what is wrong with it goes to `mistakes`. */
export function readInput<T>(
  inputs: InputTexts,
  name: string,
  { form, default: byDefault }: Field<T>,
  mistakes: Mistake[],
): Read<T> {
  const written = inputs(name);
  const given = givenText(written);
  const text = given ?? byDefault;
  if (text === undefined) return { value: undefined, given: false };
  const before = mistakes.length;
  // The space in front of YAML means something, and its lines are counted.
  const value = isYaml(form)
    ? readStructured(name, given === undefined ? text : written, form, mistakes)
    : readScalar(name, text, form, mistakes);
  const means = value !== undefined || mistakes.length > before;
  return { value, given: means && given !== undefined && given !== byDefault };
}

/** The text of an input without the space around it; nothing when it is empty, `~` or `null`. */
export function givenText(text: string): string | undefined {
  const trimmed = text.trim();
  return ['', '~', 'null'].includes(trimmed) ? undefined : trimmed;
}

function readScalar<T>(name: string, text: string, form: Form<T>, mistakes: Mistake[]): T | undefined {
  const lost = lostText(text);
  if (lost !== undefined) {
    mistakes.push({ source: name, path: [], ...lost });
    return undefined;
  }
  const parsed = v.safeParse(form, text);
  if (parsed.success) return parsed.output;
  for (const issue of parsed.issues) mistakes.push(mistakeOf(name, issue, []));
  return undefined;
}

function readStructured<T>(name: string, text: string, form: Form<T>, mistakes: Mistake[]): T | undefined {
  const yaml = readYaml(name, text);
  addAll(mistakes, yaml.mistakes);
  if (isNothing(yaml.value)) return undefined;
  const parsed = v.safeParse(form, yaml.value);
  if (parsed.success) return parsed.output;
  addAll(mistakes, mistakesAt(name, parsed.issues, yaml, []));
  return undefined;
}

/** Mistakes of a value that stands at `base` in a YAML text. */
export function mistakesAt(
  source: string,
  issues: readonly v.BaseIssue<unknown>[],
  yaml: PlainText,
  base: readonly (string | number)[],
): Mistake[] {
  return issues.map((issue) => {
    const mistake = mistakeOf(source, issue, base);
    return { ...mistake, ...yaml.locate(mistake.path) };
  });
}

function mistakeOf(source: string, issue: v.BaseIssue<unknown>, base: readonly (string | number)[]): Mistake {
  const steps = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
  const mend = mendOf(issue);
  return {
    source,
    path: [...base, ...steps],
    found: foundIn(issue),
    expected: issue.message,
    ...(mend === undefined ? {} : { mend }),
  };
}

function foundIn({ input, message, received }: v.BaseIssue<unknown>): string {
  if (received === AGAIN) return `${shown(input)} a second time`;
  if (/, at most \d+$/.test(message) && Array.isArray(input)) return `${input.length} items`;
  if (/, at most \d+$/.test(message) && isMapping(input)) return `${Object.keys(input).length} keys`;
  return shown(input);
}
