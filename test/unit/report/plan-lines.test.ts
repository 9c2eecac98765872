import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Happening } from '../../../src/model/event.ts';
import { planLines } from '../../../src/report/plan-lines.ts';
import { foldPlan } from '../../../src/report/plan-report.ts';
import { ACCOUNT, anInstance, instanceId, REGION, tagsOf } from '../builders.ts';
import { history, hostile, requestOf, started } from './histories.ts';
import { cellsOf, foreignMarkup, rowsBelow, shownText } from './page.ts';
import { EVIL, foreseen, HOUR, oldImage, planned } from './plan-histories.ts';

const HEAD = /^\| Would be \| Instance \| Image \|/;
const LINK = 'https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#ImageDetails:imageId=ami-';

function linesOf(happenings: readonly Happening[], room = 1_000_000): string[] {
  return planLines(foldPlan(history(started({ mode: 'plan' }), ...happenings)).instances, undefined, room);
}

/** Without tags, for which there is a block of its own. */
function bare(number: number, parts = {}): ReturnType<typeof requestOf> {
  return requestOf(number, { name: `n-${number}`, tags: [], ...parts });
}

describe('the table', () => {
  test('has a line for each instance, with what would become of it: what would fail first', () => {
    const there = (number: number) => oldImage(number, HOUR, { name: `old-${number}`, sizeGiB: 8 });
    const lines = linesOf([
      planned(1, { request: bare(1, { excludedDevices: ['/dev/sdf', '/dev/sdg'] }) }),
      planned(2, { request: bare(2), outcome: 'adopted', image: there(2) }),
      planned(3, { request: bare(3), outcome: 'skipped', image: there(3) }),
      foreseen('NameTaken', 4),
      planned(5, { request: bare(5), snapshots: 1, sizeGiB: null }),
    ]);
    const shown = rowsBelow(lines, HEAD).map((row) => cellsOf(shownText(row)));
    const of = (number: number): string => `web-${number}\n${instanceId(number)}\n${ACCOUNT} ${REGION}`;
    expect(shown).toEqual([
      ['❌ failed\nNameTaken', of(4), requestOf(4).name],
      ['🆕 created', of(1), 'n-1\n2 snapshots, 16 GiB\nwithout /dev/sdf\nwithout /dev/sdg'],
      ['adopted', of(2), `old-2\n[ami-2](${LINK}2)`],
      ['➖ skipped', of(3), `old-3\n[ami-3](${LINK}3)`],
      ['🆕 created', of(5), 'n-5\n1 snapshot'],
    ]);
  });

  test('is folded away when it is long', () => {
    const many = Array.from({ length: 21 }, (_, at) => planned(at, { request: bare(at) }));
    expect(linesOf(many)).toContain('<details><summary>21 instances</summary>');
  });

  test('is none without an instance', () => {
    expect(linesOf([])).toEqual([]);
  });

  test.each([
    {
      happenings: [planned(1), planned(2, { snapshots: 1, sizeGiB: 100 })],
      line: '2 new images with 3 snapshots, at most 116 GiB.',
    },
    { happenings: [planned(1, { snapshots: 1 })], line: '1 new image with 1 snapshot, at most 16 GiB.' },
    {
      happenings: [planned(1), planned(2, { sizeGiB: null })],
      line: '2 new images with 4 snapshots, of unknown size.',
    },
    { happenings: [foreseen('NameTaken', 1)], line: '0 new images with 0 snapshots, at most 0 GiB.' },
    {
      happenings: [planned(1, { outcome: 'skipped', image: oldImage(1) })],
      line: '0 new images with 0 snapshots, at most 0 GiB.',
    },
  ])('is summed up: $line', ({ happenings, line }) => {
    expect(linesOf(happenings).slice(0, 3)).toEqual(['### What a backup would do', '', line]);
  });
});

describe('the tags', () => {
  test('are folded away, a line for each instance that has some', () => {
    const lines = linesOf([
      planned(1, { request: bare(1, { tags: tagsOf({ Name: 'n', 'cross-account-ami:series': 'x' }) }) }),
      planned(2, { request: bare(2) }),
    ]);
    const at = lines.indexOf('<details><summary>Tags of the images and their snapshots</summary>');
    expect(lines.slice(at + 1).map(shownText)).toEqual([
      '',
      `- ${instanceId(1)}\nName = n\ncross-account-ami:series = x`,
      '',
      '</details>',
      '',
    ]);
  });

  test('have no block when there are none', () => {
    expect(linesOf([planned(1, { request: bare(1) })]).join('')).not.toContain('<details>');
  });
});

describe('whatever the names', () => {
  test('the table keeps its columns, and shows them as they are', () => {
    const instance = anInstance({ id: instanceId(1), name: EVIL });
    const request = requestOf(1, {
      instance,
      name: EVIL,
      tags: tagsOf({ [EVIL]: EVIL }),
      excludedDevices: [EVIL],
    });
    const lines = linesOf([planned(1, { request })]);
    const [row = '', ...others] = rowsBelow(lines, HEAD);
    expect([cellsOf(row).length, others]).toEqual([3, []]);
    expect(foreignMarkup(lines)).toEqual([]);
    const plain = '</td><img src=x onerror=alert(1)>|`code` ::error::x';
    const item = lines.find((line) => line.startsWith('- ')) ?? '';
    expect(shownText(row).split(plain)).toHaveLength(4);
    expect(shownText(item)).toContain(`${plain} = ${plain}`);
  });

  test('there is one line for each row, and one for the tags of each', () => {
    const texts = fc.record({ name: hostile, image: hostile, key: hostile, value: hostile, device: hostile });
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1 }), (all) => {
        const happenings = all.map(({ name, image, key, value, device }, at) => {
          const instance = anInstance({ id: instanceId(at), name });
          const tags = [{ key, value }];
          return planned(at, {
            request: requestOf(at, { instance, name: image, tags, excludedDevices: [device] }),
          });
        });
        const lines = linesOf(happenings);
        const rows = rowsBelow(lines, HEAD);
        expect(rows.map((row) => cellsOf(row).length)).toEqual(all.map(() => 3));
        expect(lines.filter((line) => line.startsWith('- '))).toHaveLength(all.length);
        expect(foreignMarkup(lines)).toEqual([]);
      }),
    );
  });
});

test('the lines stay within their bytes, and every block is closed', () => {
  const tags = tagsOf(
    Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`key-${at}`, '<'.repeat(256)])),
  );
  const many = Array.from({ length: 2_000 }, (_, at) => planned(at, { request: requestOf(at, { tags }) }));
  const lines = linesOf(many, 100_000);
  const text = lines.join('\n');
  expect(Buffer.byteLength(text)).toBeLessThan(100_000);
  expect(text).toMatch(/\d+ more rows in the report file\./);
  expect(text).toMatch(/\d+ more instances in the report file\./);
  expect(text.split('<details>').length).toBe(text.split('</details>').length);
});
