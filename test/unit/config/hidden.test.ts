import { describe, expect, test } from '@jest/globals';
import { holdsHidden, visible } from '../../../src/config/hidden.ts';
import { mistakeText, shown } from '../../../src/config/mistake.ts';
import { configOf } from './inputs.ts';

describe('a text with a character that nobody has written on purpose', () => {
  test.each([
    'i-0123\u200b',
    '\ufeffx',
    'a\u00a0b',
    'a\u00adb',
    'a\u200db',
    'a\u2028b',
    'a\u3000b',
    'a\u{e0061}b',
    'a\u3164b',
    'a\u2800b',
  ])('%j is one', (text) => {
    expect(holdsHidden(text)).toBe(true);
    expect(visible(text)).toMatch(/^[ -~]+$/);
  });

  test.each([
    '',
    'a b',
    'a\tb\r\nc',
    'Größe',
    '日本',
    '\u{1f469}\u200d\u{1f4bb}',
    '\u2764\ufe0f',
    '1\ufe0f\u20e3',
  ])('%j is none', (text) => {
    expect(holdsHidden(text)).toBe(false);
  });
});

test('what can be seen is shown as it is', () => {
  for (const text of ['i-0123', 'tag:Ort: Köln', '日本', '\u{1f469}']) expect(visible(text)).toBe(text);
});

test('half of an escape is never shown', () => {
  for (let length = 60; length < 80; length += 1)
    expect(shown(`${'x'.repeat(length)}${'\u200b'.repeat(9)}`)).toMatch(
      /^"x+(\\u200B)*("|\.\.\." \(\d+ characters\))$/,
    );
});

test('the whole sentence shows them: name of the file, keys and hint', () => {
  const place = { source: 'my\u200btargets.yml', path: ['re\u200bgions'] };
  const text = mistakeText({ ...place, found: '"x"', expected: 'a region', mend: 'Write a\u200bb.' });
  expect(text).toBe(
    String.raw`my\u200Btargets.yml ("re\u200Bgions"): found "x"; expected a region. Write a\u200Bb.`,
  );
});

describe('a filter, which takes any text', () => {
  test.each([
    { inputs: { exclude: '{"tag:Role": ["db\u200b", "web"]}' }, shows: String.raw`"db\u200B"` },
    { inputs: { instances: '{"tag:Ro\u00adle": db}' }, shows: String.raw`"tag:Ro\u00ADle"` },
    {
      inputs: { targets: '- {account: 222222222222, exclude: {"tag:A": "a\u00a0b"}}' },
      shows: String.raw`"a\u00A0b"`,
    },
  ])('is taken with a warning that shows $shows', ({ inputs, shows }) => {
    const { warnings } = configOf({ inputs });
    expect(warnings).toEqual([
      `The filter text ${shows} contains an invisible character, and is used as it is`,
    ]);
  });

  test('is taken without one when it is a sign of several', () => {
    expect(configOf({ inputs: { exclude: '{"tag:Team": "\u{1f469}\u200d\u{1f4bb}"}' } }).warnings).toEqual(
      [],
    );
  });
});
