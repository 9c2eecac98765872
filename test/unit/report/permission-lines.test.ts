import { describe, expect, test } from '@jest/globals';
import { matrixOrder, type PermissionCell, type Statement } from '../../../src/model/permission.ts';
import { permissionLines } from '../../../src/report/permission-lines.ts';
import { ACCOUNT, REGION } from '../builders.ts';
import { cellsOf, foreignMarkup, rowsBelow, shownText } from './page.ts';
import { aCell, EVIL, MAIN_ROLE, ROLE } from './plan-histories.ts';

const ROOM = 1_000_000;
const CALLS = /^\| Call \|/;
const SIGN_IN = /^\| \| Sign-in \| Role \|/;
const OTHER = 'arn:aws:iam::333333333333:role/team/backup';

interface Lacking extends Statement {
  readonly Action: PermissionCell['action'];
}

const createTags: Lacking = { Effect: 'Allow', Action: 'ec2:CreateTags', Resource: '*' };
const describeImages: Lacking = { Effect: 'Allow', Action: 'ec2:DescribeImages', Resource: '*' };

function lacking(statement: Lacking, parts: Partial<PermissionCell> = {}): PermissionCell {
  return aCell({
    action: statement.Action,
    answer: 'denied',
    missing: statement.Action,
    statements: [statement],
    ...parts,
  });
}

/** A cell in each of so many regions of one account. */
function inRegions(count: number, parts: Partial<PermissionCell> = {}): PermissionCell[] {
  return Array.from({ length: count }, (_, at) => {
    return aCell({ place: { account: ACCOUNT, region: `region-${at + 1}` }, ...parts });
  });
}

test('there are no lines without a cell', () => {
  expect(permissionLines([], ROOM)).toEqual([]);
});

test('the answers are counted first', () => {
  const cells = [aCell(), aCell({ answer: 'denied' }), ...inRegions(3, { answer: 'cannot be tried' })];
  expect(permissionLines(cells, ROOM).slice(0, 4)).toEqual([
    '### Permissions',
    '',
    '✅\u00a01 allowed · ❌\u00a01 denied · ➖\u00a03 cannot be tried',
    '',
  ]);
});

test('the sign-in has a table of its own, with whole role ARNs', () => {
  const signIn = (parts: Partial<PermissionCell>) => aCell({ action: 'sts:AssumeRole', place: {}, ...parts });
  const lines = permissionLines(
    [
      signIn({ action: 'sts:AssumeRoleWithWebIdentity', role: MAIN_ROLE }),
      signIn({ place: { account: '333333333333' }, role: OTHER, answer: 'denied' }),
    ],
    ROOM,
  );
  expect(rowsBelow(lines, SIGN_IN).map((row) => cellsOf(row).map(shownText))).toEqual([
    ['✅', 'sts:AssumeRoleWithWebIdentity', MAIN_ROLE],
    ['❌', 'sts:AssumeRole', OTHER],
  ]);
  expect(rowsBelow(lines, CALLS)).toEqual([]);
});

describe('the calls', () => {
  test('are rows, and each account, region and role is a column', () => {
    const there = { place: { account: '333333333333', region: 'us-east-1' }, role: OTHER };
    const lines = permissionLines(
      [
        aCell(),
        aCell({ action: 'ec2:DeleteSnapshot', answer: 'cannot be tried', note: 'no image' }),
        aCell({ ...there, answer: 'denied', note: 'for 1 of 2' }),
        aCell({ ...there, action: 'ec2:CreateTags' }),
      ],
      ROOM,
    );
    const head = lines.find((line) => line.startsWith('| Call |')) ?? '';
    expect(cellsOf(head).map(shownText)).toEqual([
      'Call',
      `${ACCOUNT}\n${REGION}\ncross-account-ami`,
      '333333333333\nus-east-1\nbackup',
    ]);
    expect(rowsBelow(lines, CALLS).map((row) => cellsOf(row).map(shownText))).toEqual([
      ['ec2:CreateImage', '✅', '❌ for 1 of 2'],
      ['ec2:CreateTags', '', '✅'],
      ['ec2:DeleteSnapshot', '➖', ''],
    ]);
  });

  test('by two roles in one place are two columns', () => {
    const lines = permissionLines([aCell(), aCell({ role: OTHER, answer: 'denied' })], ROOM);
    expect(rowsBelow(lines, CALLS).map((row) => cellsOf(row).slice(1))).toEqual([['✅', '❌']]);
  });

  test('of places that answered alike are one column, which counts them', () => {
    const lines = permissionLines(
      [...inRegions(6), aCell({ place: { account: ACCOUNT, region: 'x' }, answer: 'denied' })],
      ROOM,
    );
    const head = lines.find((line) => line.startsWith('| Call |')) ?? '';
    expect(cellsOf(head).map(shownText)).toEqual([
      'Call',
      `${ACCOUNT}\nregion-1\ncross-account-ami\nand 5 more`,
      `${ACCOUNT}\nx\ncross-account-ami`,
    ]);
  });

  test.each([
    { count: 2, columns: [2] },
    { count: 3, columns: [2, 1] },
    { count: 5, columns: [2, 2, 1] },
  ])('of $count places that differ are tables of $columns columns', ({ count, columns }) => {
    const cells = inRegions(count).map((cell, at) => ({ ...cell, answer: 'denied' as const, note: `${at}` }));
    const heads = permissionLines(cells, ROOM).filter((line) => line.startsWith('| Call |'));
    expect(heads.map((head) => cellsOf(head).length - 1)).toEqual(columns);
  });

  test('have as many cells in every row as in the head', () => {
    const mixed = inRegions(7).flatMap((cell, at) => [
      cell,
      ...matrixOrder.slice(at, at + 1).map((action) => ({ ...cell, action, answer: 'denied' as const })),
    ]);
    const tables = permissionLines(mixed, ROOM)
      .join('\n')
      .split('\n\n')
      .filter((part) => part.startsWith('| Call |'));
    for (const table of tables) {
      const widths = table.split('\n').map((row) => cellsOf(row).length);
      expect(new Set(widths).size).toBe(1);
    }
    expect(tables).toHaveLength(4);
  });
});

