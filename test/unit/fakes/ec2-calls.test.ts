/** Calls of the fake EC2: what goes wrong with them, by whose rights they are made, and their record. */
import { describe, expect, test } from '@jest/globals';
import type { Image } from '../../../src/model/image.ts';
import type { Problem, Result } from '../../../src/model/problem.ts';
import { aProblem, aRequest, instanceId, NOW } from '../builders.ts';
import { ourImage } from '../image-builders.ts';
import { FakeClock } from './clock.ts';
import { FakeEc2, type Ec2Parts } from './ec2.ts';
import { denial } from './trials.ts';

function arrange(parts: Ec2Parts = {}) {
  const clock = new FakeClock(NOW);
  return { clock, ec2: new FakeEc2(clock, parts) };
}

async function codeOf(answer: Promise<Result<unknown>>): Promise<string> {
  const result = await answer;
  return result.ok ? 'ok' : result.problem.code;
}

async function statesOf(answer: Promise<Result<readonly Image[]>>): Promise<string[]> {
  const result = await answer;
  return result.ok ? result.value.map(({ id, state }) => `${id} ${state}`) : [result.problem.code];
}

describe('calls go wrong', () => {
  const busy = aProblem('Throttled');
  const codes = async (faults: Ec2Parts['faults'] = {}): Promise<string[]> => {
    const { ec2 } = arrange({ faults });
    const found: string[] = [];
    for (const id of ['ami-1', 'ami-2', 'ami-1']) found.push(await codeOf(ec2.images.find([id])));
    return found;
  };

  test('every time, the n-th time, or as a function says', async () => {
    expect(await codes({ 'images.find': busy })).toEqual(['Throttled', 'Throttled', 'Throttled']);
    expect(await codes({ 'images.find': [undefined, busy] })).toEqual(['ok', 'Throttled', 'ok']);
    const ofTwo = ({ of }: { readonly of: string }): Problem | undefined =>
      of === 'ami-2' ? busy : undefined;
    expect(await codes({ 'images.find': ofTwo })).toEqual(['ok', 'Throttled', 'ok']);
    expect(await codes({ 'images.ours': busy })).toEqual(['ok', 'ok', 'ok']);
    await expect(codes({ 'images.find': () => new Error('oops') })).rejects.toThrow('oops');
  });

  test('without an effect; and with it, when only the reply is lost', async () => {
    const refused = arrange({ faults: { 'images.create': busy } }).ec2;
    const lost = arrange({ lostReplies: { 'images.create': busy } }).ec2;
    expect(await codeOf(refused.images.create(aRequest()))).toBe('Throttled');
    expect(await codeOf(lost.images.create(aRequest()))).toBe('Throttled');
    expect([refused.state.imageIds.length, lost.state.imageIds.length]).toEqual([0, 1]);
    expect([refused.calls.changes.length, lost.calls.changes.length]).toEqual([0, 1]);
  });

  test('for want of a right: the call and its trial, of everything or of one resource', async () => {
    const denials = {
      'ec2:CreateImage': denial('ec2:CreateImage'),
      'ec2:DeregisterImage ami-1': denial('ec2:DeregisterImage'),
    };
    const { ec2 } = arrange({ images: [ourImage('ami-1'), ourImage('ami-2')], denials });
    const { permissions, images } = ec2;
    expect(await codeOf(permissions.createImage(aRequest()))).toBe('AccessDenied');
    expect(await images.create(aRequest())).toMatchObject({
      problem: { phase: 'create', place: { instance: instanceId(1) } },
    });
    expect([
      await codeOf(permissions.tryCall('ec2:DeregisterImage', 'ami-1')),
      await codeOf(images.deregister('ami-1')),
    ]).toEqual(['AccessDenied', 'AccessDenied']);
    expect([await codeOf(permissions.tryCall('ec2:DeregisterImage', 'ami-2')), ec2.state.imageIds]).toEqual([
      'ok',
      ['ami-1', 'ami-2'],
    ]);
    expect(permissions.tried).toEqual([
      `ec2:CreateImage ${instanceId(1)}`,
      ...['ami-1', 'ami-2'].map((id) => `ec2:DeregisterImage ${id}`),
    ]);
    expect(ec2.calls.changes).toEqual([]);
  });

  test('frozen: whatever would change something throws', async () => {
    const { ec2 } = arrange({ images: [ourImage('ami-1')], frozen: true });
    await expect(ec2.images.deregister('ami-1')).rejects.toThrow(
      'images.deregister ami-1 would change something',
    );
    await expect(ec2.images.create(aRequest())).rejects.toThrow('would change something');
    await expect(ec2.snapshots.delete('snap-1')).rejects.toThrow('would change something');
    expect(await codeOf(ec2.images.find(['ami-1']))).toBe('ok');
  });
});

test('another role has rights and a record of its own, and sees the same EC2', async () => {
  const { ec2 } = arrange({ images: [ourImage('ami-1'), ourImage('ami-2')] });
  const maker = ec2.withRole({ denials: { 'ec2:DeregisterImage': denial('ec2:DeregisterImage') } });
  expect(await codeOf(maker.images.deregister('ami-1'))).toBe('AccessDenied');
  expect(await codeOf(ec2.images.deregister('ami-1'))).toBe('ok');
  expect(await statesOf(maker.images.ours('prune'))).toEqual(['ami-2 available']);
  expect([ec2.calls.verbs, maker.calls.verbs]).toEqual([
    ['images.deregister'],
    ['images.deregister', 'images.ours'],
  ]);
});

describe('the record', () => {
  test('has what each call was about, and when', async () => {
    const { ec2, clock } = arrange({ replyTime: ({ verb }) => (verb === 'images.find' ? 1_000 : 0) });
    await ec2.images.find(['ami-1', 'ami-2']);
    await ec2.instances.find({ kind: 'ids', ids: ['i-1'] });
    await ec2.instances.find({ kind: 'all' });
    await ec2.images.ours('prune', 'i-1');
    expect(ec2.calls.all).toEqual([
      { verb: 'images.find', of: 'ami-1,ami-2', at: 0 },
      { verb: 'instances.find', of: 'i-1', at: 1_000 },
      { verb: 'instances.find', of: 'all', at: 1_000 },
      { verb: 'images.ours', of: 'i-1', at: 1_000 },
    ]);
    expect(ec2.calls.of('images.find')).toHaveLength(1);
    expect(clock.elapsed()).toBe(1_000);
  });

  test('counts those that are under way at once', async () => {
    const { ec2 } = arrange({ replyTime: 1_000 });
    await Promise.all([1, 2, 3].map((number) => ec2.images.find([`ami-${number}`])));
    await ec2.images.find([]);
    expect([ec2.calls.busiest('images.find'), ec2.calls.busiest('images.ours')]).toEqual([3, 0]);
  });

  test('has something happen just before a call has its effect', async () => {
    const { ec2 } = arrange({ images: [ourImage('ami-1')], replyTime: 1_000 });
    ec2.calls.before('images.ours', 2, () => {
      ec2.state.remove('ami-1');
      ec2.state.add(ourImage('ami-2'));
      ec2.state.replace(ourImage('ami-2', { state: 'disabled' }));
    });
    expect(await statesOf(ec2.images.ours('prune'))).toEqual(['ami-1 available']);
    expect(await statesOf(ec2.images.ours('prune'))).toEqual(['ami-2 disabled']);
  });
});
