/** Characters that nobody sees, or takes for a space: they come along when a text is copied from a page. Pure. */

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
