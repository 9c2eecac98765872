/** Images that are waited for: look-ups that fail, the end of time, cancelling, and progress. */
import { describe, expect, test } from '@jest/globals';
import { ImageWatch } from '../../../src/images/watch.ts';
import type { Problem, ProblemCode } from '../../../src/model/problem.ts';
import { ACCOUNT, anInstance, aProblem, aRequest, HOUR, instanceId, MINUTE, REGION } from '../builders.ts';
import { FakeEc2, type Ec2Parts } from '../fakes/ec2.ts';
import { aRun } from '../fakes/run.ts';
import { ourImage } from '../image-builders.ts';

interface Scene extends Pick<Ec2Parts, 'faults'> {
  readonly after?: number;
  readonly hiddenFor?: number;
  readonly deadline?: number;
  readonly cancelAt?: number;
}

/** Waits for two images, of which the second one takes twice as long. */
async function watchTwo(scene: Scene) {
  const { after = MINUTE, hiddenFor = 0, deadline = HOUR, cancelAt, faults = {} } = scene;
  const run = aRun({ deadline, cancelAt });
  const lives = { 'ami-1': { after, hiddenFor }, 'ami-2': { after: after * 2 } };
  const images = [1, 2].map((number) => {
    return ourImage(`ami-${number}`, { instance: instanceId(number), state: 'pending' });
  });
  const ec2 = new FakeEc2(run.clock, { images, lives, faults });
  const watch = new ImageWatch(ec2, run);
  const ends = [1, 2].map((number) =>
    watch.ended(aRequest({ instance: anInstance({ id: instanceId(number) }) }), `ami-${number}`),
  );
  await Promise.all(ends);
  const [looks, snapshotLooks] = [ec2.calls.of('images.find'), ec2.calls.of('snapshots.progress')];
  return { ...run, looks, snapshotLooks };
}

function times(count: number, code: ProblemCode): Problem[] {
  return Array.from({ length: count }, () => aProblem(code, { phase: 'plan' }));
}

describe('a failed look-up', () => {
  test.each<{ code: ProblemCode }>([
    { code: 'Throttled' },
    { code: 'NetworkUnreachable' },
    { code: 'AwsFailed' },
  ])('that may pass ($code) is tried again', async ({ code }) => {
    const { journal } = await watchTwo({ faults: { 'images.find': times(3, code) } });
    expect([journal.codes, journal.of('available').length]).toEqual([[], 2]);
  });

  test.each<{ code: ProblemCode }>([
    { code: 'AccessDenied' },
    { code: 'CredentialsExpired' },
    { code: 'Unexpected' },
  ])('that lasts ($code) ends the wait, and each image says so', async ({ code }) => {
    const { journal, clock } = await watchTwo({ faults: { 'images.find': times(1, code) } });
    expect(journal.problems).toMatchObject(
      [1, 2].map((number) => ({
        code,
        phase: 'wait',
        place: { account: ACCOUNT, region: REGION, instance: instanceId(number), image: `ami-${number}` },
      })),
    );
    expect(journal.of('failed').map(({ image, unknown }) => [image, unknown])).toEqual([
      [undefined, true],
      [undefined, true],
    ]);
    expect(clock.elapsed()).toBe(1_000);
  });

  test('that does not pass until wait-timeout leaves it open what became of the images', async () => {
    const { journal } = await watchTwo({
      faults: { 'images.find': times(1_000, 'Throttled') },
      deadline: 5 * MINUTE,
    });
    expect(journal.of('failed')).toMatchObject([
      { unknown: true, problem: { code: 'Throttled', phase: 'wait', place: { image: 'ami-1' } } },
      { unknown: true, problem: { code: 'Throttled', phase: 'wait', place: { image: 'ami-2' } } },
    ]);
    expect(journal.problems[0]?.what).toContain('images could not be looked up since 02:17:01 UTC');
  });

  test('is told once, and again when it becomes another one and when it is over', async () => {
    const problems = [...times(2, 'Throttled'), ...times(3, 'NetworkUnreachable')];
    const { journal } = await watchTwo({ faults: { 'images.find': problems } });
    expect(journal.of('noticed').map(({ text }) => text)).toEqual([
      'Images cannot be looked up (Throttled); their state is unknown',
      'Images cannot be looked up (NetworkUnreachable); their state is unknown',
      'Images can be looked up again, for the first time since 02:17:01 UTC',
    ]);
    expect(journal.of('available')).toHaveLength(2);
  });

  test('says nothing of an image that EC2 has not shown meanwhile', async () => {
    const faults = { 'images.find': times(20, 'NetworkUnreachable') };
    const { journal } = await watchTwo({ faults, hiddenFor: 5 * MINUTE, after: 6 * MINUTE });
    expect([journal.codes, journal.of('available').length]).toEqual([[], 2]);
  });
});

