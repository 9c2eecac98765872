/** EC2 is eventually consistent: it may show an image of the run only after the first look-up. */
import { describe, expect, test } from '@jest/globals';
import { aProblem, aTarget, instanceId, roleOf } from '../builders.ts';
import { DAY, MINUTE, policyOf } from '../retention/images.ts';
import { earlier, every, ids, ofRun, OTHER, run, told, type Places, type Scene } from './wait-scenes.ts';

const SECOND = 1_000;
const BOTH = [aTarget(), aTarget({ position: 2, at: roleOf(OTHER) })];

/** The newest image of the run is a minute old: others may be hidden for 2 minutes more. */
const YOUNG = { images: [ofRun('ami-1', { age: MINUTE })] };
const OVER = 2 * MINUTE;

/** When each place is asked until the end of these: at first, when the image is available, and every 5 seconds. */
const TIMES = [0, ...every(5 * SECOND, SECOND, OVER), OVER];

const showSecond = ({ there }: Places): void => {
  there.images.push(ofRun('ami-2', { age: MINUTE, instance: instanceId(2) }));
};

test('an image that is shown while another one is waited for is waited for, too', async () => {
  const { journal, ended } = await run({
    targets: BOTH,
    here: { images: [ofRun('ami-1')] },
    meanwhile: {
      500: ({ here, there }) => {
        here.images.push(ofRun('ami-2', { instance: instanceId(2) }));
        there.images.push(ofRun('ami-3', { instance: instanceId(3) }));
      },
    },
  });
  expect(told(journal)).toEqual([
    'adopted ami-1 at 0',
    'available ami-1 at 1000',
    'adopted ami-2 at 1000',
    'adopted ami-3 at 1000',
    'available ami-2 at 2000',
    'available ami-3 at 2000',
  ]);
  expect([journal.problems, ended]).toEqual([[], 2 * SECOND]);
});

test('nothing is taken on after the run was cancelled', async () => {
  const { journal } = await run({ here: { images: [ofRun('ami-1')] }, cancelAt: 10 });
  expect(ids(journal, 'adopted')).toEqual(['ami-1']);
});

test('where nothing of the run was there at first, nobody is called unattended', async () => {
  const retention = { policy: policyOf({ last: 1 }), maxPrunes: 1 };
  const { journal, there } = await run({
    targets: [aTarget(), aTarget({ position: 2, at: roleOf(OTHER), retention })],
    here: YOUNG,
    there: { images: [earlier('ami-2d', { age: 2 * DAY, instance: instanceId(3) })] },
    meanwhile: { 500: showSecond },
  });
  expect(ids(journal, 'available')).toContain('ami-2');
  expect([journal.of('unattended'), there.changes]).toEqual([[], []]);
});

describe('as long as EC2 may hide an image', () => {
  test('every place is asked every 5 seconds, until the newest one of the run is 3 minutes old', async () => {
    const { journal, looks, ended } = await run({ targets: BOTH, here: YOUNG });
    expect([looks, ended]).toEqual([{ here: TIMES, there: TIMES }, OVER]);
    expect(told(journal)).toEqual(['adopted ami-1 at 0', 'available ami-1 at 1000']);
    expect(journal.of('progressed')).toEqual([]);
  });

  test.each([
    { age: 3 * MINUTE, over: SECOND },
    { age: 3 * MINUTE - SECOND, over: SECOND },
    { age: 3 * MINUTE - SECOND - 1, over: SECOND + 1 },
    { age: 0, over: 3 * MINUTE },
  ])('an image of $age ms keeps it going for $over ms', async ({ age, over }) => {
    const { looks, ended } = await run({ here: { images: [ofRun('ami-1', { age })] } });
    expect([looks.here.at(-1), ended]).toEqual([over, over]);
  });

  test('the newest image counts, in whatever place it is, and also when it has failed', async () => {
    const { looks } = await run({
      targets: BOTH,
      here: { images: [ofRun('ami-1'), ofRun('ami-2', { instance: instanceId(2), age: 4 * MINUTE })] },
      there: { images: [ofRun('ami-3', { age: MINUTE, state: 'failed' })] },
    });
    expect(looks).toEqual({ here: TIMES, there: TIMES });
  });

  test('an image that comes late counts with its own age', async () => {
    const age = -30 * SECOND;
    const { journal, looks, ended } = await run({
      targets: BOTH,
      here: YOUNG,
      meanwhile: {
        [50 * SECOND]: ({ there }) => there.images.push(ofRun('ami-2', { age, instance: instanceId(2) })),
      },
    });
    expect(told(journal).slice(-2)).toEqual(['adopted ami-2 at 51000', 'available ami-2 at 52000']);
    const times = [0, ...every(5 * SECOND, SECOND, 51 * SECOND)];
    const after = [...every(5 * SECOND, 52 * SECOND, 210 * SECOND), 210 * SECOND];
    expect([looks.here, ended]).toEqual([[...times, ...after], 210 * SECOND]);
  });

  test.each([1, 4_000, 12_000, 116_500, OVER - 1])(
    'an image that is shown after %d ms is found',
    async (at) => {
      const { journal } = await run({ targets: BOTH, here: YOUNG, meanwhile: { [at]: showSecond } });
      const found = TIMES.find((time) => time >= at && time > 0) ?? 0;
      expect(told(journal).slice(-2)).toEqual([
        `adopted ami-2 at ${found}`,
        `available ami-2 at ${found + SECOND}`,
      ]);
    },
  );

  test('an image that is shown after that is left to the next run', async () => {
    const { journal, ended } = await run({
      targets: BOTH,
      here: YOUNG,
      meanwhile: { [OVER + 1]: showSecond },
    });
    expect([ids(journal, 'adopted'), ended]).toEqual([['ami-1'], OVER]);
  });
});

