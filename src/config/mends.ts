/** Hints for the mistakes that people make most. */
import { templateVariables } from '../model/target.ts';
import { isMapping } from './forms.ts';
import { holdsHidden } from './hidden.ts';
import { nearestInstanceFilter } from './instance-filters.ts';
import { didYouMean } from './mistake.ts';
import { knownRegions } from './patterns.ts';
import { unknownVariables } from './template.ts';

/** What a form expects where it found something else. */
export interface Expectation {
  /** What was found. */
  readonly input: unknown;
  /** What is expected, in our words. */
  readonly message: string;
}

export function mendOf({ input, message }: Expectation): string | undefined {
  if (typeof input === 'string' && holdsHidden(input)) return HIDDEN;
  return hints.find(({ expecting }) => expecting.test(message))?.hint(input, message);
}

type Hint = (input: string, message: string) => string | undefined;
type AnyHint = (input: unknown, message: string) => string | undefined;

/** By what is expected; the first that fits counts. */
const hints: readonly { readonly expecting: RegExp; readonly hint: AnyHint }[] = [
  { expecting: /12 digits/, hint: forText((input) => accountMend(input) ?? separatorMend(input)) },
  { expecting: /^the name, path/, hint: forText((input) => roleNameMend(input) ?? arnMend(input)) },
  { expecting: /ARN of a role/, hint: forText(arnMend) },
  {
    expecting: /^an AWS region/,
    hint: forText((input) => didYouMean(input, knownRegions) ?? separatorMend(input)),
  },
  {
    expecting: /^only the variables/,
    hint: forText((input) => didYouMean(unknownVariables(input)[0] ?? '', templateVariables)),
  },
  { expecting: /^a filter of/, hint: forText(filterMend) },
  {
    expecting: /^one of /,
    hint: forText((input, message) => didYouMean(input, message.slice(7).split(', '))),
  },
  {
    expecting: /^a mapping of tag keys to values$/,
    hint: () => 'Write each tag as "key: value" on a line of its own.',
  },
  { expecting: /^an instance id/, hint: idMend },
  { expecting: /^a device name/, hint: forText(separatorMend) },
  { expecting: /^(text|a template|a filter value|a series|an external id)/, hint: quoteMend },
];

function forText(hint: Hint): AnyHint {
  return (input, message) => {
    if (typeof input !== 'string') return undefined;
    return input.includes('${{') ? EXPRESSION : hint(input, message);
  };
}

const EXPRESSION = 'GitHub evaluates expressions in a workflow only, not in a file.';

const HIDDEN = 'It holds a character that does not show: write it anew instead of copying it.';

const COMMENT = 'Text in quotes or behind | has no comments: write a list, each item as "- item".';

/** For a text that stands where an account is expected. */
export function accountMend(text: string): string | undefined {
  if (holdsHidden(text)) return HIDDEN;
  if (text.includes('${{')) return EXPRESSION;
  return accountMends.find(({ looksLike }) => looksLike.test(text))?.mend;
}

const accountMends: readonly { readonly looksLike: RegExp; readonly mend: string }[] = [
  {
    looksLike: /^\d{9,11}$/,
    mend: 'A leading zero may have been lost on the way (a number of an expression or of YAML): write the id in quotes.',
  },
  { looksLike: /^\d{4}[- ]\d{4}[- ]\d{4}$/, mend: 'Write the 12 digits without anything between them.' },
  { looksLike: /(^|\s)#/, mend: COMMENT },
  { looksLike: /^\d{12}[;|\s]/, mend: 'Put commas or new lines between account ids.' },
  { looksLike: /^\d{12}#/, mend: 'Put a space in front of a comment.' },
  { looksLike: /^-\S/, mend: 'Put a space behind the dash of a list.' },
  { looksLike: /^(?!arn:)[a-z-]+:\S/, mend: 'Put a space behind the colon of a key.' },
];

/** For a text that stands where a role is expected. */
export function arnMend(text: string): string | undefined {
  const bare = text.replace(/^(["'])(.*)\1$/, '$2');
  const [, account = ''] = /^arn:aws[a-z-]*:iam::(\d*):role\//.exec(bare) ?? [];
  if (account !== '' && account.length !== 12)
    return `Its account has ${account.length} digits instead of 12.`;
  if (bare !== text) return 'Write it without quotes of its own.';
  return bare.includes(':assumed-role/') ? 'That is a session: give the ARN of its role.' : undefined;
}

/** The end of an ARN in the place of a name. */
function roleNameMend(text: string): string | undefined {
  const [, name] = /^\/?role\/(.+)$/.exec(text) ?? [];
  if (name === undefined) return undefined;
  return `Write ${name}, without role/ in front; a role whose path is /role/ is given as its whole ARN.`;
}

function separatorMend(text: string): string | undefined {
  if (/(^|\s)#/.test(text)) return COMMENT;
  return !text.includes(',') && /\S[\s;|]+\S/.test(text)
    ? 'Put commas or new lines between the items of a list.'
    : undefined;
}

/** For a text that stands where a filter is expected. */
export function filterMend(name: string): string | undefined {
  return tagMend(name) ?? nearestInstanceFilter(name);
}

/** A tag without the prefix that filters need. */
function tagMend(name: string): string | undefined {
  const [, prefix, key] = /^(tags?[:._-])?([A-Za-z][\w-]*)$/i.exec(name) ?? [];
  if (key === undefined || (prefix === undefined && nearestInstanceFilter(name) !== undefined))
    return undefined;
  return `Write tag:${key} to filter by a tag.`;
}

function idMend(input: unknown): string | undefined {
  if (isMapping(input)) return 'Filters are a mapping: write them without dashes in front.';
  if (typeof input !== 'string') return undefined;
  if (input === '*') return 'Write all to select every instance.';
  if (/^all$/i.test(input))
    return 'Write only all, in small letters and without a list, to select every instance.';
  if (/^none$/i.test(input)) return 'For none write nothing, or ~.';
  const [, filter, value] = /^(tag:[^=:]+)[=:]\s*(.*)$/.exec(input) ?? [];
  if (filter !== undefined) return `Write a filter as "${filter}: ${value ?? ''}".`;
  if (/^(i|vol|ami)-[0-9a-f]+$/i.test(input)) return undefined;
  return separatorMend(input) ?? `To select by the Name tag, write "tag:Name: ${input}".`;
}

/** A text that is not written in quotes may be a mapping, a list or nothing to YAML. */
function quoteMend(input: unknown, message: string): string | undefined {
  if (Array.isArray(input)) return 'Quote a text that begins with [.';
  if (isMapping(input)) return 'Quote a text that begins with {.';
  return input === null && message === 'text' ? 'Write "" for an empty text.' : undefined;
}
