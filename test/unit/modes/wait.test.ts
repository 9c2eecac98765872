/** Waiting for the images of an earlier job. */
import { describe, expect, test } from '@jest/globals';
import { ACCOUNT, anInstance, aProblem, aTarget, instanceId, REGION, roleOf, settings } from '../builders.ts';
import { MINUTE } from '../retention/images.ts';
import { earlier, ids, ofRun, OTHER, run } from './wait-scenes.ts';

const BOTH = [aTarget(), aTarget({ position: 2, at: roleOf(OTHER) })];
const nothingFound = {
  code: 'NothingToWaitFor',
  phase: 'wait',
  place: {},
  what: 'No image carries the run key 42-0123abcd in the accounts and regions of the targets',
};

test('every image of the run is waited for, wherever it is', async () => {
  const here = { images: [ofRun('ami-2', { instance: instanceId(2) }), ofRun('ami-1'), earlier('ami-0')] };
  const { journal } = await run({ targets: BOTH, here, there: { images: [ofRun('ami-3')] } });
  expect(ids(journal, 'adopted')).toEqual(['ami-1', 'ami-2', 'ami-3']);
  expect(ids(journal, 'available').toSorted()).toEqual(['ami-1', 'ami-2', 'ami-3']);
  expect(journal.of('target-signed-in').map(({ target, account }) => [target, account])).toEqual([
    [1, ACCOUNT],
    [2, OTHER],
  ]);
  expect(journal.problems).toEqual([]);
});

test('nothing is created', async () => {
  const { here, journal } = await run({ here: { images: [ofRun('ami-1')] } });
  expect(here.changes).toEqual([]);
  expect(journal.of('created')).toEqual([]);
});

test('an image that is available already has its end at the first look', async () => {
  const { journal, clock } = await run({ here: { images: [ofRun('ami-1', { state: 'available' })] } });
  expect(ids(journal, 'available')).toEqual(['ami-1']);
  expect(clock.elapsed()).toBe(1_000);
});

describe('which image of an instance', () => {
  test('the newest one, of each series', async () => {
    const images = [
      ofRun('ami-old', { age: 10 * MINUTE }),
      ofRun('ami-new', { age: 2 * MINUTE }),
      ofRun('ami-weekly', { series: 'weekly', age: 20 * MINUTE }),
    ];
    const { journal } = await run({ here: { images } });
    expect(ids(journal, 'adopted').toSorted()).toEqual(['ami-new', 'ami-weekly']);
  });

  test.each([
    { of: 'another run', image: earlier('ami-1') },
    { of: 'another repository', image: ofRun('ami-1', { repositoryId: '778' }) },
    { of: 'a copy that carries our tags', image: ofRun('ami-1', { sourceless: true }) },
    { of: 'another source', image: ofRun('ami-1', { sourceInstanceId: instanceId(9) }) },
  ])('none of $of', async ({ image }) => {
    const { journal } = await run({ here: { images: [image] } });
    expect(journal.of('run-failed')).toMatchObject([{ problem: nothingFound }]);
  });

  test('it belongs to the target of its series', async () => {
    const weekly = aTarget({ position: 2, images: settings({ series: 'weekly' }) });
    const images = [ofRun('ami-w', { series: 'weekly' }), ofRun('ami-d'), ofRun('ami-x', { series: 'gone' })];
    const { journal } = await run({ targets: [aTarget(), weekly], here: { images } });
    const found = journal.of('adopted').map(({ image, request }) => `${image.id} ${request.target}`);
    expect(found.toSorted()).toEqual(['ami-d 1', 'ami-w 2', 'ami-x 1']);
  });

  test('it belongs to the target that leaves out the same volumes', async () => {
    const root = aTarget({ position: 2, images: settings({ excludeVolumes: ['data'] }) });
    const images = [
      ofRun('ami-root', { excludedVolumes: 'data' }),
      ofRun('ami-all', { instance: instanceId(2) }),
    ];
    const { journal } = await run({ targets: [aTarget(), root], here: { images } });
    const found = journal.of('adopted').map(({ image, request }) => `${image.id} ${request.target}`);
    expect(found.toSorted()).toEqual(['ami-all 1', 'ami-root 2']);
  });
});

describe('nothing found', () => {
  test('fails the run', async () => {
    const { journal } = await run({ targets: BOTH, here: { images: [earlier('ami-1')] } });
    expect(journal.of('run-failed')).toMatchObject([{ problem: nothingFound }]);
  });

  test.each([
    {
      where: 'an account that cannot be entered',
      scene: { refusals: { [OTHER]: aProblem('AssumeRoleDenied') } },
      code: 'AssumeRoleDenied',
    },
    {
      where: 'a place whose images cannot be looked up',
      scene: { there: { problems: { ourImages: aProblem('AccessDenied') } } },
      code: 'AccessDenied',
    },
  ])('beside $where: that alone is the failure', async ({ scene, code }) => {
    const { journal } = await run({ targets: BOTH, ...scene });
    expect(journal.of('run-failed')).toEqual([]);
    expect(journal.of('target-failed')).toMatchObject([{ target: 2, problem: { code } }]);
    expect(journal.of('target-started')).toHaveLength(2);
  });
});

