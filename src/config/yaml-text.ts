/** YAML and JSON text -> plain values (text, lists, mappings), each with its place in the text. */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Alias,
  type Document,
  type Node,
  type Scalar,
} from 'yaml';
import { shown, type Mistake } from './mistake.ts';
import { STAR_MEND, syntaxMistakes } from './syntax-mistakes.ts';

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
export function readYaml(source: string, given: string): PlainText {
  // Some editors of Windows begin a file with a byte order mark.
  const text = given.replace(/^\ufeff/, '');
  if (Buffer.byteLength(text) > MAX_BYTES) return refused(source, 'more than 1 MiB', 'at most 1 MiB of text');
  const lines = new LineCounter();
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: lines, prettyErrors: false });
  const locate = locator(document, lines);
  const broken = syntaxMistakes(source, document.errors, text, lines);
  if (broken.length > 0) return { value: undefined, mistakes: broken, locate };
  const reader = new PlainReader(document);
  const value = withoutFolding(document.contents, text) ?? reader.read(document.contents, []);
  const mistakes = reader.mistakes.map((refusal) => ({ source, ...refusal, ...locate(refusal.path) }));
  return { value: mistakes.length > 0 ? undefined : value, mistakes, locate };
}

function refused(source: string, found: string, expected: string): PlainText {
  return { value: undefined, mistakes: [{ source, path: [], found, expected }], locate: () => undefined };
}

/** YAML folds the lines of unquoted text; where the whole text is one, they separate the items of a list. */
function withoutFolding(node: Node | null, text: string): string | undefined {
  if (!isScalar(node) || node.type !== 'PLAIN' || node.tag !== undefined || isNotGiven(node))
    return undefined;
  const [start, end] = node.range ?? [0, 0];
  return text.slice(start, end);
}

type Refusal = Pick<Mistake, 'path' | 'found' | 'expected' | 'mend'>;

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
    if (isAlias(node)) return this.#alias(node, path);
    if (isForeign(node?.tag)) return this.#refuse(path, `the tag ${shortTag(node?.tag)}`, 'text', TAG_MEND);
    if (isScalar<string | null>(node)) return isNotGiven(node) ? null : node.value;
    if (isSeq(node)) return node.items.map((item, at) => this.read(item as Node, [...path, at]));
    if (isMap(node)) return this.#mapping(node.items as readonly { key: Node; value: Node | null }[], path);
    return null;
  }

  #alias(alias: Alias, path: readonly (string | number)[]): Plain {
    this.#aliases += 1;
    if (this.#aliases === MAX_ALIASES + 1)
      return this.#refuse(path, 'many aliases', `at most ${MAX_ALIASES} of them`);
    // Not even looked up, as that takes the longer the more of them there are.
    if (this.#aliases > MAX_ALIASES) return null;
    const node = alias.resolve(this.#document);
    return node === undefined
      ? this.#refuse(path, shown(`*${alias.source}`), 'text', STAR_MEND)
      : this.read(node, path);
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

  #refuse(path: readonly (string | number)[], found: string, expected: string, mend?: string): null {
    this.mistakes.push({ path, found, expected, ...(mend === undefined ? {} : { mend }) });
    return null;
  }
}

const TAG_MEND = 'Quote a text that begins with !.';

function shortTag(tag = ''): string {
  return tag.replace(/^tag:yaml\.org,2002:/, '!!');
}

/** Tags say how a value is read; only those of the failsafe schema mean what the reader sees. */
function isForeign(tag: string | undefined): boolean {
  return tag !== undefined && !/^tag:yaml\.org,2002:(str|seq|map)$/.test(tag);
}

const notGiven = ['', '~', 'null'];

/** Only unquoted words mean nothing: a quoted empty text is a value, such as that of a tag. */
function isNotGiven({ type, value }: Pick<Scalar, 'type' | 'value'>): boolean {
  return value === null || (type === 'PLAIN' && (notGiven as readonly unknown[]).includes(value));
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
