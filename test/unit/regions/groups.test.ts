import { expect, test } from '@jest/globals';
import { groupByRegion } from '../../../src/regions/groups.ts';
import { aTarget, roleOf } from '../builders.ts';

const MAIN = '111111111111';
const OTHER = '333333333333';

test('targets are grouped by account and region, in the order of targets and regions', () => {
  const targets = [
    aTarget({ position: 1, at: roleOf(OTHER), regions: ['us-east-1', 'eu-west-1'] }),
    aTarget({ position: 2, at: { kind: 'self' }, regions: ['eu-west-1'] }),
    aTarget({ position: 3, at: roleOf(OTHER), regions: ['eu-west-1'] }),
    aTarget({ position: 4, at: roleOf(MAIN), regions: ['eu-west-1'] }),
  ];
  const groups = groupByRegion(targets, MAIN).map(({ account, region, targets: members }) => {
    return [account, region, members.map(({ position }) => position)];
  });
  expect(groups).toEqual([
    [OTHER, 'us-east-1', [1]],
    [OTHER, 'eu-west-1', [1, 3]],
    [MAIN, 'eu-west-1', [2, 4]],
  ]);
});

test('no target, no group', () => {
  expect(groupByRegion([], MAIN)).toEqual([]);
});
