/** Retention of an instance that no longer exists. */
import { describe, expect, test } from '@jest/globals';
import type { Target } from '../../../src/model/target.ts';
import { aTarget, DAY, INSTANCE, settings, anInstance } from '../builders.ts';
import { ourImage, daily, pruningTarget } from '../image-builders.ts';
import {
  sweep,
  world,
  denied,
  told,
  unattended,
  prunedIds,
  deregistered,
  failures,
  lookedAt,
} from './scenes.ts';

const MONTH = 30 * DAY;
const gone = { targets: [pruningTarget({ goneAfter: MONTH, maxPrunes: 10 })] };
const old = [40, 50, 60];

describe('whether the instance exists', () => {
  test.each([
    { state: 'not found', instances: [] },
    { state: 'terminated', instances: [anInstance({ state: 'terminated' })] },
  ])('$state: all its images are pruned, the last one too', async ({ instances }) => {
    const here = world({ images: daily(old), instances });
    await sweep(here, gone);
    expect(here.ec2.state.imageIds).toEqual([]);
    expect(deregistered(here)).toEqual(['ami-60d', 'ami-50d', 'ami-40d']);
    expect(told(here)).toContain(
      'ami-40d pruned: its instance no longer exists, and its newest image is older than gone-after',
    );
  });

  test.each(['pending', 'running', 'stopping', 'stopped', 'shutting-down'])(
    '%s: nothing is pruned',
    async (state) => {
      const here = world({ images: daily(old), instances: [anInstance({ state })] });
      await sweep(here, gone);
      expect(here.ec2.state.imageIds).toHaveLength(3);
      expect(told(here)[0]).toBe(`ami-40d kept: its instance is ${state} and not selected`);
    },
  );

  test('unknown, because the look-up is denied: nothing is pruned, and it is told', async () => {
    const problem = denied('Cannot look up instances', 'ec2:DescribeInstances');
    const here = world({ images: daily(old), faults: { 'instances.find': problem } });
    await sweep(here, gone);
    expect(deregistered(here)).toEqual([]);
    expect(failures(here).map(({ said }) => said)).toEqual([problem.said]);
  });

  test('is asked again just before each prune', async () => {
    const here = world({ images: daily(old), instances: [anInstance({ state: 'terminated' })] });
    here.ec2.calls.before('instances.find', 3, () => {
      here.ec2.state.instanceBecomes('pending', INSTANCE);
    });
    await sweep(here, gone);
    expect(prunedIds(here)).toEqual(['ami-60d']);
    expect(told(here)).toContain('ami-40d kept: its instance is pending and not selected');
  });
});

describe('gone-after', () => {
  test.each([
    { newest: 'older', age: MONTH + 1, pruned: 3 },
    { newest: 'exactly as old', age: MONTH, pruned: 0 },
    { newest: 'younger', age: MONTH - 1, pruned: 0 },
  ])('counts from the newest image: $newest', async ({ age, pruned }) => {
    const here = world({ images: [...daily([50, 60]), ourImage('ami-newest', { age })] });
    await sweep(here, gone);
    expect(prunedIds(here)).toHaveLength(pruned);
    expect(told(here)[0]).toContain(pruned === 0 ? 'younger than gone-after' : 'older than gone-after');
  });

  test('not given: nothing is asked, nothing is pruned, the images are unattended', async () => {
    const here = world({ images: daily(old) });
    await sweep(here);
    expect(here.ec2.calls.of('instances.find')).toEqual([]);
    expect(here.ec2.state.imageIds).toHaveLength(3);
    expect(told(here)).toEqual([]);
    expect(unattended(here)).toEqual([
      'ami-40d: no target of this run looks at it',
      'ami-50d: no target of this run looks at it',
      'ami-60d: no target of this run looks at it',
    ]);
  });

  test('max-prunes holds here too; the newest goes last, in a later run', async () => {
    const targets = [pruningTarget({ goneAfter: MONTH, maxPrunes: 2 })];
    const here = world({ images: daily(old) });
    await sweep(here, { targets });
    expect(here.ec2.state.imageIds).toEqual(['ami-40d']);
    expect(told(here)[0]).toBe('ami-40d kept: pruned in a later run, as max-prunes is 2');
    await sweep(here, { targets });
    expect(here.ec2.state.imageIds).toEqual([]);
  });
});

