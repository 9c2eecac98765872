/** What a backup decides in an account and region before anything happens there. */
import { describe, expect, test } from '@jest/globals';
import type { ImageRequest } from '../../../src/model/image.ts';
import type { Target } from '../../../src/model/target.ts';
import { decideRegion, requestsOf } from '../../../src/regions/decide.ts';
import type { RegionView } from '../../../src/regions/view.ts';
import {
  ACCOUNT,
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

async function decide(target: Target, parts: Ec2Parts, found = instances(2)) {
  const run = aRun();
  const ec2 = new FakeEc2(run.clock, { frozen: true, ...parts });
  const where = { target: target.position, account: ACCOUNT, region: REGION, series: target.images.series };
  const view: RegionView = {
    ...{ account: ACCOUNT, region: REGION, targets: [target], ec2, ec2Of: () => ec2, whole: true },
    selected: found.map((instance) => ({ ...where, by: target, instance })),
  };
  const requests = requestsOf(view, run);
  return { requests, decision: await decideRegion(view, requests, HOUR, run), ec2, journal: run.journal };
}

function pairs(
  all: readonly { readonly request: ImageRequest; readonly image: { readonly id: string } }[] = [],
) {
  return all.map(({ request, image }) => [request.instance.id, image.id]);
}

test('an instance whose image is refused has no request, and its reason is told', async () => {
  const { requests, journal, ec2 } = await decide(
    aTarget(),
    {},
    instances(2, { rootDeviceType: 'instance-store' }),
  );
  expect(requests).toEqual([]);
  expect(journal.codes).toEqual(['InstanceStoreRoot', 'InstanceStoreRoot']);
  // Without retention there is nothing to look up then.
  expect(ec2.calls.all).toEqual([]);
});

test('tags of an instance that have to give way are told', async () => {
  const tags = tagsOf(Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`tag-${at}`, 'x'])));
  const { requests, journal } = await decide(aTarget(), {}, instances(1, { tags }));
  expect(requests[0]?.tags).toHaveLength(50);
  expect(journal.of('warned')).toMatchObject([
    { target: 1, place: { account: ACCOUNT, region: REGION, instance: instanceId(1) } },
  ]);
});

describe('the decision', () => {
  test('adopts before it skips: an image of this very run is waited for', async () => {
    const images = [
      ourImage('ami-pending', { state: 'pending', age: 10 * MINUTE }),
      earlierImage('ami-young', { age: 5 * MINUTE }),
      earlierImage('ami-other', { age: 5 * MINUTE, instance: instanceId(2) }),
    ];
    const { decision } = await decide(aTarget({ skipIfNewerThan: HOUR }), { images }, instances(3));
    expect(pairs(decision?.adopted)).toEqual([[instanceId(1), 'ami-pending']]);
    expect(pairs(decision?.skipped)).toEqual([[instanceId(2), 'ami-other']]);
    expect(decision?.fresh.map(({ instance }) => instance.id)).toEqual([instanceId(3)]);
  });

  test('skips for what counts alone, and is younger', async () => {
    const images = [
      earlierImage('ami-old', { age: HOUR }),
      earlierImage('ami-failed', { state: 'failed' }),
      earlierImage('ami-other-volumes', { excludedVolumes: 'data' }),
      earlierImage('ami-copy', { sourceless: true }),
    ];
    const { decision } = await decide(aTarget({ skipIfNewerThan: HOUR }), { images }, instances(1));
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
    const { journal } = await decide(rebooting, { images }, instances(4));
    expect(journal.of('warned')).toMatchObject([
      {
        target: 1,
        place: { account: ACCOUNT, region: REGION },
        text: 'no-reboot is false: making the images REBOOTS the running ones of these 2 instances, 2 at a time',
      },
    ]);
    const { journal: quiet } = await decide(rebooting, { images });
    expect(quiet.of('warned')).toEqual([]);
  });

  test('tells what a series without retention holds', async () => {
    const images = [1, 2].map((age) => earlierImage(`ami-${age}`, { age: age * HOUR }));
    const { journal } = await decide(aTarget(), { images });
    expect(journal.of('held')).toMatchObject([
      { place: { account: ACCOUNT, region: REGION }, series: 'default', images: 2, sizeGiB: 16 },
    ]);
  });

  test('is none when our images cannot be looked up', async () => {
    const problem = aProblem('AccessDenied');
    const { decision, journal } = await decide(aTarget({ position: 4 }), {
      faults: { 'images.ours': problem },
    });
    expect(decision).toBeUndefined();
    expect(journal.of('target-failed')).toMatchObject([{ target: 4, problem: { code: 'AccessDenied' } }]);
  });
});
