/** Mistakes in EC2 filters. */
import type { ErrorGroup } from './input-errors-types.ts';

const account = '- account: 222222222222\n';
const manyValues = `tag:Name: [${Array.from({ length: 201 }, (_, at) => `web-${at}`).join(', ')}]`;
const manyFilters = Array.from({ length: 51 }, (_, at) => `tag:t${at}: x`).join('\n');

export const filterErrors: readonly ErrorGroup[] = [
  {
    heading: 'EC2 filters',
    rows: [
      {
        name: 'an empty mapping',
        inputs: { instances: '{}' },
        messages: [
          'instances, line 1, column 1: found an empty mapping; expected EC2 filters, at least one.',
        ],
      },
      {
        name: 'a slip',
        inputs: { instances: 'instance_state-name: running' },
        messages: [
          'instances, line 1, column 1 (instance_state-name): found "instance_state-name"; expected a filter of DescribeInstances, such as tag:Environment. Did you mean "instance-state-name"?',
        ],
      },
      {
        name: 'a slip in a target',
        file: `${account}  instances:\n    tag:Environment: production\n    Instance-Type: t3.micro`,
        messages: [
          'targets.yml, line 4, column 5 (1.instances.Instance-Type): found "Instance-Type"; expected a filter of DescribeInstances, such as tag:Environment. Did you mean "instance-type"?',
        ],
      },
      {
        name: 'a tag without tag:',
        inputs: { instances: 'Environment: production' },
        messages: [
          'instances, line 1, column 1 (Environment): found "Environment"; expected a filter of DescribeInstances, such as tag:Environment. Write tag:Environment to filter by a tag.',
        ],
      },
      {
        name: 'tags:',
        inputs: { instances: 'tags:Environment: production' },
        messages: [
          'instances, line 1, column 1 (tags:Environment): found "tags:Environment"; expected a filter of DescribeInstances, such as tag:Environment. Write tag:Environment to filter by a tag.',
        ],
      },
      {
        name: 'no key behind tag:',
        inputs: { instances: '"tag:": production' },
        messages: [
          'instances, line 1, column 1 (tag:): found "tag:"; expected a filter of DescribeInstances, such as tag:Environment.',
        ],
      },
      {
        name: 'a key of JavaScript',
        inputs: { instances: '__proto__: x' },
        messages: [
          'instances, line 1, column 1 (__proto__): found "__proto__"; expected a filter of DescribeInstances, such as tag:Environment.',
        ],
      },
      {
        name: 'an equals sign',
        inputs: { instances: 'tag:Environment=production' },
        messages: [
          'instances, line 1, column 1 (1): found "tag:Environment=production"; expected an instance id of 8 or 17 digits (0-9 a-f), such as i-0123456789abcdef0. Write a filter as "tag:Environment: production".',
        ],
      },
      {
        name: 'no space behind the colon',
        inputs: { instances: 'tag:Environment:production' },
        messages: [
          'instances, line 1, column 1 (1): found "tag:Environment:production"; expected an instance id of 8 or 17 digits (0-9 a-f), such as i-0123456789abcdef0. Write a filter as "tag:Environment: production".',
        ],
      },
      {
        name: 'dashes in front',
        inputs: { instances: '- tag:Environment: production\n- tag:Role: web' },
        messages: [
          'instances, line 1, column 3 (1): found a mapping; expected an instance id of 8 or 17 digits (0-9 a-f), such as i-0123456789abcdef0. Filters are a mapping: write them without dashes.',
          'instances, line 2, column 3 (2): found a mapping; expected an instance id of 8 or 17 digits (0-9 a-f), such as i-0123456789abcdef0. Filters are a mapping: write them without dashes.',
        ],
      },
      {
        name: 'nothing as value',
        inputs: { instances: 'tag:Environment: ~' },
        messages: [
          'instances, line 1, column 1 (tag:Environment): found nothing; expected a filter value of 1 to 255 characters.',
        ],
      },
      {
        name: 'an empty value',
        inputs: { instances: '{"tag:Environment": ""}' },
        messages: [
          'instances, line 1, column 2 (tag:Environment): found ""; expected a filter value of 1 to 255 characters.',
        ],
      },
      {
        name: 'no values',
        inputs: { instances: 'tag:Environment: []' },
        messages: [
          'instances, line 1, column 1 (tag:Environment): found an empty list; expected filter values, at least one.',
        ],
      },
      {
        name: 'nothing among values',
        inputs: { instances: 'tag:Environment: [production, ~]' },
        messages: [
          'instances, line 1, column 31 (tag:Environment.2): found nothing; expected a filter value of 1 to 255 characters.',
        ],
      },
      {
        name: 'a mapping as value',
        inputs: { instances: 'tag:Environment: {production}' },
        messages: [
          'instances, line 1, column 1 (tag:Environment): found a mapping; expected a filter value of 1 to 255 characters. Quote a text that begins with {.',
        ],
      },
      {
        name: 'a value of 256 characters',
        inputs: { instances: `tag:Name: ${'x'.repeat(256)}` },
        messages: [
          'instances, line 1, column 1 (tag:Name): found "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx..." (256 characters); expected a filter value of 1 to 255 characters.',
        ],
      },
      {
        name: '201 values',
        inputs: { instances: manyValues },
        messages: [
          'instances, line 1, column 1 (tag:Name): found 201 items; expected filter values, at most 200.',
        ],
      },
      {
        name: '51 filters',
        inputs: { instances: manyFilters },
        messages: ['instances, line 1, column 1: found 51 keys; expected EC2 filters, at most 50.'],
      },
    ],
  },
];