test('a place that cannot be looked at fails its target, and the others are waited for', async () => {
  const problem = aProblem('Throttled', { phase: 'plan' });
  const { journal } = await run({
    targets: BOTH,
    here: { problems: { ourImages: problem } },
    there: { images: [ofRun('ami-1')] },
  });
  expect(journal.of('target-failed')).toMatchObject([{ target: 1, problem: { ...problem, phase: 'wait' } }]);
  expect(ids(journal, 'available')).toEqual(['ami-1']);
});

test('an account that only the second of two targets can enter is looked at by that one', async () => {
  const refused = { ...roleOf(ACCOUNT), roleArn: `arn:aws:iam::${ACCOUNT}:role/refused` };
  const { journal } = await run({
    targets: [aTarget({ at: refused }), aTarget({ position: 2 })],
    here: { images: [ofRun('ami-1')] },
    refusals: { [refused.roleArn]: aProblem('AssumeRoleDenied') },
  });
  expect(journal.of('target-failed')).toMatchObject([{ target: 1, problem: { code: 'AssumeRoleDenied' } }]);
  expect(ids(journal, 'available')).toEqual(['ami-1']);
});

describe('what becomes of an image', () => {
  test('failed', async () => {
    const { journal } = await run({
      here: { images: [ofRun('ami-1', { state: 'failed', stateReason: 'Client.InternalError' })] },
    });
    const place = { account: ACCOUNT, region: REGION, instance: instanceId(1), image: 'ami-1' };
    expect(journal.of('failed')).toMatchObject([
      {
        image: { id: 'ami-1', state: 'failed' },
        problem: {
          code: 'ImageFailed',
          place,
          what: 'EC2 shows the image as failed',
          said: 'Client.InternalError',
        },
      },
    ]);
  });

  test('still pending at wait-timeout', async () => {
    const here = { images: [ofRun('ami-1'), ofRun('ami-2', { instance: instanceId(2) })], stuck: ['ami-2'] };
    const { journal, clock } = await run({ here });
    expect(ids(journal, 'available')).toEqual(['ami-1']);
    expect(journal.problems).toMatchObject([{ code: 'WaitTimedOut', place: { image: 'ami-2' } }]);
    expect(clock.elapsed()).toBe(60 * MINUTE);
  });

  test('pending when the run is cancelled', async () => {
    const here = { images: [ofRun('ami-1')], stuck: ['ami-1'] };
    const { journal, clock } = await run({ here, cancelAt: 10_000 });
    expect(journal.codes).toEqual(['Cancelled']);
    expect(clock.elapsed()).toBe(10_000);
  });
});

describe('the name of an instance', () => {
  const images = [ofRun('ami-1')];
  const names = (journal: Awaited<ReturnType<typeof run>>['journal']): string[] =>
    journal.of('adopted').map(({ request }) => request.instance.name);

  test('is that of today', async () => {
    const { journal } = await run({ here: { images, instances: [anInstance({ name: 'renamed' })] } });
    expect(names(journal)).toEqual(['renamed']);
  });

  test.each([
    { when: 'it no longer exists', here: { instances: [] } },
    { when: 'it is terminated', here: { instances: [anInstance({ state: 'terminated' })] } },
    { when: 'it cannot be looked up', here: { problems: { findInstances: aProblem('AccessDenied') } } },
  ])('is its id when $when', async ({ here }) => {
    const { journal } = await run({ here: { images, ...here } });
    expect(names(journal)).toEqual([instanceId(1)]);
    expect(ids(journal, 'available')).toEqual(['ami-1']);
  });

  test('is missed aloud when it cannot be looked up', async () => {
    const problem = aProblem('AccessDenied', { what: 'Cannot look up instances' });
    const { journal } = await run({ here: { images, problems: { findInstances: problem } } });
    expect(journal.of('warned')).toMatchObject([
      {
        place: { account: ACCOUNT, region: REGION },
        text: 'Instances are named by their ids, and leftovers stay: Cannot look up instances',
      },
    ]);
    expect(journal.problems).toEqual([]);
  });
});

test('every target is told as started once all images are known, and before any is available', async () => {
  const { journal } = await run({ targets: BOTH, here: { images: [ofRun('ami-1')] } });
  const { kinds } = journal;
  expect(kinds.filter((kind) => kind === 'target-started')).toHaveLength(2);
  expect(kinds.lastIndexOf('adopted')).toBeLessThan(kinds.indexOf('target-started'));
  expect(kinds.lastIndexOf('target-started')).toBeLessThan(kinds.indexOf('available'));
});
