/** A run of which nothing is shown yet, or nothing at all: it is looked for again, for up to a minute. */
import { describe, expect, test } from '@jest/globals';
import {
  ACCOUNT,
  REGION,
  OTHER,
  MINUTE,
  DAY,
  NOW,
  aTarget,
  instanceId,
  aProblem,
  roleOf,
} from '../builders.ts';
import { earlierImage, pruningTarget } from '../image-builders.ts';
import {
  BOTH,
  runWait,
  pendingImage,
  ids,
  type Scene,
  type World,
  type WaitScene,
  every,
  toldOfImages,
} from './scenes.ts';

const SECOND = 1_000;

/** An image in the other account that is shown from then on. */
function shownAt(at: number): Required<Pick<Scene, 'meanwhile'>> {
  const show = ({ there }: World): void => {
    there.state.add(pendingImage('ami-1'));
  };
  return { meanwhile: { [at]: show } };
}

describe('when nothing is shown', () => {
  test('each place is asked every 5 seconds for a minute, and then the run fails', async () => {
    const { journal, looks, clock } = await runWait({
      targets: BOTH,
      here: { images: [earlierImage('ami-0')] },
    });
    const times = every(5 * SECOND, 0, MINUTE);
    expect([looks, clock.elapsed()]).toEqual([{ here: times, there: times }, MINUTE]);
    expect(journal.kinds).toEqual([
      ...['target-signed-in', 'target-signed-in', 'target-started', 'target-started'],
      'run-failed',
    ]);
    expect(journal.of('run-failed')).toMatchObject([
      { at: NOW + MINUTE, problem: { code: 'NothingToWaitFor', phase: 'wait', place: {} } },
    ]);
  });

  test('no instance is looked up, and nothing is removed', async () => {
    const { here } = await runWait({
      targets: [pruningTarget({ goneAfter: DAY })],
      here: { images: [2, 3].map((age) => earlierImage(`ami-${age}d`, { age: age * DAY })), instances: [] },
    });
    expect([new Set(here.calls.verbs), here.calls.changes]).toEqual([new Set(['images.ours']), []]);
  });

  test('until wait-timeout, when that is earlier', async () => {
    const { journal, looks, clock } = await runWait({ deadline: 12 * SECOND });
    expect([looks.here, clock.elapsed()]).toEqual([[0, 5, 10, 12].map((at) => at * SECOND), 12 * SECOND]);
    expect(journal.of('run-failed')).toMatchObject([{ problem: { code: 'NothingToWaitFor' } }]);
  });

  test('a cancelled run ends at once, and nobody says that there is no image', async () => {
    const { journal, looks, clock } = await runWait({ cancelAt: 7 * SECOND });
    expect([looks.here, clock.elapsed()]).toEqual([[0, 5 * SECOND], 7 * SECOND]);
    expect(journal.of('run-failed')).toEqual([]);
  });

  test('look-ups that fail later are not told, and no reason to go on for longer', async () => {
    const look: WaitScene['look'] = (nth) => (nth > 1 ? aProblem('Throttled') : undefined);
    const { journal, looks: times, clock } = await runWait({ targets: BOTH, look });
    expect([times.there, clock.elapsed()]).toEqual([every(5 * SECOND, 0, MINUTE), MINUTE]);
    expect(journal.kinds).toEqual([
      ...['target-signed-in', 'target-signed-in', 'target-started', 'target-started'],
      'run-failed',
    ]);
  });
});

