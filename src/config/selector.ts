/** The form of `instances` and `exclude`: `all`, instance ids, or EC2 filters. */
import * as v from 'valibot';
import type { Filter, Selector } from '../model/target.ts';
import { isMapping, list, shaped, shapeOf, text, type Form } from './forms.ts';
import { mapping } from './mapping-forms.ts';

const expected = 'all, instance ids, or a mapping of EC2 filter names to values';

const instanceId = text(
  /^i-([0-9a-f]{8}|[0-9a-f]{17})$/,
  'an instance id of 8 or 17 digits (0-9 a-f), such as i-0123456789abcdef0',
);
const instanceIds = list(instanceId, 'instance ids');

/** EC2 User Guide, "Filtering your resources": characters of a value, values of a filter, filters of a call. */
const filterValue = text(/^[^]{1,255}$/u, 'a filter value of 1 to 255 characters');
const MAX_VALUES = 200;
const MAX_FILTERS = 50;

const manyValues: Form<string[]> = v.pipe(
  v.unknown(),
  v.array(filterValue),
  v.minLength(1, 'filter values, at least one'),
  v.maxLength(MAX_VALUES, `filter values, at most ${MAX_VALUES}`),
);

const oneValue: Form<string[]> = v.pipe(
  filterValue,
  v.transform((value) => [value]),
);

/** A single text is one value here, commas and all: the value of a tag may hold them. */
const filterValues: Form<string[]> = v.pipe(
  v.unknown(),
  v.lazy((value): Form<string[]> => (Array.isArray(value) ? manyValues : oneValue)),
  shaped({
    kind: 'any of',
    shapes: [shapeOf(filterValue), { kind: 'values', value: shapeOf(filterValue), most: MAX_VALUES }],
  }),
);

/** EC2 refuses a filter that it does not know; one that is newer than this version is taken with a warning. */
const filterPattern = /^(tag:[^]+|[a-z][a-z0-9]*([.-][a-z0-9]+)*)$/;

const filters = mapping(filterValues, {
  key: { pattern: filterPattern, expected: 'a filter of DescribeInstances, such as tag:Environment' },
  least: 1,
  most: MAX_FILTERS,
  expected: 'EC2 filters',
});

const all = v.pipe(
  v.literal('all'),
  v.transform((): Selector => ({ kind: 'all' })),
);

const byIds = v.pipe(
  instanceIds,
  v.transform((ids): Selector => ({ kind: 'ids', ids })),
);

const byFilters = v.pipe(
  filters,
  v.transform((given): Selector => ({ kind: 'filters', filters: Object.entries(given).map(toFilter) })),
);

function toFilter([name, values]: [string, string[]]): Filter {
  return { name, values };
}

export const selector: Form<Selector> = v.pipe(
  v.unknown(),
  v.check((value) => typeof value === 'string' || Array.isArray(value) || isMapping(value), expected),
  v.lazy((value): Form<Selector> => {
    if (isMapping(value)) return byFilters;
    return value === 'all' ? all : byIds;
  }),
  shaped({
    kind: 'any of',
    shapes: [{ kind: 'choice', words: ['all'] }, shapeOf(instanceIds), shapeOf(filters)],
  }),
);
