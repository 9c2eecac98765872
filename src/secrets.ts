/** The secrets that this run has come to know. None of them may leave it, not even in words of AWS. */
import { isOwnWord } from './own-words.ts';
import { spellingsOf, spansOf, type Span } from './spellings.ts';

/** Shorter texts are no credentials, and replacing them would spoil sentences. */
const SHORTEST = 8;

export class Secrets {
  readonly #secrets = new Set<string>();
  /** Spellings by their beginning: so a text is read once, however many secrets there are. */
  readonly #known = new Map<string, Set<string>>();
  readonly #mask: (secret: string) => void;

  /** `mask` tells the runner, which replaces the secret in every log of the job. */
  constructor(mask: (secret: string) => void) {
    this.#mask = mask;
  }

  add(secret: string | undefined): void {
    if (secret === undefined || secret.length < SHORTEST || this.#secrets.has(secret)) return;
    this.#mask(secret);
    this.#secrets.add(secret);
    for (const spelling of spellingsOf(secret)) {
      if (spelling.length < SHORTEST) continue;
      const beginning = spelling.slice(0, SHORTEST);
      const alike = this.#known.get(beginning) ?? new Set();
      this.#known.set(beginning, alike.add(spelling));
    }
  }

  redact(text: string): string {
    if (this.#known.size === 0 || text.length < SHORTEST) return text;
    const spans = spansOf(text, (plain) => this.#find(plain));
    let redacted = '';
    let end = 0;
    for (const span of spans) {
      // What overlaps is one secret to the reader.
      if (span.end <= end) continue;
      if (span.start >= end) redacted += `${text.slice(end, span.start)}***`;
      end = span.end;
    }
    return spans.length === 0 ? text : redacted + text.slice(end);
  }

  /**
   * The value with every text in it redacted; what holds no secret is left as it is, to the same object. So is a word of
   * the action's own, that a run is told as it was though somebody has chosen that word for a password.
   */
  redactAll<T>(value: T): T {
    return mapTexts(value, (text, field) => (isOwnWord(field, text) ? text : this.redact(text))) as T;
  }

  #find(text: string): Span[] {
    const found: Span[] = [];
    for (let start = 0; start + SHORTEST <= text.length; start += 1) {
      const alike = this.#known.get(text.slice(start, start + SHORTEST));
      if (alike === undefined) continue;
      const fitting = [...alike].filter((spelling) => text.startsWith(spelling, start));
      const longest = Math.max(0, ...fitting.map(({ length }) => length));
      if (longest > 0) found.push({ start, end: start + longest });
    }
    return found;
  }
}

type Change = (text: string, field: string) => string;

/** Walks lists, maps, sets and plain objects; keys of objects are the action's own and stay. */
function mapTexts(value: unknown, change: Change, field = ''): unknown {
  if (typeof value === 'string') return change(value, field);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return mapList(value, change);
  if (value instanceof Map) {
    const entries = [...value];
    const changed = mapList(entries, change);
    return changed === entries ? value : new Map(changed as [unknown, unknown][]);
  }
  if (value instanceof Set) {
    const members = [...value];
    const changed = mapList(members, change);
    return changed === members ? value : new Set(changed);
  }
  if (![Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)) return value;
  const entries = Object.entries(value);
  const changed = entries.map(([key, member]) => [key, mapTexts(member, change, key)] as const);
  const same = changed.every(([, member], at) => member === entries[at]?.[1]);
  return same ? value : { ...value, ...Object.fromEntries(changed) };
}

function mapList(list: readonly unknown[], change: Change): readonly unknown[] {
  const changed = list.map((member) => mapTexts(member, change));
  return changed.every((member, at) => member === list[at]) ? list : changed;
}
