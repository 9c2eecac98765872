/** What the targets of an account and region select there. */
import { expect, test } from '@jest/globals';
import type { TargetSelection } from '../../../src/images/select-target.ts';
import type { Instance } from '../../../src/model/image.ts';
import type { Target } from '../../../src/model/target.ts';
import { keyOf, viewRegion } from '../../../src/regions/view.ts';
import { ACCOUNT, aTarget, instanceId, instances, REGION, settings } from '../builders.ts';
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

test('each target has its own client, and the first one’s is that for all', () => {
  const view = viewRegion(group, [
    selection(aTarget(), first, instances(1)),
    selection(weekly, second, instances(2)),
  ]);
  expect(view?.selected.map(keyOf)).toEqual([
    `default ${instanceId(1)}`,
    `weekly ${instanceId(1)}`,
    `weekly ${instanceId(2)}`,
  ]);
  expect(view?.selected.map((each) => view.ec2Of(each) === second)).toEqual([false, true, true]);
  expect([view?.ec2 === first, view?.whole]).toEqual([true, true]);
});

test('it is not whole when a target could not be looked at, and none when none could', () => {
  const view = viewRegion(group, [failed, selection(weekly, second, [])]);
  expect([view?.whole, view?.ec2 === second]).toEqual([false, true]);
  expect(viewRegion(group, [failed])).toBeUndefined();
});

test('another region is not looked at', () => {
  const elsewhere = new FakeEc2(clock, { region: 'us-east-1' });
  expect(viewRegion(group, [selection(aTarget(), elsewhere, instances(1))])).toBeUndefined();
});
