/** Parts of a page that must not grow without bound. Pure. */
import { plural } from './quantities.ts';

/** The lines that fit into so many bytes, then how many more of them the report file has. */
export function fitting(lines: readonly string[], bytes: number, noun: string): string[] {
  let left = bytes;
  const shown = lines.filter((line) => (left -= Buffer.byteLength(line) + 1) >= 0);
  const more = lines.length - shown.length;
  return more === 0 ? shown : [...shown, '', `${plural(more, `more ${noun}`)} in the report file.`];
}
