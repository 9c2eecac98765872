/** Images that are waited for: when they are looked at, and which end each has. */
import { describe, expect, test } from '@jest/globals';
import { ImageWatch } from '../../../src/images/watch.ts';
import { ACCOUNT, anInstance, aRequest, HOUR, instanceId, MINUTE, NOW, REGION } from '../builders.ts';
import type { Life } from '../fakes/ec2-state.ts';
import { FakeEc2 } from '../fakes/ec2.ts';
import { aRun } from '../fakes/run.ts';
import { ourImage } from '../image-builders.ts';

interface Scene {
  readonly lives?: readonly Life[];
  readonly deadline?: number;
}

/** `add` has EC2 accept the image of the n-th life and answers whether it becomes good. */
function arrange({ lives = [{}], deadline = HOUR }: Scene) {
  const run = aRun({ deadline });
  const byInstance = Object.fromEntries(lives.map((life, at) => [instanceId(at + 1), life]));
  const ec2 = new FakeEc2(run.clock, { lives: byInstance });
  const watch = new ImageWatch(ec2, run);
  const add = (number: number): Promise<boolean> => {
    const instance = anInstance({ id: instanceId(number) });
    const createdAt = NOW + run.clock.elapsed();
    ec2.state.add(ourImage(`ami-${number}`, { instance: instance.id, state: 'pending', createdAt }));
    return watch.ended(aRequest({ instance }), `ami-${number}`);
  };
  return { ...run, ec2, add, looks: () => ec2.calls.of('images.find') };
}

/** Waits for the image of each life. */
async function watchAll(scene: Scene) {
  const arranged = arrange(scene);
  const good = await Promise.all((scene.lives ?? [{}]).map((_, at) => arranged.add(at + 1)));
  return { ...arranged, good };
}

describe('looking', () => {
  test('begins after a second', async () => {
    const { looks } = await watchAll({ lives: [{ after: 500 }] });
    expect(looks()).toMatchObject([{ of: 'ami-1', at: 1_000 }]);
  });

  test('grows rarer, up to every 15 seconds', async () => {
    const times = (await watchAll({ lives: [{ after: 5 * MINUTE }] })).looks().map(({ at }) => at);
    const gaps = times.map((at, index) => at - (times[index - 1] ?? 0));
    expect(gaps.slice(0, 3)).toEqual([1_000, 1_500, 2_250]);
    expect(gaps).toEqual(gaps.toSorted((one, other) => one - other));
    expect(gaps.at(-1)).toBe(15_000);
  });

  test('is one call for all images that are pending, and for no others', async () => {
    const { looks } = await watchAll({ lives: [{ after: MINUTE }, { after: 1_000 }, { after: MINUTE }] });
    expect(looks()[0]?.of).toBe('ami-1,ami-2,ami-3');
    expect(looks()[1]?.of).toBe('ami-1,ami-3');
  });

  test('ends when nothing is pending', async () => {
    const { looks } = await watchAll({ lives: [{ after: 0 }] });
    expect(looks()).toHaveLength(1);
  });

  test('takes images in that are added later, also after all others had their end', async () => {
    const { add, journal, clock } = arrange({ lives: [{ after: 10_000 }, { after: 10_000 }, {}] });
    const later = Promise.withResolvers<boolean>();
    clock.at(5_000, () => {
      later.resolve(add(2));
    });
    expect(await Promise.all([add(1), later.promise])).toEqual([true, true]);
    expect(await add(3)).toBe(true);
    expect(journal.of('available').map(({ image }) => image.id)).toEqual(['ami-1', 'ami-2', 'ami-3']);
  });

  test('that ends in an error of our own is one for each image', async () => {
    const run = aRun();
    const ec2 = new FakeEc2(run.clock, { faults: { 'images.find': () => new Error('oops') } });
    const watch = new ImageWatch(ec2, run);
    const ends = ['ami-1', 'ami-2'].map((id) => watch.ended(aRequest(), id));
    expect((await Promise.allSettled(ends)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});

describe('the end of an image', () => {
  test('available comes with what EC2 shows', async () => {
    const { journal } = await watchAll({ lives: [{ after: 0 }] });
    const image = { id: 'ami-1', state: 'available', snapshots: ['snap-of-ami-1'], sizeGiB: 8 };
    expect(journal.events).toMatchObject([
      { kind: 'available', request: { instance: { id: instanceId(1) } }, image },
    ]);
  });

  test.each([
    { state: 'failed', code: 'ImageFailed' },
    { state: 'error', code: 'ImageFailed' },
    { state: 'invalid', code: 'ImageFailed' },
    { state: 'deregistered', code: 'ImageVanished' },
    { state: 'disabled', code: 'ImageVanished' },
    { state: 'a state of the future', code: 'ImageFailed' },
  ])('$state is the failure $code', async ({ state, code }) => {
    const { journal, clock, good } = await watchAll({
      lives: [{ becomes: state, after: 0, reason: 'Snapshot limit' }],
    });
    const place = { account: ACCOUNT, region: REGION, instance: instanceId(1), image: 'ami-1' };
    expect(journal.events).toMatchObject([
      { kind: 'failed', image: { state }, problem: { code, phase: 'wait', place, said: 'Snapshot limit' } },
    ]);
    expect([good, clock.elapsed()]).toEqual([[false], 1_000]);
  });

  test('transient is none', async () => {
    const { journal } = await watchAll({ lives: [{ becomes: 'transient', after: 0 }], deadline: MINUTE });
    expect(journal.codes).toEqual(['WaitTimedOut']);
  });

  test('of one does not touch the others', async () => {
    const { journal, good } = await watchAll({ lives: [{ becomes: 'failed', after: 0 }, { after: MINUTE }] });
    expect(good).toEqual([false, true]);
    expect(journal.codes).toEqual(['ImageFailed']);
    expect(journal.of('available')).toMatchObject([{ image: { id: 'ami-2' } }]);
  });
});

describe('an image that EC2 does not show', () => {
  test.each([
    { why: 'at first', life: { hiddenFor: 170_000, after: 0 } },
    { why: 'for less than three minutes, and then all done', life: { hiddenFor: 100_000, after: 90_000 } },
  ])('$why is waited for', async ({ life }) => {
    const { journal } = await watchAll({ lives: [life] });
    expect([journal.codes, journal.of('available').length]).toEqual([[], 1]);
  });

  test('for three minutes has vanished', async () => {
    const { journal, clock } = await watchAll({ lives: [{ hiddenFor: Infinity }] });
    expect(journal.problems).toMatchObject([{ code: 'ImageVanished', place: { image: 'ami-1' } }]);
    expect(clock.elapsed()).toBeGreaterThanOrEqual(3 * MINUTE);
    expect(clock.elapsed()).toBeLessThanOrEqual(3 * MINUTE + 15_000);
  });

  test('any more has vanished, when it has not come back within three minutes', async () => {
    const { journal, clock } = await watchAll({ lives: [{ after: Infinity, goneAfter: 10 * MINUTE }] });
    expect(journal.codes).toEqual(['ImageVanished']);
    expect(clock.elapsed()).toBeLessThanOrEqual(13 * MINUTE + 15_000);
  });
});
