/** Values by the names that code has for them: `copy-tags` is `copyTags`. */
type Camel<S extends string> = S extends `${infer A}-${infer B}` ? `${A}${Capitalize<Camel<B>>}` : S;

type Given<T> = keyof { [K in keyof T as undefined extends T[K] ? never : K]: K } & string;

/** A value that may be nothing is a key that may be missing. */
export type Named<T> = { readonly [K in Given<T> as Camel<K>]: T[K] } & {
  readonly [K in Exclude<keyof T & string, Given<T>> as Camel<K>]?: Exclude<T[K], undefined>;
};

export function named<T extends object, K extends keyof T & string>(
  values: T,
  keys: readonly K[],
): Named<Pick<T, K>> {
  const entries = keys.map((key) => [
    key.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
    values[key],
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Named<Pick<T, K>>;
}
