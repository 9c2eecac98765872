/** What a backup would do, told without doing it. */
import { describe, expect, test } from '@jest/globals';
import { reason, reasonTexts } from '../../../src/model/reason.ts';
import type { Event } from '../../../src/model/event.ts';
import {
  ACCOUNT,
  REGION,
  OTHER,
  MINUTE,
  HOUR,
  DAY,
  aTarget,
  settings,
  instanceId,
  aProblem,
  instances,
} from '../builders.ts';
import { denial } from '../fakes/trials.ts';
import { ourImage, pruningTarget } from '../image-builders.ts';
import { BOTH, runPlan } from './scenes.ts';

const SERIES = { series: 'default' };
const another = { ...SERIES, runKey: 'another' };

function plannedIn(events: readonly Event[]): string[] {
  return events.flatMap((event) => {
    if (event.kind !== 'planned') return [];
    const { plan } = event;
    const { id } = plan.request.instance;
    if (plan.outcome !== 'created')
      return [`${id} ${plan.outcome} ${plan.image.id} ${plan.image.sizeGiB} GiB`];
    return [`${id} created ${plan.snapshots} ${plan.sizeGiB ?? 'unknown'} GiB`];
  });
}

describe('each instance', () => {
  test('is told with what would become of it', async () => {
    const images = [
      ourImage('ami-adopted', { ...SERIES, age: 5 * MINUTE, instance: instanceId(1), sizeGiB: 30 }),
      ourImage('ami-young', { ...another, age: 30 * MINUTE, instance: instanceId(2), sizeGiB: 40 }),
    ];
    const sizes = { '/dev/xvda': 8, '/dev/sdf': 100, '/dev/sdg': 1_000 };
    const volumes = Object.entries(sizes).map(([device, sizeGiB]) => {
      return { instance: instanceId(3), device, sizeGiB, encrypted: false };
    });
    const target = aTarget({ skipIfNewerThan: HOUR, images: settings({ excludeVolumes: [] }) });
    const { journal, clock } = await runPlan({
      targets: [target],
      here: { instances: instances(3), images, volumes },
    });
    expect(plannedIn(journal.events)).toEqual([
      `${instanceId(1)} adopted ami-adopted 30 GiB`,
      `${instanceId(2)} skipped ami-young 40 GiB`,
      `${instanceId(3)} created 3 1108 GiB`,
    ]);
    expect([journal.problems, journal.of('foreseen'), clock.elapsed()]).toEqual([[], [], 0]);
  });

  test('without the volumes that are left out', async () => {
    const volumes = ['/dev/xvda', '/dev/sdf', '/dev/sdg'].map((device) => {
      return { instance: instanceId(1), device, sizeGiB: 8, encrypted: false };
    });
    const { journal } = await runPlan({
      targets: [aTarget({ images: settings({ excludeVolumes: ['/dev/sdf'] }) })],
      here: { instances: instances(1), volumes },
    });
    expect(plannedIn(journal.events)).toEqual([`${instanceId(1)} created 2 16 GiB`]);
  });

  test('without sizes when the volumes cannot be looked up', async () => {
    const { journal } = await runPlan({
      here: { instances: instances(1), faults: { 'instances.volumes': aProblem('AccessDenied') } },
    });
    expect(plannedIn(journal.events)).toEqual([`${instanceId(1)} created 3 unknown GiB`]);
    expect(journal.of('noticed')).toMatchObject([
      {
        text: 'Sizes are not shown: allow ec2:DescribeVolumes to see them',
        place: { account: ACCOUNT, region: REGION },
      },
    ]);
    expect(journal.of('foreseen')).toEqual([]);
  });

  test('under the first of its names that is free', async () => {
    const { journal: first } = await runPlan({ here: { instances: instances(1) } });
    const name = first.of('planned')[0]?.plan.request.name ?? '';
    const { journal } = await runPlan({
      here: { instances: instances(1), images: [ourImage('ami-1', { name, tags: [] })] },
    });
    expect(journal.of('planned').map(({ plan }) => plan.request.name)).toEqual([`${name}-2`]);
  });

  test('adopted, when its image was not listed yet but holds the name', async () => {
    const { journal: first } = await runPlan({ here: { instances: instances(1) } });
    const name = first.of('planned')[0]?.plan.request.name ?? '';
    const image = ourImage('ami-late', { ...SERIES, name, state: 'pending', age: MINUTE });
    const { journal } = await runPlan({
      here: { instances: instances(1) },
      arrange: ({ here }) => {
        here.calls.before('images.named', 1, () => {
          here.state.add(image);
        });
      },
    });
    expect(plannedIn(journal.events)).toEqual([`${instanceId(1)} adopted ami-late 8 GiB`]);
  });
});

