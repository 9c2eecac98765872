import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { storageText } from '../../../src/report/storage.ts';
import { timelineLines } from '../../../src/report/timeline.ts';
import { anInstance, instanceId, OTHER } from '../builders.ts';
import { available, created, hostile, reportOf, started } from './histories.ts';

interface Bars {
  readonly count: number;
  readonly names?: readonly string[];
  readonly accounts?: readonly string[];
}

/** Of a run that has made so many images. */
function linesOf({ count, names = [], accounts = [] }: Bars): string[] {
  const parts = (at: number) => {
    const { [at % accounts.length]: account } = accounts;
    const instance = anInstance({ id: instanceId(at + 1), name: names[at] ?? `web-${at + 1}` });
    return { instance, ...(account === undefined ? {} : { account }) };
  };
  const numbers = Array.from({ length: count }, (_, at) => at);
  const events = [
    ...numbers.map((at) => created(at + 1, parts(at))),
    ...numbers.map((at) => available(at + 1, parts(at))),
  ];
  return timelineLines(reportOf(started(), ...events).rows);
}

/** The lines of the picture, without its head; names without what keeps them from being keywords. */
function tasksOf(lines: readonly string[]): string[] {
  const from = lines.indexOf('gantt');
  return lines
    .slice(from + 3, lines.indexOf('```', from))
    .map((line) => line.replaceAll('\u2060', '').trim());
}

describe('the timeline', () => {
  test('has a bar for each image, from its request to available', () => {
    const from = Date.UTC(2026, 10, 22, 2, 17, 1);
    expect(tasksOf(linesOf({ count: 2 }))).toEqual([
      'section 222222222222 eu-west-1',
      `web-1 :${from}, ${from + 2_000}`,
      `web-2 :${from + 1_000}, ${from + 3_000}`,
    ]);
  });

  test.each([{ count: 0 }, { count: 1 }])('is none of $count images', ({ count }) => {
    expect(linesOf({ count })).toEqual([]);
  });

  test('has bars of accounts when there are more than 40 images', () => {
    const accounts = ['222222222222', OTHER];
    expect(tasksOf(linesOf({ count: 40, accounts })).filter((line) => line.includes(' :'))).toHaveLength(40);
    expect(tasksOf(linesOf({ count: 41, accounts })).map((line) => line.split(' :')[0])).toEqual([
      'section 222222222222',
      '21 images',
      'section 333333333333',
      '20 images',
    ]);
  });

  test('holds no sign of Mermaid in a name, and no line begins with a word of Mermaid', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(hostile, fc.constant('section x')), { minLength: 2, maxLength: 5 }),
        (names) => {
          const lines = linesOf({ count: names.length, names });
          const tasks = lines.slice(lines.indexOf('gantt') + 4, lines.indexOf('```', 5));
          expect(tasks.filter((line) => !/^ {2}\u2060[\p{L}\p{N} ._-]* :\d+, \d+$/u.test(line))).toEqual([]);
          expect(tasks).toHaveLength(names.length);
        },
      ),
    );
  });
});

test.each([
  { size: 480, price: undefined, text: '480 GiB' },
  { size: 480, price: 0.05, text: '480 GiB (24.00 a month at 0.05 for each GiB)' },
  { size: 1, price: 0, text: '1 GiB (0.00 a month at 0 for each GiB)' },
  { size: 0, price: 0.05, text: '0 GiB' },
])('$size GiB at $price: $text', ({ size, price, text }) => {
  expect(storageText(size, price)).toBe(text);
});