describe('what to add', () => {
  test('is one policy for each role, each statement once', () => {
    const lines = permissionLines(
      [
        lacking(createTags),
        lacking(createTags, { place: { account: ACCOUNT, region: 'us-east-1' } }),
        lacking(describeImages),
        lacking(describeImages, { role: OTHER }),
      ],
      ROOM,
    );
    const text = lines.join('\n');
    const policies = [...text.matchAll(/```json\n([^]*?)\n```/g)].map(
      ([, json = '']) => JSON.parse(json) as unknown,
    );
    expect(policies).toEqual([
      { Version: '2012-10-17', Statement: [createTags, describeImages] },
      { Version: '2012-10-17', Statement: [describeImages] },
    ]);
    const titles = [...text.matchAll(/<summary>(To add.*)<\/summary>/g)].map(([, title = '']) => title);
    expect(titles.map(shownText)).toEqual([
      `To add to the policy of ${ROLE}`,
      `To add to the policy of ${OTHER}`,
    ]);
  });

  test('of one role alone is not folded away, and stands before the matrix', () => {
    const text = permissionLines([lacking(createTags)], ROOM).join('\n');
    const order = ['To add to the policy of', '```json', '<summary>Each role and call</summary>', '| Call |'];
    const places = order.map((part) => text.indexOf(part));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(places[0]).toBeLessThan(text.indexOf('<details>'));
  });

  test.each<{ why: string; cell: PermissionCell }>([
    { why: 'a policy denies explicitly', cell: aCell({ answer: 'denied', missing: 'ec2:CreateImage' }) },
    {
      why: 'the role that is assumed is not the one that lacks the right',
      cell: lacking({ ...createTags, Action: 'sts:AssumeRole' }, { place: { account: ACCOUNT } }),
    },
  ])('is nothing where $why', ({ cell }) => {
    expect(permissionLines([cell], ROOM).join('\n')).not.toContain('To add');
  });
});

describe('what cannot be tried', () => {
  test('is folded away with its reason, each once', () => {
    const untried = { answer: 'cannot be tried', note: 'no image of ours is there to try it with' } as const;
    const lines = permissionLines([...inRegions(3, untried), aCell()], ROOM);
    const at = lines.indexOf('<details><summary>➖ What cannot be tried, and why</summary>');
    expect(lines.slice(at + 1)).toEqual([
      '',
      '- ec2:CreateImage: no image of ours is there to try it with',
      '',
      '</details>',
      '',
    ]);
  });

  test('has no block when everything could', () => {
    expect(permissionLines([aCell()], ROOM).join('')).not.toContain('cannot be tried, and why');
  });
});

test('notes and roles of others are shown as they are, and harm nothing', () => {
  const evil = { note: EVIL, role: `arn:aws:iam::${ACCOUNT}:role/${EVIL}` };
  const cells = [
    aCell({ ...evil, answer: 'denied' }),
    aCell({ ...evil, action: 'ec2:DeleteSnapshot', answer: 'cannot be tried' }),
    aCell({ ...evil, action: 'sts:AssumeRole', place: { account: EVIL } }),
    lacking(createTags, evil),
    aCell({ ...evil, place: { account: EVIL, region: EVIL } }),
  ];
  const lines = permissionLines(cells, ROOM);
  expect(foreignMarkup(lines)).toEqual([]);
  expect(rowsBelow(lines, CALLS).map((row) => cellsOf(row).length)).toEqual([3, 3, 3]);
  expect(rowsBelow(lines, SIGN_IN).map((row) => cellsOf(row).length)).toEqual([3]);
  expect(lines.map(shownText).join('\n')).toContain('</td><img src=x onerror=alert(1)>|`code`');
});

describe('the lines stay within their bytes', () => {
  test('and what is left out is counted', () => {
    const long = { answer: 'denied', statements: [createTags] } as const;
    const many = inRegions(300, long).map((cell, at) => ({ ...cell, note: `${at}${'<'.repeat(300)}` }));
    const text = permissionLines(many, 50_000).join('\n');
    expect(Buffer.byteLength(text)).toBeLessThan(50_000);
    expect(text).toMatch(/\d+ more lines in the report file\./);
  });

  /** Cells of so many closed accounts, whose reasons all differ. */
  const closed = Array.from({ length: 300 }, (_, at) => {
    const account = String(200_000_000_000 + at);
    const note = `AWS said: OptInRequired: account ${account} is not subscribed to this service`;
    return aCell({ place: { account, region: 'af-south-1' }, answer: 'cannot be tried', note });
  });

  test.each([10_000, 20_000, 30_000, 40_000])('of %d, and every fold is closed', (room) => {
    const text = permissionLines(closed, room).join('\n');
    expect(Buffer.byteLength(text)).toBeLessThan(room + 500);
    expect(text).toMatch(/\d+ more reasons in the report file\./);
    // Each call, and what cannot be tried.
    expect(text.split('<details>')).toHaveLength(3);
    expect(text.split('</details>')).toHaveLength(3);
  });
});
