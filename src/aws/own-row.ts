/** The row of a table under a key that others chose; `toString` and `__proto__` are no rows. */
export function ownRow<T>(rows: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(rows, key) ? rows[key] : undefined;
}
