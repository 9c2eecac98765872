/** Mistakes in what selects instances. */
import type { ErrorGroup } from './input-errors-types.ts';

const account = '- account: 222222222222\n';
const ID = 'i-0123456789abcdef0';
const manyIds = Array.from({ length: 50_001 }, (_, at) => `i-${at.toString(16).padStart(8, '0')}`).join(',');

export const selectionErrors: readonly ErrorGroup[] = [
  {
    heading: 'instances and exclude',
    rows: [
      {
        name: 'none',
        inputs: { instances: '' },
        messages: [
          'targets, line 1, column 1: found no instances; expected the instances of the target, here or in the input instances.',
        ],
      },
      {
        name: 'none, in one target of two',
        inputs: { instances: '', targets: '- 222222222222\n- account: 333333333333\n  instances: all' },
        messages: [
          'targets, line 1, column 3 (1): found no instances; expected the instances of the target, here or in the input instances.',
        ],
      },
      {
        name: 'All',
        inputs: { instances: 'All' },
        messages: [
          'instances, line 1, column 1 (1): found "All"; expected an instance id of 8 or 17 digits (0-9 a-f), such as i-0123456789abcdef0. To select every instance, write only all, in lower case and not in a list.',
        ],
      },
      {
        name: 'all in a list',
        inputs: { instances: '[all]' },
        messages: [
          'instances, line 1, column 2 (1): found "all"; expected an instance id of 8 or 17 digits (0-9 a-f), such as i-0123456789abcdef0. To select every instance, write only all, in lower case and not in a list.',
        ],
      },
      {
        name: 'a star in quotes',
        inputs: { instances: '"*"' },
        messages: [
          'instances, line 1, column 1 (1): found "*"; expected an instance id of 8 or 17 digits (0-9 a-f), such as i-0123456789abcdef0. To select every instance, write all.',
        ],
      },
      {
        name: 'a name',
        inputs: { instances: 'web-1' },
        messages: [
          'instances, line 1, column 1 (1): found "web-1"; expected an instance id of 8 or 17 digits (0-9 a-f), such as i-0123456789abcdef0. To select by the Name tag, write "tag:Name: web-1".',
        ],
      },
      {
        name: 'an id that is too short',
        inputs: { instances: 'i-0123456789abcdef' },
        messages: [
          'instances, line 1, column 1 (1): found "i-0123456789abcdef"; expected an instance id of 8 or 17 digits (0-9 a-f), such as i-0123456789abcdef0.',
        ],
      },
      {
        name: 'capital letters',
        inputs: { instances: 'i-0123456789ABCDEF0' },
        messages: [
          'instances, line 1, column 1 (1): found "i-0123456789ABCDEF0"; expected an instance id of 8 or 17 digits (0-9 a-f), such as i-0123456789abcdef0.',
        ],
      },
      {
        name: 'the id of a volume',
        file: `${account}  instances: [${ID}, vol-0123456789abcdef0]`,
        messages: [
          'targets.yml, line 2, column 36 (1.instances.2): found "vol-0123456789abcdef0"; expected an instance id of 8 or 17 digits (0-9 a-f), such as i-0123456789abcdef0.',
        ],
      },
      {
        name: 'an id twice',
        inputs: { instances: `${ID}, ${ID}` },
        messages: [
          'instances, line 1, column 1 (2): found "i-0123456789abcdef0" a second time; expected instance ids, each only once.',
        ],
      },
      {
        name: 'a comment in a text of a file',
        file: `${account}  instances: |\n    ${ID} # web`,
        messages: [
          'targets.yml, line 2, column 3 (1.instances.1): found "i-0123456789abcdef0 # web"; expected an instance id of 8 or 17 digits (0-9 a-f), such as i-0123456789abcdef0. Text in quotes or after | has no comments: write a list, each item as "- item".',
        ],
      },
      {
        name: 'a comment between lines of a text',
        file: `${account}  instances: |\n    # web\n    ${ID}`,
        messages: [
          'targets.yml, line 2, column 3 (1.instances.1): found "# web"; expected an instance id of 8 or 17 digits (0-9 a-f), such as i-0123456789abcdef0. Text in quotes or after | has no comments: write a list, each item as "- item".',
        ],
      },
      {
        name: 'an empty item',
        inputs: { instances: `- ${ID}\n-` },
        messages: [
          'instances, line 2, column 2 (2): found nothing; expected an instance id of 8 or 17 digits (0-9 a-f), such as i-0123456789abcdef0.',
        ],
      },
      {
        name: 'an empty list',
        inputs: { instances: '[]' },
        messages: ['instances, line 1, column 1: found an empty list; expected instance ids, at least one.'],
      },
      {
        name: 'over 50,000 ids',
        inputs: { instances: manyIds },
        messages: ['instances, line 1, column 1: found 50001 items; expected instance ids, at most 50000.'],
      },
      {
        name: 'a word for nothing',
        inputs: { exclude: 'none' },
        messages: [
          'exclude, line 1, column 1 (1): found "none"; expected an instance id of 8 or 17 digits (0-9 a-f), such as i-0123456789abcdef0. To select none, leave it empty or write ~.',
        ],
      },
      {
        name: 'an unknown filter in exclude',
        inputs: { exclude: 'tag-Backup: never' },
        messages: [
          'exclude, line 1, column 1 (tag-Backup): found "tag-Backup"; expected a filter of DescribeInstances, such as tag:Environment. Write tag:Backup to filter by a tag.',
        ],
      },
    ],
  },
  {
    heading: 'max-instances',
    rows: [
      {
        name: 'none at all',
        inputs: { 'max-instances': '0' },
        messages: ['max-instances: found 0; expected a whole number from 1 to 50000.'],
      },
      {
        name: 'too many',
        inputs: { 'max-instances': '50001' },
        messages: ['max-instances: found 50001; expected a whole number from 1 to 50000.'],
      },
      {
        name: 'a word',
        inputs: { 'max-instances': 'unlimited' },
        messages: ['max-instances: found "unlimited"; expected a whole number from 1 to 50000.'],
      },
      {
        name: 'a power',
        file: `${account}  max-instances: 1e3`,
        messages: [
          'targets.yml, line 2, column 3 (1.max-instances): found "1e3"; expected a whole number from 1 to 50000.',
        ],
      },
      {
        name: 'a leading zero',
        file: `${account}  max-instances: 010`,
        messages: [
          'targets.yml, line 2, column 3 (1.max-instances): found "010"; expected a whole number from 1 to 50000.',
        ],
      },
      {
        name: 'a list',
        file: `${account}  max-instances: [5]`,
        messages: [
          'targets.yml, line 2, column 3 (1.max-instances): found a list; expected a whole number from 1 to 50000.',
        ],
      },
    ],
  },
];
