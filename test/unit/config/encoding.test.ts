import { describe, expect, test } from '@jest/globals';
import { decode } from '../../../src/config/encoding.ts';
import { mistakesOf, targetOf } from './inputs.ts';

const text = '- account: 222222222222\n  tags: {Ort: Köln €}\n';
const utf16 = (written: string): Buffer => Buffer.from(written, 'utf16le');
const utf32 = (written: string): Buffer =>
  Buffer.concat(
    Array.from(written, (sign) => Buffer.from([sign.charCodeAt(0) % 256, sign.charCodeAt(0) >> 8, 0, 0])),
  );

describe('what is read', () => {
  test.each([
    { encoding: 'UTF-8', bytes: Buffer.from(text) },
    { encoding: 'UTF-8 with a mark', bytes: Buffer.from(`\ufeff${text}`) },
    { encoding: 'UTF-16 LE with a mark', bytes: utf16(`\ufeff${text}`) },
    { encoding: 'UTF-16 BE with a mark', bytes: utf16(`\ufeff${text}`).swap16() },
  ])('is $encoding', ({ bytes }) => {
    expect(decode(bytes)).toEqual({ ok: true, text });
  });

  test('is nothing in an empty file', () => {
    expect(decode(Buffer.alloc(0))).toEqual({ ok: true, text: '' });
  });
});

describe('what is not read is named, with its place', () => {
  const place = { line: 2, column: 17 };
  test.each([
    {
      why: 'Latin-1',
      bytes: Buffer.from('a\nb: [1, 2], Ort: Köln', 'latin1'),
      found: /byte F6, probably an "ö" in Latin-1/,
      at: { line: 2, column: 18 },
    },
    {
      why: 'Windows-1252',
      bytes: Buffer.from([0x31, 0x0a, 0x80]),
      found: /byte 80, probably an "€" in Windows-1252/,
      at: { line: 2, column: 1 },
    },
    {
      why: 'UTF-8 with one line of Latin-1',
      bytes: Buffer.concat([Buffer.from('ä: ö\nabc'), Buffer.from([0xfc])]),
      found: /byte FC, probably an "ü"/,
      at: { line: 2, column: 4 },
    },
    {
      why: 'a lead byte before a letter',
      bytes: Buffer.from([0x61, 0xe9, 0x62]),
      found: /byte E9, probably an "é" in Latin-1/,
      at: { line: 1, column: 2 },
    },
    {
      why: 'UTF-8 that is cut off',
      bytes: Buffer.from([0x61, 0xef, 0xbf]),
      found: /byte EF/,
      at: { line: 1, column: 2 },
    },
    {
      why: 'UTF-8 of half a pair',
      bytes: Buffer.from([0x61, 0xed, 0xa0, 0x80]),
      found: /byte ED/,
      at: { line: 1, column: 2 },
    },
    {
      why: 'UTF-16 LE without a mark',
      bytes: utf16(text),
      found: /probably UTF-16 LE without a byte order mark/,
      at: { line: 1, column: 1 },
    },
    {
      why: 'UTF-16 BE without a mark',
      bytes: utf16(text).swap16(),
      found: /probably UTF-16 BE without/,
      at: { line: 1, column: 1 },
    },
    {
      why: 'UTF-16 that is cut off',
      bytes: utf16(`\ufeff${text}`).subarray(0, 21),
      found: /UTF-16 that is cut off/,
      at: { line: 1, column: 1 },
    },
    {
      why: 'UTF-32 with a mark',
      bytes: utf32(`\ufeff${text}`),
      found: /^UTF-32$/,
      at: { line: 1, column: 1 },
    },
    {
      why: 'UTF-32 BE with a mark',
      bytes: utf32(`\ufeff${text}`).swap32(),
      found: /^UTF-32$/,
      at: { line: 1, column: 1 },
    },
    {
      why: 'UTF-32 without a mark',
      bytes: utf32(text),
      found: /probably UTF-32 LE without/,
      at: { line: 1, column: 1 },
    },
    { why: 'a NUL byte', bytes: Buffer.from(`a: b\nccccccccccc: ddd\0`), found: /^a NUL byte$/, at: place },
  ])('$why', ({ bytes, found, at }) => {
    const answer = decode(bytes);
    expect(answer).toMatchObject({ ok: false, words: { ...at, found: expect.stringMatching(found) } });
    expect(answer).toHaveProperty('words.mend', 'Save the file as UTF-8.');
  });

  test('as the only mistake of a file, however many of its bytes are wrong', () => {
    const bytes = Buffer.from('- account: ä\n- öü\n- 22\n', 'latin1');
    const mistakes = mistakesOf({
      inputs: { targets: '', 'targets-file': './a/../t.yml' },
      files: { './a/../t.yml': bytes },
    });
    expect(mistakes).toEqual([expect.objectContaining({ source: 't.yml', line: 1, column: 12 })]);
  });
});

describe('a character that was lost before (U+FFFD)', () => {
  test.each([
    {
      where: 'a value of a target',
      inputs: { targets: '- account: 222222222222\n  exclude: {"tag:Ort": K\ufffdln}' },
      at: { source: 'targets', line: 2 },
    },
    {
      where: 'a key',
      inputs: { targets: '- account: 222222222222\n  tags: {Stra\ufffde: x}' },
      at: { source: 'targets', line: 2 },
    },
    { where: 'a text without YAML', inputs: { instances: 'i-\ufffd' }, at: { source: 'instances', line: 1 } },
    { where: 'a mapping of an input', inputs: { exclude: 'tag:Ort: K\ufffdln' }, at: { source: 'exclude' } },
    { where: 'a plain input', inputs: { description: 'K\ufffdln' }, at: { source: 'description' } },
  ])('in $where is a mistake', ({ inputs, at }) => {
    const mistakes = mistakesOf({ inputs });
    expect(mistakes).toMatchObject([{ ...at, found: expect.stringContaining('lost (U+FFFD)') }]);
  });

  test('in a comment is none', () => {
    expect(targetOf({ inputs: { targets: '- 222222222222 # K\ufffdln' } }).position).toBe(1);
  });
});
