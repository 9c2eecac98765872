/** The nodes of a YAML document -> plain values, and where they stand. What would blow up is refused. */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Alias,
  type Document,
  type LineCounter,
  type Node,
  type Scalar,
} from 'yaml';
import { lostText } from './encoding.ts';
import { shown, type Mistake, type Path, type Place, type Words } from './mistake.ts';
import { MAX_DEPTH, STAR_MEND, TOO_DEEP } from './syntax-mistakes.ts';

/** Numbers and booleans are text. */
export type Plain = string | null | Plain[] | PlainMapping;

export interface PlainMapping {
  [key: string]: Plain;
}

const MAX_ALIASES = 100;

/** Where a value stands: one in a mapping at its key. */
interface Spot {
  readonly path: Path;
  readonly start: number | undefined;
  /** Below an alias all stands where the alias does. */
  readonly isAlias: boolean;
}

interface Pair {
  readonly key: unknown;
  readonly value: unknown;
}

export interface PlainText {
  /** Null when the text is empty, `~` or `null`; undefined when it has mistakes. */
  readonly value: Plain | undefined;
  readonly mistakes: readonly Mistake[];
  /** The place of the value, or of the nearest value around it. */
  readonly locate: (path: Path) => Place;
}

/** Reads one document once. */
export class PlainReader {
  readonly #source: string;
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #mistakes: Mistake[] = [];
  /** What stands in each list and mapping, and where. */
  readonly #inside = new Map<unknown, Map<string | number, { value: Plain; start: number | undefined }>>();
  #aliases = 0;

  constructor(source: string, document: Document, lines: LineCounter) {
    this.#source = source;
    this.#document = document;
    this.#lines = lines;
  }

  /** `whole` is the text, when the document is a single one. */
  readAll(whole: string | undefined): PlainText {
    const { contents } = this.#document;
    const root: Spot = { path: [], start: contents?.range?.[0], isAlias: false };
    const value = whole === undefined ? this.#read(contents, root) : this.#text(whole, root);
    return {
      value: this.#mistakes.length > 0 ? undefined : value,
      mistakes: this.#mistakes,
      locate: (path) => this.#locate(path, { value, start: root.start }),
    };
  }

  #locate(path: Path, root: { readonly value: Plain; readonly start: number | undefined }): Place {
    let at = root;
    for (const step of path) {
      const inner = this.#inside.get(at.value)?.get(step);
      if (inner === undefined) break;
      at = inner;
    }
    return this.#placeOf({ path, start: at.start });
  }

  #placeOf({ path, start }: Pick<Spot, 'path' | 'start'>): Place {
    if (start === undefined) return { source: this.#source, path };
    const { line, col } = this.#lines.linePos(start);
    return { source: this.#source, path, line, column: col };
  }

  #read(node: unknown, spot: Spot): Plain {
    if (spot.path.length > MAX_DEPTH) return this.#refuse(spot, TOO_DEEP);
    if (isAlias(node)) return this.#alias(node, spot);
    const tag = foreignTag(node as Node | null);
    if (tag !== undefined)
      return this.#refuse(spot, {
        found: `the tag ${tag}`,
        expected: 'text',
        mend: 'Quote a text that begins with !.',
      });
    if (isScalar<string | null>(node))
      return isNotGiven(node) || node.value === null ? null : this.#text(node.value, spot);
    if (isSeq(node)) return this.#list(node.items, spot);
    return isMap(node) ? this.#mapping(node.items, spot) : null;
  }

  /** A text of which nothing was lost on the way here. */
  #text(text: string, spot: Spot): Plain {
    const lost = lostText(text);
    return lost === undefined ? text : this.#refuse(spot, lost);
  }

  #alias(alias: Alias, spot: Spot): Plain {
    this.#aliases += 1;
    if (this.#aliases === MAX_ALIASES + 1)
      return this.#refuse(spot, { found: 'many aliases', expected: `at most ${MAX_ALIASES} of them` });
    // Not even looked up, as that takes the longer the more of them there are.
    if (this.#aliases > MAX_ALIASES) return null;
    const node = alias.resolve(this.#document);
    return node === undefined
      ? this.#refuse(spot, { found: shown(`*${alias.source}`), expected: 'text', mend: STAR_MEND })
      : this.#read(node, { ...spot, isAlias: true });
  }

  #list(items: readonly unknown[], spot: Spot): Plain {
    const entries = items.map((item, at) => {
      const inner = below(spot, at, item);
      return [at, { value: this.#read(item, inner), start: inner.start }] as const;
    });
    const list = entries.map(([, { value }]) => value);
    this.#inside.set(list, new Map(entries));
    return list;
  }

  /** Without a prototype, so that no key can reach one. */
  #mapping(pairs: readonly Pair[], spot: Spot): Plain {
    const entries = pairs.flatMap(({ key, value }) => {
      if (!isScalar(key)) {
        this.#refuse(spot, { found: 'a key that is not text', expected: 'text as keys' });
        return [];
      }
      const name = String(key.value);
      const inner = below(spot, name, key);
      this.#text(name, inner);
      return [[name, { value: this.#read(value, inner), start: inner.start }] as const];
    });
    const mapping = Object.create(null) as PlainMapping;
    for (const [name, { value }] of entries) mapping[name] = value;
    this.#inside.set(mapping, new Map(entries));
    return mapping;
  }

  #refuse(spot: Spot, words: Words): null {
    this.#mistakes.push({ ...this.#placeOf(spot), ...words });
    return null;
  }
}

function below({ path, start, isAlias }: Spot, step: string | number, node: unknown): Spot {
  const own = isAlias ? undefined : (node as Node | null)?.range?.[0];
  return { path: [...path, step], start: own ?? start, isAlias };
}

/** Tags say how a value is read; only those of the failsafe schema mean what the reader sees. */
function foreignTag(node: Node | null): string | undefined {
  const tag = node?.tag;
  if (tag === undefined || /^tag:yaml\.org,2002:(str|seq|map)$/.test(tag)) return undefined;
  return tag.replace(/^tag:yaml\.org,2002:/, '!!');
}

const notGiven: readonly unknown[] = ['', '~', 'null'];

/** Only unquoted words mean nothing: a quoted empty text is a value, such as that of a tag. */
export function isNotGiven({ type, value }: Pick<Scalar, 'type' | 'value'>): boolean {
  return value === null || (type === 'PLAIN' && notGiven.includes(value));
}
