/** EC2 on the stage: nothing is changed, and what would have been made or pruned is seen. */
import { describe, expect, test } from '@jest/globals';
import { StagedClock } from '../../../src/stage/clock.ts';
import { stagedEc2 } from '../../../src/stage/ec2.ts';
import { shownId, StagedWorld } from '../../../src/stage/world.ts';
import {
  ACCOUNT,
  anInstance,
  aProblem,
  aRequest,
  INSTANCE,
  instanceId,
  instances,
  REGION,
} from '../builders.ts';
import { FakeClock } from '../fakes/clock.ts';
import { FakeEc2, type Ec2Parts } from '../fakes/ec2.ts';
import { denial } from '../fakes/trials.ts';
import { aSnapshot, daily, ourImage } from '../image-builders.ts';

/** Whatever would change something throws. */
function staged(parts: Ec2Parts = {}) {
  const clock = new FakeClock();
  const real = new FakeEc2(clock, { frozen: true, instances: instances(2), ...parts });
  const world = new StagedWorld();
  return { real, world, ec2: stagedEc2(real, real.permissions, world, new StagedClock(clock)) };
}

type Staged = ReturnType<typeof staged>['ec2'];

async function listed({ images }: Staged, instance?: string): Promise<string[]> {
  const found = await images.ours('prune', instance);
  if (!found.ok) throw new Error(found.problem.what);
  return found.value.map(({ id, state }) => `${shownId(id)} ${state}`);
}

/** Asks for an image, and answers its id. */
async function made({ images }: Staged, parts: Parameters<typeof aRequest>[0]): Promise<string> {
  const reply = await images.create(aRequest(parts));
  if (!reply.ok) throw new Error(reply.problem.what);
  return reply.value;
}

const place = { account: ACCOUNT, region: REGION, instance: instanceId(1) };

describe('an image', () => {
  test('gets a word in place of its id, and is available when somebody looks for it', async () => {
    const { ec2, real, world } = staged();
    world.volumes = [{ instance: instanceId(1), device: '/dev/xvda', sizeGiB: 8, encrypted: false }];
    const devices = ['/dev/xvda'];
    const id = await made(ec2, { instance: anInstance({ devices }) });
    expect(shownId(id)).toBe('new');
    expect(await listed(ec2)).toEqual(['new pending']);
    expect(await ec2.images.find([id])).toMatchObject({ value: [{ state: 'available', sizeGiB: 8 }] });
    expect(await listed(ec2)).toEqual(['new available']);
    expect(real.permissions.tried).toEqual([`ec2:CreateImage ${instanceId(1)}`]);
  });

  test('whose name another one holds is refused, whether that was there before or is made on the stage', async () => {
    const { ec2 } = staged({ images: [ourImage('ami-1', { name: 'taken' })] });
    const problem = { code: 'NameTaken', phase: 'create', place, what: 'The name taken is taken' };
    expect(await ec2.images.create(aRequest({ name: 'taken' }))).toEqual({ ok: false, problem });
    await made(ec2, { name: 'twice' });
    const second = await ec2.images.create(aRequest({ name: 'twice', series: 'weekly' }));
    expect(second).toMatchObject({ ok: false, problem: { code: 'NameTaken' } });
  });

  test('that may not be made is refused before its name is looked at, and leaves it free', async () => {
    const denials = { [`ec2:CreateImage ${instanceId(1)}`]: denial('ec2:CreateImage') };
    const { ec2, real } = staged({ images: [ourImage('ami-1', { name: 'taken' })], denials });
    const problem = { ...denial('ec2:CreateImage'), place: { instance: instanceId(1) } };
    expect(await ec2.images.create(aRequest({ name: 'taken' }))).toEqual({ ok: false, problem });
    expect(real.calls.all).toEqual([]);
    await ec2.images.create(aRequest({ name: 'wanted' }));
    await made(ec2, { name: 'wanted', instance: anInstance({ id: instanceId(2) }) });
  });

  test('of which a trial says nothing about permissions is taken for allowed', async () => {
    const { ec2 } = staged({ denials: { 'ec2:CreateImage': aProblem('Throttled') } });
    expect(await ec2.images.create(aRequest())).toMatchObject({ ok: true });
  });

  test.each(['TagsRejected', 'LimitReached', 'AwsRefused', 'KeyUnusable'] as const)(
    'that EC2 refuses with %s would be refused in the backup, too',
    async (code) => {
      const { ec2 } = staged({ denials: { 'ec2:CreateImage': aProblem(code) } });
      expect(await ec2.images.create(aRequest())).toMatchObject({ ok: false, problem: { code } });
    },
  );

  test('whose name cannot be looked up fails with that', async () => {
    const problem = aProblem('AccessDenied', { what: 'Cannot look up the image by name' });
    const { ec2 } = staged({ faults: { 'images.named': problem } });
    expect(await ec2.images.create(aRequest())).toMatchObject({ ok: false, problem });
  });

  test('of an earlier attempt that is pending is available when somebody looks for it', async () => {
    const { ec2, real } = staged({ images: [...daily([1]), ourImage('ami-adopted', { state: 'pending' })] });
    expect(await listed(ec2)).toEqual(['ami-1d available', 'ami-adopted pending']);
    await ec2.images.find(['ami-adopted']);
    expect(await listed(ec2, INSTANCE)).toEqual(['ami-1d available', 'ami-adopted available']);
    // However often they are asked for.
    expect(real.calls.verbs).toEqual(['images.ours']);
  });
});

