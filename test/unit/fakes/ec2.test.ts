/** The fake EC2 does what EC2 does, as far as the tests rely on it. */
import { describe, expect, test } from '@jest/globals';
import type { Image } from '../../../src/model/image.ts';
import type { Result } from '../../../src/model/problem.ts';
import { anInstance, aRequest, instanceId, instances, MINUTE, NOW, tagsOf } from '../builders.ts';
import { aSnapshot, ourImage } from '../image-builders.ts';
import { FakeClock } from './clock.ts';
import { FakeEc2, type Ec2Parts } from './ec2.ts';
import { denial } from './trials.ts';

const signal = new AbortController().signal;

function arrange(parts: Ec2Parts = {}) {
  const clock = new FakeClock(NOW);
  return { clock, ec2: new FakeEc2(clock, parts) };
}

async function valueOf<T>(answer: Promise<Result<T>>): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new Error(result.problem.what);
  return result.value;
}

async function codeOf(answer: Promise<Result<unknown>>): Promise<string> {
  const result = await answer;
  return result.ok ? 'ok' : result.problem.code;
}

async function statesOf(answer: Promise<Result<readonly Image[]>>): Promise<string[]> {
  return (await valueOf(answer)).map(({ id, state }) => `${id} ${state}`);
}

describe('an image that is made', () => {
  test('is there, with snapshots of the devices that are imaged and the sizes of their volumes', async () => {
    const volumes = ['/dev/xvda', '/dev/sdf'].map((device, at) => {
      return { instance: instanceId(1), device, sizeGiB: 8 + at, encrypted: false };
    });
    const { ec2, clock } = arrange({ instances: instances(1), volumes });
    await clock.sleep(1_500, signal);
    const request = aRequest({ excludedDevices: ['/dev/sdg'] });
    const id = await valueOf(ec2.images.create(request));
    const [image] = await valueOf(ec2.images.ours('create'));
    expect(image).toEqual({
      id,
      name: request.name,
      state: 'pending',
      snapshots: [`snap-of-${id}-0`, `snap-of-${id}-1`],
      sizeGiB: 17,
      tags: request.tags,
      holds: [],
      sourceInstanceId: instanceId(1),
      createdAt: NOW + 1_000,
    });
    expect(await valueOf(ec2.snapshots.ours())).toMatchObject([{ image: id }, { image: id }]);
    expect(ec2.asked).toMatchObject([{ name: request.name, at: 1_500 }]);
    expect(ec2.calls.changes).toEqual([`images.create ${instanceId(1)}`]);
  });

  test('keeps its name from others, also while no listing shows it', async () => {
    const { ec2 } = arrange({ lives: { [instanceId(1)]: { hiddenFor: MINUTE } } });
    await ec2.images.create(aRequest({ name: 'one' }));
    expect(await valueOf(ec2.images.named('one'))).toBeUndefined();
    const other = aRequest({ name: 'one', instance: anInstance({ id: instanceId(2) }) });
    expect(await ec2.images.create(other)).toEqual({
      ok: false,
      problem: {
        code: 'NameTaken',
        phase: 'create',
        place: { account: ec2.account, region: ec2.region, instance: instanceId(2) },
        what: 'The name one is taken',
      },
    });
  });

  test('is none of an instance that was terminated', async () => {
    const { ec2 } = arrange({ instances: instances(1) });
    ec2.state.instanceBecomes('terminated', instanceId(1));
    expect(await codeOf(ec2.images.create(aRequest()))).toBe('InstanceNotImageable');
    expect(await valueOf(ec2.instances.find({ kind: 'all' }))).toMatchObject([{ state: 'terminated' }]);
    expect(ec2.state.imageIds).toEqual([]);
  });
});