describe('an image that is shown', () => {
  test.each([
    { after: 1, foundAt: 5 * SECOND },
    { after: 12 * SECOND, foundAt: 15 * SECOND },
    { after: MINUTE - 1, foundAt: MINUTE },
  ])('after $after ms is found at the next look, and looked at a second later', async (each) => {
    const { foundAt } = each;
    const { journal, looks, clock } = await runWait({ targets: BOTH, ...shownAt(each.after) });
    expect(toldOfImages(journal)).toEqual([
      `adopted ami-1 at ${foundAt}`,
      `available ami-1 at ${foundAt + SECOND}`,
    ]);
    expect(journal.of('target-started')).toHaveLength(2);
    expect([journal.problems, journal.of('run-failed')]).toEqual([[], []]);
    // It is 5 minutes old: EC2 hides no other one any more, and who sleeps looks once more.
    expect(looks.there).toEqual([...every(5 * SECOND, 0, foundAt), foundAt + SECOND]);
    const last = Math.min(foundAt + 5 * SECOND, MINUTE);
    expect(looks.here).toEqual(every(5 * SECOND, 0, last));
    expect(clock.elapsed()).toBe(Math.max(last, foundAt + SECOND));
  });

  test('after the minute is not found', async () => {
    const { journal, clock } = await runWait({ targets: BOTH, ...shownAt(MINUTE + 1) });
    expect([ids(journal, 'adopted'), clock.elapsed()]).toEqual([[], MINUTE]);
    expect(journal.of('run-failed')).toMatchObject([{ problem: { code: 'NothingToWaitFor' } }]);
  });

  test('right before wait-timeout gets one look', async () => {
    const deadline = 12 * SECOND;
    const { journal, clock } = await runWait({ targets: BOTH, ...shownAt(11 * SECOND), deadline });
    expect(toldOfImages(journal)).toEqual(['adopted ami-1 at 12000', 'available ami-1 at 12000']);
    expect(clock.elapsed()).toBe(12 * SECOND);
  });

  test('during a look-up that fails is found by the one after it', async () => {
    const look: WaitScene['look'] = (nth) => (nth === 2 ? aProblem('AwsFailed') : undefined);
    const { journal } = await runWait({ targets: BOTH, ...shownAt(1), look });
    expect(toldOfImages(journal)).toEqual(['adopted ami-1 at 10000', 'available ami-1 at 11000']);
    expect([journal.of('target-failed'), journal.of('warned')]).toEqual([[], []]);
  });

  test('is named, waited for and pruned after like one that was shown at once', async () => {
    const lone = earlierImage('ami-lone', { age: 9 * DAY, instance: instanceId(9) });
    const { journal, there } = await runWait({
      targets: [aTarget(), pruningTarget({}, { position: 2, at: roleOf(OTHER) })],
      there: { images: [earlierImage('ami-1d', { age: DAY }), lone] },
      ...shownAt(1),
    });
    expect(journal.of('adopted')).toMatchObject([
      { request: { target: 2, account: OTHER, instance: { id: instanceId(1), name: 'web-1' } } },
    ]);
    expect(there.state.imageIds).toEqual(['ami-lone', 'ami-1']);
    expect(journal.of('unattended')).toMatchObject([{ images: [{ image: 'ami-lone' }] }]);
  });

  test('is named by its id when its instance cannot be looked up, and that is told once', async () => {
    const { journal } = await runWait({
      targets: BOTH,
      there: { faults: { 'instances.find': aProblem('AccessDenied', { what: 'Cannot look up instances' }) } },
      ...shownAt(1),
    });
    expect(journal.of('adopted')).toMatchObject([{ request: { instance: { name: instanceId(1) } } }]);
    expect(journal.of('warned')).toMatchObject([
      {
        place: { account: OTHER, region: REGION },
        text: 'Instances are shown by their ids, and leftovers are kept: Cannot look up instances',
      },
    ]);
  });

  test('is found beside a place in which a later look ends in an error of our own', async () => {
    const look: WaitScene['look'] = (nth, account) =>
      account === ACCOUNT && nth === 2 ? new Error('oops') : undefined;
    const { journal } = await runWait({ targets: BOTH, ...shownAt(1), look });
    expect(ids(journal, 'available')).toEqual(['ami-1']);
    const failures = journal.of('target-failed').map(({ target, problem }) => [target, problem.code]);
    expect(failures).toEqual([[1, 'Unexpected']]);
  });
});
