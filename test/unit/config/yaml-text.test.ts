import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { Alias } from 'yaml';
import { readYaml } from '../../../src/config/yaml-text.ts';

function valueOf(text: string): unknown {
  const { value, mistakes } = readYaml('input', text);
  expect(mistakes).toEqual([]);
  return value;
}

describe('plain values', () => {
  test.each([
    { text: '012345678901', value: '012345678901', why: 'an id keeps its zero' },
    { text: '1e3', value: '1e3', why: 'a number stays text' },
    { text: 'true', value: 'true', why: 'a boolean stays text' },
    { text: '2026-11-22', value: '2026-11-22', why: 'a date stays text' },
    { text: '[0x10, 1_000, .inf]', value: ['0x10', '1_000', '.inf'], why: 'nothing is a number' },
    { text: '{"a": [1, true]}', value: { a: ['1', 'true'] }, why: 'JSON is read as well' },
    { text: 'a: {b: c}\nd:\n  - e', value: { a: { b: 'c' }, d: ['e'] }, why: 'blocks and flows' },
    { text: '# only this\na: b # and this', value: { a: 'b' }, why: 'comments are none' },
    { text: 'a: &x [1]\nb: *x', value: { a: ['1'], b: ['1'] }, why: 'an alias is what it stands for' },
    { text: '"*"', value: '*', why: 'a quoted star is text' },
    { text: '1: 2', value: { 1: '2' }, why: 'keys are text' },
  ])('$text: $why', ({ text, value }) => {
    expect(valueOf(text)).toEqual(value);
  });
});

