import { describe, expect, test } from '@jest/globals';
import { ImageWatch } from '../../../src/images/watch.ts';
import { ACCOUNT, anInstance, aRequest, instanceId, REGION } from '../builders.ts';
import { FakeAccountRegion, type Life } from '../fakes/account-region.ts';
import { FakeClock } from '../fakes/clock.ts';
import { RecordingJournal } from '../fakes/journal.ts';

const MINUTE = 60_000;

interface Scene {
  readonly lives?: readonly Life[];
  readonly deadline?: number;
}

function arrange({ lives = [{}], deadline = 60 * MINUTE }: Scene) {
  const clock = new FakeClock();
  const journal = new RecordingJournal(clock);
  const byInstance = Object.fromEntries(lives.map((life, at) => [instanceId(at + 1), life]));
  const place = new FakeAccountRegion(clock, { lives: byInstance });
  const { signal } = new AbortController();
  const watch = new ImageWatch({
    place,
    clock,
    journal,
    deadline,
    signal,
    available: () => undefined,
  });
  const add = (number: number): void => {
    const request = aRequest({ instance: anInstance({ id: instanceId(number) }) });
    place.has(`ami-${number}`, request);
    watch.add(request, `ami-${number}`);
  };
  return { clock, journal, place, watch, add, count: lives.length };
}

/** Waits for the image of each life. */
async function watchAll(scene: Scene) {
  const arranged = arrange(scene);
  for (let number = 1; number <= arranged.count; number += 1) arranged.add(number);
  await arranged.watch.settled();
  return arranged;
}

function gapsOf({ looks }: FakeAccountRegion): number[] {
  return looks.map(({ at }, index) => at - (looks[index - 1]?.at ?? 0));
}

describe('looking', () => {
  test('begins after a second', async () => {
    const { place } = await watchAll({ lives: [{ after: 500 }] });
    expect(place.looks).toEqual([{ ids: ['ami-1'], at: 1_000 }]);
  });

  test('grows rarer, up to every 15 seconds', async () => {
    const gaps = gapsOf((await watchAll({ lives: [{ after: 5 * MINUTE }] })).place);
    expect(gaps.slice(0, 3)).toEqual([1_000, 1_500, 2_250]);
    expect(gaps).toEqual(gaps.toSorted((one, other) => one - other));
    expect(gaps.at(-1)).toBe(15_000);
  });

  test('is one call for all images that are pending, and for no others', async () => {
    const { place } = await watchAll({ lives: [{ after: MINUTE }, { after: 1_000 }, { after: MINUTE }] });
    expect(place.looks[0]?.ids).toEqual(['ami-1', 'ami-2', 'ami-3']);
    expect(place.looks[1]?.ids).toEqual(['ami-1', 'ami-3']);
  });

  test('ends when nothing is pending', async () => {
    const { place, watch } = await watchAll({ lives: [{ after: 0 }] });
    await watch.settled();
    expect(place.looks).toHaveLength(1);
  });

  test('takes images in that are added later, also after all others had their end', async () => {
    const { watch, add, journal, clock } = arrange({ lives: [{ after: 10_000 }, { after: 10_000 }, {}] });
    add(1);
    clock.at(5_000, () => {
      add(2);
    });
    await watch.settled();
    add(3);
    await watch.settled();
    expect(journal.of('available').map(({ image }) => image.id)).toEqual(['ami-1', 'ami-2', 'ami-3']);
  });

  test('is nothing when no image was added', async () => {
    const { watch, place } = arrange({ lives: [] });
    await watch.settled();
    expect(place.looks).toEqual([]);
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
    const { journal, clock } = await watchAll({
      lives: [{ becomes: state, after: 0, reason: 'Snapshot limit' }],
    });
    const place = { account: ACCOUNT, region: REGION, instance: instanceId(1), image: 'ami-1' };
    expect(journal.events).toMatchObject([
      { kind: 'failed', image: { state }, problem: { code, phase: 'wait', place, said: 'Snapshot limit' } },
    ]);
    expect(clock.elapsed()).toBe(1_000);
  });

  test('transient is none', async () => {
    const { journal } = await watchAll({ lives: [{ becomes: 'transient', after: 0 }], deadline: MINUTE });
    expect(journal.codes).toEqual(['WaitTimedOut']);
  });

  test('of one does not touch the others', async () => {
    const { journal } = await watchAll({ lives: [{ becomes: 'failed', after: 0 }, { after: MINUTE }] });
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
