import { describe, expect, test } from '@jest/globals';
import { mistakesOf, targetOf } from './inputs.ts';

const ID = 'i-0123456789abcdef0';

describe('a selector', () => {
  test.each([
    { instances: 'all', selector: { kind: 'all' } },
    { instances: '"all"', selector: { kind: 'all' } },
    { instances: ID, selector: { kind: 'ids', ids: [ID] } },
    { instances: `${ID}, i-01234567`, selector: { kind: 'ids', ids: [ID, 'i-01234567'] } },
    { instances: `${ID}\ni-01234567`, selector: { kind: 'ids', ids: [ID, 'i-01234567'] } },
    { instances: `- ${ID}\n- i-01234567`, selector: { kind: 'ids', ids: [ID, 'i-01234567'] } },
    { instances: `["${ID}"]`, selector: { kind: 'ids', ids: [ID] } },
    {
      instances: 'tag:Environment: production',
      selector: { kind: 'filters', filters: [{ name: 'tag:Environment', values: ['production'] }] },
    },
    {
      instances: '{"tag:A": ["x", "y"], "instance-type": "t3.*"}',
      selector: {
        kind: 'filters',
        filters: [
          { name: 'tag:A', values: ['x', 'y'] },
          { name: 'instance-type', values: ['t3.*'] },
        ],
      },
    },
    {
      instances: 'tag:Note: "a, b"',
      selector: { kind: 'filters', filters: [{ name: 'tag:Note', values: ['a, b'] }] },
    },
    {
      instances: '"tag:two words: and more": "*"',
      selector: { kind: 'filters', filters: [{ name: 'tag:two words: and more', values: ['*'] }] },
    },
    {
      instances: 'tag:constructor: x',
      selector: { kind: 'filters', filters: [{ name: 'tag:constructor', values: ['x'] }] },
    },
  ])('$instances', ({ instances, selector }) => {
    expect(targetOf({ inputs: { instances } }).instances).toEqual(selector);
    expect(targetOf({ inputs: { exclude: instances } }).exclude).toEqual(selector);
  });

  test.each([
    { instances: 'All', expected: /instance id/ },
    { instances: 'i-xyz', expected: /instance id/ },
    { instances: 'i-0123456789ABCDEF0', expected: /instance id/ },
    { instances: `${ID}, ${ID}`, expected: /only once/ },
    { instances: '[]', expected: /at least one/ },
    { instances: '{}', expected: /at least one/ },
    { instances: '[all]', expected: /instance id/ },
    { instances: 'Nope: x', expected: /a filter of DescribeInstances/ },
    { instances: '"tag:": x', expected: /a filter of DescribeInstances/ },
    { instances: '__proto__: x', expected: /a filter of DescribeInstances/ },
    { instances: '{__proto__: x, "tag:A": y}', expected: /a filter of DescribeInstances/ },
    { instances: 'tag:A: []', expected: /at least one/ },
    { instances: 'tag:A: ""', expected: /1 to 255 characters/ },
    { instances: 'tag:A: ~', expected: /1 to 255 characters/ },
    { instances: '{"tag:A": ~, "tag:B": x}', expected: /1 to 255 characters/ },
    { instances: `tag:A: ${'x'.repeat(256)}`, expected: /1 to 255 characters/ },
    { instances: 'tag:A: {b: c}', expected: /1 to 255 characters/ },
    {
      instances: `tag:A: [${Array.from({ length: 201 }, (_, at) => at).join(', ')}]`,
      expected: /at most 200/,
    },
    { instances: Array.from({ length: 51 }, (_, at) => `tag:${at}: x`).join('\n'), expected: /at most 50/ },
  ])('is not $instances', ({ instances, expected }) => {
    const mistakes = mistakesOf({ inputs: { instances } }).filter(({ source }) => source === 'instances');
    expect(mistakes.map((mistake) => mistake.expected)).toEqual([expect.stringMatching(expected)]);
  });

  test('200 values and 50 filters are as many as EC2 takes', () => {
    const values = Array.from({ length: 200 }, (_, at) => `v${at}`).join(', ');
    const filters = Array.from({ length: 50 }, (_, at) => `tag:${at}: x`).join('\n');
    expect(mistakesOf({ inputs: { instances: `tag:A: [${values}]` } })).toEqual([]);
    expect(mistakesOf({ inputs: { instances: filters } })).toEqual([]);
  });
});
