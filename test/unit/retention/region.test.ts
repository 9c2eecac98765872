/** Retention of a whole region. */
import { describe, expect, test } from '@jest/globals';
import type { ImageRequest, Instance } from '../../../src/model/image.ts';
import type { AccountRegion } from '../../../src/model/ports.ts';
import type { Target } from '../../../src/model/target.ts';
import { heldSeries } from '../../../src/retention/held.ts';
import { RegionRetention } from '../../../src/retention/region.ts';
import type { PlaceOf } from '../../../src/retention/sweep.ts';
import { ACCOUNT, anImage, aTarget, daily, DAY, INSTANCE, REGION, REPOSITORY, SERIES } from './images.ts';
import { FakeKeeping, placeOf } from './keeping.ts';
import { contextOf, prunedIds, told, world, type World } from './runs.ts';

const facts = {
  runKey: '42-0123abcd',
  runId: '42',
  runUrl: '',
  repository: 'octo/images',
  repositoryId: REPOSITORY,
  sha: '',
  ref: '',
};

function anInstance(id = INSTANCE): Instance {
  const devices = ['/dev/xvda'];
  return {
    id,
    name: id,
    state: 'running',
    type: 'm7g.large',
    rootDeviceType: 'ebs',
    rootDeviceName: '/dev/xvda',
    devices,
    launchedAt: 0,
    tags: [],
  };
}

function aRequest(target = 1): ImageRequest {
  return {
    target,
    account: ACCOUNT,
    region: REGION,
    instance: anInstance(),
    series: SERIES,
    name: 'image',
    spareNames: [],
    description: '',
    tags: [],
    noReboot: true,
    excludedDevices: [],
  };
}

function retentionOf(here: World, targets: readonly Target[], places: Places = {}): RegionRetention {
  const context = contextOf(here);
  const placeOf: PlaceOf = ({ target }) => places[target] ?? context.place;
  return new RegionRetention({ ...context, placeOf, targets, facts });
}

/** By the position of a target whose place is another one than that of the others. */
type Places = Readonly<Record<number, AccountRegion>>;

describe('a backup', () => {
  test('prunes an instance by the policy of its own target, once its image is available', async () => {
    const targets = [
      aTarget({ retention: undefined, series: 'weekly' }),
      aTarget({ position: 2, retention: { policy: { ...aPolicy, last: 2 } } }),
    ];
    const here = world({ images: daily([0, 1, 2]) });
    const retention = retentionOf(here, targets);
    retention.attend(INSTANCE, SERIES);
    retention.imageAvailable(aRequest(2), 'ami-0d');
    await retention.settled();
    await retention.sweep();
    expect(prunedIds(here)).toEqual(['ami-2d']);
  });

  test('prunes nothing of an instance whose image failed', async () => {
    const here = world({ images: daily([1, 2, 3]) });
    const retention = retentionOf(here, [aTarget()]);
    retention.attend(INSTANCE, SERIES);
    await retention.settled();
    await retention.sweep();
    expect(here.keeping.deregistered).toEqual([]);
    expect(told(here)).toEqual([]);
    expect(here.journal.of('unattended')).toEqual([]);
  });

  test('before a deployment leaves the nightly series alone', async () => {
    const nightly = daily([1, 2, 3]);
    const before = [0, 4].map((age) =>
      anImage(`ami-before-${age}`, { age: age * DAY, series: 'before-deployment' }),
    );
    const here = world({ images: [...nightly, ...before] });
    const retention = retentionOf(here, [aTarget({ series: 'before-deployment' })]);
    retention.attend(INSTANCE, 'before-deployment');
    retention.imageAvailable({ ...aRequest(), series: 'before-deployment' }, 'ami-before-0');
    await retention.settled();
    await retention.sweep();
    expect(here.keeping.ids).toEqual(['ami-1d', 'ami-2d', 'ami-3d', 'ami-before-0']);
  });

  test('without any retention looks at nothing', async () => {
    const here = world({ images: daily([0, 1]) });
    const retention = retentionOf(here, [aTarget({ retention: undefined })]);
    retention.imageAvailable(aRequest(), 'ami-0d');
    await retention.settled();
    await retention.sweep();
    expect(here.keeping.calls).toEqual([]);
  });

  test('that was cancelled does not sweep', async () => {
    const here = world({ images: [anImage('ami-left', { age: 3 * DAY, state: 'failed' })] });
    here.cancel.abort();
    await retentionOf(here, [aTarget()]).sweep();
    expect(here.keeping.calls).toEqual([]);
  });

  test('that leaves out data volumes does not count the whole images', async () => {
    const here = world({
      images: [...daily([1, 2]), anImage('ami-root', { excludedVolumes: 'data' })],
    });
    const retention = retentionOf(here, [aTarget({ excludeVolumes: ['data'] })]);
    retention.imageAvailable(aRequest(), 'ami-root');
    await retention.settled();
    await retention.sweep();
    expect(here.keeping.deregistered).toEqual([]);
  });
});