describe('wait-timeout', () => {
  test('ends the wait at the time, after a last look', async () => {
    const { journal, clock, looks } = await watchTwo({ after: 100_000, deadline: 100_000 });
    expect(clock.elapsed()).toBe(100_000);
    expect(looks.at(-1)?.at).toBe(100_000);
    expect(journal.of('available').map(({ image }) => image.id)).toEqual(['ami-1']);
    expect(journal.of('failed')).toMatchObject([
      {
        problem: { code: 'WaitTimedOut', phase: 'wait', place: { image: 'ami-2' } },
        image: { id: 'ami-2', state: 'pending' },
      },
    ]);
  });

  test('that is past when the image is accepted still leaves one look', async () => {
    const { looks, journal } = await watchTwo({ after: 0, deadline: 0 });
    expect(looks).toHaveLength(1);
    expect(journal.of('available')).toHaveLength(2);
  });
});

describe('a cancelled run', () => {
  test('stops at once, after a last look', async () => {
    const { journal, clock, looks } = await watchTwo({ cancelAt: 20_000 });
    expect(clock.elapsed()).toBe(20_000);
    expect(looks.at(-1)?.at).toBe(20_000);
    expect(journal.codes).toEqual(['Cancelled', 'Cancelled']);
    expect(journal.of('failed').map(({ image }) => image?.state)).toEqual(['pending', 'pending']);
  });

  test('asks for no progress any more', async () => {
    const { snapshotLooks } = await watchTwo({ cancelAt: 500 });
    expect(snapshotLooks).toEqual([]);
  });
});

describe('progress', () => {
  test('counts images and the percents of pending snapshots', async () => {
    const { journal, snapshotLooks } = await watchTwo({ after: MINUTE });
    const progress = journal.of('progressed').map((event) => event.progress);
    expect(journal.of('progressed')[0]?.place).toEqual({ account: ACCOUNT, region: REGION });
    expect(progress[0]).toEqual({ available: 0, pending: 2, percent: 1 });
    expect(progress.at(-1)).toMatchObject({ available: 1, pending: 1 });
    const percents = progress.filter(({ pending }) => pending === 2).map(({ percent }) => percent ?? -1);
    expect(percents).toEqual(percents.toSorted((one, other) => one - other));
    expect(snapshotLooks[0]?.of).toBe('snap-of-ami-1,snap-of-ami-2');
    expect(snapshotLooks.at(-1)?.of).toBe('snap-of-ami-2');
  });

  test('averages the snapshots that EC2 shows', async () => {
    const { journal } = await watchTwo({ after: 100_000, hiddenFor: MINUTE, deadline: 5_000 });
    const percents = journal.of('progressed').map((event) => event.progress.percent);
    expect(percents.at(-1)).toBe(2);
  });

  test('is not told when it is the same as before', async () => {
    const { journal, looks } = await watchTwo({ after: Infinity, deadline: 10 * MINUTE });
    expect(looks.length).toBeGreaterThan(10);
    expect(journal.of('progressed').map((event) => event.progress)).toEqual([
      { available: 0, pending: 2, percent: 0 },
    ]);
  });

  test.each<{ code: ProblemCode; parts: Partial<Problem>; asked: string; again: boolean }>([
    { code: 'AccessDenied', parts: {}, asked: 'is not asked for again', again: false },
    { code: 'NetworkUnreachable', parts: {}, asked: 'is not asked for again', again: false },
    {
      code: 'AwsRefused',
      parts: { awsCode: 'InvalidSnapshot.NotFound' },
      asked: 'is asked for again when EC2 does not show it yet',
      again: true,
    },
  ])('of snapshots after $code $asked, and the wait goes on', async ({ code, parts, again }) => {
    const { journal, snapshotLooks } = await watchTwo({
      faults: { 'snapshots.progress': [aProblem(code, parts)] },
    });
    expect(snapshotLooks.length > 1).toBe(again);
    expect(journal.of('progressed')[0]?.progress).toEqual({ available: 0, pending: 2 });
    expect(journal.of('available')).toHaveLength(2);
  });
});
