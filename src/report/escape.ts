/** Makes text of others harmless, for the page and for the log. */

/** Control characters, and those that turn the direction of text around. */
const invisible = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const MAX_SHOWN = 256;

/** What can begin markup, a link, a mention, an emoji or a formula. */
const markup = /[&<>|`*_[\]()#!\\~:@$]|(?<=www)\./gi;

/** Text for Markdown and HTML: whatever can begin markup becomes a character reference, which shows as itself. */
export function pageText(text: string): string {
  const plain = text
    .replace(/\s+/g, ' ')
    .replace(invisible, '\ufffd')
    .slice(0, MAX_SHOWN * 8);
  return plain.replace(markup, (character) => `&#${character.charCodeAt(0)};`);
}

/** Text for one line of the log, in which the runner finds no command (`::` at the start, `##[` anywhere). */
export function logText(text: string): string {
  const line = text.replace(/[\r\n\t\v\f\u0085\u2028\u2029]+/g, ' ').replace(invisible, '\ufffd');
  return line.replace(/##(?=\[)/g, '##\u200b').replace(/^\s*::/, '\u200b::');
}

/** A name from a tag, not longer than a line bears. */
export function shortened(text: string, most = MAX_SHOWN): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
