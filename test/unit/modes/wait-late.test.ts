/** EC2 is eventually consistent: it may show an image of the run only after the first look-up. */
import { describe, expect, test } from '@jest/globals';
import { OTHER, MINUTE, DAY, aTarget, instanceId, aProblem, roleOf } from '../builders.ts';
import { earlierImage, pruningTarget } from '../image-builders.ts';
import {
  BOTH,
  runWait,
  pendingImage,
  ids,
  type World,
  type WaitScene,
  every,
  toldOfImages,
} from './scenes.ts';

const SECOND = 1_000;

/** The newest image of the run is a minute old: others may be hidden for 2 minutes more. */
const YOUNG = { images: [pendingImage('ami-1', { age: MINUTE })] };
const OVER = 2 * MINUTE;

/** When EC2 is asked until then: at first, when an image is available, and every 5 seconds. */
const TIMES = [0, ...every(5 * SECOND, SECOND, OVER), OVER];
/** Where no image is waited for. */
const OTHER_TIMES = every(5 * SECOND, 0, OVER);

const showSecond = ({ there }: World): void => {
  there.state.add(pendingImage('ami-2', { age: MINUTE, instance: instanceId(2) }));
};

test('an image that is shown while another one is waited for is waited for, too', async () => {
  const { journal, clock } = await runWait({
    targets: BOTH,
    here: { images: [pendingImage('ami-1')] },
    meanwhile: {
      500: ({ here, there }) => {
        here.state.add(pendingImage('ami-2', { instance: instanceId(2) }));
        there.state.add(pendingImage('ami-3', { instance: instanceId(3) }));
      },
    },
  });
  expect(toldOfImages(journal)).toEqual([
    'adopted ami-1 at 0',
    'available ami-1 at 1000',
    'adopted ami-2 at 1000',
    'available ami-2 at 2000',
    'adopted ami-3 at 5000',
    'available ami-3 at 6000',
  ]);
  expect([journal.problems, clock.elapsed()]).toEqual([[], 6 * SECOND]);
});

test('nothing is taken on after the run was cancelled', async () => {
  const { journal } = await runWait({ here: { images: [pendingImage('ami-1')] }, cancelAt: 10 });
  expect(ids(journal, 'adopted')).toEqual(['ami-1']);
});

test('where nothing of the run was there at first, nobody is called unattended', async () => {
  const { journal, there } = await runWait({
    targets: [aTarget(), pruningTarget({}, { position: 2, at: roleOf(OTHER) })],
    here: YOUNG,
    there: { images: [earlierImage('ami-2d', { age: 2 * DAY, instance: instanceId(3) })] },
    meanwhile: { 500: showSecond },
  });
  expect(ids(journal, 'available')).toContain('ami-2');
  expect([journal.of('unattended'), there.calls.changes]).toEqual([[], []]);
});

describe('as long as EC2 may hide an image', () => {
  test('every place is asked every 5 seconds, until the newest one of the run is 3 minutes old', async () => {
    const { journal, looks, clock } = await runWait({ targets: BOTH, here: YOUNG });
    expect([looks, clock.elapsed()]).toEqual([{ here: TIMES, there: OTHER_TIMES }, OVER]);
    expect(toldOfImages(journal)).toEqual(['adopted ami-1 at 0', 'available ami-1 at 1000']);
    expect(journal.of('progressed')).toEqual([]);
  });

  test.each([
    { age: 3 * MINUTE, over: SECOND },
    { age: 3 * MINUTE - SECOND, over: SECOND },
    { age: 3 * MINUTE - SECOND - 1, over: SECOND + 1 },
    { age: 0, over: 3 * MINUTE },
  ])('an image of $age ms keeps it going for $over ms', async ({ age, over }) => {
    const { looks, clock } = await runWait({ here: { images: [pendingImage('ami-1', { age })] } });
    expect([looks.here.at(-1), clock.elapsed()]).toEqual([over, over]);
  });

  test('the newest image counts, in whatever place it is, and also when it has failed', async () => {
    const { looks } = await runWait({
      targets: BOTH,
      here: {
        images: [pendingImage('ami-1'), pendingImage('ami-2', { instance: instanceId(2), age: 4 * MINUTE })],
      },
      there: { images: [pendingImage('ami-3', { age: MINUTE, state: 'failed' })] },
    });
    expect(looks).toEqual({ here: TIMES, there: TIMES });
  });

  test('an image that comes late counts with its own age', async () => {
    const age = -30 * SECOND;
    const { journal, looks, clock } = await runWait({
      targets: BOTH,
      here: YOUNG,
      meanwhile: {
        [50 * SECOND]: ({ there }) => {
          there.state.add(pendingImage('ami-2', { age, instance: instanceId(2) }));
        },
      },
    });
    expect(toldOfImages(journal).slice(-2)).toEqual(['adopted ami-2 at 50000', 'available ami-2 at 51000']);
    const times = [0, ...every(5 * SECOND, SECOND, 210 * SECOND), 210 * SECOND];
    expect([looks.here, clock.elapsed()]).toEqual([times, 210 * SECOND]);
  });

  test.each([1, 4_000, 12_000, 116_500, OVER - 1])(
    'an image that is shown after %d ms is found',
    async (at) => {
      const { journal } = await runWait({ targets: BOTH, here: YOUNG, meanwhile: { [at]: showSecond } });
      const found = OTHER_TIMES.find((time) => time >= at && time > 0) ?? 0;
      expect(toldOfImages(journal).slice(-2)).toEqual([
        `adopted ami-2 at ${found}`,
        `available ami-2 at ${found + SECOND}`,
      ]);
    },
  );

  test('an image that is shown after that is left to the next run', async () => {
    const { journal, clock } = await runWait({
      targets: BOTH,
      here: YOUNG,
      meanwhile: { [OVER + 1]: showSecond },
    });
    expect([ids(journal, 'adopted'), clock.elapsed()]).toEqual([['ami-1'], OVER]);
  });
});

