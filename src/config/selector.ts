/** The form of `instances` and `exclude`: `all`, instance ids, or EC2 filters. */
import * as v from 'valibot';
import type { Filter, Selector } from '../model/target.ts';
import { isMapping, list, text, type Form } from './forms.ts';
import { isInstanceFilter } from './instance-filters.ts';

const expected = 'all, instance ids, or a mapping of EC2 filter names to values';

const instanceId = text(/^i-([0-9a-f]{8}|[0-9a-f]{17})$/, 'an instance id such as i-0123456789abcdef0');
const instanceIds = list(instanceId, 'instance ids');
const filterValue = text(/^[^]{1,255}$/, 'a filter value of 1 to 255 characters');
const filterValues = list(filterValue, 'filter values');

const all = v.pipe(
  v.literal('all'),
  v.transform((): Selector => ({ kind: 'all' })),
);

const ids = v.pipe(
  instanceIds,
  v.transform((found): Selector => ({ kind: 'ids', ids: found })),
);

/** EC2 takes at most 50 filters of 200 values (page "Filtering your resources" of the EC2 User Guide). */
const filters = v.pipe(
  v.custom<Record<string, unknown>>(isMapping, expected),
  v.record(
    v.pipe(v.string(), v.check(isInstanceFilter, 'a filter of DescribeInstances, such as tag:Environment')),
    v.pipe(valuesOf(), v.maxLength(200, 'at most 200 values for one filter')),
  ),
  v.check((given) => Object.keys(given).length > 0, 'at least one filter'),
  v.check((given) => Object.keys(given).length <= 49, 'at most 49 filters'),
  v.transform((given): Selector => ({ kind: 'filters', filters: Object.entries(given).map(toFilter) })),
);

/** A single text is one value here, commas and all: a tag's value may hold them. */
function valuesOf(): Form<string[]> {
  return v.lazy((input): Form<string[]> => {
    return Array.isArray(input)
      ? filterValues
      : v.pipe(
          filterValue,
          v.transform((value) => [value]),
        );
  });
}

function toFilter([name, values]: [string, string[]]): Filter {
  return { name, values };
}

/** JSON Schema of a selector, for editors. */
const json = {
  anyOf: [
    { const: 'all' },
    { type: 'string', pattern: '^i-[0-9a-f]{8,17}' },
    { type: 'array', minItems: 1, items: { type: 'string', pattern: '^i-([0-9a-f]{8}|[0-9a-f]{17})$' } },
    { type: 'object', minProperties: 1 },
  ],
};

export const selector: Form<Selector> = v.pipe(
  v.lazy((input): Form<Selector> => {
    if (isMapping(input)) return filters;
    return input === 'all' ? all : ids;
  }),
  v.metadata({ json, yaml: true }),
);
