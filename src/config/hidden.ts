/** Characters that nobody sees, or takes for a space: they come along when a text is copied from a page. Pure. */
import type { Selector, Target } from '../model/target.ts';

/** Controls, format characters, fillers, other spaces than the usual one. */
const hidden = /[\p{C}\p{DI}\p{Zl}\p{Zp}\u2800]|(?! )\p{Zs}/gu;

/** Joiners and variants have their work between signs that are not ASCII, as in an emoji of several parts. */
const atWork = /(?<=\P{ASCII})(?:[\u200c\u200d](?=\P{ASCII})|\p{VS})|\ufe0f(?=\u20e3)/gu;

/** The text with `\u200B` in the place of such a character. */
export function visible(text: string): string {
  return text.replace(hidden, (character) => {
    const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
    return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
  });
}

/** Whether there is one that nobody has written on purpose. */
export function holdsHidden(text: string): boolean {
  return (
    text
      .replace(atWork, '')
      .replace(/[\t\r\n]/g, '')
      .search(hidden) >= 0
  );
}

/** Filters take any text, so nothing else tells why one of them selects or excludes nothing. */
export function hiddenInFilters(targets: readonly Target[]): string[] {
  const filters = targets.flatMap(({ instances, exclude }) => [
    ...filtersOf(instances),
    ...filtersOf(exclude),
  ]);
  const texts = filters.flatMap(({ name, values }) => [name, ...values]).filter(holdsHidden);
  return [...new Set(texts)].map(
    (text) =>
      `The filter text "${visible(text)}" holds a character that does not show, and is taken as it is`,
  );
}

function filtersOf(selector: Selector | undefined) {
  return selector?.kind === 'filters' ? selector.filters : [];
}
