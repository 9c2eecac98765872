/** What the YAML parser complains about -> mistakes with a mend, in words of people who write YAML once a year. */
import type { LineCounter, YAMLParseError } from 'yaml';
import { shown, type Mistake, type Words } from './mistake.ts';

type SyntaxError = Pick<YAMLParseError, 'code' | 'message' | 'pos'>;

/** Where the parser stumbled: the line in front of the place, and from it on. */
interface Spot {
  readonly code: string;
  readonly before: string;
  readonly rest: string;
}

interface Meaning {
  /** What the parser says. */
  readonly said: RegExp;
  /** What it means to somebody who does not know its terms. */
  readonly means: string;
  readonly mend?: (spot: Spot) => string | undefined;
}

export const STAR_MEND =
  'An unquoted * is an alias in YAML: quote the text, or write all to select every instance.';
export const MAX_DEPTH = 8;
export const TOO_DEEP = { found: 'deeper nesting', expected: `at most ${MAX_DEPTH} levels` };

const ALIGN = 'Let the items of a list, and the keys of a mapping, begin in the same column.';

const nested = (): string => `Quote a text that contains ": ". ${ALIGN}`;
const keyed = (): string =>
  'Write each key as "key: value", with a space after the colon, and each item as "- item".';
const closed = (): string => 'Close each [ with ] and each { with }, and indent the lines between them.';
const begun = ({ rest }: Spot): string =>
  rest.startsWith(',') ? 'Remove the leading comma.' : `Quote a text that begins with ${rest.slice(0, 1)}.`;

/** The first that fits counts; what fits none is told in the parser's own words. */
const meanings: readonly Meaning[] = [
  {
    said: /^Source contains multiple documents.*/,
    means: 'a single document',
    mend: () => 'Remove the lines --- and ... between them.',
  },
  { said: /^Nested mappings are not allowed in compact mappings/, means: 'one key on a line', mend: nested },
  { said: /^A block sequence may not be used as an implicit map key/, means: '$&', mend: nested },
  {
    said: /^Implicit (keys need to be on a single line|map keys need .*)/,
    means: 'a colon after each key',
    mend: keyed,
  },
  { said: /^Implicit keys of flow sequence pairs .*/, means: '$&', mend: keyed },
  { said: /^Flow sequence .*end with a \]/, means: 'a list that begins with [ ends with ]', mend: closed },
  { said: /^Flow map .*end with a \}/, means: 'a mapping that begins with { ends with }', mend: closed },
  {
    said: /^Plain value cannot start with .*character (.)$/,
    means: 'an unquoted text does not begin with $1',
    mend: begun,
  },
  { said: /^Plain value cannot start with .*/, means: '$&', mend: begun },
  { said: /^Sequence item without - indicator/, means: 'a dash before each item of a list' },
  {
    said: /^Block scalar header .*/,
    means: 'the text after | or > on the next lines',
    mend: ({ before }) => `Quote a text that begins with ${before.slice(-1)}.`,
  },
  { said: /^The : indicator must be .*/, means: 'a key of at most 1024 characters' },
  { said: /^Unexpected \S+ (at node end|token|in ).*/, means: 'this does not belong here' },
  {
    said: /^Missing closing (["'])quote/,
    means: 'missing closing quote $1',
    mend: () => 'Close each text with the quote that opens it.',
  },
  {
    said: /^(Invalid escape sequence .*?)[.:]?$/,
    means: '$1',
    mend: () => 'Double the backslash, or use single quotes.',
  },
];

const itself: Meaning = { said: /[.:]$/, means: '' };

/** What the place shows of itself is a better hint than what the parser says. */
function plainMend({ code, before, rest }: Spot): string | undefined {
  if (rest.startsWith('*')) return STAR_MEND;
  if (code === 'TAB_AS_INDENT' || (before.trim() === '' && before.includes('\t')))
    return 'Indent with spaces instead of tabs.';
  return before.endsWith('$') && rest.startsWith('{') ? 'Quote a text that contains ${.' : undefined;
}

/** Where the parser says nothing that helps. */
function guessedMend({ code, before, rest }: Spot): string | undefined {
  const isBare = /^[^[\]{},"']/.test(rest);
  const [, close] = /([}\]"'])\s*$/.exec(before) ?? [];
  if (isBare && close === '}') return 'Quote a text that begins with {.';
  if (isBare && close === ']') return 'Quote a text that begins with [.';
  if (isBare && close !== undefined) return 'Quote the whole text, or no part of it.';
  if (before.trim() === '') return ALIGN;
  return code === 'UNEXPECTED_TOKEN' && /^[[{"']/.test(rest)
    ? 'Put a comma between the items of a list, and between the pairs of a mapping.'
    : undefined;
}

/** One complaint of the parser. */
export function syntaxMistake(source: string, error: SyntaxError, text: string, lines: LineCounter): Mistake {
  // Where the parser runs out of stack says nothing about the text.
  if (error.code === 'RESOURCE_EXHAUSTION') return { source, path: [], ...TOO_DEEP };
  const { line, col } = lines.linePos(error.pos[0]);
  return { source, path: [], line, column: col, ...wordsOf(error, text) };
}

function wordsOf({ code, message, pos: [at, end] }: SyntaxError, text: string): Words {
  const [rest = ''] = text.slice(at).split(/\r?\n/, 1);
  const before = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  // Without the place, which is told in front.
  const said = message.replace(/\n[^]*/, '').replace(/ at line \d+.*$/, '');
  const { said: pattern, means, mend } = meanings.find((row) => row.said.test(said)) ?? itself;
  const spot = { code, before, rest };
  const isStar = rest.startsWith('*');
  return {
    found: rest === '' ? endOf(text, at) : shown(isStar ? text.slice(at, end) : rest),
    expected: isStar ? 'text' : `YAML or JSON (${said.replace(pattern, means)})`,
    mend: plainMend(spot) ?? mend?.(spot) ?? guessedMend(spot),
  };
}

function endOf(text: string, at: number): string {
  return text.slice(at).trim() === '' ? 'the end of the text' : 'the end of the line';
}
