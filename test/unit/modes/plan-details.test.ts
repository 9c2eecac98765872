/** Where a plan could easily say something else than a backup does. */
import { describe, expect, test } from '@jest/globals';
import { RehearsedRegion } from '../../../src/modes/rehearsal.ts';
import { anInstance, aTarget, holes, instanceId, instances, settings } from '../builders.ts';
import { FakeClock } from '../fakes/clock.ts';
import { FakeEc2 } from '../fakes/ec2.ts';
import { denial } from '../fakes/trials.ts';
import { anImage } from '../retention/images.ts';
import { cells, run } from './plan-scenes.ts';

describe('two targets that leave out different volumes of one instance', () => {
  const targets = [
    aTarget({ images: settings({ excludeVolumes: ['data'] }) }),
    aTarget({ position: 2, images: settings({ series: 'weekly' }) }),
  ];
  const volumes = ['/dev/xvda', '/dev/sdf', '/dev/sdg'].map((device) => {
    return { instance: instanceId(1), device, sizeGiB: 8, encrypted: device === '/dev/sdf' };
  });
  const here = { instances: instances(1), volumes };

  test('both know the size of their image', async () => {
    const { journal } = await run({ targets, here });
    expect(journal.of('planned').map(({ plan }) => plan.sizeGiB)).toEqual([8, 24]);
  });

  test('the key of a volume that one of them images counts', async () => {
    const { journal } = await run({ targets, here });
    expect(cells(journal).some((cell) => cell.startsWith('KMS keys'))).toBe(true);
  });
});

test('a spare name that another instance was given in this plan is passed over, without waiting', async () => {
  const name = holes('run', '-', 'instance-name');
  const servers = [anInstance({ name: 'web' }), anInstance({ id: instanceId(2), name: 'web-2' })];
  const targets = [aTarget({ images: settings({ name }) })];
  const free = await run({ targets, here: { instances: servers } });
  const web = free.journal.of('planned')[0]?.plan.request.name ?? '';
  const taken = anImage('ami-1', { name: web, tags: [] });
  const { journal, clock } = await run({ targets, here: { instances: servers, images: [taken] } });
  expect(journal.of('planned').map(({ plan }) => plan.request.name)).toEqual([`${web}-3`, `${web}-2`]);
  expect([journal.of('foreseen'), clock.elapsed()]).toEqual([[], 0]);
});

describe('snapshots of an image that would be pruned', () => {
  function rehearsed(shared: boolean) {
    const images = [anImage('ami-1', { snapshots: ['snap-1', 'snap-2'] })];
    if (shared) images.push(anImage('ami-2', { snapshots: ['snap-2'] }));
    const denials = shared ? {} : { 'ec2:DeleteSnapshot': denial('ec2:DeleteSnapshot') };
    const place = new FakeEc2(new FakeClock(), { frozen: true, images, denials });
    return new RehearsedRegion(place, place.permissions);
  }

  async function snapshotsLeft(region: RehearsedRegion): Promise<string[]> {
    const listed = await region.keeping.ourSnapshots();
    return listed.ok ? listed.value.map(({ id }) => id) : [];
  }

  test('are there still when they may not be deleted', async () => {
    const region = rehearsed(false);
    await region.keeping.deregister('ami-1');
    expect(await snapshotsLeft(region)).toEqual(['snap-1', 'snap-2']);
  });

  test('are there still when another image uses them', async () => {
    const region = rehearsed(true);
    expect(await region.keeping.deregister('ami-1')).toEqual({
      ok: true,
      value: [{ id: 'snap-2', code: 'skipped' }],
    });
    expect(await snapshotsLeft(region)).toEqual(['snap-2']);
  });
});
