import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Happening } from '../../../src/model/event.ts';
import type { Freshness } from '../../../src/model/event.ts';
import { checkLines, foldChecks, type CheckRow } from '../../../src/report/check-report.ts';
import { summaryText } from '../../../src/report/summary.ts';
import { ACCOUNT, anInstance, instanceId, REGION } from '../builders.ts';
import { failed, history, hostile, reportFileOf, reportOf, selected, started } from './histories.ts';
import { cellsOf, foreignMarkup, rowsBelow, shownText } from './page.ts';
import { checked, EVIL, HOUR, oldImage } from './plan-histories.ts';

const fresh: Freshness = { kind: 'fresh', image: oldImage(1, HOUR - 1_000) };
const HEAD = /^\| Verdict \| Instance \| Newest image \|/;

function rowsOf(...happenings: readonly Happening[]): CheckRow[] {
  return foldChecks(history(started({ mode: 'check' }), ...happenings));
}

describe('a row', () => {
  test('has the newest image and its age at the time of the check', () => {
    expect(rowsOf(checked(1, fresh))).toEqual([
      {
        target: 1,
        account: ACCOUNT,
        region: REGION,
        series: 'default',
        instance: { id: instanceId(1), name: 'web-1' },
        verdict: 'fresh',
        imageId: 'ami-1',
        age: HOUR,
      },
    ]);
  });

  test.each<{ freshness: Freshness; row: Partial<CheckRow> }>([
    {
      freshness: { kind: 'too old', image: oldImage(1, 50 * HOUR) },
      row: { verdict: 'too old', imageId: 'ami-1', age: 50 * HOUR + 1_000 },
    },
    {
      freshness: { kind: 'no image', because: 'ami-7 does not count, it is failed' },
      row: { verdict: 'no image', imageId: null, age: null },
    },
    { freshness: { kind: 'too new' }, row: { verdict: 'too new', imageId: null, age: null } },
  ])('of an instance: $row.verdict', ({ freshness, row }) => {
    expect(rowsOf(checked(1, freshness))).toMatchObject([row]);
  });

  test('stands in the order of targets and instances as they were selected', () => {
    const rows = rowsOf(
      selected([3, 1]),
      selected([2], 2),
      checked(2, fresh, { target: 2 }),
      checked(1, fresh),
      checked(3, { kind: 'too new' }),
    );
    expect(rows.map((row) => row.instance.id)).toEqual([3, 1, 2].map(instanceId));
  });
});