describe('while another place waits for long', () => {
  test('an image that is shown meanwhile is found by its end', async () => {
    const lives = { 'ami-1': { after: 11 * MINUTE } };
    const meanwhile = { [4 * SECOND]: showSecond };
    const { journal } = await runWait({ targets: BOTH, here: { ...YOUNG, lives }, meanwhile });
    expect(ids(journal, 'available').toSorted()).toEqual(['ami-1', 'ami-2']);
    expect(journal.problems).toEqual([]);
  });

  test('an image that is shown meanwhile is found also when the other one is pending at wait-timeout', async () => {
    const here = { ...YOUNG, lives: { 'ami-1': { after: Infinity } } };
    const { journal, clock } = await runWait({
      targets: BOTH,
      here,
      meanwhile: { [4 * SECOND]: showSecond },
    });
    expect(ids(journal, 'available')).toEqual(['ami-2']);
    expect([journal.codes, clock.elapsed()]).toEqual([['WaitTimedOut'], 60 * MINUTE]);
  });
});

describe('there is an end', () => {
  test('at wait-timeout, without a failure', async () => {
    const deadline = 30 * SECOND;
    const { journal, looks, clock } = await runWait({ here: YOUNG, deadline });
    expect(looks.here).toEqual([0, ...every(5 * SECOND, SECOND, 26 * SECOND), 30 * SECOND]);
    expect([journal.problems, journal.of('run-failed'), clock.elapsed()]).toEqual([[], [], 30 * SECOND]);
  });

  test('at a cancellation, after which nobody is asked', async () => {
    const { looks, journal, here, clock } = await runWait({
      targets: [pruningTarget()],
      here: {
        images: [...YOUNG.images, pendingImage('ami-2', { state: 'failed', instance: instanceId(2) })],
      },
      cancelAt: 8 * SECOND,
    });
    expect([looks.here, clock.elapsed()]).toEqual([[0, SECOND, 6 * SECOND], 8 * SECOND]);
    expect(journal.codes).toEqual(['ImageFailed']);
    expect([here.calls.changes, journal.of('retained').length]).toEqual([[], 2]);
  });

  test('when each look fails, which is not told', async () => {
    const look: WaitScene['look'] = (nth) => (nth > 1 ? aProblem('Throttled') : undefined);
    const { journal, looks: times, clock } = await runWait({ targets: BOTH, here: YOUNG, look });
    expect([times.there, clock.elapsed()]).toEqual([OTHER_TIMES, OVER]);
    expect([journal.problems, journal.of('warned')]).toEqual([[], []]);
  });

  test('when a look fails, after the next one', async () => {
    const look: WaitScene['look'] = (nth) => (nth === 2 ? aProblem('AwsFailed') : undefined);
    const { journal } = await runWait({ targets: BOTH, here: YOUNG, meanwhile: { 1: showSecond }, look });
    expect(toldOfImages(journal).slice(-2)).toEqual(['adopted ami-2 at 10000', 'available ami-2 at 11000']);
  });

  test('at wait-timeout, when each look shows another new image', async () => {
    const arrange = ({ here }: World): void => {
      for (let nth = 1; nth <= 100; nth += 1) {
        here.calls.before('images.ours', nth, () => {
          const facts = { age: -5 * SECOND * nth, instance: instanceId(nth + 1) };
          here.state.add(pendingImage(`ami-new-${nth}`, facts));
        });
      }
    };
    const { journal, clock } = await runWait({ here: YOUNG, arrange, deadline: 5 * MINUTE });
    expect([ids(journal, 'adopted').length > 50, clock.elapsed()]).toEqual([true, 5 * MINUTE]);
    expect(ids(journal, 'available').toSorted()).toEqual(ids(journal, 'adopted').toSorted());
  });

  test('when a look ends in an error of our own, which is told once', async () => {
    const look: WaitScene['look'] = (nth, account) =>
      account === OTHER && nth > 1 ? new Error('oops') : undefined;
    const { journal, clock } = await runWait({ targets: BOTH, here: YOUNG, look });
    expect([ids(journal, 'available'), clock.elapsed()]).toEqual([['ami-1'], OVER]);
    const failures = journal.of('target-failed').map(({ target, problem }) => [target, problem.code]);
    expect(failures).toEqual([[2, 'Unexpected']]);
  });
});
