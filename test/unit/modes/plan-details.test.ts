/** Where a plan could easily say something else than a backup does. */
import { describe, expect, test } from '@jest/globals';
import { aTarget, settings, instanceId, anInstance, instances, holes } from '../builders.ts';
import { ourImage } from '../image-builders.ts';
import { runPlan, cells } from './scenes.ts';

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
    const { journal } = await runPlan({ targets, here });
    expect(journal.of('planned').map(({ plan }) => plan.outcome === 'created' && plan.sizeGiB)).toEqual([
      8, 24,
    ]);
  });

  test('the key of a volume that one of them images counts', async () => {
    const { journal } = await runPlan({ targets, here });
    expect(cells(journal).some((cell) => cell.startsWith('KMS keys'))).toBe(true);
  });
});

test('a spare name that another instance was given in this plan is passed over, without waiting', async () => {
  const name = holes('run', '-', 'instance-name');
  const servers = [anInstance({ name: 'web' }), anInstance({ id: instanceId(2), name: 'web-2' })];
  const targets = [aTarget({ images: settings({ name }) })];
  const free = await runPlan({ targets, here: { instances: servers } });
  const web = free.journal.of('planned')[0]?.plan.request.name ?? '';
  const taken = ourImage('ami-1', { name: web, tags: [] });
  const { journal, clock } = await runPlan({ targets, here: { instances: servers, images: [taken] } });
  expect(journal.of('planned').map(({ plan }) => plan.request.name)).toEqual([`${web}-3`, `${web}-2`]);
  expect([journal.of('foreseen'), clock.elapsed()]).toEqual([[], 0]);
});
