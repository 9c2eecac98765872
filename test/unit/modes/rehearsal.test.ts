/** EC2 as it would be: nothing is changed, and what would have been made or pruned is seen. */
import { describe, expect, test } from '@jest/globals';
import { NEW_IMAGE, RehearsedRegion } from '../../../src/modes/rehearsal.ts';
import { ACCOUNT, anInstance, aProblem, aRequest, instanceId, instances, REGION } from '../builders.ts';
import { FakeClock } from '../fakes/clock.ts';
import { FakeEc2, type Ec2Parts } from '../fakes/ec2.ts';
import { denial } from '../fakes/trials.ts';
import { anImage, aSnapshot, daily, INSTANCE } from '../retention/images.ts';

/** Whatever would change something throws. */
function rehearsed(parts: Ec2Parts = {}) {
  const place = new FakeEc2(new FakeClock(), { frozen: true, instances: instances(2), ...parts });
  return { place, region: new RehearsedRegion(place, place.permissions) };
}

async function listed(region: RehearsedRegion, instance?: string): Promise<string[]> {
  const found = await region.keeping.ourImages(instance);
  if (!found.ok) throw new Error(found.problem.what);
  return found.value.map(({ id, state }) => `${id} ${state}`);
}

const place = { account: ACCOUNT, region: REGION, instance: instanceId(1) };

describe('an image', () => {
  test('gets a word in place of its id', async () => {
    const { region, place: real } = rehearsed();
    expect(await region.createImage(aRequest())).toEqual({ ok: true, value: NEW_IMAGE });
    expect(real.permissions.tried).toEqual([`ec2:CreateImage ${instanceId(1)}`]);
  });

  test('whose name another one holds is refused', async () => {
    const { region } = rehearsed({ images: [anImage('ami-1', { name: 'taken' })] });
    const problem = { code: 'NameTaken', phase: 'create', place, what: 'The name taken is taken' };
    expect(await region.createImage(aRequest({ name: 'taken' }))).toEqual({ ok: false, problem });
  });

  test('whose name was given in this rehearsal is refused', async () => {
    const { region } = rehearsed();
    await region.createImage(aRequest({ name: 'twice' }));
    const second = await region.createImage(aRequest({ name: 'twice', series: 'weekly' }));
    expect(second).toMatchObject({ ok: false, problem: { code: 'NameTaken' } });
  });

  test('that may not be made is refused before its name is looked at', async () => {
    const { region, place: real } = rehearsed({
      images: [anImage('ami-1', { name: 'taken' })],
      denials: { 'ec2:CreateImage': denial('ec2:CreateImage') },
    });
    const problem = { ...denial('ec2:CreateImage'), place: { instance: instanceId(1) } };
    expect(await region.createImage(aRequest({ name: 'taken' }))).toEqual({ ok: false, problem });
    expect(real.looks).toEqual([]);
  });

  test('that was denied leaves its name free', async () => {
    const { region } = rehearsed({
      denials: { [`ec2:CreateImage ${instanceId(1)}`]: denial('ec2:CreateImage') },
    });
    await region.createImage(aRequest({ name: 'wanted' }));
    const other = anInstance({ id: instanceId(2) });
    const second = await region.createImage(aRequest({ name: 'wanted', instance: other }));
    expect(second).toEqual({ ok: true, value: NEW_IMAGE });
  });

  test('of which a trial says nothing about permissions is taken for allowed', async () => {
    const { region } = rehearsed({ denials: { 'ec2:CreateImage': aProblem('Throttled') } });
    expect(await region.createImage(aRequest())).toEqual({ ok: true, value: NEW_IMAGE });
  });

  test.each(['TagsRejected', 'LimitReached', 'AwsRefused', 'KeyUnusable'] as const)(
    'that EC2 refuses with %s would be refused in the backup, too',
    async (code) => {
      const { region } = rehearsed({ denials: { 'ec2:CreateImage': aProblem(code) } });
      expect(await region.createImage(aRequest())).toMatchObject({ ok: false, problem: { code } });
    },
  );

  test('whose name cannot be looked up fails with that', async () => {
    const problem = aProblem('AccessDenied', { what: 'Cannot look up the image by name' });
    const { region } = rehearsed({ problems: { findImageNamed: problem } });
    expect(await region.createImage(aRequest())).toEqual({ ok: false, problem });
  });
});

test('look-ups are those of the place itself', async () => {
  const image = anImage('ami-1', { name: 'one' });
  const volumes = [{ instance: INSTANCE, device: '/dev/xvda', sizeGiB: 8, encrypted: true }];
  const { region } = rehearsed({ images: [image], volumes });
  expect([region.account, region.region]).toEqual([ACCOUNT, REGION]);
  expect(await region.findInstances({ kind: 'all' })).toEqual({ ok: true, value: instances(2) });
  expect(await region.volumes([INSTANCE])).toEqual({ ok: true, value: volumes });
  expect(await region.findImages(['ami-1'])).toEqual({ ok: true, value: [image] });
  expect(await region.findImageNamed('one')).toEqual({ ok: true, value: image });
  expect(await region.statusChecks([INSTANCE])).toEqual({ ok: true, value: new Map([[INSTANCE, true]]) });
  expect(await region.snapshotProgress(['snap-1'])).toEqual({ ok: true, value: [] });
  expect(await region.keeping.uses(['ami-1'])).toEqual({ ok: true, value: new Map([['ami-1', []]]) });
  expect(await region.keeping.sharedWith('ami-1')).toEqual({ ok: true, value: [] });
});

