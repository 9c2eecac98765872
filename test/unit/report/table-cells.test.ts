import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { breakable, imageCell, serverCell, spaced } from '../../../src/report/table-cells.ts';
import { hostile } from './histories.ts';
import { foreignMarkup, shownText } from './page.ts';

describe('the cell of an instance', () => {
  test.each([
    { id: 'i-1', name: 'web-1', cell: 'web-1<br>i-1', why: 'with a name' },
    { id: 'i-1', name: 'i-1', cell: 'i-1', why: 'without a name' },
    {
      id: 'i-1',
      name: '<b>|`x`',
      cell: '&#60;b&#62;&#124;&#96;x&#96;<br>i-1',
      why: 'with markup as its name',
    },
    {
      id: 'i-1',
      name: 'x'.repeat(60),
      cell: `${Array(5).fill('x'.repeat(12)).join('<wbr>')}<br>i-1`,
      why: 'of 60',
    },
    {
      id: 'i-1',
      name: 'x'.repeat(61),
      cell: `${'x'.repeat(12)}<wbr>${'x'.repeat(12)}<wbr>${'x'.repeat(12)}<wbr>${'x'.repeat(12)}<wbr>${'x'.repeat(11)}…<br>i-1`,
      why: 'of 61',
    },
  ])('$why', ({ cell, ...instance }) => {
    expect(serverCell({ instance, account: '1', region: null })).toBe(`${cell}<br>1`);
  });

  test('holds no markup but ours, and shows the name on one line', () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const cell = serverCell({ instance: { id: 'i-1', name }, account: null, region: null });
        expect(foreignMarkup([cell])).toEqual([]);
        expect(cell).not.toMatch(/[|\r\n]/);
        expect(shownText(cell).split('\n')).toHaveLength(name === 'i-1' ? 1 : 2);
      }),
    );
  });
});

describe('the cell of an image', () => {
  const host = 'https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#ImageDetails:imageId=';

  test.each([
    { region: 'eu-west-1', imageId: 'ami-1', cell: `[ami-1](${host}ami-1)`, why: 'is a link' },
    {
      region: 'eu-west-1',
      imageId: 'ami-0123456789abcdef0',
      cell: `[ami-0123456789ab<wbr>cdef0](${host}ami-0123456789abcdef0)`,
      why: 'may be broken once on a narrow screen',
    },
    { region: 'eu-west-1', imageId: null, cell: '', why: 'is empty without an image' },
    { region: null, imageId: 'ami-1', cell: 'ami-1', why: 'is the id without a region' },
    { region: 'us-iso-east-1', imageId: 'ami-1', cell: 'ami-1', why: 'is the id where no console is known' },
  ])('$why', ({ cell, ...image }) => {
    expect(imageCell(image)).toBe(cell);
  });

  test('holds no markup but ours', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom('eu-west-1', 'mars-1', null), (id, region) => {
        expect(foreignMarkup([imageCell({ region, imageId: id })])).toEqual([]);
      }),
    );
  });
});

test.each([
  { text: '333333333333', shown: ['333333333333'] },
  { text: 'ec2:DescribeImageAttribute', shown: ['ec2&#58;', 'Describe', 'Image', 'Attribute'] },
  {
    text: 'arn:aws:iam::1:role/team/x',
    shown: ['arn&#58;', 'aws&#58;', 'iam&#58;&#58;', '1&#58;', 'role/', 'team/', 'x'],
  },
  { text: 'snap-0123456789abcdef0', shown: ['snap-0123456789ab', 'cdef0'] },
])('$text may be broken where its parts end', ({ text, shown }) => {
  expect(breakable(text)).toBe(shown.join('<wbr>'));
});

test('a number stays with its unit', () => {
  expect(spaced('3 min 5 s, new')).toBe('3\u00a0min 5\u00a0s, new');
});
