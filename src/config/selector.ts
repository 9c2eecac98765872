/** The form of `instances` and `exclude`: `all`, instance ids, or EC2 filters. */
import type { Selector } from '../model/target.ts';
import { isMapping, list, mapping, values } from './collections.ts';
import { bad, good, meaning, text, type Form } from './forms.ts';
import { nearestInstanceFilter } from './instance-filters.ts';
import { forText, quoteMend, separatorMend } from './mends.ts';

const byIds = meaning(
  list(
    text(
      /^i-([0-9a-f]{8}|[0-9a-f]{17})$/,
      'an instance id of 8 or 17 digits (0-9 a-f), such as i-0123456789abcdef0',
      idMend,
    ),
    'instance ids',
  ),
  (ids): Selector => ({ kind: 'ids', ids }),
);

/** EC2 User Guide, "Filtering your resources": characters of a value, values of a filter, filters of a call. */
const oneValue = text(/^[^]{1,255}$/u, 'a filter value of 1 to 255 characters', quoteMend);
const manyValues = values(oneValue, { expected: 'filter values', least: 1, most: 200 });

/** A single text is one value here, commas and all: the value of a tag may hold them. */
const filterValues: Form<string[]> = {
  shape: { kind: 'any of', shapes: [oneValue.shape, manyValues.shape] },
  read: (given) =>
    Array.isArray(given) ? manyValues.read(given) : meaning(oneValue, (value) => [value]).read(given),
};

/** EC2 refuses a filter that it does not know; one that is newer than this version is taken with a warning. */
const byFilters = meaning(
  mapping(filterValues, {
    key: {
      pattern: /^(tag:[^]+|[a-z][a-z0-9]*([.-][a-z0-9]+)*)$/,
      expected: 'a filter of DescribeInstances, such as tag:Environment',
      mend: forText(filterMend),
    },
    least: 1,
    most: 50,
    expected: 'EC2 filters',
  }),
  (given): Selector => ({
    kind: 'filters',
    filters: Object.entries(given).map(([name, some]) => ({ name, values: some })),
  }),
);

export const selector: Form<Selector> = {
  shape: { kind: 'any of', shapes: [{ kind: 'choice', words: ['all'] }, byIds.shape, byFilters.shape] },
  read: (given) => {
    if (given === 'all') return good({ kind: 'all' });
    if (isMapping(given)) return byFilters.read(given);
    if (typeof given === 'string' || Array.isArray(given)) return byIds.read(given);
    return bad(given, 'all, instance ids, or a mapping of EC2 filter names to values');
  },
};

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

function idMend(given: unknown): string | undefined {
  if (isMapping(given)) return 'Filters are a mapping: write them without dashes.';
  if (typeof given !== 'string') return undefined;
  if (given === '*') return 'To select every instance, write all.';
  if (/^all$/i.test(given))
    return 'To select every instance, write only all, in lower case and not in a list.';
  if (/^none$/i.test(given)) return 'To select none, leave it empty or write ~.';
  const [, filter, value = ''] = /^(tag:[^=:]+)[=:]\s*(.*)$/.exec(given) ?? [];
  if (filter !== undefined) return `Write a filter as "${filter}: ${value}".`;
  if (/^(i|vol|ami)-[0-9a-f]+$/i.test(given)) return undefined;
  return separatorMend(given) ?? `To select by the Name tag, write "tag:Name: ${given}".`;
}
