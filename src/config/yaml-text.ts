/** YAML and JSON text -> plain values (text, lists, mappings), each with its place in the text. */
import { isScalar, LineCounter, parseDocument, visit, type Document, type Node, type Scalar } from 'yaml';
import { inputMistake, shown, type Mistake, type Path, type Place } from './mistake.ts';
import { isNotGiven, PlainReader, type PlainText } from './plain.ts';
import { syntaxMistake } from './syntax-mistakes.ts';

const MAX_BYTES = 1024 * 1024;

/** Reads one text; `source` is the input or file that it came from. */
export function readYaml(source: string, given: string): PlainText {
  // Some editors of Windows begin a file with a byte order mark.
  const text = given.replace(/^\ufeff/, '');
  const locate = (path: Path): Place => ({ source, path });
  const isGiant = Buffer.byteLength(text) > MAX_BYTES;
  const parsed = asTextList(parse(isGiant ? '' : text));
  const mistakes = isGiant
    ? [inputMistake(source, 'more than 1 MiB', 'at most 1 MiB of text')]
    : brokenIn(source, parsed);
  if (mistakes.length > 0) return { value: undefined, mistakes, locate };
  const { document, lines } = parsed;
  return new PlainReader(source, document, lines).readAll(withoutFolding(document.contents, parsed.text));
}

interface Parsed {
  readonly text: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

/** The failsafe schema knows no numbers, no booleans and no merge keys, so that account ids stay text. */
function parse(text: string): Parsed {
  const lines = new LineCounter();
  // Keys that stand twice are looked for by ourselves: the parser takes minutes for a giant mapping.
  const options = { schema: 'failsafe', lineCounter: lines, prettyErrors: false, uniqueKeys: false } as const;
  return { text, lines, document: parseDocument(text, options) };
}

/**
 * For YAML a comment ends an unquoted text, and tabs do not indent one. Where the lines of the text are the
 * items of a list, both are nothing but space; every column stays where it is.
 */
function asTextList(parsed: Parsed): Parsed {
  const { text, document } = parsed;
  if (document.errors.length === 0 || !isUnquoted(document.contents)) return parsed;
  const bare = text
    .replace(/(^|[ \t])#[^\r\n]*/gm, '$1')
    .replace(/^[ \t]+/gm, (space) => ' '.repeat(space.length));
  const list = parse(bare);
  return list.document.errors.length === 0 && isUnquoted(list.document.contents) ? list : parsed;
}

/** What the parser says after the first thing that is no YAML is confusion. */
function brokenIn(source: string, { text, document, lines }: Parsed): Mistake[] {
  const [first] = document.errors;
  const repeated = repeatedKeys(document)
    .filter(({ range }) => range[0] < (first?.pos[0] ?? text.length))
    .map(({ value, range }) => {
      const { line, col } = lines.linePos(range[0]);
      const words = { found: `the key ${shown(String(value))} a second time`, expected: 'each key once' };
      return { source, path: [], line, column: col, ...words };
    });
  return first === undefined ? repeated : [...repeated, syntaxMistake(source, first, text, lines)];
}

/** Keys that their mapping has already. */
function repeatedKeys(document: Document.Parsed): Scalar.Parsed[] {
  const repeated: Scalar.Parsed[] = [];
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<string>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.size === seen.add(String(key.value)).size) repeated.push(key as Scalar.Parsed);
      }
    },
  });
  return repeated;
}

/** YAML folds the lines of unquoted text; where the whole text is one, they separate the items of a list. */
function withoutFolding(node: Node | null, text: string): string | undefined {
  if (!isUnquoted(node) || isNotGiven(node)) return undefined;
  const [start, end] = node.range ?? [0, 0];
  // There is space that is none to YAML, such as that of a web page.
  return text.slice(start, end).trim();
}

function isUnquoted(node: Node | null): node is Scalar {
  return isScalar(node) && node.type === 'PLAIN' && node.tag === undefined;
}
