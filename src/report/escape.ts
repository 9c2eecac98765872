/** Makes text of others harmless, for the page and for the log. */

/**
 * Characters that do not show: controls, those that turn the direction of text around, those of no width. Before them,
 * to be left alone: joiners and variants that have their work between signs of other scripts, as in an emoji.
 */
const invisible =
  /(?<=\P{ASCII})(?:[\u200c\u200d](?=\P{ASCII})|\p{VS})|\ufe0f(?=\u20e3)|([\p{Cc}\p{DI}\u2800\ufff9-\ufffb])/gu;

/** Each with its code, for two names that look alike need not be the same. */
function visible(text: string): string {
  return text.replace(invisible, (character, hidden: string | undefined) => {
    if (hidden === undefined) return character;
    const hex = (hidden.codePointAt(0) ?? 0).toString(16).toUpperCase();
    return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
  });
}

const MAX_SHOWN = 256;

/** What can begin markup, a link, a mention, an emoji or a formula. */
const markup = /[&<>|`*_[\]()#!\\~:@$]|(?<=www)\./gi;

/** Text for Markdown and HTML: whatever can begin markup becomes a character reference, which shows as itself. */
export function pageText(text: string): string {
  const plain = visible(text.replace(/[^\S\ufeff]+/g, ' ')).slice(0, MAX_SHOWN * 8);
  return plain.replace(markup, (character) => `&#${character.charCodeAt(0)};`);
}

/** Text for one line of the log, in which the runner finds no command (`::` at the start, `##[` anywhere). */
export function logText(text: string): string {
  const line = visible(text.replace(/[\r\n\t\v\f\u0085\u2028\u2029]+/g, ' '));
  return line.replace(/##(?=\[)/g, '##\u200b').replace(/^\s*::/, '\u200b::');
}

/** A name from a tag, not longer than a line bears. */
export function shortened(text: string, most = MAX_SHOWN): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