describe('while another place waits for long', () => {
  test('an image that is shown meanwhile is found by its end', async () => {
    const stuck = ['ami-1'];
    const meanwhile = { [4 * SECOND]: showSecond, [10 * MINUTE]: () => stuck.pop() };
    const { journal } = await run({ targets: BOTH, here: { ...YOUNG, stuck }, meanwhile });
    expect(ids(journal, 'available').toSorted()).toEqual(['ami-1', 'ami-2']);
    expect(journal.problems).toEqual([]);
  });

  test('an image that is shown meanwhile is found also when the other one is pending at wait-timeout', async () => {
    const here = { ...YOUNG, stuck: ['ami-1'] };
    const { journal, ended } = await run({ targets: BOTH, here, meanwhile: { [4 * SECOND]: showSecond } });
    expect(ids(journal, 'available')).toEqual(['ami-2']);
    expect([journal.codes, ended]).toEqual([['WaitTimedOut'], 60 * MINUTE]);
  });
});

describe('there is an end', () => {
  test('at wait-timeout, without a failure', async () => {
    const context = { deadline: 30 * SECOND };
    const { journal, looks, ended } = await run({ here: YOUNG, context });
    expect(looks.here).toEqual([0, ...every(5 * SECOND, SECOND, 26 * SECOND)]);
    expect([journal.problems, journal.of('run-failed'), ended]).toEqual([[], [], 30 * SECOND]);
  });

  test('at a cancellation, after which nobody is asked', async () => {
    const retention = { policy: policyOf({ last: 1 }), maxPrunes: 1 };
    const { looks, journal, here, ended } = await run({
      targets: [aTarget({ retention })],
      here: { images: [...YOUNG.images, ofRun('ami-2', { state: 'failed', instance: instanceId(2) })] },
      cancelAt: 8 * SECOND,
    });
    expect([looks.here, ended]).toEqual([[0, SECOND, 6 * SECOND], 8 * SECOND]);
    expect(journal.codes).toEqual(['ImageFailed']);
    expect([here.changes, journal.of('retained').length]).toEqual([[], 1]);
  });

  test('when each look fails, which is not told', async () => {
    const looks: Scene['looks'] = (nth) => (nth > 1 ? aProblem('Throttled') : undefined);
    const { journal, looks: times, ended } = await run({ targets: BOTH, here: YOUNG, looks });
    expect([times.there, ended]).toEqual([TIMES, OVER]);
    expect([journal.problems, journal.of('warned')]).toEqual([[], []]);
  });

  test('when a look fails, after the next one', async () => {
    const looks: Scene['looks'] = (nth) => (nth === 2 ? aProblem('AwsFailed') : undefined);
    const { journal } = await run({ targets: BOTH, here: YOUNG, meanwhile: { 1: showSecond }, looks });
    expect(told(journal).slice(-2)).toEqual(['adopted ami-2 at 6000', 'available ami-2 at 7000']);
  });

  test('at wait-timeout, when each look shows another new image', async () => {
    const looks: Scene['looks'] = (nth, place) => {
      const facts = { age: -5 * SECOND * nth, instance: instanceId(nth + 1) };
      place.images.push(ofRun(`ami-new-${nth}`, facts));
      return undefined;
    };
    const { journal, ended } = await run({ here: YOUNG, looks, context: { deadline: 5 * MINUTE } });
    expect([ids(journal, 'adopted').length > 50, ended]).toEqual([true, 5 * MINUTE]);
    expect(ids(journal, 'available').toSorted()).toEqual(ids(journal, 'adopted').toSorted());
  });

  test('when a look ends in an error of our own, which is told once', async () => {
    const looks: Scene['looks'] = (nth, { account }) =>
      account === OTHER && nth > 1 ? new Error('oops') : undefined;
    const { journal, ended } = await run({ targets: BOTH, here: YOUNG, looks });
    expect([ids(journal, 'available'), ended]).toEqual([['ami-1'], OVER]);
    const failures = journal.of('target-failed').map(({ target, problem }) => [target, problem.code]);
    expect(failures).toEqual([[2, 'Unexpected']]);
  });
});
