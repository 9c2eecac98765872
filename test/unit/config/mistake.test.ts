import { describe, expect, test } from '@jest/globals';
import { didYouMean, mistakeText, shown, type Mistake } from '../../../src/config/mistake.ts';

describe('a mistake in a sentence', () => {
  const plain: Mistake = { source: 'regions', path: [], found: '"x"', expected: 'a region' };

  test.each<{ why: string; mistake: Mistake; text: string }>([
    { why: 'without a place', mistake: plain, text: 'regions: found "x"; expected a region.' },
    {
      why: 'with line and column',
      mistake: { ...plain, line: 3, column: 5 },
      text: 'regions, line 3, column 5: found "x"; expected a region.',
    },
    {
      why: 'with a line',
      mistake: { ...plain, line: 3 },
      text: 'regions, line 3, column 1: found "x"; expected a region.',
    },
    {
      why: 'with keys, and list positions from 1',
      mistake: { ...plain, path: [0, 'regions', 2] },
      text: 'regions (1.regions.3): found "x"; expected a region.',
    },
    {
      why: 'with a mend',
      mistake: { ...plain, mend: 'Write y.' },
      text: 'regions: found "x"; expected a region. Write y.',
    },
  ])('$why', ({ mistake, text }) => {
    expect(mistakeText(mistake)).toBe(text);
  });

  test('is on one line, whatever the keys', () => {
    expect(mistakeText({ ...plain, path: ['a\r\nb', 0] })).not.toMatch(/[\r\n]/);
  });
});

describe('a value that is shown', () => {
  test.each([
    { value: undefined, text: 'nothing' },
    { value: null, text: 'nothing' },
    { value: [], text: 'an empty list' },
    { value: ['a'], text: 'a list' },
    { value: {}, text: 'an empty mapping' },
    { value: { a: 'b' }, text: 'a mapping' },
    { value: 7, text: '7' },
    { value: '', text: '""' },
    { value: 'a "b"\n', text: String.raw`"a \"b\"\n"` },
    { value: 'x'.repeat(78), text: `"${'x'.repeat(78)}"` },
    { value: 'x'.repeat(79), text: `"${'x'.repeat(75)}..." (79 characters)` },
  ])('$value is $text', ({ value, text }) => {
    expect(shown(value)).toBe(text);
  });
});

describe('did you mean', () => {
  test.each([
    { word: 'regoins', known: ['regions', 'role'], answer: 'Did you mean "regions"?' },
    { word: 'REGIONS', known: ['regions'], answer: 'Did you mean "regions"?' },
    { word: 'rle', known: ['role'], answer: 'Did you mean "role"?' },
    { word: 'something', known: ['role'], answer: undefined },
    { word: 'anything', known: [], answer: undefined },
  ])('for $word: $answer', ({ word, known, answer }) => {
    expect(didYouMean(word, known)).toBe(answer);
  });
});
