/** What the targets of an account and region select there, and by whose client. */
import { describe, expect, test } from '@jest/globals';
import type { TargetSelection } from '../../../src/images/select-target.ts';
import type { Instance } from '../../../src/model/image.ts';
import type { Target } from '../../../src/model/target.ts';
import { viewRegion } from '../../../src/regions/view.ts';
import { ACCOUNT, aTarget, instances, REGION, settings } from '../builders.ts';
import { FakeClock } from '../fakes/clock.ts';
import { FakeEc2 } from '../fakes/ec2.ts';

const clock = new FakeClock();
const [first, second] = [new FakeEc2(clock), new FakeEc2(clock)];
const weekly = aTarget({ position: 2, images: settings({ series: 'weekly' }) });
const group = { account: ACCOUNT, region: REGION, targets: [aTarget(), weekly] };

function selection(target: Target, ec2: FakeEc2, found: readonly Instance[]): TargetSelection {
  const selected = { instances: found, leftOut: {}, excluded: 0, missing: [] };
  return { target, account: ec2.account, regions: [{ ec2, selected }], missing: [] };
}

const failed: TargetSelection = { target: aTarget(), regions: [], missing: [] };

describe('the view', () => {
  test('has each target’s own client, and that of the first one for all', () => {
    const [one, other] = group.targets;
    const selections = [
      selection(one ?? weekly, first, instances(1)),
      selection(other ?? weekly, second, instances(2)),
    ];
    const view = viewRegion(group, selections);
    expect([view?.ec2 === first, view?.whole]).toEqual([true, true]);
    expect([1, 2, 3].map((target) => view?.ec2Of({ target }) === second)).toEqual([false, true, false]);
    expect(view?.selected.map(({ by, series, instance }) => [by.position, series, instance.name])).toEqual([
      [1, 'default', 'web-1'],
      [2, 'weekly', 'web-1'],
      [2, 'weekly', 'web-2'],
    ]);
  });

  test('is not whole when a target could not be looked at', () => {
    const view = viewRegion(group, [failed, selection(weekly, second, [])]);
    expect([view?.whole, view?.ec2 === second]).toEqual([false, true]);
  });

  test('is none when no target could be looked at', () => {
    expect(viewRegion(group, [failed])).toBeUndefined();
  });

  test('is of its own account and region alone', () => {
    const elsewhere = new FakeEc2(clock, { region: 'us-east-1' });
    expect(viewRegion(group, [selection(aTarget(), elsewhere, instances(1))])).toBeUndefined();
  });
});
