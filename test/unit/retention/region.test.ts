/** Retention of a whole region, and the mode that runs it alone. */
import { describe, expect, test } from '@jest/globals';
import type { ImageRequest, Instance } from '../../../src/model/image.ts';
import type { Accounts } from '../../../src/model/ports.ts';
import type { Target } from '../../../src/model/target.ts';
import { prune as pruneMode } from '../../../src/modes/prune.ts';
import { heldSeries } from '../../../src/retention/held.ts';
import { RegionRetention } from '../../../src/retention/region.ts';
import { ACCOUNT, anImage, aTarget, daily, DAY, INSTANCE, REGION, REPOSITORY, SERIES } from './images.ts';
import { placeOf } from './keeping.ts';
import { contextOf, prunedIds, told, world, type World } from './runs.ts';

const OTHER = 'i-00000000000000002';
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

function retentionOf(here: World, targets: readonly Target[]): RegionRetention {
  return new RegionRetention({ ...contextOf(here), targets, facts });
}

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

/** One account with one region, in which `all` selects these instances. */
function accountsOf(here: World, instances: readonly Instance[], ok = true): Accounts {
  const place = placeOf(here.keeping);
  const region = {
    ...place,
    findInstances: (selector: Parameters<typeof place.findInstances>[0]) =>
      selector.kind === 'all'
        ? Promise.resolve({ ok: true as const, value: instances })
        : place.findInstances(selector),
  };
  const account = { id: ACCOUNT, arn: 'role', inRegion: () => region };
  const problem = {
    code: 'AssumeRoleDenied',
    phase: 'sign-in',
    place: { account: ACCOUNT },
    what: 'No',
  } as const;
  return {
    main: account,
    enter: () => Promise.resolve(ok ? { ok: true, value: account } : { ok: false, problem }),
  };
}

async function runMode(here: World, targets: readonly Target[], accounts: Accounts): Promise<void> {
  const { clock, journal, cancel } = here;
  await pruneMode(targets, {
    accounts,
    clock,
    journal,
    facts,
    signal: cancel.signal,
    ifNoInstances: 'ignore',
  });
}

describe('the mode prune', () => {
  test('prunes every selected instance without a new image', async () => {
    const others = [0, 1].map((age) => anImage(`ami-other-${age}`, { age: age * DAY, instance: OTHER }));
    const here = world({ images: [...daily([1, 2]), ...others] });
    await runMode(here, [aTarget()], accountsOf(here, [anInstance(), anInstance(OTHER)]));
    expect(here.keeping.ids).toEqual(['ami-1d', 'ami-other-0']);
    expect(here.journal.of('unattended')).toEqual([]);
  });

  test('keeps all of an instance without an available image', async () => {
    const images = [1, 2].map((age) => anImage(`ami-${age}`, { age: age * DAY, state: 'disabled' }));
    const here = world({ images });
    await runMode(here, [aTarget()], accountsOf(here, [anInstance()]));
    expect(here.keeping.ids).toEqual(['ami-1', 'ami-2']);
  });

  test('prunes nothing in an account that it cannot enter', async () => {
    const here = world({ images: daily([0, 1]) });
    await runMode(here, [aTarget()], accountsOf(here, [anInstance()], false));
    expect(here.keeping.calls).toEqual([]);
    expect(here.journal.problems.map(({ code }) => code)).toEqual(['AssumeRoleDenied']);
  });

  test('sweeps when no instance is left', async () => {
    const here = world({ images: daily([40, 50]) });
    const target = aTarget({ retention: { goneAfter: 30 * DAY } });
    await runMode(here, [target], accountsOf(here, []));
    expect(here.keeping.ids).toEqual([]);
  });

  test('by two targets of one series prunes by the first one alone', async () => {
    const keepTwo = aTarget({ retention: { policy: { ...aPolicy, last: 2 } } });
    const here = world({ images: daily([0, 1, 2]) });
    await runMode(here, [keepTwo, aTarget({ position: 2 })], accountsOf(here, [anInstance()]));
    expect(here.keeping.ids).toEqual(['ami-0d', 'ami-1d']);
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