describe('images that become available', () => {
  test('are listed with the others, each new one beside the other', async () => {
    const { region } = rehearsed({ images: daily([1]) });
    const facts = { state: 'pending', instance: instanceId(2) };
    region.keeping.becomesAvailable(anImage(NEW_IMAGE, { name: 'one', ...facts }));
    region.keeping.becomesAvailable(anImage(NEW_IMAGE, { name: 'two', ...facts }));
    expect(await listed(region)).toEqual(['ami-1d available', 'new available', 'new available']);
    expect(await listed(region, instanceId(2))).toEqual(['new available', 'new available']);
    expect(await listed(region, INSTANCE)).toEqual(['ami-1d available']);
  });

  test('take the place of those that are pending', async () => {
    const adopted = anImage('ami-adopted', { state: 'pending' });
    const { region } = rehearsed({ images: [...daily([1]), adopted] });
    region.keeping.becomesAvailable(adopted);
    expect(await listed(region)).toEqual(['ami-1d available', 'ami-adopted available']);
  });
});

describe('an image that would be pruned', () => {
  test('is gone with its snapshots', async () => {
    const images = [anImage('ami-1', { snapshots: ['snap-1', 'snap-2'] }), anImage('ami-2')];
    const { region } = rehearsed({ images, snapshots: [aSnapshot('snap-loose')] });
    expect(await region.keeping.deregister('ami-1')).toEqual({ ok: true, value: [] });
    expect(await listed(region)).toEqual(['ami-2 available']);
    expect(await region.keeping.ourSnapshots()).toMatchObject({
      value: [{ id: 'snap-loose' }, { id: 'snap-of-ami-2' }],
    });
    expect(await region.keeping.imagesWithSnapshots(['snap-1'])).toEqual({ ok: true, value: new Map() });
    expect(await region.keeping.imagesWithSnapshots(['snap-of-ami-2'])).toEqual({
      ok: true,
      value: new Map([['snap-of-ami-2', ['ami-2']]]),
    });
  });

  test('stays when that is denied', async () => {
    const problem = denial('ec2:DeregisterImage');
    const { region } = rehearsed({ images: daily([1]), denials: { 'ec2:DeregisterImage': problem } });
    expect(await region.keeping.deregister('ami-1d')).toEqual({ ok: false, problem });
    expect(await listed(region)).toEqual(['ami-1d available']);
  });

  test('leaves its snapshots when only they may not be deleted', async () => {
    const images = [anImage('ami-1', { snapshots: ['snap-1', 'snap-2'] })];
    const { region, place: real } = rehearsed({
      images,
      denials: { 'ec2:DeleteSnapshot': denial('ec2:DeleteSnapshot') },
    });
    expect(await region.keeping.deregister('ami-1')).toEqual({
      ok: true,
      value: [
        { id: 'snap-1', code: 'missing-permissions' },
        { id: 'snap-2', code: 'missing-permissions' },
      ],
    });
    expect(real.permissions.tried).toEqual(['ec2:DeregisterImage ami-1', 'ec2:DeleteSnapshot snap-1']);
  });

  test('goes when a trial says nothing about permissions', async () => {
    const busy = aProblem('Throttled');
    const { region } = rehearsed({
      images: daily([1]),
      denials: { 'ec2:DeregisterImage': busy, 'ec2:DeleteSnapshot': busy },
    });
    expect(await region.keeping.deregister('ami-1d')).toEqual({ ok: true, value: [] });
    expect(await listed(region)).toEqual([]);
  });
});

describe('a snapshot that would be deleted', () => {
  test('is gone', async () => {
    const { region } = rehearsed({ snapshots: [aSnapshot('snap-1'), aSnapshot('snap-2')] });
    expect(await region.keeping.deleteSnapshot('snap-1')).toEqual({ ok: true, value: undefined });
    expect(await region.keeping.ourSnapshots()).toMatchObject({ value: [{ id: 'snap-2' }] });
  });

  test('stays when that is denied', async () => {
    const problem = denial('ec2:DeleteSnapshot');
    const { region } = rehearsed({
      snapshots: [aSnapshot('snap-1')],
      denials: { 'ec2:DeleteSnapshot': problem },
    });
    expect(await region.keeping.deleteSnapshot('snap-1')).toEqual({ ok: false, problem });
    expect(await region.keeping.ourSnapshots()).toMatchObject({ value: [{ id: 'snap-1' }] });
  });
});

test('a listing that fails is handed on', async () => {
  const problem = aProblem('AccessDenied');
  const problems = { ourImages: problem, ourSnapshots: problem, imagesWithSnapshots: problem };
  const { region } = rehearsed({ problems });
  const refused = { ok: false, problem };
  expect(await region.keeping.ourImages()).toEqual(refused);
  expect(await region.keeping.ourSnapshots()).toEqual(refused);
  expect(await region.keeping.imagesWithSnapshots(['snap-1'])).toEqual(refused);
});

test('our images are listed once, however often they are asked for', async () => {
  const { region, place: real } = rehearsed({ images: daily([1, 2]) });
  await Promise.all([listed(region), listed(region, INSTANCE), listed(region)]);
  expect(real.looks).toEqual(['ourImages']);
});
