/** One thing that is wrong with the inputs: where it stands, what was found, what is expected instead. */
import { closest, distance } from 'fastest-levenshtein';
import { visible } from './hidden.ts';

/** Keys and list positions that lead to a value. */
export type Path = readonly (string | number)[];

export interface Place {
  /** The input, or the file of `targets-file`. */
  readonly source: string;
  readonly path: Path;
  readonly line?: number;
  readonly column?: number;
}

export interface Words {
  readonly found: string;
  readonly expected: string;
  readonly mend?: string | undefined;
}

export interface Mistake extends Place, Words {}

/** Of a whole input. */
export function inputMistake(source: string, found: string, expected: string): Mistake {
  return { source, path: [], found, expected };
}

/** A value, and what was wrong where it came from. */
export interface Read<T> {
  readonly value: T;
  readonly mistakes: readonly Mistake[];
}

/** A mistake in one sentence, such as `targets, line 3, column 5 (2.regions): found "x"; expected a region.` */
export function mistakeText(mistake: Mistake): string {
  const { source, path, line, column, found, expected, mend } = mistake;
  const position = line === undefined ? '' : `, line ${line}, column ${column ?? 1}`;
  const keys = path.length === 0 ? '' : ` (${path.map(pathStep).join('.')})`;
  const hint = mend === undefined ? '' : ` ${mend}`;
  // Also names of files and hints hold what somebody wrote.
  return visible(`${source}${position}${keys}: found ${found}; expected ${expected}.${hint}`);
}

/** List positions are counted from 1, as people do; a key that does not show as it is written is quoted. */
function pathStep(step: string | number): string {
  if (typeof step === 'number') return String(step + 1);
  return /^[^\s]{1,80}$/u.test(step) && visible(step) === step ? step : shown(step);
}

/** Each once, for an input is used by many targets; those of one text from top to bottom. */
export function inOrder(mistakes: readonly Mistake[]): Mistake[] {
  const once = new Map(mistakes.map((mistake) => [mistakeText(mistake), mistake]));
  const bySource = Map.groupBy(once.values(), ({ source }) => source);
  return [...bySource.values()].flatMap((some) =>
    readable(some.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))),
  );
}

/** More mistakes of one text are not useful. */
export const MAX_TOLD = 100;

/** The first mistakes of one text, and how many more there are. */
function readable(mistakes: readonly Mistake[]): readonly Mistake[] {
  const more = mistakes.length - MAX_TOLD;
  const [first] = mistakes;
  if (first === undefined || more <= 1) return mistakes;
  const mend = `Fix these ${MAX_TOLD} first.`;
  const rest = { source: first.source, path: [], found: `${more} more mistakes`, expected: 'none', mend };
  return [...mistakes.slice(0, MAX_TOLD), rest];
}

/** A value as it is shown in a message: quoted, on one line, and short enough for a message. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return Object.keys(value).length === 0 ? 'an empty mapping' : 'a mapping';
  const text = visible(JSON.stringify(value));
  if (text.length <= 80) return text;
  // No half of an escape.
  const begin = text.slice(0, 76).replace(/\\(?:u\{?[0-9A-Fa-f]*)?$/, '');
  return `${begin}..." (${Array.from(value).length} characters)`;
}

/** `Did you mean "regions"?` when a known word is near enough, else nothing. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const nearest = nearestWord(word, known);
  return nearest === undefined ? undefined : `Did you mean "${nearest}"?`;
}

export function nearestWord(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const nearest = closest(word.toLowerCase(), [...known]);
  const tolerated = Math.max(1, Math.floor(nearest.length / 3));
  return distance(word.toLowerCase(), nearest) <= tolerated ? nearest : undefined;
}
