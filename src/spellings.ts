/** How a secret may be written in words of others: escaped for a URL, a page or JSON, in base64, broken over lines. */

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Shorter texts are found across spaces in sentences that mean something else. */
const SHORTEST_BROKEN = 20;

/** Escapes within escapes: a page in JSON in a URL. */
const LAYERS = 3;

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  sol: '/',
  plus: '+',
  equals: '=',
};
const controls: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f' };

/** One sign that stands for another, or that only breaks a line. */
const escaped =
  /%([0-9a-f]{2})|&#x0*([0-9a-f]{1,6});|&#0*([0-9]{1,7});|&(amp|lt|gt|quot|apos|sol|plus|equals);|\\u([0-9a-f]{4})|\\([^u])|[\s\p{C}]/giu;

/** What is looked for in a text that has been made plain layer by layer. */
export function spellingsOf(secret: string): ReadonlySet<string> {
  // Whoever reads a form that was not encoded takes a plus sign for a space.
  const written = [secret, secret.replaceAll('+', ' '), ...base64Of(secret)];
  return new Set(written.flatMap((text) => layersOf(text).map((layer) => layer.text)));
}

/** What is certain of its base64, whatever one or two bytes before it and whatever follows. */
function base64Of(secret: string): string[] {
  return [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    const whole = bytes.toString('base64');
    return whole.slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
  });
}

/** Where the text holds what `find` finds in it or in one of its layers; in order. */
export function spansOf(text: string, find: (plain: string) => readonly Span[]): Span[] {
  const spans = layersOf(text).flatMap((layer) => {
    return find(layer.text).flatMap((found) => originalOf(found, layer, text));
  });
  return spans.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** A text made plainer; `signs[n]` is where its n-th sign is in the text as it was. */
interface Layer {
  readonly text: string;
  readonly signs: readonly Span[] | undefined;
}

/** Where something of a layer is in the text as it was; nothing when a short one is only there across a gap. */
function originalOf({ start, end }: Span, { signs }: Layer, text: string): Span[] {
  const [first, last] = [signs?.[start], signs?.[end - 1]];
  if (first === undefined || last === undefined) return [{ start, end }];
  const isBroken = /[\s\p{C}]/u.test(text.slice(first.start, last.end));
  return isBroken && end - start < SHORTEST_BROKEN ? [] : [{ start: first.start, end: last.end }];
}

function layersOf(text: string): Layer[] {
  const layers: Layer[] = [{ text, signs: undefined }];
  let outer: Layer = { text, signs: undefined };
  for (let depth = 0; depth < LAYERS; depth += 1) {
    const inner = plainer(outer);
    if (inner.text === outer.text) break;
    layers.push(inner);
    outer = inner;
  }
  return layers;
}

function plainer({ text, signs }: Layer): Layer {
  const pieces: string[] = [];
  const places: Span[] = [];
  const placeOf = (start: number, end: number): Span => ({
    start: signs?.[start]?.start ?? start,
    end: signs?.[end - 1]?.end ?? end,
  });
  let end = 0;
  const keepUntil = (next: number): void => {
    pieces.push(text.slice(end, next));
    for (const at of Array(next - end).keys()) places.push(placeOf(end + at, end + at + 1));
  };
  for (const match of text.matchAll(escaped)) {
    keepUntil(match.index);
    end = match.index + match[0].length;
    const sign = signOf(match);
    pieces.push(sign);
    places.push(...Array<Span>(sign.length).fill(placeOf(match.index, end)));
  }
  keepUntil(text.length);
  return { text: pieces.join(''), signs: places };
}

function signOf([, url, hex, decimal, entity, unicode, after]: RegExpExecArray): string {
  const code = url ?? hex ?? unicode;
  if (code !== undefined) return character(Number.parseInt(code, 16));
  if (decimal !== undefined) return character(Number(decimal));
  if (entity !== undefined) return entities[entity.toLowerCase()] ?? '';
  return after === undefined ? '' : (controls[after] ?? after);
}

function character(code: number): string {
  return code <= 0x10_ffff ? String.fromCodePoint(code) : '';
}
