/** Bytes of a file -> text, or why they are none. What is guessed is never read: a wrong text could select other servers. */
import { shown, type Place, type Words } from './mistake.ts';

type Position = Pick<Required<Place>, 'line' | 'column'>;

export type Decoded =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly words: Words & Position };

const expected = 'text in UTF-8, or in UTF-16 with a byte order mark';
const mend = 'Save the file as UTF-8.';

/** Reads UTF-8, and UTF-16 with a byte order mark; marks are no part of the text. */
export function decode(bytes: Uint8Array): Decoded {
  // The mark of UTF-16 LE is the beginning of the one of UTF-32 LE.
  if (begins(bytes, 0xff, 0xfe, 0, 0) || begins(bytes, 0, 0, 0xfe, 0xff)) return refused('UTF-32');
  if (begins(bytes, 0xff, 0xfe)) return decodeUtf16(bytes, 'utf-16le');
  if (begins(bytes, 0xfe, 0xff)) return decodeUtf16(bytes, 'utf-16be');
  const wide = wideGuess(bytes);
  if (wide !== undefined) return refused(wide);
  const text = decoded(bytes, 'utf-8');
  return text === undefined ? notUtf8(bytes) : withoutNul(text);
}

/** What a text holds in the place of bytes that some program could not read. */
const LOST = '\ufffd';

/** A value that was decoded wrongly before it came here; nothing when none of it is lost. */
export function lostText(text: string): Words | undefined {
  if (!text.includes(LOST)) return undefined;
  return {
    found: `${shown(text)}, in which a character was lost (U+FFFD)`,
    expected: 'text that was read in the right encoding',
    mend: 'Write the character again, and save the file as UTF-8.',
  };
}

function begins(bytes: Uint8Array, ...start: number[]): boolean {
  return start.every((byte, at) => bytes[at] === byte);
}

function decodeUtf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): Decoded {
  const text = decoded(bytes, encoding);
  return text === undefined ? refused('UTF-16 that is cut off or damaged') : withoutNul(text);
}

function decoded(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function withoutNul(text: string): Decoded {
  const at = text.indexOf('\0');
  return at < 0 ? { ok: true, text } : refused('a NUL byte', placeOf(text.slice(0, at)));
}

function refused(found: string, place: Position = { line: 1, column: 1 }): Decoded {
  return { ok: false, words: { ...place, found, expected, mend } };
}

/** Bytes that are looked at for a guess. */
const SAMPLE = 4096;

/** A text of mostly Latin letters in UTF-16 or UTF-32 has a NUL byte beside each letter. */
function wideGuess(bytes: Uint8Array): string | undefined {
  const sample = bytes.subarray(0, SAMPLE);
  const nuls = [0, 0, 0, 0];
  for (const [at, byte] of sample.entries()) if (byte === 0) nuls[at % 4] = (nuls[at % 4] ?? 0) + 1;
  const quarter = sample.length / 4;
  const mostly = nuls.map((count) => count > quarter / 2);
  const guess = new Map([
    ['0111', 'UTF-32 LE'],
    ['1110', 'UTF-32 BE'],
    ['0101', 'UTF-16 LE'],
    ['1010', 'UTF-16 BE'],
  ]).get(mostly.map(Number).join(''));
  return guess === undefined ? undefined : `what is probably ${guess} without a byte order mark`;
}

function notUtf8(bytes: Uint8Array): Decoded {
  const at = firstBadByte(bytes);
  const byte = bytes[at] ?? 0;
  const hex = byte.toString(16).toUpperCase().padStart(2, '0');
  const encoding = bytes.some(isOfWindows) ? 'Windows-1252' : 'Latin-1 (ISO 8859-1)';
  const sign = new TextDecoder('windows-1252').decode(bytes.subarray(at, at + 1));
  const before = new TextDecoder('utf-8').decode(bytes.subarray(0, at));
  return refused(`the byte ${hex}, probably an ${shown(sign)} in ${encoding}`, placeOf(before));
}

/** In Latin-1 these are control characters that nobody writes. */
function isOfWindows(byte: number): boolean {
  return byte >= 0x80 && byte <= 0x9f;
}

/** Where the bytes begin to differ from those of the text that a forgiving reader makes of them. */
function firstBadByte(bytes: Uint8Array): number {
  const forgiven = Buffer.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  const differing = bytes.findIndex((byte, index) => byte !== forgiven[index]);
  let at = differing < 0 ? bytes.length : differing;
  while (at > 0 && isContinuation(forgiven[at])) at -= 1;
  return at;
}

function isContinuation(byte = 0): boolean {
  return (byte & 0xc0) === 0x80;
}

/** The place behind this text. */
function placeOf(before: string): Position {
  const lines = before.split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}