describe('what a backup would fail with', () => {
  test('is foreseen, and fails nothing', async () => {
    const ids = { kind: 'ids', ids: [instanceId(1), instanceId(2), instanceId(8)] } as const;
    const { journal } = await runPlan({
      targets: [aTarget({ instances: ids, images: settings({ name: ['one'] }) })],
      here: { denials: { 'ec2:CreateImage': denial('ec2:CreateImage') } },
    });
    expect(journal.of('foreseen').map(({ problem }) => problem.code)).toEqual([
      'InstanceNotFound',
      'NameClash',
      'NameClash',
    ]);
    expect(journal.problems).toEqual([]);
  });

  test('is foreseen with its instance', async () => {
    const { journal } = await runPlan({
      here: { denials: { [`ec2:CreateImage ${instanceId(2)}`]: denial('ec2:CreateImage') } },
    });
    expect(journal.of('foreseen')).toMatchObject([
      {
        of: { target: 1, account: ACCOUNT, region: REGION, instance: { id: instanceId(2) } },
        problem: { ...denial('ec2:CreateImage'), place: { instance: instanceId(2) } },
      },
    ]);
    expect(plannedIn(journal.events)).toEqual([`${instanceId(1)} created 3 24 GiB`]);
  });

  test('of one target does not touch the others', async () => {
    const refusals = { [ACCOUNT]: aProblem('AssumeRoleDenied') };
    const { journal } = await runPlan({ targets: BOTH, refusals });
    expect(journal.of('foreseen')).toMatchObject([{ target: 1, problem: { code: 'AssumeRoleDenied' } }]);
    expect(journal.of('planned').map(({ plan }) => plan.request.account)).toEqual([OTHER]);
  });

  test('when our images cannot be looked up: nothing would be made there', async () => {
    const { journal } = await runPlan({ here: { faults: { 'images.ours': aProblem('Throttled') } } });
    expect(journal.of('foreseen')).toMatchObject([
      { target: 1, problem: { code: 'Throttled', phase: 'plan' } },
    ]);
    expect(journal.of('planned')).toEqual([]);
  });

  test('but a defect of our own is a failure', async () => {
    const { journal } = await runPlan({
      targets: BOTH,
      here: { faults: { 'instances.volumes': () => new Error('oops') } },
    });
    expect(journal.of('target-failed')).toMatchObject([
      {
        target: 1,
        problem: { code: 'Unexpected', place: { account: ACCOUNT, region: REGION }, said: 'Error: oops' },
      },
    ]);
    expect(journal.of('planned').map(({ plan }) => plan.request.account)).toEqual([OTHER]);
  });
});

test('where there is nothing to image and nothing to prune, no image is looked up, as in a backup', async () => {
  const { journal, here } = await runPlan({ here: { instances: [] } }, { ifNoInstances: 'ignore' });
  expect(here.calls.verbs).not.toContain('images.ours');
  expect([journal.of('foreseen'), journal.of('held')]).toEqual([[], []]);
});

describe('retention', () => {
  const images = [1, 2].map((days) => ourImage(`ami-${days}d`, { ...another, age: days * DAY }));
  const targets = [pruningTarget()];
  const here = { instances: instances(1), images };

  test('is told as it would be once the images are available', async () => {
    const { journal } = await runPlan({ targets, here });
    const [retained] = journal.of('retained');
    expect(
      retained?.verdicts.map(({ image, decision, reasons }) => [image, decision, ...reasonTexts(reasons)]),
    ).toEqual([
      ['new', 'keep', 'last 1'],
      ['ami-1d', 'prune', 'no rule keeps it'],
      ['ami-2d', 'prune', 'no rule keeps it'],
    ]);
    expect(journal.of('pruned')).toEqual([]);
  });

  test('keeps all of an instance whose image would fail', async () => {
    const denials = { 'ec2:CreateImage': denial('ec2:CreateImage') };
    const { journal } = await runPlan({ targets, here: { ...here, denials } });
    expect(journal.of('retained')[0]?.verdicts).toMatchObject([
      { image: 'ami-1d', decision: 'keep', reasons: [{ text: 'last 1' }] },
      { image: 'ami-2d', decision: 'keep', reasons: [{ text: 'its backup failed in this run' }] },
    ]);
  });

  test('keeps all of an instance that would be skipped', async () => {
    const skipping = [pruningTarget({}, { skipIfNewerThan: 2 * DAY })];
    const { journal } = await runPlan({ targets: skipping, here });
    expect(journal.of('retained')[0]?.verdicts[1]).toMatchObject({
      image: 'ami-2d',
      decision: 'keep',
      reasons: [{ text: 'its backup was skipped in this run' }],
    });
  });

  test('tries to deregister what would be pruned, and nothing else', async () => {
    const held = ourImage('ami-3d', {
      ...another,
      age: 3 * DAY,
      holds: [reason('deregistration-protection', 'enabled')],
    });
    const { here: place } = await runPlan({ targets, here: { ...here, images: [...images, held] } });
    const tried = place.permissions.tried.filter((call) => call.startsWith('ec2:DeregisterImage'));
    expect(tried).toEqual(['ec2:DeregisterImage ami-2d', 'ec2:DeregisterImage ami-1d']);
  });

  test('prunes nothing with wait: false', async () => {
    const { journal, here: place } = await runPlan({ targets, here }, { wait: false });
    expect(journal.of('retained')).toEqual([]);
    expect(place.permissions.tried.filter((call) => /Deregister|Delete/.test(call))).toEqual([]);
  });
});

describe('at the end', () => {
  test('every target is told as started, and then the shards', async () => {
    const { journal } = await runPlan({ targets: BOTH });
    expect(journal.kinds.slice(-3)).toEqual(['target-started', 'target-started', 'sharded']);
    expect(journal.of('sharded')).toMatchObject([{ shards: ['1/1'] }]);
  });

  test('the shards are by the instances that were selected', async () => {
    const { journal } = await runPlan({
      targets: BOTH,
      here: { instances: instances(250) },
      there: { instances: instances(1) },
    });
    expect(journal.of('sharded')).toMatchObject([{ shards: ['1/2', '2/2'] }]);
  });

  test('the plan of a shard names all the shards that there are', async () => {
    const { journal } = await runPlan({}, { shard: { index: 2, count: 3 } });
    expect(journal.of('sharded')).toMatchObject([{ shards: ['1/3', '2/3', '3/3'] }]);
  });
});