describe('of an instance that is gone, never pruned is an image', () => {
  test.each([
    {
      image: 'in use',
      parts: { uses: { 'ami-50d': ['in use by ec2:LaunchTemplate lt-1'] } },
      reason: 'in use by ec2:LaunchTemplate lt-1',
    },
    {
      image: 'shared',
      parts: { shares: { 'ami-50d': ['999999999999'] } },
      reason: 'shared with 999999999999',
    },
  ])('$image', async ({ parts, reason }) => {
    const here = world({ images: daily(old), ...parts });
    await sweep(here, gone);
    expect(here.ec2.state.imageIds).toEqual(['ami-50d']);
    expect(told(here)).toContain(`ami-50d kept: ${reason}`);
  });

  test.each(['pending', 'disabled'])('that is %s: it does not count', async (state) => {
    const here = world({ images: [...daily(old), ourImage('ami-not', { age: 70 * DAY, state })] });
    await sweep(here, gone);
    expect(here.ec2.state.imageIds).toEqual(['ami-not']);
    expect(told(here)).toContain(`ami-not kept: does not count, it is ${state}`);
  });

  test.each([
    { image: 'of another source', facts: { sourceInstanceId: 'i-00000000000000bad' } },
    { image: 'of another repository', facts: { repositoryId: '778' } },
    { image: 'of a series that no target has', facts: { series: 'by-hand' } },
  ])('$image', async ({ facts }) => {
    const here = world({ images: [...daily(old), ourImage('ami-other', { age: 70 * DAY, ...facts })] });
    await sweep(here, gone);
    expect(here.ec2.state.imageIds).toEqual(['ami-other']);
  });

  test('of a series whose target has no retention', async () => {
    const targets = [
      pruningTarget({ goneAfter: MONTH }, { images: settings({ series: 'weekly' }) }),
      aTarget({ position: 2 }),
    ];
    const here = world({ images: daily(old) });
    await sweep(here, { targets });
    expect(here.ec2.state.imageIds).toHaveLength(3);
    expect(unattended(here)).toHaveLength(3);
  });
});

describe('of several targets of one series, whatever their order, the most careful one decides', () => {
  const brief = pruningTarget(
    { goneAfter: 7 * DAY, maxPrunes: 10 },
    { images: settings({ excludeVolumes: ['data'] }) },
  );
  const long = pruningTarget({ goneAfter: 45 * DAY, maxPrunes: 2 }, { position: 2 });
  const orders = [
    { order: 'in their order', turn: (all: readonly Target[]) => all },
    { order: 'the other way round', turn: (all: readonly Target[]) => all.toReversed() },
  ];

  test.each(orders)('a database is not pruned by gone-after of the web servers: $order', async ({ turn }) => {
    const db = pruningTarget({ goneAfter: 365 * DAY }, { position: 2 });
    const here = world({ images: daily([31, 40]), instances: [anInstance({ state: 'terminated' })] });
    await sweep(here, { targets: turn([brief, db]) });
    expect(here.ec2.state.imageIds).toEqual(['ami-31d', 'ami-40d']);
    expect(told(here)[0]).toContain('its newest image is younger than gone-after');
    expect(here.journal.of('retained').map(({ of }) => of.target)).toEqual([2]);
  });

  test.each(orders)('the longest gone-after, and the smallest max-prunes: $order', async ({ turn }) => {
    const here = world({ images: daily([46, 50, 60]) });
    const most = pruningTarget({ goneAfter: MONTH, maxPrunes: 1 }, { position: 3 });
    await sweep(here, { targets: turn([brief, long, most]) });
    expect(prunedIds(here)).toEqual(['ami-60d']);
    expect(told(here)[0]).toBe('ami-46d kept: pruned in a later run, as max-prunes is 1');
    expect(here.journal.of('retained').map(({ of }) => of.target)).toEqual([2]);
  });

  test.each(orders)('of equal ones the first target tells it: $order', async ({ turn }) => {
    const here = world({ images: daily(old) });
    await sweep(here, { targets: turn([long, { ...long, position: 3 }]) });
    expect(here.journal.of('retained').map(({ of }) => of.target)).toEqual([2]);
  });

  test.each(
    orders.flatMap((each) => [
      { ...each, other: 'has no retention', second: aTarget({ position: 2 }) },
      { ...each, other: 'has no gone-after', second: pruningTarget({}, { position: 2 }) },
    ]),
  )('when one of them $other, the images are unattended: $order', async ({ turn, second }) => {
    const here = world({ images: daily(old) });
    await sweep(here, { targets: turn([brief, second]) });
    expect(here.ec2.calls.verbs).not.toContain('instances.find');
    expect(here.ec2.state.imageIds).toHaveLength(3);
    expect(unattended(here)).toHaveLength(3);
  });

  test('the role of the target that decides prunes', async () => {
    const here = world({ images: daily([50, 60]) });
    const second = here.ec2.withRole({});
    await sweep(here, {
      targets: [brief, pruningTarget({ goneAfter: 45 * DAY, maxPrunes: 1 }, { position: 2 })],
      roles: { 2: second },
    });
    expect(here.ec2.calls.verbs).toEqual(['images.ours', 'snapshots.ours', 'images.ours']);
    expect(second.calls.changes).toEqual(['images.deregister ami-60d']);
  });
});

test('an instance that the run looks at is not asked for, however old its images', async () => {
  const here = world({ images: daily(old) });
  await sweep(here, { ...gone, lookedAt });
  expect(here.ec2.calls.of('instances.find')).toEqual([]);
  expect(here.ec2.state.imageIds).toHaveLength(3);
  expect(unattended(here)).toEqual([]);
});

test('an instance that the run looks at in another series only is unattended in this one', async () => {
  const here = world({ images: daily([1]), instances: [anInstance({ state: 'running' })] });
  await sweep(here, { lookedAt: [`weekly ${INSTANCE}`] });
  expect(unattended(here)).toEqual(['ami-1d: no target of this run looks at it']);
});
