/** What is decided in an account and region before its first image: which requests there are, and which are made. */
import { describe, expect, test } from '@jest/globals';
import type { Target } from '../../../src/model/target.ts';
import { decideRegion, requestsOf } from '../../../src/regions/decide.ts';
import type { RegionView } from '../../../src/regions/view.ts';
import {
  ACCOUNT,
  anInstance,
  aProblem,
  aTarget,
  HOUR,
  instanceId,
  instances,
  MINUTE,
  REGION,
  settings,
  tagsOf,
} from '../builders.ts';
import { FakeEc2, type Ec2Parts } from '../fakes/ec2.ts';
import { aRun } from '../fakes/run.ts';
import { earlierImage, ourImage } from '../image-builders.ts';

const WHERE = { account: ACCOUNT, region: REGION };
const weekly = aTarget({ position: 2, images: settings({ series: 'weekly' }) });

/** Each target selects these instances. */
function regionOf(targets: readonly Target[], found = instances(2), parts: Ec2Parts = {}) {
  const run = aRun();
  const ec2 = new FakeEc2(run.clock, { frozen: true, ...parts });
  const selected = targets.flatMap((by) =>
    found.map((instance) => ({ ...WHERE, target: by.position, series: by.images.series, by, instance })),
  );
  const view: RegionView = { ...WHERE, targets, ec2, ec2Of: () => ec2, selected, whole: true };
  return { view, run };
}

describe('the requests', () => {
  test('are those of every target, in their order', () => {
    const { view, run } = regionOf([aTarget(), weekly]);
    const requests = requestsOf(view, run);
    expect(requests.map(({ target, series, instance }) => [target, series, instance.id])).toEqual([
      [1, 'default', instanceId(1)],
      [1, 'default', instanceId(2)],
      [2, 'weekly', instanceId(1)],
      [2, 'weekly', instanceId(2)],
    ]);
  });

  test('go on without what is refused or in conflict, which is told', () => {
    const broken = anInstance({ rootDeviceType: 'instance-store' });
    const { view, run } = regionOf(
      [aTarget(), aTarget({ position: 2 })],
      [anInstance({ id: instanceId(2) })],
    );
    const [one] = view.selected;
    if (one === undefined) throw new Error('nothing is selected');
    const other = { ...one, instance: anInstance({ id: instanceId(3) }) };
    const selected = [{ ...one, instance: broken }, ...view.selected, other];
    expect(requestsOf({ ...view, selected }, run).map(({ instance }) => instance.id)).toEqual([
      instanceId(3),
    ]);
    expect(run.journal.of('failed')).toMatchObject([
      {
        of: { target: 1, ...WHERE, series: 'default', instance: { id: instanceId(1) } },
        problem: { code: 'InstanceStoreRoot' },
      },
      { of: { instance: { id: instanceId(2) } }, problem: { code: 'SelectedTwice' } },
    ]);
  });

  test('warn of tags that give way, and of no reboot: which images are new is not known yet', () => {
    const tags = tagsOf(Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`k${at}`, 'v'])));
    const rebooting = aTarget({ images: settings({ noReboot: false }) });
    const { view, run } = regionOf([rebooting], [anInstance({ tags })]);
    requestsOf(view, run);
    const place = { ...WHERE, instance: instanceId(1) };
    expect(run.journal.of('warned')).toMatchObject([{ target: 1, place }]);
  });
});

async function decide(target: Target, parts: Ec2Parts, count = 2) {
  const { view, run } = regionOf([target], instances(count), parts);
  return { decision: await decideRegion(view, requestsOf(view, run), HOUR, run), journal: run.journal };
}

describe('the decision', () => {
  test('adopts before it skips: an image of this very run is waited for', async () => {
    const images = [
      ourImage('ami-pending', { state: 'pending', age: 10 * MINUTE }),
      earlierImage('ami-young', { age: 5 * MINUTE }),
      earlierImage('ami-other', { age: 5 * MINUTE, instance: instanceId(2) }),
    ];
    const { decision } = await decide(aTarget({ skipIfNewerThan: HOUR }), { images }, 3);
    expect(decision?.adopted.map(({ image }) => image.id)).toEqual(['ami-pending']);
    expect(decision?.skipped.map(({ image }) => image.id)).toEqual(['ami-other']);
    expect(decision?.fresh.map(({ instance }) => instance.id)).toEqual([instanceId(3)]);
  });

  test('skips for what counts alone, and is younger', async () => {
    const images = [
      earlierImage('ami-old', { age: HOUR }),
      earlierImage('ami-failed', { state: 'failed' }),
      earlierImage('ami-other-volumes', { excludedVolumes: 'data' }),
      earlierImage('ami-copy', { sourceless: true }),
    ];
    const { decision } = await decide(aTarget({ skipIfNewerThan: HOUR }), { images }, 1);
    expect([decision?.skipped, decision?.fresh.length]).toEqual([[], 1]);
  });

  test('warns of reboots for those alone that are going to be rebooted', async () => {
    const images = [
      ourImage('ami-adopted', { age: 5 * MINUTE }),
      earlierImage('ami-young', { age: 5 * MINUTE, instance: instanceId(2) }),
    ];
    const rebooting = aTarget({
      images: settings({ noReboot: false, maxReboots: 2 }),
      skipIfNewerThan: HOUR,
    });
    const { journal } = await decide(rebooting, { images }, 4);
    expect(journal.of('warned')).toMatchObject([
      {
        target: 1,
        place: WHERE,
        text: 'no-reboot is false: making the images REBOOTS those of these 2 instances that run, 2 at a time',
      },
    ]);
    const { journal: quiet } = await decide(rebooting, { images }, 2);
    expect(quiet.of('warned')).toEqual([]);
  });

  test('tells what a series without retention holds', async () => {
    const images = [1, 2].map((age) => earlierImage(`ami-${age}`, { age: age * HOUR }));
    const { journal } = await decide(aTarget(), { images });
    expect(journal.of('held')).toMatchObject([{ place: WHERE, series: 'default', images: 2, sizeGiB: 16 }]);
  });

  test('is none when our images cannot be looked up', async () => {
    const problem = aProblem('AccessDenied');
    const { decision, journal } = await decide(aTarget({ position: 4 }), {
      faults: { 'images.ours': problem },
    });
    expect(decision).toBeUndefined();
    expect(journal.of('target-failed')).toMatchObject([
      { target: 4, problem: { ...problem, phase: 'plan' } },
    ]);
  });
});
