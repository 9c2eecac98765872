import { describe, expect, test } from '@jest/globals';
import { createImages } from '../../../src/images/create.ts';
import { warnOfReboots } from '../../../src/images/reboot.ts';
import type { Problem } from '../../../src/model/problem.ts';
import type { Event } from '../../../src/model/event.ts';
import type { ImageRequest } from '../../../src/model/image.ts';
import type { Target } from '../../../src/model/target.ts';
import {
  ACCOUNT,
  anInstance,
  aProblem,
  aRequest,
  aTarget,
  instanceId,
  instances,
  REGION,
  runFacts,
  settings,
} from '../builders.ts';
import { FakeAccountRegion, type Life } from '../fakes/account-region.ts';
import { FakeClock } from '../fakes/clock.ts';
import { RecordingJournal } from '../fakes/journal.ts';

const MINUTE = 60_000;
const RULE = { adopter: runFacts(), adoptWithin: 60 * MINUTE };

interface Scene {
  readonly count: number;
  readonly maxReboots?: number;
  readonly lives?: Readonly<Record<string, Life>>;
  readonly state?: string;
  readonly cancelAt?: number;
  readonly statusProblems?: readonly Problem[];
}

async function reboot({
  count,
  maxReboots = 1,
  lives = {},
  state = 'running',
  cancelAt,
  statusProblems = [],
}: Scene) {
  const clock = new FakeClock();
  const journal = new RecordingJournal(clock);
  const place = new FakeAccountRegion(clock, { lives, statusProblems });
  const controller = new AbortController();
  if (cancelAt !== undefined) {
    clock.at(cancelAt, () => {
      controller.abort();
    });
  }
  const requests = instances(count, { state }).map((instance) => aRequest({ instance, noReboot: false }));
  await run(requests, { clock, journal, place, controller, maxReboots });
  return { clock, journal, place };
}

interface Means {
  readonly clock: FakeClock;
  readonly journal: RecordingJournal;
  readonly place: FakeAccountRegion;
  readonly controller: AbortController;
  readonly maxReboots: number;
}

function run(requests: readonly ImageRequest[], { controller, place, ...means }: Means): Promise<void> {
  const context = {
    ...means,
    rule: RULE,
    rebooting: [],
    deadline: Infinity,
    signal: controller.signal,
    placeOf: () => place,
    accepted: () => undefined,
    mayVanish: () => false,
    vanished: () => undefined,
  };
  return createImages(requests, context);
}

function askedAt(place: FakeAccountRegion): number[] {
  return place.asked.map(({ at }) => at);
}

describe('the next instance is rebooted', () => {
  test('2 minutes after the one before it, when its status checks are passed all the time', async () => {
    const { place, journal } = await reboot({ count: 3 });
    expect(askedAt(place)).toEqual([0, 2 * MINUTE, 4 * MINUTE]);
    expect(journal.problems).toEqual([]);
  });

  test('when the status checks of the one before it are passed again', async () => {
    const { place } = await reboot({ count: 2, lives: { [instanceId(1)]: { wellAfter: 5 * MINUTE } } });
    expect(askedAt(place)).toEqual([0, 5 * MINUTE]);
  });

  test('in groups of max-reboots', async () => {
    const { place } = await reboot({ count: 5, maxReboots: 2 });
    expect(askedAt(place)).toEqual([0, 0, 2 * MINUTE, 2 * MINUTE, 4 * MINUTE]);
  });

  test('at once after one that EC2 does not reboot, being stopped', async () => {
    const { place } = await reboot({ count: 2, state: 'stopped' });
    expect([askedAt(place), place.statusLooks]).toEqual([[0, 0], []]);
  });

  test('although a look at the status checks failed', async () => {
    const { place, journal } = await reboot({ count: 2, statusProblems: [aProblem('Throttled')] });
    expect(journal.problems).toEqual([]);
    expect(askedAt(place).at(-1)).toBeGreaterThan(2 * MINUTE);
  });
});

