import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Happening } from '../../../src/model/event.ts';
import { summaryText } from '../../../src/report/summary.ts';
import { ACCOUNT, anInstance, aProblem, aRequest, instanceId } from '../builders.ts';
import { anyProblem } from './any-event.ts';
import { available, created, failed, hostile, imageOf, reportOf, requestOf, started } from './histories.ts';

const MEBIBYTE = 1024 * 1024;

function linesOf(...happenings: readonly Happening[]): string[] {
  return summaryText(reportOf(...happenings)).split('\n');
}

/** The cells of a row of a table. */
function cellsOf(line: string): string[] {
  return line.split('|').slice(1, -1);
}

/** The lines under a heading, up to the next empty one. */
function linesUnder(lines: readonly string[], heading: string): string[] {
  const from = lines.indexOf(heading);
  const rest = from < 0 ? [] : lines.slice(from + 2);
  return rest.slice(0, rest.indexOf(''));
}

/** The rows of the table of images, without its head. */
function imageRowsOf(lines: readonly string[]): string[] {
  return linesUnder(lines, '### Images').slice(2);
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
    expect(lines[2]).toBe('main account 111111111111 · run key 42-0123abcd · took 3 s');
  });

  test('has a row for each instance', () => {
    const rows = imageRowsOf(linesOf(started(), created(1), available(1), failed(2, 'LimitReached')));
    expect(rows).toHaveLength(2);
    const [first = '', second = ''] = rows;
    expect(cellsOf(first)).toHaveLength(7);
    expect(first).toContain(ACCOUNT);
    expect(first).toContain('web-1');
    expect(first).toContain(
      '(https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#ImageDetails:imageId=ami-1)',
    );
    expect(first.replaceAll('\u00a0', ' ')).toContain(' | 8 GiB | 1 s |');
    expect(second).toContain('❌ not made');
  });

  test('names an instance without a name only once', () => {
    const instance = anInstance({ id: 'i-77', name: 'i-77' });
    const [row = ''] = imageRowsOf(
      linesOf(started(), { kind: 'created', image: 'ami-1', request: aRequest({ instance, name: 'x' }) }),
    );
    expect(row.split('i-77')).toHaveLength(2);
  });

  test('has no link where the console is not known', () => {
    const happening = created(1, { region: 'us-iso-east-1' });
    expect(linesOf(started(), happening).join('')).not.toContain('https://');
  });

  test('shows an instance that nobody has, without account and region', () => {
    const of = { target: 1, account: null, region: null, series: 'a', instance: { id: 'i-1', name: 'i-1' } };
    const lines = linesOf(started(), { kind: 'failed', of, problem: aProblem('InstanceNotFound') });
    expect(
      cellsOf(imageRowsOf(lines)[0] ?? '')
        .map((cell) => cell.trim())
        .slice(0, 3),
    ).toEqual(['', '', 'i-1']);
  });

  test('tells each failure with its place, what AWS said and what to do', () => {
    const wrong = aProblem('AccessDenied', { what: 'It failed', said: 'X - no', mend: 'Do this' });
    const items = linesUnder(linesOf(started(), { kind: 'target-failed', problem: wrong }), '### Failures');
    expect(items).toHaveLength(1);
    const parts = ['AccessDenied', `account ${ACCOUNT}, eu-west-1`, 'It failed', 'X - no', 'Do this'];
    const places = parts.map((part) => items.join().indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
  });

  test('lists mistakes of the inputs, and not as failures', () => {
    const lines = linesOf(started(), {
      kind: 'target-failed',
      problem: aProblem('InputInvalid', { what: 'x is wrong' }),
    });
    expect(lines).toContain('- x is wrong');
    expect(lines).not.toContain('### Failures');
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
          const imageRows = imageRowsOf(lines);
          const items = linesUnder(lines, '### Failures');
          expect(imageRows).toHaveLength(images.length);
          expect(items).toHaveLength(failures.length);
          expect(imageRows.filter((row) => cellsOf(row).length !== 7)).toEqual([]);
          const ours = /^- |<br>|<\/?code>|\*\*\w+\*\*|\[[^[\]]*\]\(https:[^\s()<>|`]*\)/g;
          const rest = [...imageRows.flatMap(cellsOf), ...items].map((text) => text.replaceAll(ours, ''));
          expect(rest.filter((text) => /[<>|`[\]*]/.test(text))).toEqual([]);
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

  test('and says how many rows, failures and mistakes are only in the report file', () => {
    const lines = linesOf(
      started(),
      ...many(10_000, (number) => created(number)),
      ...many(5_000, (number) => failed(number, 'LimitReached')),
      ...many(20_000, () => ({ kind: 'target-failed', problem: aProblem('InputInvalid') })),
    );
    expect(lines.join('\n')).toMatch(/[0-9]+ more failures in the report file\./);
    expect(lines.join('\n')).toMatch(/[0-9]+ more mistakes in the report file\./);
    const rows = imageRowsOf(lines).length;
    expect(lines).toContain(`${10_000 - rows} more rows in the report file.`);
    expect(rows).toBeGreaterThan(1_000);
  });
});