const aPolicy = { last: 1, hourly: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0, within: 0 };

const aServer = (number: number): Instance => anInstance(`i-${number}`);

describe('many instances', () => {
  const servers = Array.from({ length: 10 }, (_, at) => aServer(at));

  /** The most look-ups that are under way at once. */
  async function busiest(begin: (retention: RegionRetention, target: Target) => void, here: World) {
    const target = aTarget();
    const retention = retentionOf(here, [target]);
    begin(retention, target);
    await retention.settled();
    const times = here.keeping.callsOf('ourImages').map(({ at }) => at);
    return Math.max(...times.map((time) => times.filter((other) => other === time).length));
  }

  test.each([
    {
      are: 'pruned',
      begin: (retention: RegionRetention, target: Target) => {
        for (const server of servers) retention.pruneOnly(target, server);
      },
    },
    {
      are: 'kept',
      begin: (retention: RegionRetention, target: Target) => {
        retention.keep(target, servers, 'its backup failed in this run');
      },
    },
  ])('are $are four at a time', async ({ begin }) => {
    const here = world({ replyTime: () => 100 });
    expect(await busiest(begin, here)).toBe(4);
    expect(here.journal.of('retained')).toHaveLength(10);
  });

  test('that have not begun when the run is cancelled are left', async () => {
    const here = world({ replyTime: () => 100 });
    here.keeping.before('ourImages', 5, () => {
      here.cancel.abort();
    });
    await busiest((retention, target) => {
      for (const server of servers) retention.pruneOnly(target, server);
    }, here);
    expect(here.keeping.callsOf('ourImages').length).toBeLessThan(10);
  });
});

describe('two targets with a role each', () => {
  const targets = [aTarget({ series: 'weekly' }), aTarget({ position: 2 })];

  test('prune each by its own', async () => {
    const here = world({ images: daily([0, 1]) });
    const second = new FakeKeeping(here.clock, { images: daily([0, 1]) });
    const retention = retentionOf(here, targets, { 2: placeOf(second) });
    retention.imageAvailable(aRequest(2), 'ami-0d');
    await retention.settled();
    expect([here.keeping.calls, second.ids]).toEqual([[], ['ami-0d']]);
  });

  test('keep each by its own', async () => {
    const here = world({ images: daily([0, 1]) });
    const second = new FakeKeeping(here.clock, { images: daily([0, 1]) });
    const retention = retentionOf(here, targets, { 2: placeOf(second) });
    retention.keep(aTarget({ position: 2 }), [anInstance()], 'its backup failed in this run');
    await retention.settled();
    expect([here.keeping.calls, second.callsOf('ourImages').length]).toEqual([[], 1]);
  });
});

describe('what a series without retention holds', () => {
  const images = [
    ...daily([0, 1]),
    anImage('ami-failed', { state: 'failed', sizeGiB: 8 }),
    anImage('ami-other', { series: 'weekly' }),
    anImage('ami-theirs', { repositoryId: '778' }),
    anImage('ami-planted', { sourceInstanceId: 'i-00000000000000bad' }),
  ];

  test('is told with its size, ours alone', () => {
    expect(heldSeries(images, [aTarget({ retention: undefined })], facts)).toEqual([
      { series: SERIES, images: 3, sizeGiB: 24 },
    ]);
  });

  test('is told once for two targets of it, and not for one that has retention', () => {
    const without = [1, 2].map((position) => aTarget({ position, retention: undefined }));
    expect(heldSeries([], [...without, aTarget({ series: 'weekly' })], facts)).toEqual([
      { series: SERIES, images: 0, sizeGiB: 0 },
    ]);
  });
});

describe('an instance whose backup failed', () => {
  test('keeps all its images, each with that reason', async () => {
    const here = world({ images: daily([1, 2, 3]) });
    const target = aTarget();
    const retention = retentionOf(here, [target]);
    retention.attend(INSTANCE, SERIES);
    retention.keep(target, [{ id: INSTANCE, name: 'web' }], 'its backup failed in this run');
    await retention.settled();
    expect(told(here)).toEqual([
      'ami-1d kept: last 1',
      'ami-2d kept: its backup failed in this run',
      'ami-3d kept: its backup failed in this run',
    ]);
    expect(here.keeping.deregistered).toEqual([]);
  });

  test('is none whose image became available', async () => {
    const here = world({ images: daily([0, 1, 2]) });
    const target = aTarget();
    const retention = retentionOf(here, [target]);
    retention.imageAvailable(aRequest(), 'ami-0d');
    retention.keep(target, [{ id: INSTANCE, name: 'web' }], 'its backup failed in this run');
    await retention.settled();
    expect(here.journal.of('retained')).toHaveLength(1);
  });
});
