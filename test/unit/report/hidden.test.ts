import { describe, expect, test } from '@jest/globals';
import { logText, pageText } from '../../../src/report/escape.ts';

describe('a character that does not show', () => {
  test.each([
    { why: 'a control character', from: 'a\u0000b', to: 'a\\u0000b' },
    { why: 'text turned around', from: 'a\u202eb', to: 'a\\u202Eb' },
    { why: 'a zero-width space', from: 'web-1\u200b', to: 'web-1\\u200B' },
    { why: 'a byte order mark', from: '\ufeffweb-1', to: '\\uFEFFweb-1' },
    { why: 'a soft hyphen', from: 'we\u00adb', to: 'we\\u00ADb' },
    { why: 'a joiner with nothing to join', from: 'i-01\u200d23', to: 'i-01\\u200D23' },
    { why: 'a sign of the supplementary planes', from: 'a\u{e0061}b', to: 'a\\u{E0061}b' },
    { why: 'a filler', from: 'a\u3164b', to: 'a\\u3164b' },
  ])('is shown as its code: $why', ({ from, to }) => {
    expect(logText(from)).toBe(to);
    expect(pageText(from)).toBe(to.replace('\\', '&#92;'));
  });

  test.each([
    { why: 'an emoji of several', text: 'build \u{1f469}\u200d\u{1f4bb}' },
    { why: 'an emoji with a variant', text: '\u2764\ufe0f shop' },
    { why: 'a key of a telephone', text: 'db 1\ufe0f\u20e3' },
    { why: 'a word of Persian', text: '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645' },
  ])('is left alone where it has its work: $why', ({ text }) => {
    expect(logText(text)).toBe(text);
    expect(shownOnPage(text)).toBe(text);
  });
});

/** As a browser shows it. */
function shownOnPage(text: string): string {
  return pageText(text).replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}