describe('the table', () => {
  const rows = rowsOf(
    checked(1, fresh),
    checked(2, { kind: 'too old', image: oldImage(2, 50 * HOUR) }),
    checked(3, { kind: 'no image' }),
    checked(4, { kind: 'too new' }, { region: 'us-iso-east-1' }),
  );

  test('has a line for each instance: those without an image first, then by age', () => {
    const lines = checkLines(rows, 25 * HOUR, 100_000);
    expect(lines[0]).toBe('### Newest images, `max-age` is 25 h');
    const link = (number: number): string =>
      `[ami-${number}](https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#ImageDetails:imageId=ami-${number})`;
    const shown = rowsBelow(lines, HEAD).map((row) => cellsOf(shownText(row)));
    expect(shown).toEqual([
      ['❌ no image', `web-3\n${instanceId(3)}\n${ACCOUNT} ${REGION}`, ''],
      ['❌ too old', `web-2\n${instanceId(2)}\n${ACCOUNT} ${REGION}`, `${link(2)}\n2 d 2 h old`],
      ['✅ fresh', `web-1\n${instanceId(1)}\n${ACCOUNT} ${REGION}`, `${link(1)}\n60 min old`],
      ['➖ too new', `web-4\n${instanceId(4)}\n${ACCOUNT} us-iso-east-1`, ''],
    ]);
  });

  test('names the series where there are several', () => {
    const lines = checkLines(rowsOf(checked(1, fresh), checked(1, fresh, { series: 'b' })), null, 100_000);
    expect(lines[0]).toBe('### Newest images');
    expect(rowsBelow(lines, HEAD).map((row) => /series [a-z]+/.exec(row)?.[0])).toEqual([
      'series b',
      'series default',
    ]);
  });

  test('is none without an instance', () => {
    expect(checkLines([], null, 100_000)).toEqual([]);
  });

  test('stays within its bytes, and counts what is left out', () => {
    const many = Array.from({ length: 1_000 }, (_, at) => checked(at + 1, fresh));
    const lines = checkLines(rowsOf(...many), null, 20_000);
    expect(Buffer.byteLength(lines.join('\n'))).toBeLessThan(20_100);
    const shown = rowsBelow(lines, HEAD).length;
    expect(shown).toBeGreaterThan(30);
    expect(lines).toContain(`${1_000 - shown} more rows in the report file.`);
    expect(lines).toContain('<details><summary>1000 other instances</summary>');
  });

  test('is in the summary of mode check alone, below the failures', () => {
    const happenings = [checked(1, { kind: 'no image' }), failed(1, 'NoImage')];
    const text = summaryText(reportOf(started({ mode: 'check' }), ...happenings));
    expect(text.indexOf('### What to do')).toBeGreaterThan(0);
    expect(text.indexOf('### Newest images')).toBeGreaterThan(text.indexOf('### What to do'));
    expect(text).not.toContain('### Images');
    expect(summaryText(reportOf(started(), ...happenings))).not.toContain('### Newest images');
  });
});

describe('whatever the names', () => {
  test('the table keeps its columns, and shows them as they are', () => {
    const parts = { instance: anInstance({ name: EVIL }), series: EVIL };
    const lines = checkLines(rowsOf(checked(1, fresh, parts)), null, 100_000);
    const [row = '', ...others] = rowsBelow(lines, HEAD);
    expect([cellsOf(row).length, others]).toEqual([3, []]);
    expect(foreignMarkup(lines)).toEqual([]);
    expect(shownText(row)).toContain('</td><img src=x onerror=alert(1)>|`code` ::error::x');
  });

  test('the table has one line for each row', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(hostile, hostile)), (all) => {
        const happenings = all.map(([name, series], at) => {
          const freshness: Freshness = { kind: 'too old', image: oldImage(at) };
          return checked(at, freshness, { series, instance: anInstance({ id: instanceId(at), name }) });
        });
        const lines = checkLines(rowsOf(...happenings), null, 1_000_000);
        const rows = rowsBelow(lines, HEAD);
        expect(rows).toHaveLength(all.length);
        expect(rows.filter((row) => cellsOf(row).length !== 3)).toEqual([]);
        expect(foreignMarkup(lines)).toEqual([]);
      }),
    );
  });
});

describe('the report file', () => {
  const happenings = [
    checked(1, { kind: 'too old', image: oldImage(1, HOUR - 500) }),
    checked(2, { kind: 'too new' }),
  ];

  test('has the documented members, ages in whole seconds', () => {
    expect(reportFileOf(started({ mode: 'check' }), ...happenings).checks).toEqual([
      {
        account_id: ACCOUNT,
        region: REGION,
        series: 'default',
        instance_id: instanceId(1),
        instance_name: 'web-1',
        image_id: 'ami-1',
        age_seconds: 3600,
        verdict: 'too old',
      },
      {
        account_id: ACCOUNT,
        region: REGION,
        series: 'default',
        instance_id: instanceId(2),
        instance_name: 'web-2',
        image_id: null,
        age_seconds: null,
        verdict: 'too new',
      },
    ]);
  });

  test.each([
    { mode: 'check', checks: 2 },
    { mode: 'backup', checks: undefined },
  ] as const)('of mode $mode has $checks checks', ({ mode, checks }) => {
    const file = reportFileOf(started({ mode }), ...happenings);
    expect([file.mode, file.checks?.length]).toEqual([mode, checks]);
  });
});
