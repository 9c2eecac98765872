import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Happening } from '../../../src/model/event.ts';
import { summaryText } from '../../../src/report/summary.ts';
import { ACCOUNT, anInstance, aProblem, instanceId } from '../builders.ts';
import { anyProblem } from './any-event.ts';
import { available, created, failed, hostile, imageOf, reportOf, requestOf, started } from './histories.ts';
import { cellsOf, foreignMarkup, rowsBelow } from './page.ts';

const MEBIBYTE = 1024 * 1024;

function linesOf(...happenings: readonly Happening[]): string[] {
  return summaryText(reportOf(...happenings)).split('\n');
}

const rowsOf = (lines: readonly string[]): string[] => rowsBelow(lines, /^\| State \| Instance \| Image \|/);

/** The groups of failures, as items of a list. */
function itemsOf(lines: readonly string[]): string[] {
  return lines.filter((line) => line.startsWith('- **'));
}

describe('the summary', () => {
  test('begins with the verdict and the facts', () => {
    const lines = linesOf(
      started(),
      { kind: 'signed-in', account: '111111111111', arn: 'arn', how: 'OIDC' },
      created(1),
      available(1),
    );
    expect(lines[0]).toBe('## ✅ 1 image in 1 account is available');
    expect(lines[2]).toBe(
      'mode backup · series default · main account 111111111111 · run key 42-0123abcd · took 3\u00a0s',
    );
  });

  test('tells the step, and failures that are tolerated', () => {
    const facts = linesOf(
      started({ maxFailures: 2, page: { step: 'images', isWanted: true } }),
      failed(1, 'LimitReached'),
    )[2];
    expect(facts).toMatch(/ · step images · .* · 1 failure tolerated by `max-failures`$/);
  });

  test('has a row for each instance, those without a good image first, and the totals', () => {
    const page = { step: '', isWanted: true, price: 0.05 };
    const lines = linesOf(started({ page }), created(1), available(1), failed(2, 'LimitReached'));
    expect(rowsOf(lines).map(cellsOf)).toEqual([
      ['❌ not made', expect.stringMatching(/^web-2<br>i-.*<br>222222222222 eu-west-1$/), ''],
      ['available', expect.stringMatching(/^web-1<br>/), expect.stringMatching(/ami-1\)<br>8 GiB, 1 s$/)],
    ]);
    const totals = lines[lines.indexOf('### Images') + 2] ?? '';
    expect(totals.replaceAll('\u00a0', ' ')).toBe(
      '1 good of 2 images · 1 account · new snapshots of at most 8 GiB (0.40 a month at 0.05 for each GiB)',
    );
  });

  test.each([
    { good: 20, bad: 8, folds: [] },
    { good: 21, bad: 8, folds: ['21 good images'] },
    { good: 1, bad: 9, folds: ['9 instances without a good image'] },
  ])('shows $good good and $bad other rows, folded: $folds', ({ good, bad, folds }) => {
    const text = linesOf(
      started({ wait: false }),
      ...Array.from({ length: good }, (_, at) => created(at + 1)),
      ...Array.from({ length: bad }, (_, at) => failed(at + 100, 'LimitReached')),
    ).join('\n');
    const titles = [...text.matchAll(/<summary>(.*?)<\/summary>/g)].map(([, title]) => title);
    expect(titles).toEqual(folds);
  });

  test('has no link where the console is not known', () => {
    const happening = created(1, { region: 'us-iso-east-1' });
    expect(linesOf(started(), happening).join('')).not.toContain('https://');
  });

  test('shows an instance that nobody has, without account and region', () => {
    const of = { target: 1, account: null, region: null, series: 'a', instance: { id: 'i-1', name: 'i-1' } };
    const lines = linesOf(started(), { kind: 'failed', of, problem: aProblem('InstanceNotFound') });
    expect(rowsOf(lines).map(cellsOf)).toEqual([['❌ not made', 'i-1', '']]);
  });

  test('tells a failure with what to do, its place and what AWS said', () => {
    const wrong = aProblem('AccessDenied', { what: 'It failed', said: 'X - no', mend: 'Do `this`' });
    expect(itemsOf(linesOf(started(), { kind: 'target-failed', problem: wrong }))).toEqual([
      `- **AccessDenied** · It failed<br>➜ Do <code>this</code><br>${ACCOUNT} eu-west-1<details><summary>What AWS said</summary>X - no</details>`,
    ]);
  });

  test('links codes to their headings, and images to the console', () => {
    const docs = 'https://github.com/o/a/blob/v1/docs/troubleshooting.md';
    const problem = aProblem('PruneFailed', {
      place: { account: ACCOUNT, region: 'eu-west-1', image: 'ami-7' },
    });
    const page = { step: '', isWanted: true, docs };
    const [item] = itemsOf(linesOf(started({ page }), { kind: 'prune-failed', problem }));
    expect(item).toContain(`**[PruneFailed](${docs}#prunefailed)**`);
    expect(item).toMatch(/: \[ami-7\]\(https:\S+imageId=ami-7\)$/);
  });

  test('lists mistakes of the inputs, and not as failures', () => {
    const lines = linesOf(started(), {
      kind: 'target-failed',
      problem: aProblem('InputInvalid', { what: 'x is wrong' }),
    });
    expect(lines).toContain('- x is wrong');
    expect(itemsOf(lines)).toEqual([]);
  });

  test('folds mistakes away that are more than a screen', () => {
    const many = Array.from({ length: 21 }, (_, at): Happening => {
      return { kind: 'target-failed', problem: aProblem('InputInvalid', { what: `x-${at} is wrong` }) };
    });
    const lines = linesOf(started(), ...many);
    expect(lines.indexOf('<details><summary>1 more mistake</summary>')).toBeGreaterThan(
      lines.indexOf('- x-19 is wrong'),
    );
  });

  test('folds warnings away', () => {
    const lines = linesOf(started(), { kind: 'warned', text: 'careful', place: { account: ACCOUNT } });
    expect(lines).toContain('<details><summary>1 warning</summary>');
    expect(lines.find((line) => line.startsWith('- '))).toContain('careful');
  });
});

