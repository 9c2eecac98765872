/** Texts of inputs -> values, by the schema; and the schema library's issues -> mistakes with their place. */
import * as v from 'valibot';
import type { Field } from './fields.ts';
import { isYaml, type Form } from './forms.ts';
import { nearestInstanceFilter } from './instance-filters.ts';
import { didYouMean, shown, type Mistake } from './mistake.ts';
import { knownRegions } from './patterns.ts';
import { unknownVariables } from './template.ts';
import { templateVariables } from '../model/target.ts';
import { readYaml, type PlainText } from './yaml-text.ts';

/** Answers the text of an input, empty when it is not given. */
export type InputTexts = (name: string) => string;

/** What one input holds: `given` tells a text of the workflow from a default. */
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
  const given = givenText(inputs(name));
  const text = given ?? byDefault;
  if (text === undefined) return { value: undefined, given: false };
  const value = isYaml(form)
    ? readStructured(name, text, form, mistakes)
    : readScalar(name, text, form, mistakes);
  return { value, given: given !== undefined && given !== byDefault };
}

/** The text of an input without the space around it; nothing when it is empty, `~` or `null`. */
export function givenText(text: string): string | undefined {
  const trimmed = text.trim();
  return ['', '~', 'null'].includes(trimmed) ? undefined : trimmed;
}

function readScalar<T>(name: string, text: string, form: Form<T>, mistakes: Mistake[]): T | undefined {
  const parsed = v.safeParse(form, text);
  if (parsed.success) return parsed.output;
  mistakes.push(...parsed.issues.map((issue) => mistakeOf(name, issue, [])));
  return undefined;
}

function readStructured<T>(name: string, text: string, form: Form<T>, mistakes: Mistake[]): T | undefined {
  const yaml = readYaml(name, text);
  mistakes.push(...yaml.mistakes);
  if (yaml.value === undefined || yaml.value === null) return undefined;
  // YAML folds the lines of unquoted text; here they separate the items of a list.
  const value = typeof yaml.value === 'string' && text.includes('\n') ? text : yaml.value;
  const parsed = v.safeParse(form, value);
  if (parsed.success) return parsed.output;
  mistakes.push(...mistakesAt(name, parsed.issues, yaml, []));
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
  const path = [...base, ...steps];
  const key = issue.type === 'strict_object' ? steps.at(-1) : undefined;
  const found = key === undefined ? shown(issue.input) : `the unknown key ${shown(key)}`;
  const mend = mendOf(issue);
  return { source, path, found, expected: issue.message, ...(mend === undefined ? {} : { mend }) };
}

/** A hint for the mistakes that people make most. */
function mendOf(issue: v.BaseIssue<unknown>): string | undefined {
  const found = typeof issue.input === 'string' ? issue.input : undefined;
  if (found === undefined) return undefined;
  if (issue.message.includes('12 digits') && /^\d{9,11}$/.test(found)) {
    return 'A leading zero may have been lost on the way (a number of an expression or of YAML): write the id in quotes.';
  }
  if (issue.message.startsWith('an AWS region')) return didYouMean(found, knownRegions);
  if (issue.message.startsWith('only the variables')) {
    return didYouMean(unknownVariables(found)[0] ?? '', templateVariables);
  }
  if (issue.message.startsWith('a filter of')) return nearestInstanceFilter(found);
  if (issue.message.startsWith('one of ')) return didYouMean(found, issue.message.slice(7).split(', '));
  if (issue.message.includes('instance id') && found === '*') return 'Write all to select every instance.';
  return undefined;
}
