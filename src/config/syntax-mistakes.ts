/** What the YAML parser complains about -> mistakes with a mend, in words of people who write YAML once a year. */
import type { LineCounter, YAMLParseError } from 'yaml';
import { shown, type Mistake } from './mistake.ts';

type SyntaxError = Pick<YAMLParseError, 'code' | 'message' | 'pos'>;

/** Where the parser stumbled. */
interface Spot {
  readonly code: string;
  readonly message: string;
  /** The line in front of the place, and from it on. */
  readonly before: string;
  readonly rest: string;
}

export const STAR_MEND =
  'An unquoted * is an alias in YAML: quote the text, or write all to select every instance.';

const ALIGN = 'Let the items of a list, and the keys of a mapping, begin in the same column.';

/** The first that fits counts. */
const mends: readonly { readonly fits: (spot: Spot) => boolean; readonly mend: (spot: Spot) => string }[] = [
  { fits: ({ rest }) => rest.startsWith('*'), mend: () => STAR_MEND },
  {
    fits: ({ code, before }) => code === 'TAB_AS_INDENT' || (before.trim() === '' && before.includes('\t')),
    mend: () => 'Indent with spaces instead of tabs.',
  },
  { fits: ({ code }) => code === 'MULTIPLE_DOCS', mend: () => 'Remove the lines --- and ... between them.' },
  {
    fits: ({ before, rest }) => before.endsWith('$') && rest.startsWith('{'),
    mend: () => 'Quote a text that contains ${.',
  },
  {
    fits: ({ code }) => code === 'BLOCK_AS_IMPLICIT_KEY',
    mend: () => `Quote a text that contains ": ". ${ALIGN}`,
  },
  {
    fits: ({ code, message }) => code === 'MULTILINE_IMPLICIT_KEY' || message === 'a colon behind each key',
    mend: () => 'Write each key as "key: value", with a space behind the colon, and each item as "- item".',
  },
  {
    fits: ({ code, rest }) => code === 'BAD_SCALAR_START' && rest.startsWith(','),
    mend: () => 'Remove the comma in front.',
  },
  {
    fits: ({ code }) => code === 'BAD_SCALAR_START',
    mend: ({ rest }) => `Quote a text that begins with ${rest.slice(0, 1)}.`,
  },
  {
    fits: ({ message }) => message.startsWith('the text behind |'),
    mend: ({ before }) => `Quote a text that begins with ${before.slice(-1)}.`,
  },
  { fits: ({ code }) => code === 'BAD_DQ_ESCAPE', mend: () => 'Double the backslash, or use single quotes.' },
  {
    fits: ({ message }) => / ends with [\]}]$/.test(message),
    mend: () => 'Close each [ with ] and each { with }, and indent the lines between them.',
  },
  {
    fits: ({ message }) => message.startsWith('missing closing quote'),
    mend: () => 'Close each text with the quote that opens it.',
  },
  {
    fits: ({ before, rest }) => /[}\]]\s*$/.test(before) && /^[^[\]{},"']/.test(rest),
    mend: ({ before }) => `Quote a text that begins with ${before.trimEnd().endsWith('}') ? '{' : '['}.`,
  },
  {
    fits: ({ before, rest }) => /["']\s*$/.test(before) && /^[^[\]{},"']/.test(rest),
    mend: () => 'Quote the whole text, or nothing of it.',
  },
  { fits: ({ before }) => before.trim() === '', mend: () => ALIGN },
  {
    fits: ({ code, rest }) => code === 'UNEXPECTED_TOKEN' && /^[[{"']/.test(rest),
    mend: () => 'Put a comma between the items of a list, and between the pairs of a mapping.',
  },
];

/** One complaint of the parser. */
export function syntaxMistake(source: string, error: SyntaxError, text: string, lines: LineCounter): Mistake {
  // Where the parser runs out of stack says nothing about the text.
  if (error.code === 'RESOURCE_EXHAUSTION') return { source, path: [], ...TOO_DEEP };
  const { line, col } = lines.linePos(error.pos[0]);
  return { source, path: [], line, column: col, ...wordsOf(error, text) };
}

const TOO_DEEP = { found: 'deeper nesting', expected: 'at most 8 levels' };

function wordsOf({ code, message: said, pos: [at, end] }: SyntaxError, text: string): Words {
  const message = sentence(said);
  const rest = text.slice(at).split(/\r?\n/, 1)[0] ?? '';
  const before = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  const found = rest === '' ? endOf(text, at) : shown(rest.startsWith('*') ? text.slice(at, end) : rest);
  const mend = mends.find(({ fits }) => fits({ code, message, before, rest }));
  const words = { found, expected: rest.startsWith('*') ? 'text' : `YAML or JSON (${message})` };
  return mend === undefined ? words : { ...words, mend: mend.mend({ code, message, before, rest }) };
}

type Words = Pick<Mistake, 'found' | 'expected' | 'mend'>;

function endOf(text: string, at: number): string {
  return text.slice(at).trim() === '' ? 'the end of the text' : 'the end of the line';
}

/** Messages of the parser, and what they mean to somebody who does not know its terms. */
const meanings: readonly (readonly [RegExp, string])[] = [
  [/^Source contains multiple documents.*/, 'a single document'],
  [/^Nested mappings are not allowed in compact mappings/, 'one key on a line'],
  [/^(Implicit keys need to be on a single line|Implicit map keys need .*)/, 'a colon behind each key'],
  [/^Flow sequence .*end with a \]/, 'a list that begins with [ ends with ]'],
  [/^Flow map .*end with a \}/, 'a mapping that begins with { ends with }'],
  [/^Plain value cannot start with .*character (.)$/, 'an unquoted text does not begin with $1'],
  [/^Sequence item without - indicator/, 'a dash before each item of a list'],
  [/^Block scalar header .*/, 'the text behind | or > on the next lines'],
  [/^The : indicator must be .*/, 'a key of at most 1024 characters'],
  [/^Unexpected \S+ (at node end|token|in ).*/, 'this does not belong here'],
  [/^Missing closing (["'])quote/, 'missing closing quote $1'],
];

/** The parser's message without the place and without its terms. */
function sentence(message: string): string {
  const line = message.replace(/\n[^]*/, '').replace(/ at line \d+.*$/, '');
  const known = meanings.find(([pattern]) => pattern.test(line));
  return known === undefined ? line.replace(/[.:]$/, '') : line.replace(...known);
}
