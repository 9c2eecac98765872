import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { list, mapping, splitText } from '../../../src/config/collections.ts';
import { boolean, choice, duration, integer, text, type Form } from '../../../src/config/forms.ts';

/** The value, or the first message. */
function read<T>(form: Form<T>, value: unknown): T | string {
  const reading = form.read(value);
  return reading.ok ? reading.value : `expected ${reading.flaws[0]?.expected}`;
}

const word = text(/^[a-z]+$/, 'a word');

describe('a boolean', () => {
  test.each([
    { given: 'true', value: true },
    { given: 'True', value: true },
    { given: 'TRUE', value: true },
    { given: 'false', value: false },
    { given: 'False', value: false },
    { given: 'FALSE', value: false },
  ])('$given is $value', ({ given, value }) => {
    expect(read(boolean(), given)).toBe(value);
  });

  test.each([
    { given: 'yes' },
    { given: 'tRUE' },
    { given: '1' },
    { given: 'true ' },
    { given: '' },
    { given: ['true'] },
  ])('$given is none', ({ given }) => {
    expect(read(boolean(), given)).toBe('expected true or false');
  });
});

describe('a duration', () => {
  const MINUTE = 60_000;
  test.each([
    { given: '1m', value: MINUTE },
    { given: '2h', value: 120 * MINUTE },
    { given: '3d', value: 3 * 1440 * MINUTE },
    { given: '2w', value: 14 * 1440 * MINUTE },
    { given: '5h30m', value: 330 * MINUTE },
    { given: '1w1d1h1m', value: (7 * 1440 + 1440 + 60 + 1) * MINUTE },
    { given: '0m', value: 0 },
    { given: '999999h', value: 999_999 * 60 * MINUTE },
  ])('$given is $value ms', ({ given, value }) => {
    expect(read(duration(), given)).toBe(value);
  });

  test.each([
    { given: '' },
    { given: '5' },
    { given: 'h' },
    { given: '5s' },
    { given: '5H' },
    { given: '1.5h' },
    { given: '-1h' },
    { given: '5h 30m' },
    { given: '1000000h' },
    { given: {} },
  ])('$given is none', ({ given }) => {
    expect(read(duration(), given)).toMatch(/^expected a duration/);
  });
});

describe('a whole number', () => {
  const bounded = integer(900, 43_200);

  test.each([
    { given: '900', value: 900 },
    { given: '43200', value: 43_200 },
  ])('$given is in', ({ given, value }) => {
    expect(read(bounded, given)).toBe(value);
  });

  test.each([
    { given: '899' },
    { given: '43201' },
    { given: '-900' },
    { given: '1e3' },
    { given: '900.0' },
    { given: '0x400' },
    { given: ' 900' },
    { given: '9000000000' },
    { given: '' },
    { given: 900 },
  ])('$given is out', ({ given }) => {
    expect(read(bounded, given)).toBe('expected a whole number from 900 to 43200');
  });

  test('is itself, whatever the bounds', () => {
    fc.assert(
      fc.property(fc.nat(50_000), fc.nat(50_000), fc.nat(50_000), (least, most, value) => {
        const form = integer(Math.min(least, most), Math.max(least, most));
        const inside = value >= Math.min(least, most) && value <= Math.max(least, most);
        expect(read(form, String(value)) === value).toBe(inside);
      }),
    );
  });
});

describe('a list', () => {
  const words = list(word, 'words');

  test.each([
    { given: 'a, b', value: ['a', 'b'], why: 'commas' },
    { given: 'a\nb\n', value: ['a', 'b'], why: 'new lines' },
    { given: ' a ,\n\n b,', value: ['a', 'b'], why: 'both, with empty items' },
    { given: ['a', 'b'], value: ['a', 'b'], why: 'a list' },
    { given: 'a', value: ['a'], why: 'one item' },
  ])('of $why', ({ given, value }) => {
    expect(read(words, given)).toEqual(value);
  });

  test.each([
    { given: '', message: 'at least one' },
    { given: ' , ', message: 'at least one' },
    { given: [], message: 'at least one' },
    { given: 'a, b, a', message: 'each only once' },
    { given: { a: 'b' }, message: 'as a list or as text' },
    { given: 'a, 1', message: 'a word' },
    { given: ['a', null], message: 'a word' },
    { given: ['a', ['b']], message: 'a word' },
  ])('is not $given', ({ given, message }) => {
    expect(read(words, given)).toContain(message);
  });

  test('may be empty where that is allowed', () => {
    expect(read(list(word, 'words', 0), [])).toEqual([]);
  });

  test('is no longer than a region can hold images', () => {
    const many = Array.from({ length: 50_001 }, (_, at) =>
      at.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? ''),
    );
    expect(read(words, many)).toContain('at most 50000');
  });

  test('as text is split the same way as it was joined', () => {
    const items = fc.array(fc.stringMatching(/^[a-z]{1,5}$/), { minLength: 1 });
    fc.assert(
      fc.property(items, fc.constantFrom(',', '\n', ' , ', ',\n'), (parts, separator) => {
        expect(splitText(parts.join(separator))).toEqual(parts);
      }),
    );
  });
});

describe('a mapping', () => {
  const key = { pattern: /^[^!]+$/, expected: 'a key without !' };
  const words = mapping(word, { key, least: 1, most: 2, expected: 'words by key' });

  test.each([
    { given: { a: 'b' }, value: { a: 'b' } },
    { given: { a: 'b', c: 'd' }, value: { a: 'b', c: 'd' } },
  ])('$given', ({ given, value }) => {
    expect(read(words, given)).toEqual(value);
  });

  test.each([
    { given: {}, message: 'at least one' },
    { given: { a: 'a', b: 'b', c: 'c' }, message: 'at most 2' },
    { given: { 'a!': 'b' }, message: 'a key without !' },
    { given: { a: '1' }, message: 'a word' },
    { given: { a: null }, message: 'a word' },
    { given: ['a'], message: 'words by key' },
    { given: 'a', message: 'words by key' },
    { given: null, message: 'words by key' },
  ])('is not $given', ({ given, message }) => {
    expect(read(words, given)).toContain(message);
  });

  test.each([{ name: 'constructor' }, { name: 'prototype' }, { name: '__proto__' }])(
    'keeps or refuses the key $name, and does not lose it',
    ({ name }) => {
      const given: unknown = JSON.parse(`{"${name}": "b"}`);
      const value = read(words, given);
      if (typeof value !== 'string') expect(Object.entries(value)).toEqual([[name, 'b']]);
    },
  );
});

test('a choice is one of its words', () => {
  expect([read(choice(['a', 'b']), 'b'), read(choice(['a', 'b']), 'B')]).toEqual([
    'b',
    'expected one of a, b',
  ]);
});
