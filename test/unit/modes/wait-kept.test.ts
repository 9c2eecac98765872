/** Instances of the run of which the mode `wait` prunes nothing: each of their images stays with a reason. */
import { describe, expect, test } from '@jest/globals';
import { reasonTexts } from '../../../src/model/reason.ts';
import type { Target } from '../../../src/model/target.ts';
import { ACCOUNT, REGION, MINUTE, DAY, aTarget, settings, instanceId } from '../builders.ts';
import { earlierImage, policyOf } from '../image-builders.ts';
import { runWait, pendingImage, type Scene } from './scenes.ts';

const FAILED = 'its backup failed in this run';
const AMBIGUOUS =
  'targets of series default have different retention, and the image does not say which of them it belongs to';

function keeping(last: number, parts: Partial<Target> = {}): Target {
  return aTarget({ retention: { policy: policyOf({ last }), maxPrunes: 3 }, ...parts });
}

/** One of yesterday, and one of the day before. */
function before(number: number) {
  return [1, 2].map((age) => {
    return earlierImage(`ami-${number}-${age}d`, { age: age * DAY, instance: instanceId(number) });
  });
}

/** Image to reasons, of each instance that retention tells of, in their order. */
async function keptBy(scene: Scene) {
  const { journal, here } = await runWait(scene);
  const kept = journal.of('retained').map(({ of, verdicts }) => {
    expect([of.target, of.account, of.region]).toEqual([1, ACCOUNT, REGION]);
    const reasons = verdicts.map(({ image, decision, reasons: all }) => [
      image,
      `${decision}: ${reasonTexts(all).join(', ')}`,
    ]);
    return [of.instance.id, Object.fromEntries(reasons) as Record<string, string>] as const;
  });
  return { kept, journal, changes: here.calls.changes };
}

describe('an instance whose backup failed', () => {
  test.each([
    {
      why: 'failed',
      state: 'failed',
      itself: 'it is failed; it is removed as a leftover when it is over 48 hours old',
    },
    { why: 'was disabled', state: 'disabled', itself: 'it is disabled' },
    { why: 'is pending at wait-timeout', state: 'pending', itself: 'it is pending' },
  ])('as its image $why: what no rule keeps stays', async ({ state, itself }) => {
    const images = [pendingImage('ami-1', { state }), ...before(1)];
    const { kept, changes } = await keptBy({
      targets: [keeping(1)],
      here: { images, lives: { 'ami-1': { after: Infinity } } },
    });
    const reasons = {
      'ami-1': `keep: does not count, ${itself}`,
      'ami-1-1d': 'keep: last 1',
      'ami-1-2d': `keep: ${FAILED}`,
    };
    expect([kept, changes]).toEqual([[[instanceId(1), reasons]], []]);
  });

  test('is told beside one whose old images are pruned', async () => {
    const images = [
      ...[pendingImage('ami-1', { state: 'failed' }), ...before(1)],
      ...[pendingImage('ami-2', { instance: instanceId(2) }), ...before(2)],
    ];
    const { kept, changes } = await keptBy({ targets: [keeping(1)], here: { images } });
    expect(kept.map(([instance]) => instance).toSorted()).toEqual([1, 2].map(instanceId));
    expect(Object.fromEntries(kept)).toMatchObject({
      [instanceId(1)]: { 'ami-1-2d': `keep: ${FAILED}` },
      [instanceId(2)]: { 'ami-2': 'keep: last 1', 'ami-2-1d': 'prune: no rule keeps it' },
    });
    expect(changes).toEqual(['images.deregister ami-2-2d', 'images.deregister ami-2-1d']);
  });

  test('is told also when its image came late', async () => {
    const images = [pendingImage('ami-2', { instance: instanceId(2), age: MINUTE }), ...before(1)];
    const { kept } = await keptBy({
      targets: [keeping(1)],
      here: { images },
      meanwhile: {
        [9_000]: ({ here }) => {
          here.state.add(pendingImage('ami-1', { state: 'failed' }));
        },
      },
    });
    expect(Object.fromEntries(kept)).toMatchObject({ [instanceId(1)]: { 'ami-1-2d': `keep: ${FAILED}` } });
  });

  test('is told by the target of its series alone', async () => {
    const weekly = keeping(1, { position: 2, images: settings({ series: 'weekly' }) });
    const images = [pendingImage('ami-1', { state: 'failed' }), ...before(1)];
    const { kept } = await keptBy({ targets: [keeping(1), weekly], here: { images } });
    expect(kept).toHaveLength(1);
  });

  test.each([
    { why: 'the target has no retention', targets: [aTarget()] },
    {
      why: 'no target has the series',
      targets: [keeping(1, { images: settings({ series: 'weekly' }) })],
    },
  ])('is not told when $why', async ({ targets }) => {
    const images = [pendingImage('ami-1', { state: 'failed' }), ...before(1)];
    const { kept, changes } = await keptBy({ targets, here: { images } });
    expect([kept, changes]).toEqual([[], []]);
  });

  test('is not told after a cancellation', async () => {
    const images = [pendingImage('ami-1'), ...before(1)];
    const { kept, changes } = await keptBy({
      targets: [keeping(1)],
      here: { images, lives: { 'ami-1': { after: Infinity } } },
      cancelAt: 9_000,
    });
    expect([kept, changes]).toEqual([[], []]);
  });
});

describe('an instance of which nobody knows by which retention', () => {
  const policies = [keeping(1), keeping(2, { position: 2 })];

  test.each([
    { of: 'two policies', targets: policies },
    { of: 'a policy and none', targets: [keeping(1), aTarget({ position: 2 })] },
  ])('keeps its images, by $of', async ({ targets }) => {
    const { kept, changes } = await keptBy({
      targets,
      here: { images: [pendingImage('ami-1'), ...before(1)] },
    });
    const reasons = {
      'ami-1': 'keep: last 1',
      'ami-1-1d': `keep: ${AMBIGUOUS}`,
      'ami-1-2d': `keep: ${AMBIGUOUS}`,
    };
    expect([kept, changes]).toEqual([[[instanceId(1), reasons]], []]);
  });

  test('has that reason, and no warning, when its backup failed', async () => {
    const images = [pendingImage('ami-1', { state: 'failed' }), ...before(1)];
    const { kept, journal } = await keptBy({ targets: policies, here: { images } });
    expect(kept).toMatchObject([[instanceId(1), { 'ami-1-2d': `keep: ${AMBIGUOUS}` }]]);
    expect(journal.of('warned')).toEqual([]);
  });
});

test('by none and a policy, the target with the policy tells it', async () => {
  const { journal } = await runWait({
    targets: [aTarget(), keeping(1, { position: 2 })],
    here: { images: [pendingImage('ami-1'), ...before(1)] },
  });
  expect(journal.of('retained').map(({ of }) => of.target)).toEqual([2]);
});

test('an instance without images of the run is not told of', async () => {
  const images = [pendingImage('ami-1', { state: 'failed' }), ...before(2)];
  const { kept } = await keptBy({ targets: [keeping(1)], here: { images } });
  expect(kept.map(([instance]) => instance)).toEqual([instanceId(1)]);
});
