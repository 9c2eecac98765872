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
import { lostText } from './encoding.ts';
import { shown, type Mistake } from './mistake.ts';
import { STAR_MEND, syntaxMistake } from './syntax-mistakes.ts';
import { locator, repeatedKeys, type TextPlace } from './yaml-place.ts';

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
  locate(path: readonly (string | number)[]): TextPlace | undefined;
}

const MAX_DEPTH = 8;
const MAX_ALIASES = 100;
const MAX_BYTES = 1024 * 1024;

/** Reads one text; `source` is the input or file that it came from. */
export function readYaml(source: string, given: string): PlainText {
  // Some editors of Windows begin a file with a byte order mark.
  const text = given.replace(/^\ufeff/, '');
  if (Buffer.byteLength(text) > MAX_BYTES) return refused(source, 'more than 1 MiB', 'at most 1 MiB of text');
  const parsed = asTextList(parse(text));
  const { document, lines } = parsed;
  const locate = locator(document, lines);
  const broken = brokenIn(source, parsed);
  if (broken.length > 0) return { value: undefined, mistakes: broken, locate };
  const reader = new PlainReader(document);
  const unfolded = withoutFolding(document.contents, parsed.text);
  const value = unfolded === undefined ? reader.read(document.contents, []) : reader.whole(unfolded, []);
  const mistakes = reader.mistakes.map((refusal) => ({ source, ...refusal, ...locate(refusal.path) }));
  return { value: mistakes.length > 0 ? undefined : value, mistakes, locate };
}

interface Parsed {
  readonly text: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

/** Keys that stand twice are looked for by ourselves: the parser takes minutes for a giant mapping. */
function parse(text: string): Parsed {
  const lines = new LineCounter();
  const settings = {
    schema: 'failsafe',
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
  } as const;
  return { text, lines, document: parseDocument(text, settings) };
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
  const repeated = repeatedKeys(source, { document, lines }, first?.pos[0] ?? text.length);
  return first === undefined ? repeated : [...repeated, syntaxMistake(source, first, text, lines)];
}

function refused(source: string, found: string, expected: string): PlainText {
  return { value: undefined, mistakes: [{ source, path: [], found, expected }], locate: () => undefined };
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
    if (path.length > MAX_DEPTH)
      return this.#refuse(path, { found: 'deeper nesting', expected: `at most ${MAX_DEPTH} levels` });
    if (isAlias(node)) return this.#alias(node, path);
    if (isForeign(node?.tag))
      return this.#refuse(path, {
        found: `the tag ${shortTag(node?.tag)}`,
        expected: 'text',
        mend: TAG_MEND,
      });
    if (isScalar<string | null>(node))
      return isNotGiven(node) || node.value === null ? null : this.whole(node.value, path);
    if (isSeq(node)) return node.items.map((item, at) => this.read(item as Node, [...path, at]));
    if (isMap(node)) return this.#mapping(node.items as readonly { key: Node; value: Node | null }[], path);
    return null;
  }

  /** A text of which nothing was lost on the way here. */
  whole(text: string, path: readonly (string | number)[]): Plain {
    const lost = lostText(text);
    return lost === undefined ? text : this.#refuse(path, lost);
  }

  #alias(alias: Alias, path: readonly (string | number)[]): Plain {
    this.#aliases += 1;
    if (this.#aliases === MAX_ALIASES + 1)
      return this.#refuse(path, { found: 'many aliases', expected: `at most ${MAX_ALIASES} of them` });
    // Not even looked up, as that takes the longer the more of them there are.
    if (this.#aliases > MAX_ALIASES) return null;
    const node = alias.resolve(this.#document);
    return node === undefined
      ? this.#refuse(path, { found: shown(`*${alias.source}`), expected: 'text', mend: STAR_MEND })
      : this.read(node, path);
  }

  /** Without a prototype, so that no key can reach one. */
  #mapping(pairs: readonly { key: Node; value: Node | null }[], path: readonly (string | number)[]): Plain {
    const mapping = Object.create(null) as PlainMapping;
    for (const { key, value } of pairs) {
      if (isScalar(key)) {
        const name = String(key.value);
        this.whole(name, [...path, name]);
        mapping[name] = this.read(value, [...path, name]);
      } else this.#refuse(path, { found: 'a key that is not text', expected: 'text as keys' });
    }
    return mapping;
  }

  #refuse(path: readonly (string | number)[], words: Omit<Refusal, 'path'>): null {
    this.mistakes.push({ path, ...words });
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
