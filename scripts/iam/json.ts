/** JSON values, and what to do when one has not the shape that it should have. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

export function object(value: Json | undefined): JsonObject {
  if (!isObject(value)) throw new TypeError(`expected a mapping, got ${JSON.stringify(value)}`);
  return value;
}

export function list(value: Json | undefined): readonly Json[] {
  if (!isList(value)) throw new TypeError(`expected a list, got ${JSON.stringify(value)}`);
  return value;
}

export function text(value: Json | undefined): string {
  if (typeof value !== 'string') throw new TypeError(`expected text, got ${JSON.stringify(value)}`);
  return value;
}

export function onlyEntry(value: JsonObject): [string, Json] {
  const [entry, ...rest] = Object.entries(value);
  if (entry === undefined || rest.length > 0)
    throw new TypeError(`expected one key in ${JSON.stringify(value)}`);
  return entry;
}