describe('words that mean not given', () => {
  test.each([{ text: '' }, { text: '~' }, { text: 'null' }, { text: '# nothing' }])('$text', ({ text }) => {
    expect(valueOf(text)).toBeNull();
  });

  test.each([{ text: '"~"' }, { text: "'null'" }, { text: '""' }, { text: 'Null' }])(
    'and $text, which is a text',
    ({ text }) => {
      expect(valueOf(text)).toBe(text.replace(/["']/g, ''));
    },
  );

  test('in a mapping', () => {
    expect(valueOf('{a: ~, b: null, c: , d: "", e: "~"}')).toEqual({
      a: null,
      b: null,
      c: null,
      d: '',
      e: '~',
    });
  });
});

describe('what is refused', () => {
  const deep = (levels: number): string => `${'['.repeat(levels)}x${']'.repeat(levels)}`;
  const aliases = (count: number): string => `[&a x${', *a'.repeat(count)}]`;

  test.each([
    { why: 'more than 1 MiB', text: 'x'.repeat(1024 * 1024 + 1), found: 'more than 1 MiB' },
    { why: 'more than 1 MiB of long characters', text: '日'.repeat(350_000), found: 'more than 1 MiB' },
    { why: 'nine levels', text: deep(9), found: 'deeper nesting' },
    { why: 'thirty levels', text: deep(30), found: 'deeper nesting' },
    { why: '101 aliases', text: aliases(101), found: 'many aliases' },
    { why: '1,000 aliases', text: aliases(1_000), found: 'many aliases' },
    { why: 'a value inside itself', text: '&a [*a]', found: 'deeper nesting' },
    { why: 'a list as key', text: '? [a]\n: b', found: 'a key that is not text' },
  ])('$why, in one mistake', ({ text, found }) => {
    const { value, mistakes } = readYaml('input', text);
    expect(value).toBeUndefined();
    expect(mistakes.map((mistake) => mistake.found)).toEqual([found]);
  });

  test.each([
    { why: '1 MiB', text: 'x'.repeat(1024 * 1024) },
    { why: 'eight levels', text: deep(8) },
    { why: '100 aliases', text: aliases(100) },
  ])('but not $why', ({ text }) => {
    expect(readYaml('input', text).mistakes).toEqual([]);
  });

  test('ten thousand aliases, without looking each of them up', () => {
    const looks = jest.spyOn(Alias.prototype, 'resolve');
    readYaml('input', aliases(10_000));
    expect(looks.mock.calls.length).toBe(100);
    looks.mockRestore();
  });

  test('aliases that multiply', () => {
    const lines = ['a0: &a0 [x, x]'];
    for (let level = 1; level < 30; level += 1) {
      lines.push(`a${level}: &a${level} [*a${level - 1}, *a${level - 1}]`);
    }
    expect(readYaml('input', lines.join('\n')).mistakes[0]?.found).toBe('many aliases');
  });

  test('nesting that would exhaust the stack', () => {
    expect(() => readYaml('input', '['.repeat(100_000))).not.toThrow();
    expect(readYaml('input', '['.repeat(100_000)).mistakes.length).toBeGreaterThan(0);
  });
});

describe('a mistake of the syntax', () => {
  test.each([
    { why: 'a key twice', text: 'a: 1\nb: 2\na: 3', line: 3, column: 1, expected: 'each key once' },
    { why: 'an unquoted star', text: 'a:\n  *', line: 2, column: 3, expected: 'text' },
    { why: 'an unclosed bracket', text: 'a: [b', line: 1, column: 6, expected: /^YAML or JSON/ },
    { why: 'a tab', text: 'a:\n\t- b', line: 2, column: 1, expected: /^YAML or JSON/ },
    { why: 'two documents', text: 'a\n---\nb', line: 2, column: 1, expected: /^YAML or JSON/ },
  ])('$why is shown at its place', ({ text, line, column, expected }) => {
    const { mistakes, value } = readYaml('input', text);
    expect(value).toBeUndefined();
    expect(mistakes[0]).toMatchObject({ source: 'input', path: [], line, column });
    expect(mistakes[0]?.expected).toMatch(expected);
  });

  test('an unquoted star comes with a mend', () => {
    expect(readYaml('input', '*').mistakes[0]?.mend).toMatch(/quote/i);
  });
});

describe('the place', () => {
  const text = ['- 222222222222', '- account: self', '  regions:', '    - eu-west-1', '    - nowhere'].join(
    '\n',
  );

  test.each([
    { path: [], line: 1, column: 1, why: 'the whole' },
    { path: [0], line: 1, column: 3, why: 'an item' },
    { path: [1, 'account'], line: 2, column: 3, why: 'a key' },
    { path: [1, 'regions', 1], line: 5, column: 7, why: 'an item below a key' },
    { path: [1, 'missing'], line: 2, column: 3, why: 'a key that is not there is its mapping' },
    { path: [7, 'x', 0], line: 1, column: 1, why: 'nothing that is there is the whole' },
  ])('of $path: $why', ({ path, line, column }) => {
    expect(readYaml('input', text).locate(path)).toEqual({ source: 'input', path, line, column });
  });

  test('in a text that was not even read is unknown', () => {
    const { locate } = readYaml('input', 'x'.repeat(1024 * 1024 + 1));
    expect(locate([])).toEqual({ source: 'input', path: [] });
  });
});

describe('hostile keys', () => {
  test.each([{ key: '__proto__' }, { key: 'constructor' }, { key: 'toString' }])(
    '$key is a key as any other',
    ({ key }) => {
      const value = valueOf(`{${key}: {polluted: yes}}`);
      expect(Object.entries(value as object)).toEqual([[key, { polluted: 'yes' }]]);
      expect(Object.keys({})).toEqual([]);
      expect('polluted' in {}).toBe(false);
    },
  );
});

describe('whatever the text', () => {
  const words = [
    '- ',
    ': ',
    '{',
    '}',
    '[',
    ']',
    ',',
    '&a ',
    '*a',
    '!!set ',
    '!!binary ',
    '!!timestamp ',
    '!x ',
  ];
  const more = [
    '? ',
    '| ',
    '>',
    '"',
    "'",
    '\n',
    '\n  ',
    '\t',
    '#',
    'a',
    '~',
    '%YAML 1.1\n',
    '<<',
    '---\n',
    '!!omap ',
    '2001-01-01',
  ];
  const yamlish = fc.array(fc.oneof(fc.constantFrom(...words, ...more), fc.string()), { maxLength: 30 });

  test('there is a value or a mistake, and nothing is thrown', () => {
    fc.assert(
      fc.property(yamlish, (parts) => {
        const { value, mistakes } = readYaml('input', parts.join(''));
        expect(value === undefined).toBe(mistakes.length > 0);
      }),
      { numRuns: 500 },
    );
  });

  test('a value is text, lists and mappings through and through', () => {
    fc.assert(
      fc.property(yamlish, (parts) => {
        const { value } = readYaml('input', parts.join(''));
        if (value !== undefined) expect(isPlain(value)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    { text: '!!timestamp 2001-01-01' },
    { text: '!!binary aGVsbG8=' },
    { text: '!!set {a, b}' },
    { text: '!!omap [a: b]' },
    { text: '!!pairs [a: b]' },
    { text: '!unknown x' },
  ])('$text is a value or a mistake as well', ({ text }) => {
    const { value, mistakes } = readYaml('input', text);
    expect(mistakes.length > 0 || isPlain(value)).toBe(true);
  });
});

function isPlain(value: unknown): boolean {
  if (value === null || typeof value === 'string') return true;
  if (Array.isArray(value)) return value.every(isPlain);
  const isRecord = typeof value === 'object' && Object.getPrototypeOf(value) === null;
  return isRecord && Object.values(value).every(isPlain);
}
