/** Space, lines and comments of an input: texts are read as they come, for example from an output of another step. */
import { describe, expect, test } from '@jest/globals';
import { configOf, read, sentencesOf, targetOf } from './inputs.ts';

const ID = 'i-0123456789abcdef0';
const OTHER = 'i-0123456789abcdef1';
const TWO = ['222222222222', '333333333333'];

function accountsOf(targets: string): readonly string[] {
  return configOf({ inputs: { targets } }).targets.map(({ at }) =>
    at.kind === 'self' ? 'self' : at.account,
  );
}

describe('targets', () => {
  test.each([
    { why: 'an indented list', targets: '  - 222222222222\n  - 333333333333\n' },
    { why: 'empty lines in front', targets: '\n\n- 222222222222\n- 333333333333' },
    { why: 'indented mappings', targets: '    - account: 222222222222\n    - account: 333333333333\n' },
    { why: 'indented JSON', targets: '  [\n    "222222222222",\n    "333333333333"\n  ]\n' },
    { why: 'indented text', targets: '  222222222222\n333333333333\n' },
    { why: 'text that is indented with tabs', targets: '\t222222222222\n\t333333333333\n' },
    { why: 'space of a web page', targets: '\u00a0222222222222,\u00a0333333333333\u00a0' },
    { why: 'lines of Windows', targets: '\r\n  - 222222222222\r\n  - 333333333333\r\n' },
  ])('$why', ({ targets }) => {
    expect(accountsOf(targets)).toEqual(TWO);
    const inputs = { targets: '', 'targets-file': 'targets.yml' };
    expect(configOf({ inputs, files: { 'targets.yml': targets } }).targets).toHaveLength(2);
  });

  test.each([
    { why: 'behind items', targets: '222222222222 # web\n333333333333 # db' },
    { why: 'with commas', targets: '222222222222, # web, old\n333333333333 # db, cache' },
    { why: 'with the signs of YAML', targets: '222222222222 # [a: "b", *c\n333333333333 # - {d}' },
    { why: 'on lines of their own', targets: '# all\n222222222222\n  # later\n\n#\n333333333333\n# end' },
    { why: 'behind tabs', targets: '222222222222\t# web\n333333333333\t#db' },
    { why: 'in lines of Windows', targets: '222222222222 # web\r\n# db\r\n333333333333\r\n' },
    { why: 'in a list', targets: '- 222222222222 # web\n# db\n- 333333333333' },
  ])('with comments $why', ({ targets }) => {
    expect(accountsOf(targets)).toEqual(TWO);
  });

  test('with a comment in place of the only item are none', () => {
    expect(sentencesOf({ inputs: { targets: '# 222222222222' } })).toEqual([
      'targets: found no target; expected at least one target.',
    ]);
  });

  test('what looks like a comment, but has no space in front, is none', () => {
    expect(sentencesOf({ inputs: { targets: '222222222222#web\n333333333333' } })).toEqual([
      expect.stringContaining('Put a space before a comment.'),
    ]);
  });
});

describe('other inputs', () => {
  const filters = [
    { name: 'tag:A', values: ['b'] },
    { name: 'tag:C', values: ['d'] },
  ];

  test.each([
    { text: '  tag:A: b\n  tag:C: d', instances: { kind: 'filters', filters } },
    { text: '\n\n  tag:A: b # not x\n  tag:C: d\n', instances: { kind: 'filters', filters } },
    { text: ` ${ID} # web\n\n ${OTHER} # db\n`, instances: { kind: 'ids', ids: [ID, OTHER] } },
    { text: '\n  all\n', instances: { kind: 'all' } },
    { text: '\tall', instances: { kind: 'all' } },
    { text: '\u00a0all\u00a0', instances: { kind: 'all' } },
    { text: 'all # of them\n# really', instances: { kind: 'all' } },
    { text: '  - tag:A\n'.replace('tag:A', ID), instances: { kind: 'ids', ids: [ID] } },
  ])('instances: $text', ({ text, instances }) => {
    expect(targetOf({ inputs: { instances: text } }).instances).toEqual(instances);
  });

  test('a sign of comments in a value is none without space in front of it', () => {
    const { images } = targetOf({ inputs: { tags: '  A: b#c\n  D: "e # f"\n  G: h # i\n' } });
    expect([...images.tags]).toEqual([
      ['A', ['b#c']],
      ['D', ['e # f']],
      ['G', ['h']],
    ]);
  });

  test.each([
    { input: 'regions', text: 'eu-west-1 # Ireland\nus-east-1 # Virginia' },
    { input: 'allowed-account-ids', text: '# ours\n222222222222\n# theirs\n333333333333' },
    { input: 'exclude-volumes', text: '/dev/sdf # logs\n/dev/sdg # cache' },
    { input: 'wait-timeout', text: '\n  2h\n' },
    { input: 'mode', text: ' plan\n' },
    { input: 'retention', text: '\n  # thrifty\n  keep-daily: 7\n  keep-weekly: 4\n' },
  ])('$input', ({ input, text }) => {
    expect(sentencesOf({ inputs: { series: 'nightly', [input]: text } })).toEqual([]);
  });

  test.each([' ', '\n\n', '\t', ' ~ ', '\nnull\n', '# later', '\n  # later\n'])('%j is not given', (text) => {
    expect(targetOf({ inputs: { exclude: text } })).not.toHaveProperty('exclude');
  });
});

describe('the place of a mistake', () => {
  test.each([
    { targets: '\n\n- 222222222222\n- x', place: 'line 4, column 3' },
    { targets: '\n  - 222222222222\n  - x', place: 'line 3, column 5' },
    { targets: '\n\n   x', place: 'line 3, column 4' },
    { targets: '# a\n\tx # b\n\t222222222222', place: 'line 2, column 2' },
    { targets: '\n - a: b\n - [', place: 'line 3, column 5' },
  ])('in $targets', ({ targets, place }) => {
    expect(sentencesOf({ inputs: { targets } }).at(-1)).toContain(`targets, ${place}`);
  });

  test.each([
    { path: './conf/t.yml', shown: 'conf/t.yml' },
    { path: 'conf//./t.yml', shown: 'conf/t.yml' },
    { path: 'conf/../t.yml', shown: 't.yml' },
    { path: '/abs/t.yml', shown: '/abs/t.yml' },
    { path: './targets', shown: 'targets' },
  ])('in the file $path is that of $shown, as GitHub names it', ({ path, shown }) => {
    const inputs = { targets: '', 'targets-file': path };
    expect(read({ inputs, files: { [path]: '- x' } })).toMatchObject({
      ok: false,
      file: shown,
      mistakes: [{ source: shown, line: 1 }],
    });
  });
});
