/** What an input or a key of a target is: its form, its default, and what is said about it. */
import type { Form } from './forms.ts';

interface FieldWords {
  /** Complete sentences for action.yml and the tables. */
  readonly about: string;
  readonly example: string;
  /** The input of a target's key, where it has another name. */
  readonly input?: string;
  /** In a target an empty text in quotes is a text, where for other keys it means that they are not given. */
  readonly emptyIsValue?: true;
}

export interface Field<T = unknown> extends FieldWords {
  readonly form: Form<T>;
  /** The text that action.yml gives when the workflow gives none. */
  readonly default?: string;
  /** What it means; nothing where there is none. */
  readonly byDefault: T;
}

export type Fields = Readonly<Record<string, Field>>;

/** The values of some fields. */
export type ValuesOf<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

/** What an input, or a key of a target, reads and says. */
export function field<T>(form: Form<T>, words: FieldWords & { readonly default: string }): Field<T>;
export function field<T>(form: Form<T>, words: FieldWords): Field<T | undefined>;
export function field<T>(
  form: Form<T>,
  words: FieldWords & { readonly default?: string },
): Field<T | undefined> {
  const read = words.default === undefined ? undefined : form.read(words.default);
  return { form, ...words, byDefault: read?.ok === true ? read.value : undefined };
}

/** The input of a key. */
export function inputOf([key, { input }]: readonly [string, Field]): string {
  return input ?? key;
}