describe('an instance that is not well after 15 minutes', () => {
  const lost = { [instanceId(1)]: { wellAfter: Infinity } };

  test('fails, keeps its image, and no other one is rebooted', async () => {
    const { place, journal, clock } = await reboot({ count: 3, lives: lost });
    expect(place.asked.map(({ instance }) => instance)).toEqual([instanceId(1)]);
    expect(journal.of('created')).toHaveLength(1);
    expect(journal.problems).toMatchObject(
      [1, 2, 3].map((number) => ({ code: 'RebootNotRecovered', place: { instance: instanceId(number) } })),
    );
    expect(journal.problems[1]?.what).toContain(instanceId(1));
    expect(clock.elapsed()).toBeGreaterThanOrEqual(15 * MINUTE);
    expect(clock.elapsed()).toBeLessThan(16 * MINUTE);
  });

  test('does not keep those from their images that are not rebooted', async () => {
    const clock = new FakeClock();
    const journal = new RecordingJournal(clock);
    const place = new FakeAccountRegion(clock, { lives: lost });
    const other = aRequest({ instance: anInstance({ id: instanceId(2) }) });
    const means = { clock, journal, place, controller: new AbortController(), maxReboots: 1 };
    await run([aRequest({ noReboot: false }), other], means);
    expect(
      journal
        .of('created')
        .map(({ request }) => request.instance.id)
        .toSorted(),
    ).toEqual([instanceId(1), instanceId(2)]);
  });

  test('is told with what EC2 said when it could not be looked at', async () => {
    const unseen = aProblem('AccessDenied', { said: 'UnauthorizedOperation: no' });
    const problems = Array.from({ length: 100 }, () => unseen);
    const { journal } = await reboot({ count: 1, statusProblems: problems });
    expect(journal.problems).toMatchObject([
      { code: 'RebootNotRecovered', said: 'UnauthorizedOperation: no' },
    ]);
  });
});

describe('a cancelled run', () => {
  test('waits for no instance, and reboots no further one', async () => {
    const { place, journal, clock } = await reboot({ count: 2, cancelAt: MINUTE });
    expect(askedAt(place)).toEqual([0]);
    expect(journal.codes).toEqual(['Cancelled']);
    expect(clock.elapsed()).toBe(MINUTE);
  });

  test('does not say that the instance is well', async () => {
    const { journal } = await reboot({ count: 1, cancelAt: MINUTE });
    expect(journal.of('noticed')).toEqual([]);
  });
});

test('an instance that is well again is told', async () => {
  const { journal, clock } = await reboot({ count: 1 });
  expect(journal.of('noticed')).toMatchObject([{ at: clock.now(), place: { instance: instanceId(1) } }]);
  expect(clock.elapsed()).toBe(2 * MINUTE);
});

describe('the warning before the first reboot', () => {
  const rebooting = (position: number, maxReboots: number) =>
    aTarget({ position, images: settings({ noReboot: false, maxReboots }) });
  const requestsOf = (target: number, count: number, noReboot = false) =>
    instances(count).map((instance) => aRequest({ target, instance, noReboot }));
  const textOf = (count: number, most: number): string =>
    count === 1
      ? 'no-reboot is false: making the image REBOOTS the instance, if it runs'
      : `no-reboot is false: making the images REBOOTS those of these ${count} instances that run, ${most} at a time`;

  function warned(requests: readonly ImageRequest[], targets: readonly Target[]): Event[] {
    const journal = new RecordingJournal();
    warnOfReboots(requests, targets, journal);
    return journal.events;
  }

  test('is one for each target, with how many instances of it and how many at a time', () => {
    const requests = [...requestsOf(1, 3), ...requestsOf(2, 1)];
    const place = { account: ACCOUNT, region: REGION };
    expect(warned(requests, [rebooting(1, 2), rebooting(2, 5)])).toEqual([
      { at: 0, kind: 'warned', target: 1, text: textOf(3, 2), place },
      { at: 0, kind: 'warned', target: 2, text: textOf(1, 5), place },
    ]);
  });

  test('counts the instances of its own target alone', () => {
    const requests = [...requestsOf(1, 2, true), ...requestsOf(2, 4)];
    expect(warned(requests, [aTarget({ position: 1 }), rebooting(2, 1)])).toMatchObject([
      { target: 2, text: textOf(4, 1) },
    ]);
  });

  test.each([
    { why: 'without a new image', requests: [], targets: [rebooting(1, 1)] },
    { why: 'with no-reboot', requests: requestsOf(1, 2, true), targets: [aTarget()] },
  ])('is none $why', ({ requests, targets }) => {
    expect(warned(requests, targets)).toEqual([]);
  });
});