describe('whatever the names and messages', () => {
  const names = fc.record({ instance: hostile, image: hostile });

  test('a table keeps its columns, and no cell holds markup of others', () => {
    fc.assert(
      fc.property(
        fc.array(names, { minLength: 1, maxLength: 5 }),
        fc.array(anyProblem, { maxLength: 5 }),
        (texts, problems) => {
          const images = texts.map(({ instance, image }, at): Happening => {
            const request = requestOf(at + 1, {
              instance: anInstance({ id: instanceId(at + 1), name: instance }),
              name: image,
            });
            return { kind: 'available', request, image: imageOf(at + 1, { name: image }) };
          });
          const failures = problems
            .filter(({ code }) => code !== 'InputInvalid')
            .map((each): Happening => ({ kind: 'target-failed', problem: each }));
          const lines = linesOf(started(), ...images, ...failures);
          const rows = rowsOf(lines);
          expect(rows).toHaveLength(images.length);
          expect(rows.filter((row) => cellsOf(row).length !== 3)).toEqual([]);
          expect(itemsOf(lines).length).toBeLessThanOrEqual(failures.length);
          expect(itemsOf(lines)).toHaveLength(lines.filter((line) => line.startsWith('- ')).length);
          expect(foreignMarkup(lines.slice(1))).toEqual([]);
        },
      ),
    );
  });

  test('a warning stays one line of its list', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const lines = linesOf(started(), { kind: 'warned', text, place: {} });
        const at = lines.findIndex((line) => line.startsWith('<details>'));
        expect(lines.slice(at + 3).findIndex((line) => line === '</details>')).toBe(1);
        expect(lines[at + 2]).not.toMatch(/[<>|`]/);
      }),
    );
  });
});

describe('the summary is smaller than 1 MiB', () => {
  const many = (count: number, make: (number: number) => Happening): Happening[] =>
    Array.from({ length: count }, (_, at) => make(at + 1));
  const sizeOf = (...happenings: readonly Happening[]): number =>
    Buffer.byteLength(summaryText(reportOf(started(), ...happenings)));
  const evil = '<'.repeat(3_000);

  test.each([
    { why: '5,000 images', happenings: many(5_000, (number) => created(number)) },
    { why: '5,000 failures', happenings: many(5_000, (number) => failed(number, 'LimitReached')) },
    {
      why: '5,000 images with hostile names',
      happenings: many(5_000, (number) =>
        created(number, { instance: anInstance({ id: instanceId(number), name: evil }), name: evil }),
      ),
    },
    {
      why: '300 failures with long and hostile messages',
      happenings: many(300, () => ({
        kind: 'target-failed',
        problem: aProblem('AwsFailed', { what: evil, said: evil, mend: evil }),
      })),
    },
    {
      why: '300 warnings with long and hostile texts',
      happenings: many(300, () => ({ kind: 'warned', text: evil, place: {} })),
    },
    {
      why: '300 mistakes with long and hostile texts',
      happenings: many(300, () => ({
        kind: 'target-failed',
        problem: aProblem('InputInvalid', { what: evil }),
      })),
    },
  ])('with $why', ({ happenings }) => {
    expect(sizeOf(...happenings)).toBeLessThan(MEBIBYTE);
  });

  test('and says how many rows and mistakes are only in the report file', () => {
    const lines = linesOf(
      started(),
      ...many(10_000, (number) => available(number)),
      ...many(20_000, () => ({ kind: 'target-failed', problem: aProblem('InputInvalid') })),
    );
    expect(lines.join('\n')).toMatch(/[0-9]+ more mistakes in the report file\./);
    const rows = rowsOf(lines).length;
    expect(lines).toContain(`${10_000 - rows} more rows in the report file.`);
    expect(rows).toBeGreaterThan(1_000);
  });
});
