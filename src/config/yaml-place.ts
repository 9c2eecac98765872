/** Where values stand in a YAML text, and keys that stand there twice. In linear time, however wide a mapping is. */
import { isMap, isScalar, isSeq, type Document, type LineCounter, type Node, type YAMLMap } from 'yaml';
import { shown, type Mistake } from './mistake.ts';

export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

type Path = readonly (string | number)[];

/** A value with the offset at which the reader looks for it. */
interface Placed {
  readonly node: Node | null;
  readonly start: number | undefined;
}

/** Answers the place of a value, or of the nearest value around it. */
export function locator(document: Document, lines: LineCounter): (path: Path) => TextPlace | undefined {
  const pairs = new Map<YAMLMap, ReadonlyMap<string, Placed>>();
  const pairsOf = (mapping: YAMLMap): ReadonlyMap<string, Placed> => {
    const known = pairs.get(mapping) ?? placedPairs(mapping);
    pairs.set(mapping, known);
    return known;
  };
  return (path) => {
    let at: Placed | undefined = placed(document.contents);
    let start = at.start;
    for (const step of path) {
      at = stepInto(at.node, step, pairsOf);
      if (at === undefined) break;
      start = at.start ?? start;
    }
    return start === undefined ? undefined : placeOf(start, lines);
  };
}

function stepInto(
  node: Node | null,
  step: string | number,
  pairsOf: (mapping: YAMLMap) => ReadonlyMap<string, Placed>,
): Placed | undefined {
  if (isMap(node)) return typeof step === 'string' ? pairsOf(node).get(step) : undefined;
  if (!isSeq(node) || typeof step !== 'number') return undefined;
  const item = node.items[step];
  return item === undefined ? undefined : placed(item as Node | null);
}

function placed(node: Node | null): Placed {
  return { node, start: node?.range?.[0] };
}

/** A value in a mapping is shown at its key. */
function placedPairs({ items }: YAMLMap): ReadonlyMap<string, Placed> {
  return new Map(
    items.flatMap(({ key, value }) =>
      isScalar(key) ? [[String(key.value), { node: value as Node | null, start: key.range?.[0] }]] : [],
    ),
  );
}

/** Keys that a mapping has already, up to an offset. The parser could say so, but it compares them in pairs. */
export function repeatedKeys(
  source: string,
  { document, lines }: { document: Document; lines: LineCounter },
  end: number,
): Mistake[] {
  const mistakes: Mistake[] = [];
  const waiting: unknown[] = [document.contents];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (isSeq(node)) for (const item of node.items) waiting.push(item);
    if (!isMap(node)) continue;
    for (const { value } of node.items) waiting.push(value);
    for (const { text, start } of repeatedIn(node)) {
      if (start >= end) continue;
      const words = { found: `the key ${shown(text)} a second time`, expected: 'each key once' };
      mistakes.push({ source, path: [], ...placeOf(start, lines), ...words });
    }
  }
  return mistakes;
}

function repeatedIn({ items }: YAMLMap): { readonly text: string; readonly start: number }[] {
  const seen = new Set<string>();
  return items.flatMap(({ key }) => {
    if (!isScalar(key)) return [];
    const text = String(key.value);
    const isNew = !seen.has(text);
    seen.add(text);
    return isNew ? [] : [{ text, start: key.range?.[0] ?? 0 }];
  });
}

function placeOf(offset: number, lines: LineCounter): TextPlace {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}
