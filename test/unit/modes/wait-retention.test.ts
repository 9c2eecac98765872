/** What the mode `wait` prunes: as the backup would have done that made the images. */
import { describe, expect, test } from '@jest/globals';
import type { Target } from '../../../src/model/target.ts';
import { ACCOUNT, REGION, DAY, aTarget, settings, instanceId, anInstance, aProblem } from '../builders.ts';
import { earlierImage, policyOf, pruningTarget } from '../image-builders.ts';
import { runWait, pendingImage, type Scene, earlierDays } from './scenes.ts';

function keeping(last: number, parts: Partial<Target> = {}): Target {
  return aTarget({ retention: { policy: policyOf({ last }), maxPrunes: 3 }, ...parts });
}

/** One of each of the last days. */
function before(days: readonly number[], facts: Parameters<typeof earlierImage>[1] = {}) {
  const series = facts.series ?? 'default';
  return days.map((age) => earlierImage(`ami-${series}-${age}d`, { age: age * DAY, ...facts }));
}

async function pruned(scene: Scene): Promise<string[]> {
  const { journal } = await runWait(scene);
  return journal.of('pruned').map(({ image }) => image.image);
}

test('an instance is pruned once its image is available', async () => {
  const { journal, here } = await runWait({
    targets: [keeping(2)],
    here: { images: [pendingImage('ami-1'), ...before([1, 2, 3])] },
  });
  expect(here.state.imageIds).toEqual(['ami-1', 'ami-default-1d']);
  expect(journal.kinds.indexOf('available')).toBeLessThan(journal.kinds.indexOf('pruned'));
  expect(journal.of('retained')).toMatchObject([{ of: { target: 1, instance: { id: instanceId(1) } } }]);
});

test.each([
  { why: 'failed', here: { images: [pendingImage('ami-1', { state: 'failed' }), ...before([1, 2])] } },
  {
    why: 'is still pending',
    here: { images: [pendingImage('ami-1'), ...before([1, 2])], lives: { 'ami-1': { after: Infinity } } },
  },
])('nothing is pruned of an instance whose image $why', async ({ here }) => {
  expect(await pruned({ targets: [keeping(1)], here })).toEqual([]);
});

test('nothing is pruned of an instance of which the run has no image', async () => {
  const images = [pendingImage('ami-1'), ...before([1, 2], { instance: instanceId(2) })];
  expect(await pruned({ targets: [keeping(1)], here: { images } })).toEqual([]);
});

describe('by the retention of the target', () => {
  test('of its series', async () => {
    const targets = [keeping(1), keeping(2, { position: 2, images: settings({ series: 'weekly' }) })];
    const weekly = before([1, 2, 3], { series: 'weekly' });
    const images = [pendingImage('ami-1', { series: 'weekly' }), ...weekly, ...before([1, 2])];
    expect(await pruned({ targets, here: { images } })).toEqual(['ami-weekly-3d', 'ami-weekly-2d']);
  });

  test('that leaves out the same volumes', async () => {
    const root = keeping(2, { position: 2, images: settings({ excludeVolumes: ['data'] }) });
    const old = before([1, 2, 3], { excludedVolumes: 'data' });
    const images = [pendingImage('ami-1', { excludedVolumes: 'data' }), ...old];
    expect(await pruned({ targets: [keeping(1), root], here: { images } })).toEqual([
      'ami-default-3d',
      'ami-default-2d',
    ]);
  });

  test('that is the same in both of two', async () => {
    const targets = [keeping(1), keeping(1, { position: 2 })];
    expect(await pruned({ targets, here: { images: [pendingImage('ami-1'), ...before([1])] } })).toEqual([
      'ami-default-1d',
    ]);
  });

  test.each([
    { other: 'another policy', second: keeping(2, { position: 2 }) },
    { other: 'none', second: aTarget({ position: 2 }) },
  ])('and when two have different ones, here $other: nothing is pruned, and that is told', async (each) => {
    const { journal, here } = await runWait({
      targets: [keeping(1), each.second],
      here: { images: [pendingImage('ami-1'), ...before([1])] },
    });
    expect(here.calls.changes).toEqual([]);
    expect(journal.of('warned')).toMatchObject([
      {
        target: 1,
        place: { account: ACCOUNT, region: REGION, instance: instanceId(1) },
        text: 'Nothing is pruned: targets of series default have different retention, and the image does not say which of them it belongs to',
      },
    ]);
  });

  test('without any, nothing is pruned and nothing warned of', async () => {
    const { journal, here } = await runWait({ here: { images: [pendingImage('ami-1'), ...before([1])] } });
    expect([here.calls.changes, journal.of('warned')]).toEqual([[], []]);
  });
});

