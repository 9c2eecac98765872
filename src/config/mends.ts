/** Hints for mistakes in values of any form. */
import { holdsHidden } from './hidden.ts';

/** What to do about a value that was found; nothing when it is unknown. */
export type Mend = (found: unknown) => string | undefined;

const EXPRESSION = 'GitHub evaluates expressions in a workflow only, not in a file.';
export const HIDDEN = 'It contains an invisible character: type it instead of copying it.';
export const COMMENT = 'Text in quotes or after | has no comments: write a list, each item as "- item".';

/** The hints for a text that stands where something else is expected; the first counts. */
export function forText(...hints: readonly ((text: string) => string | undefined)[]): Mend {
  return (found) => {
    if (typeof found !== 'string') return undefined;
    if (holdsHidden(found)) return HIDDEN;
    if (found.includes('${{')) return EXPRESSION;
    for (const hint of hints) {
      const mend = hint(found);
      if (mend !== undefined) return mend;
    }
    return undefined;
  };
}

/** For a text that may have a list in it. */
export function separatorMend(text: string): string | undefined {
  if (/(^|\s)#/.test(text)) return COMMENT;
  return !text.includes(',') && /\S[\s;|]+\S/.test(text)
    ? 'Put commas or new lines between the items of a list.'
    : undefined;
}

/** A text that is not written in quotes may be a mapping or a list to YAML. */
export function quoteMend(found: unknown): string | undefined {
  if (typeof found !== 'object' || found === null) return undefined;
  return `Quote a text that begins with ${Array.isArray(found) ? '[' : '{'}.`;
}