test('other look-ups are those of the account and region itself, and nobody waits for a reboot', async () => {
  const { ec2, real } = staged({ images: daily([1]) });
  expect([ec2.account, ec2.region]).toEqual([ACCOUNT, REGION]);
  expect(await ec2.instances.find({ kind: 'all' })).toEqual({ ok: true, value: instances(2) });
  await ec2.instances.volumes([INSTANCE]);
  await ec2.images.uses(['ami-1d']);
  await ec2.images.sharedWith('ami-1d');
  await ec2.images.inBin();
  await ec2.snapshots.holds(['snap-1']);
  expect(await ec2.instances.statusChecks([INSTANCE])).toEqual({
    ok: true,
    value: new Map([[INSTANCE, true]]),
  });
  expect(await ec2.snapshots.progress(['snap-1'])).toEqual({ ok: true, value: [] });
  expect(real.calls.verbs).toEqual([
    'instances.find',
    'instances.volumes',
    'images.uses',
    'images.sharedWith',
    'images.inBin',
    'snapshots.holds',
  ]);
});

describe('an image that would be pruned', () => {
  test('is gone with its snapshots, but for those that another one uses', async () => {
    const images = [
      ourImage('ami-1', { snapshots: ['snap-1', 'snap-shared'] }),
      ourImage('ami-2', { snapshots: ['snap-2', 'snap-shared'] }),
    ];
    const { ec2 } = staged({ images, snapshots: [aSnapshot('snap-loose')] });
    expect(await ec2.images.deregister('ami-1')).toEqual({
      ok: true,
      value: [{ id: 'snap-shared', code: 'skipped' }],
    });
    expect(await listed(ec2)).toEqual(['ami-2 available']);
    const ours = await ec2.snapshots.ours();
    expect(ours.ok && ours.value.map(({ id }) => id).toSorted()).toEqual([
      'snap-2',
      'snap-loose',
      'snap-shared',
    ]);
    expect(await ec2.images.withSnapshots(['snap-1', 'snap-2'])).toEqual({
      ok: true,
      value: new Map([['snap-2', ['ami-2']]]),
    });
  });

  test('stays when that is denied', async () => {
    const problem = denial('ec2:DeregisterImage');
    const { ec2 } = staged({ images: daily([1]), denials: { 'ec2:DeregisterImage': problem } });
    expect(await ec2.images.deregister('ami-1d')).toEqual({ ok: false, problem });
    expect(await listed(ec2)).toEqual(['ami-1d available']);
  });

  test('leaves its snapshots when only they may not be deleted', async () => {
    const images = [ourImage('ami-1', { snapshots: ['snap-1', 'snap-2'] })];
    const denials = { 'ec2:DeleteSnapshot': denial('ec2:DeleteSnapshot') };
    const { ec2, real } = staged({ images, denials });
    const left = ['snap-1', 'snap-2'].map((id) => ({ id, code: 'missing-permissions' }));
    expect(await ec2.images.deregister('ami-1')).toEqual({ ok: true, value: left });
    expect(real.permissions.tried).toEqual(['ec2:DeregisterImage ami-1', 'ec2:DeleteSnapshot snap-1']);
  });

  test('goes when a trial says nothing about permissions', async () => {
    const busy = aProblem('Throttled');
    const denials = { 'ec2:DeregisterImage': busy, 'ec2:DeleteSnapshot': busy };
    const { ec2 } = staged({ images: daily([1]), denials });
    expect(await ec2.images.deregister('ami-1d')).toEqual({ ok: true, value: [] });
    expect(await listed(ec2)).toEqual([]);
  });
});

test.each([
  { denials: {}, left: ['snap-2'] },
  { denials: { 'ec2:DeleteSnapshot': denial('ec2:DeleteSnapshot') }, left: ['snap-1', 'snap-2'] },
])('a snapshot that would be deleted is gone, unless that is denied: $left', async ({ denials, left }) => {
  const { ec2 } = staged({ snapshots: [aSnapshot('snap-1'), aSnapshot('snap-2')], denials });
  expect(await ec2.snapshots.delete('snap-1')).toMatchObject({ ok: left.length === 1 });
  expect(await ec2.snapshots.ours()).toMatchObject({ value: left.map((id) => ({ id })) });
});

test('a listing that fails is handed on', async () => {
  const problem = aProblem('AccessDenied', { phase: 'prune' });
  const faults = { 'images.ours': problem, 'snapshots.ours': problem, 'images.withSnapshots': problem };
  const { ec2 } = staged({ faults });
  const refused = { ok: false, problem: { code: 'AccessDenied' } };
  expect(await ec2.images.ours('prune')).toMatchObject(refused);
  expect(await ec2.snapshots.ours()).toMatchObject(refused);
  expect(await ec2.images.withSnapshots(['snap-1'])).toMatchObject(refused);
});
