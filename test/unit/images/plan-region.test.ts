import { describe, expect, test } from '@jest/globals';
import { planRegion } from '../../../src/images/plan-region.ts';
import type { TargetSelection } from '../../../src/images/select-target.ts';
import type { Instance } from '../../../src/model/image.ts';
import type { Target } from '../../../src/model/target.ts';
import {
  ACCOUNT,
  anInstance,
  aTarget,
  instanceId,
  instances,
  REGION,
  runFacts,
  settings,
  tagsOf,
} from '../builders.ts';
import { FakeAccountRegion } from '../fakes/account-region.ts';
import { FakeClock } from '../fakes/clock.ts';
import { RecordingJournal } from '../fakes/journal.ts';

const HERE = { account: ACCOUNT, region: REGION };

function selection(
  target: Partial<Target>,
  byRegion: Readonly<Record<string, readonly Instance[]>>,
): TargetSelection {
  const regions = Object.entries(byRegion).map(([region, found]) => ({
    place: new FakeAccountRegion(new FakeClock(), { region }),
    selected: { instances: found, leftOut: {}, excluded: 0, missing: [] },
  }));
  return { target: aTarget(target), regions, missing: [] };
}

function plan(...selections: readonly TargetSelection[]) {
  const clock = new FakeClock();
  const journal = new RecordingJournal(clock);
  return { requests: planRegion(HERE, selections, { clock, journal, facts: runFacts() }), journal };
}

describe('the plan of a region', () => {
  test('has the instances that its targets select in it', () => {
    const first = selection({ position: 1 }, { [REGION]: instances(2), 'us-east-1': instances(9) });
    const second = selection(
      { position: 2, images: settings({ series: 'nightly' }) },
      { [REGION]: [anInstance({ id: instanceId(5) })] },
    );
    const { requests } = plan(first, second);
    expect(requests.map(({ target, series, instance }) => [target, series, instance.id])).toEqual([
      [1, 'default', instanceId(1)],
      [1, 'default', instanceId(2)],
      [2, 'nightly', instanceId(5)],
    ]);
  });

  test('goes on without what is refused or in conflict', () => {
    const broken = anInstance({ id: instanceId(1), rootDeviceType: 'instance-store' });
    const twice = anInstance({ id: instanceId(2) });
    const first = selection({ position: 1 }, { [REGION]: [broken, twice] });
    const second = selection({ position: 2 }, { [REGION]: [twice, anInstance({ id: instanceId(3) })] });
    const { requests, journal } = plan(first, second);
    expect(requests.map(({ instance }) => instance.id)).toEqual([instanceId(3)]);
    expect(journal.of('failed')).toMatchObject([
      {
        of: { target: 1, ...HERE, series: 'default', instance: { id: instanceId(1) } },
        problem: { code: 'InstanceStoreRoot' },
      },
      { of: { instance: { id: instanceId(2) } }, problem: { code: 'SelectedTwice' } },
    ]);
  });

  test('warns of tags that give way', () => {
    const tags = tagsOf(Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`k${at}`, 'v'])));
    const { journal } = plan(selection({}, { [REGION]: [anInstance({ tags })] }));
    expect(journal.of('warned')).toMatchObject([{ target: 1, place: { ...HERE, instance: instanceId(1) } }]);
  });
});

test('reboots are warned of where it is known which images are new, and not here', () => {
  const images = settings({ noReboot: false });
  expect(plan(selection({ images }, { [REGION]: instances(3) })).journal.of('warned')).toEqual([]);
});