describe('the life of an image', () => {
  const pending = ourImage('ami-1', { state: 'pending' });

  test('without times: pending until somebody looks for its id', async () => {
    const { ec2 } = arrange({ images: [pending] });
    expect(await statesOf(ec2.images.ours('wait'))).toEqual(['ami-1 pending']);
    expect(await statesOf(ec2.images.find(['ami-1']))).toEqual(['ami-1 available']);
    expect(await statesOf(ec2.images.ours('wait'))).toEqual(['ami-1 available']);
  });

  test('by its id or by that of its instance: another end, with a reason', async () => {
    const life = { after: MINUTE, becomes: 'failed', reason: 'no' };
    for (const key of ['ami-1', instanceId(1)]) {
      const { ec2, clock } = arrange({ images: [pending], lives: { [key]: life } });
      await clock.sleep(MINUTE - 1, signal);
      expect(await statesOf(ec2.images.find(['ami-1']))).toEqual(['ami-1 pending']);
      await clock.sleep(1, signal);
      expect(await valueOf(ec2.images.find(['ami-1']))).toMatchObject([
        { state: 'failed', stateReason: 'no' },
      ]);
    }
  });

  test('counts from its creation, also of an earlier run', async () => {
    const images = [ourImage('ami-1', { state: 'pending', age: MINUTE })];
    const { ec2 } = arrange({ images, lives: { 'ami-1': { after: MINUTE } } });
    expect(await statesOf(ec2.images.find(['ami-1']))).toEqual(['ami-1 available']);
  });

  test('is seen in its snapshots', async () => {
    const { ec2, clock } = arrange({ images: [pending], lives: { 'ami-1': { after: 4 * MINUTE } } });
    await clock.sleep(MINUTE, signal);
    expect(await valueOf(ec2.snapshots.progress(['snap-of-ami-1', 'snap-unknown']))).toEqual([25]);
    await clock.sleep(5 * MINUTE, signal);
    expect(await valueOf(ec2.snapshots.progress(['snap-of-ami-1']))).toEqual([100]);
  });

  test('hides it from every look-up for a while, and ends it', async () => {
    const lives = { 'ami-1': { hiddenFor: 1_000, goneAfter: 2_000 } };
    const { ec2, clock } = arrange({ images: [pending], lives });
    const seen = async (): Promise<unknown[]> => [
      await statesOf(ec2.images.ours('wait')),
      await valueOf(ec2.images.named(pending.name)),
      [...(await valueOf(ec2.images.withSnapshots(['snap-of-ami-1'])))],
    ];
    const nothing = [[], undefined, []];
    expect(await seen()).toEqual(nothing);
    await clock.sleep(1_000, signal);
    expect(await seen()).toEqual([['ami-1 pending'], pending, [['snap-of-ami-1', ['ami-1']]]]);
    await clock.sleep(1_000, signal);
    expect(await seen()).toEqual(nothing);
  });
});

test('ours are those with our tags, of an instance those whose tag names it, whatever their source', async () => {
  const images = [
    ourImage('ami-1'),
    ourImage('ami-2', { instance: instanceId(2) }),
    ourImage('ami-copy', { sourceless: true }),
    ourImage('ami-theirs', { tags: [] }),
  ];
  const { ec2 } = arrange({
    images,
    snapshots: [aSnapshot('snap-1'), aSnapshot('snap-theirs', { tags: [] })],
  });
  const ids = async (instance?: string): Promise<string[]> =>
    (await valueOf(ec2.images.ours('prune', instance))).map(({ id }) => id);
  expect(await ids()).toEqual(['ami-1', 'ami-2', 'ami-copy']);
  expect(await ids(instanceId(1))).toEqual(['ami-1', 'ami-copy']);
  const snapshots = await valueOf(ec2.snapshots.ours());
  expect(snapshots.map(({ id }) => id)).toEqual([
    'snap-1',
    ...['snap-of-ami-1', 'snap-of-ami-2', 'snap-of-ami-copy'],
  ]);
});