describe('images of other instances', () => {
  const images = [pendingImage('ami-1'), ...before([1], { instance: instanceId(2) })];
  const targets = [keeping(1)];

  test('that exist are not listed as unattended', async () => {
    const { journal } = await runWait({ targets, here: { images } });
    expect(journal.of('unattended')).toEqual([]);
  });

  test('that no longer exist are', async () => {
    const { journal } = await runWait({ targets, here: { images, instances: [anInstance()] } });
    expect(journal.of('unattended')).toMatchObject([
      {
        place: { account: ACCOUNT, region: REGION },
        images: [{ image: 'ami-default-1d', decision: 'keep' }],
      },
    ]);
  });

  test('that no longer exist are pruned by gone-after', async () => {
    const gone = keeping(1, {
      retention: { policy: policyOf({ last: 1 }), maxPrunes: 3, goneAfter: DAY / 2 },
    });
    const here = { images, instances: [anInstance()] };
    expect(await pruned({ targets: [gone], here })).toEqual(['ami-default-1d']);
  });

  test('are left alone when nobody can say which instances exist', async () => {
    const { journal, here } = await runWait({
      targets,
      here: { images, faults: { 'instances.find': aProblem('AccessDenied') } },
    });
    expect([journal.of('unattended'), here.calls.verbs.includes('snapshots.ours')]).toEqual([[], false]);
  });

  test('are left alone where the run has no image', async () => {
    const other = aTarget({ position: 2, regions: ['us-east-1'] });
    const { journal } = await runWait({
      targets: [keeping(1), other],
      here: { images: [earlierImage('ami-lone', { instance: instanceId(9) })] },
      there: { account: ACCOUNT, region: 'us-east-1', images: [pendingImage('ami-1')] },
    });
    expect(journal.of('unattended')).toEqual([]);
  });
});

test('a cancelled run prunes nothing more', async () => {
  const { here } = await runWait({
    targets: [keeping(1)],
    here: {
      images: [pendingImage('ami-1', { age: 0 }), ...before([1, 2])],
      lives: { 'ami-1': { after: Infinity } },
    },
    cancelAt: 5_000,
  });
  expect(here.calls.changes).toEqual([]);
});

test('an error of our own fails the target, and no other', async () => {
  const broken = { images: [pendingImage('ami-1'), ...before([1])], frozen: true };
  const { journal } = await runWait({ targets: [keeping(1)], here: broken });
  expect(journal.of('target-failed')).toMatchObject([
    {
      target: 1,
      problem: {
        code: 'Unexpected',
        place: { account: ACCOUNT, region: REGION },
        said: 'Error: images.deregister ami-default-1d would change something',
      },
    },
  ]);
});

describe('an instance that is gone by the time its image is waited for', () => {
  const here = { instances: [], images: [pendingImage('ami-1'), ...earlierDays([1, 2])] };

  test('is no stranger to the run: its images are pruned, and not listed as unattended', async () => {
    const targets = [pruningTarget({ maxPrunes: 1 })];
    const { journal } = await runWait({ targets, here });
    expect(journal.of('pruned')).toHaveLength(1);
    expect(journal.of('unattended')).toEqual([]);
  });

  test('is told once, and max-prunes is for both ways of pruning together', async () => {
    const targets = [pruningTarget({ maxPrunes: 1, goneAfter: DAY })];
    const { journal } = await runWait({ targets, here });
    expect(journal.of('retained')).toHaveLength(1);
  });
});
