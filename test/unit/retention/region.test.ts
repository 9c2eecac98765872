/** Retention of an account and region: by whose policy and role, how many instances at once, and until when. */
import { describe, expect, test } from '@jest/globals';
import type { Ec2 } from '../../../src/model/ports.ts';
import type { Target } from '../../../src/model/target.ts';
import { heldSeries } from '../../../src/retention/held.ts';
import { RegionRetention } from '../../../src/retention/region.ts';
import { anInstance, aTarget, instances, settings } from '../builders.ts';
import { countingRule, daily, ourImage, policyOf, pruningTarget } from '../image-builders.ts';
import { lookedAt, deregistered, prunedIds, told, unattended, world, type World } from './scenes.ts';

const instance = anInstance();
const REASON = 'its backup failed in this run';

/** `roles`: EC2 as the role of a target sees it, by its position. */
function retentionOf(
  { ec2, ...run }: World,
  targets: readonly Target[],
  roles: Readonly<Record<number, Ec2>> = {},
): RegionRetention {
  const ec2Of = ({ target }: { readonly target: number }): Ec2 => roles[target] ?? ec2;
  return new RegionRetention({ targets, ec2, ec2Of }, run);
}

describe('an instance is pruned', () => {
  test('by the policy of its target', async () => {
    const target = pruningTarget({ policy: policyOf({ last: 2 }) });
    const here = world({ images: daily([0, 1, 2]) });
    await retentionOf(here, [target]).prune(target, instance, 'ami-0d');
    expect(prunedIds(here)).toEqual(['ami-2d']);
    expect(here.journal.of('retained')).toMatchObject([{ of: { target: 1, instance: { id: instance.id } } }]);
  });

  test('in the series of its target alone', async () => {
    const target = pruningTarget({}, { images: settings({ series: 'before-deployment' }) });
    const before = daily([0, 4], { series: 'before-deployment' }).map((image) => {
      return { ...image, id: `${image.id}-before` };
    });
    const here = world({ images: [...daily([1, 2, 3]), ...before] });
    await retentionOf(here, [target]).prune(target, instance, 'ami-0d-before');
    expect(here.ec2.state.imageIds).toEqual(['ami-1d', 'ami-2d', 'ami-3d', 'ami-0d-before']);
  });

  test('without counting whole images where volumes are left out', async () => {
    const target = pruningTarget({}, { images: settings({ excludeVolumes: ['data'] }) });
    const here = world({ images: [...daily([1, 2]), ourImage('ami-root', { excludedVolumes: 'data' })] });
    await retentionOf(here, [target]).prune(target, instance, 'ami-root');
    expect(deregistered(here)).toEqual([]);
  });
});

test('an instance that is kept keeps all its images, each with the reason', async () => {
  const here = world({ images: daily([1, 2, 3]) });
  const target = pruningTarget();
  await retentionOf(here, [target]).keep(target, instance, REASON);
  expect(told(here)).toEqual(['ami-1d kept: last 1', `ami-2d kept: ${REASON}`, `ami-3d kept: ${REASON}`]);
  expect(deregistered(here)).toEqual([]);
});

test('without any retention nobody is asked', async () => {
  const here = world({ images: daily([0, 1]) });
  const target = aTarget();
  const retention = retentionOf(here, [target]);
  await retention.prune(target, instance, 'ami-0d');
  await retention.keep(target, instance, REASON);
  await retention.sweep(new Set());
  expect(here.ec2.calls.all).toEqual([]);
});

test('a sweep is about what the run does not look at', async () => {
  const here = world({ images: daily([1]) });
  const retention = retentionOf(here, [pruningTarget()]);
  await retention.sweep(new Set(lookedAt));
  expect(unattended(here)).toEqual([]);
  await retention.sweep(new Set());
  expect(unattended(here)).toEqual(['ami-1d: no target of this run looks at it']);
});

test('a run that was cancelled asks nobody', async () => {
  const target = pruningTarget();
  const here = world({ images: daily([0, 1]) });
  here.cancel.abort();
  const retention = retentionOf(here, [target]);
  await retention.prune(target, instance, 'ami-0d');
  await retention.keep(target, instance, REASON);
  await retention.sweep(new Set());
  expect([here.ec2.calls.all, here.journal.events]).toEqual([[], []]);
});

describe('many instances', () => {
  const servers = instances(10);
  const target = pruningTarget();

  test.each([
    {
      are: 'pruned',
      deal: (retention: RegionRetention) => servers.map((each) => retention.prune(target, each)),
    },
    {
      are: 'kept',
      deal: (retention: RegionRetention) => servers.map((each) => retention.keep(target, each, REASON)),
    },
  ])('are $are four at a time', async ({ deal }) => {
    const here = world({ replyTime: 100 });
    await Promise.all(deal(retentionOf(here, [target])));
    expect(here.ec2.calls.busiest('images.ours')).toBe(4);
    expect(here.journal.of('retained')).toHaveLength(10);
  });

  test('that have not begun when the run is cancelled are left', async () => {
    const here = world({ replyTime: 100 });
    here.ec2.calls.before('images.ours', 5, () => {
      here.cancel.abort();
    });
    const retention = retentionOf(here, [target]);
    await Promise.all(servers.map((each) => retention.prune(target, each)));
    expect(here.ec2.calls.of('images.ours').length).toBeLessThan(10);
  });
});

test('of two targets with a role each, each is pruned and kept by its own', async () => {
  const second = pruningTarget({}, { position: 2 });
  const here = world({ images: daily([0, 1]) });
  const role = here.ec2.withRole({});
  const retention = retentionOf(
    here,
    [pruningTarget({}, { images: settings({ series: 'weekly' }) }), second],
    {
      2: role,
    },
  );
  await retention.prune(second, instance, 'ami-0d');
  await retention.keep(second, instance, REASON);
  expect([here.ec2.calls.all, role.calls.changes]).toEqual([[], ['images.deregister ami-1d']]);
});

describe('what a series without retention holds', () => {
  const images = [
    ...daily([0, 1]),
    ourImage('ami-failed', { state: 'failed', sizeGiB: 8 }),
    ourImage('ami-other', { series: 'weekly' }),
    ourImage('ami-theirs', { repositoryId: '778' }),
    ourImage('ami-planted', { sourceInstanceId: 'i-00000000000000bad' }),
  ];

  test('is told with its size, ours alone', () => {
    expect(heldSeries(images, [aTarget()], countingRule)).toEqual([
      { series: 'default', images: 3, sizeGiB: 24 },
    ]);
  });

  test('is told once for two targets of it, and not for one that has retention', () => {
    const without = [1, 2].map((position) => aTarget({ position }));
    const weekly = pruningTarget({}, { images: settings({ series: 'weekly' }) });
    expect(heldSeries([], [...without, weekly], countingRule)).toEqual([
      { series: 'default', images: 0, sizeGiB: 0 },
    ]);
  });
});