describe('an image that is deregistered', () => {
  test('goes with its snapshots, except for those that another image uses', async () => {
    const images = [
      ourImage('ami-1', { snapshots: ['snap-own', 'snap-shared'] }),
      ourImage('ami-2', { snapshots: ['snap-shared'] }),
    ];
    const { ec2 } = arrange({ images });
    const left = [{ id: 'snap-shared', code: 'skipped' }];
    expect(await valueOf(ec2.images.deregister('ami-1'))).toEqual(left);
    expect([ec2.state.imageIds, ec2.state.snapshotIds]).toEqual([['ami-2'], ['snap-shared']]);
    expect(await valueOf(ec2.images.deregister('ami-1'))).toBe('already gone');
  });

  test('leaves snapshots that may not be deleted, or that EC2 leaves for another reason', async () => {
    const images = [ourImage('ami-1', { snapshots: ['snap-1', 'snap-2'] })];
    const denials = { 'ec2:DeleteSnapshot': denial('ec2:DeleteSnapshot') };
    const { ec2 } = arrange({ images, denials, snapshotCodes: { 'snap-2': 'internal-error' } });
    expect(await valueOf(ec2.images.deregister('ami-1'))).toEqual([
      { id: 'snap-1', code: 'missing-permissions' },
      { id: 'snap-2', code: 'internal-error' },
    ]);
    expect(ec2.state.snapshotIds).toEqual(['snap-1', 'snap-2']);
  });

  test('is listed for a while still, and its name is free', async () => {
    const image = ourImage('ami-1');
    const { ec2, clock } = arrange({ images: [image], lag: 1_000 });
    await ec2.images.deregister('ami-1');
    expect(await statesOf(ec2.images.ours('prune'))).toEqual(['ami-1 available']);
    expect(await codeOf(ec2.images.create(aRequest({ name: image.name })))).toBe('ok');
    await clock.sleep(1_000, signal);
    expect(await statesOf(ec2.images.find(['ami-1']))).toEqual([]);
  });
});

test('a snapshot is deleted once, and is gone then', async () => {
  const { ec2 } = arrange({ snapshots: [aSnapshot('snap-1')] });
  expect([
    await codeOf(ec2.snapshots.delete('snap-1')),
    await codeOf(ec2.snapshots.delete('snap-1')),
  ]).toEqual(['ok', 'ok']);
  expect(ec2.state.snapshotIds).toEqual([]);
});

test('uses, shares, holds and the bin are as the test says, also when it says something else meanwhile', async () => {
  const parts = {
    uses: { 'ami-1': ['a'] },
    shares: { 'ami-1': ['b'] },
    holds: { 'snap-1': ['c'] },
    bin: ['ami-9'],
  };
  const { ec2 } = arrange(parts);
  const all = async (): Promise<unknown[]> => [
    ...(await valueOf(ec2.images.uses(['ami-1', 'ami-2']))),
    await valueOf(ec2.images.sharedWith('ami-1')),
    await valueOf(ec2.snapshots.holds(['snap-1', 'snap-2'])),
    ...(await valueOf(ec2.images.inBin())),
  ];
  expect(await all()).toEqual([['ami-1', ['a']], ['ami-2', []], ['b'], ['c'], 'ami-9']);
  ec2.state.uses['ami-2'] = ['d'];
  ec2.state.holds['snap-2'] = ['e'];
  expect(await all()).toEqual([['ami-1', ['a']], ['ami-2', ['d']], ['b'], ['c', 'e'], 'ami-9']);
});

describe('instances', () => {
  test('are found by what selects them', async () => {
    const web = anInstance({ tags: tagsOf({ role: 'web' }) });
    const stopped = anInstance({ id: instanceId(2), state: 'stopped' });
    const { ec2 } = arrange({ instances: [web, stopped] });
    const filters = [{ name: 'instance-state-name', values: ['stopped', 'stopping'] }];
    const tagged = [{ name: 'tag:role', values: ['web', 'db'] }];
    expect(await valueOf(ec2.instances.find({ kind: 'all' }))).toEqual([web, stopped]);
    expect(await valueOf(ec2.instances.find({ kind: 'ids', ids: [stopped.id, 'i-9'] }))).toEqual([stopped]);
    expect(await valueOf(ec2.instances.find({ kind: 'filters', filters }))).toEqual([stopped]);
    expect(await valueOf(ec2.instances.find({ kind: 'filters', filters: tagged }))).toEqual([web]);
  });

  test('are well, but for some time after the last call for their image', async () => {
    const { ec2, clock } = arrange({ wellAfter: { [instanceId(1)]: MINUTE } });
    await clock.sleep(MINUTE, signal);
    await ec2.images.create(aRequest());
    const checks = (): Promise<ReadonlyMap<string, boolean>> =>
      valueOf(ec2.instances.statusChecks([1, 2].map(instanceId)));
    expect([...(await checks()).values()]).toEqual([false, true]);
    await clock.sleep(MINUTE, signal);
    expect([...(await checks()).values()]).toEqual([true, true]);
  });
});
