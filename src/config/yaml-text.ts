/** YAML and JSON text -> plain values (text, lists, mappings), each with its place in the text. */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type Scalar,
} from 'yaml';
import { shown, type Mistake } from './mistake.ts';

/** The failsafe schema of YAML knows no numbers and no booleans, so that account ids stay text. */
export type Plain = string | null | Plain[] | PlainMapping;

export interface PlainMapping {
  [key: string]: Plain;
}

export interface PlainText {
  /** Null when the text is empty, `~` or `null`; undefined when it has mistakes. */
  readonly value: Plain | undefined;
  readonly mistakes: readonly Mistake[];
  /** Line and column of the value, or of the nearest value around it. */
  locate(path: readonly (string | number)[]): { line: number; column: number } | undefined;
}

const MAX_DEPTH = 8;
const MAX_ALIASES = 100;
const MAX_BYTES = 1024 * 1024;

/** Reads one text; `source` is the input or file that it came from. */
export function readYaml(source: string, text: string): PlainText {
  if (Buffer.byteLength(text) > MAX_BYTES) return refused(source, 'more than 1 MiB', 'at most 1 MiB of text');
  const lines = new LineCounter();
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: lines, prettyErrors: false });
  const locate = locator(document, lines);
  const broken = document.errors.map((error) => syntaxMistake(source, error, lines, text));
  if (broken.length > 0) return { value: undefined, mistakes: broken, locate };
  const reader = new PlainReader(document);
  const value = reader.read(document.contents, []);
  const mistakes = reader.mistakes.map(({ path, found, expected }) => {
    return { source, path, found, expected, ...locate(path) };
  });
  return { value: mistakes.length > 0 ? undefined : value, mistakes, locate };
}

function refused(source: string, found: string, expected: string): PlainText {
  return { value: undefined, mistakes: [{ source, path: [], found, expected }], locate: () => undefined };
}

interface Refusal {
  readonly path: readonly (string | number)[];
  readonly found: string;
  readonly expected: string;
}

/** Turns nodes into plain values and refuses what would blow up: deep nesting and many aliases. */
class PlainReader {
  readonly mistakes: Refusal[] = [];
  readonly #document: Document;
  #aliases = 0;

  constructor(document: Document) {
    this.#document = document;
  }

  read(node: Node | null, path: readonly (string | number)[]): Plain {
    if (path.length > MAX_DEPTH) return this.#refuse(path, 'deeper nesting', `at most ${MAX_DEPTH} levels`);
    if (isAlias(node)) return this.#alias(node.resolve(this.#document), path);
    if (isScalar<string | null>(node)) return isNotGiven(node) ? null : node.value;
    if (isSeq(node)) return node.items.map((item, at) => this.read(item as Node, [...path, at]));
    if (isMap(node)) return this.#mapping(node.items as readonly { key: Node; value: Node | null }[], path);
    return null;
  }

  #alias(node: Node | undefined, path: readonly (string | number)[]): Plain {
    this.#aliases += 1;
    if (node === undefined)
      return this.#refuse(path, 'an alias of nothing', 'text; quote one that begins with *');
    if (this.#aliases <= MAX_ALIASES) return this.read(node, path);
    return this.#aliases > MAX_ALIASES + 1
      ? null
      : this.#refuse(path, 'many aliases', `at most ${MAX_ALIASES} of them`);
  }

  /** Without a prototype, so that no key can reach one. */
  #mapping(pairs: readonly { key: Node; value: Node | null }[], path: readonly (string | number)[]): Plain {
    const mapping = Object.create(null) as PlainMapping;
    for (const { key, value } of pairs) {
      if (isScalar(key)) mapping[String(key.value)] = this.read(value, [...path, String(key.value)]);
      else this.#refuse(path, 'a key that is not text', 'text as keys');
    }
    return mapping;
  }

  #refuse(path: readonly (string | number)[], found: string, expected: string): null {
    this.mistakes.push({ path, found, expected });
    return null;
  }
}

/** Only unquoted words mean nothing: a quoted empty text is a value, such as that of a tag. */
function isNotGiven({ type, value }: Scalar<string | null>): boolean {
  return value === null || (type === 'PLAIN' && ['', '~', 'null'].includes(value));
}

function locator(document: Document, lines: LineCounter): PlainText['locate'] {
  return (path) => {
    for (let length = path.length; length >= 0; length -= 1) {
      const offset = startOf(document, path.slice(0, length));
      if (offset !== undefined) {
        const { line, col } = lines.linePos(offset);
        return { line, column: col };
      }
    }
    return undefined;
  };
}

/** A value in a mapping is shown at its key, where the reader looks for it. */
function startOf(document: Document, path: readonly (string | number)[]): number | undefined {
  const last = path.at(-1);
  const parent = path.length === 0 ? undefined : document.getIn(path.slice(0, -1), true);
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === last);
    return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  }
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  return (node as Node | null | undefined)?.range?.[0];
}

function syntaxMistake(
  source: string,
  error: { code: string; message: string; pos: [number, number] },
  lines: LineCounter,
  text: string,
): Mistake {
  const { line, col } = lines.linePos(error.pos[0]);
  const place = { source, path: [], line, column: col };
  const found = shown(text.slice(error.pos[0], Math.max(error.pos[1], error.pos[0] + 1)).split('\n')[0]);
  if (text[error.pos[0]] === '*') {
    return {
      ...place,
      found,
      expected: 'text',
      mend: 'An unquoted * is an alias in YAML: quote the text, or write all to select every instance.',
    };
  }
  if (error.code === 'DUPLICATE_KEY') return { ...place, found, expected: 'each key once' };
  return { ...place, found, expected: `YAML or JSON (${sentence(error.message)})` };
}

function sentence(message: string): string {
  return (
    message
      .split('\n')[0]
      ?.replace(/ at line \d+.*$/, '')
      .replace(/[.:]$/, '') ?? message
  );
}
