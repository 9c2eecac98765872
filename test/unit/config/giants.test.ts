/** Inputs as large as an input or a file can be. What would take minutes for them fails by the limit of the test. */
import { describe, expect, test } from '@jest/globals';
import { configOf, read, sentencesOf, type Given } from './inputs.ts';

function accounts(count: number): string[] {
  return Array.from({ length: count }, (_, at) => String(200_000_000_000 + at));
}

function file(content: string, inputs: Readonly<Record<string, string>> = {}): Given {
  return { inputs: { targets: '', 'targets-file': 'giant.yml', ...inputs }, files: { 'giant.yml': content } };
}

function unknownKeys(count: number): string {
  return Array.from({ length: count }, (_, at) => `k${at}: x`).join('\n  ');
}

describe('targets', () => {
  test.each([{ separator: '\n' }, { separator: '\n- ' }])('30,000 of them, between %j', ({ separator }) => {
    const content = separator.slice(1) + accounts(30_000).join(separator);
    const { targets } = configOf(file(content, { 'allowed-account-ids': accounts(30_000).join(',') }));
    expect(targets).toHaveLength(30_000);
    expect(targets.at(-1)).toMatchObject({ position: 30_000, at: { account: '200000029999' } });
  });

  test('2,000 that share 2,000 instance ids', () => {
    const ids = Array.from({ length: 2_000 }, (_, at) => `i-${String(at).padStart(8, '0')}`);
    const { targets } = configOf(file(accounts(2_000).join('\n'), { instances: ids.join('\n') }));
    expect(targets).toHaveLength(2_000);
  });

  test('30,000 of which the last one is the first again', () => {
    expect(sentencesOf(file(`${accounts(30_000).join('\n')}\n200000000000`))).toEqual([
      'giant.yml, line 1, column 1: found the same account, region and instances as in target 1; expected each instance once in a series. Remove one of the two, or give them different `series`.',
    ]);
  });
});

describe('mistakes', () => {
  test('are told up to a hundred for each text, and counted beyond', () => {
    const sentences = sentencesOf(file('- x\n'.repeat(300), { regions: 'a, b', wait: 'x' }));
    const counts = Map.groupBy(sentences, (sentence) => sentence.split(/[,:]/, 1)[0]);
    expect([...counts].map(([source, some]) => [source, some.length])).toEqual([
      ['regions', 2],
      ['giant.yml', 101],
      ['wait', 1],
    ]);
    expect(sentences[101]).toMatch(/^giant\.yml, line 100, column 3 \(100\): found "x"/);
    expect(sentences[102]).toBe('giant.yml: found 200 more mistakes; expected none. Fix these 100 first.');
  });

  test('are all told when only one is left to count', () => {
    expect(sentencesOf(file('- x\n'.repeat(101)))[100]).toMatch(/^giant\.yml, line 101,/);
  });

  test.each([
    { what: 'unknown keys', content: `- ${unknownKeys(30_000)}` },
    { what: 'keys that repeat each other', content: `{${'k: 1, '.repeat(30_000)}}` },
    { what: 'items that are none', content: '- []\n'.repeat(30_000) },
    { what: 'tags of YAML', content: '- !x\n'.repeat(30_000) },
    { what: 'accounts that are not allowed', content: accounts(30_000).join('\n- ').replace('', '- ') },
  ])('of 30,000 $what are as many', ({ content }) => {
    const sentences = sentencesOf(file(content, { 'allowed-account-ids': '111111111111' }));
    expect(sentences).toHaveLength(101);
    expect(sentences[100]).toMatch(/found 29\d{3} more mistakes/);
  });

  test.each([{ input: 'instances' }, { input: 'tags' }])('of 30,000 keys in $input', ({ input }) => {
    const text = unknownKeys(30_000).replaceAll('\n  ', '\n');
    expect(sentencesOf({ inputs: { [input]: text } })).toEqual([expect.stringContaining('30000 keys')]);
  });
});

test('150,000 mistakes of one input are not too many to hand on', () => {
  expect(sentencesOf({ inputs: { 'exclude-volumes': 'x,'.repeat(150_000) } }).at(-1)).toContain(
    '149902 more',
  );
});

describe('templates', () => {
  const open = '${'.repeat(500_000);

  test.each([
    { what: 'holes that are never closed', name: open, says: 'found 1000000 characters besides' },
    { what: 'a hole that is closed at its end', name: `${open}}`, says: 'expected only the variables' },
    { what: 'an unknown variable in front', name: `\${nope}${open}`, says: 'expected only the variables' },
    { what: 'a known variable in front', name: `\${run}${open}`, says: 'found 1000000 characters besides' },
  ])('with $what', ({ name, says }) => {
    expect(sentencesOf({ inputs: { name } })).toEqual([expect.stringContaining(says)]);
  });
});

test.each([
  { what: 'words without a comma', inputs: { targets: `- "${'a '.repeat(500_000)},"` } },
  { what: 'tabs', inputs: { targets: `${'\t'.repeat(1_000_000)}x: [` } },
  { what: 'comments', inputs: { targets: `2 # a\n${'#'.repeat(1_000_000)}\n3` } },
])('a MiB of $what is refused', ({ inputs }) => {
  expect(read({ inputs }).ok).toBe(false);
});
