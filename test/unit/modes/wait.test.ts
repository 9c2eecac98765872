/** Waiting for the images of an earlier job. */
import { describe, expect, test } from '@jest/globals';
import {
  ACCOUNT,
  REGION,
  OTHER,
  MINUTE,
  aTarget,
  settings,
  instanceId,
  anInstance,
  aProblem,
  roleOf,
} from '../builders.ts';
import { earlierImage } from '../image-builders.ts';
import { BOTH, runWait, pendingImage, ids } from './scenes.ts';
import { RecordingJournal } from '../fakes/journal.ts';

const nothingFound = {
  code: 'NothingToWaitFor',
  phase: 'wait',
  place: {},
  what: 'No image carries the run key 42-0123abcd in the accounts and regions of the targets',
};

test('every image of the run is waited for, wherever it is', async () => {
  const here = {
    images: [
      pendingImage('ami-2', { instance: instanceId(2) }),
      pendingImage('ami-1'),
      earlierImage('ami-0'),
    ],
  };
  const { journal } = await runWait({ targets: BOTH, here, there: { images: [pendingImage('ami-3')] } });
  expect(ids(journal, 'adopted')).toEqual(['ami-1', 'ami-2', 'ami-3']);
  expect(ids(journal, 'available').toSorted()).toEqual(['ami-1', 'ami-2', 'ami-3']);
  expect(journal.of('target-signed-in').map(({ target, account }) => [target, account])).toEqual([
    [1, ACCOUNT],
    [2, OTHER],
  ]);
  expect(journal.problems).toEqual([]);
});

test('nothing is created', async () => {
  const { here, journal } = await runWait({ here: { images: [pendingImage('ami-1')] } });
  expect(here.calls.changes).toEqual([]);
  expect(journal.of('created')).toEqual([]);
});

test('an image that is available already has its end at the first look', async () => {
  const { journal, clock } = await runWait({
    here: { images: [pendingImage('ami-1', { state: 'available' })] },
  });
  expect(ids(journal, 'available')).toEqual(['ami-1']);
  expect(clock.elapsed()).toBe(1_000);
});

describe('which image of an instance', () => {
  test('the newest one, of each series', async () => {
    const images = [
      pendingImage('ami-old', { age: 10 * MINUTE }),
      pendingImage('ami-new', { age: 2 * MINUTE }),
      pendingImage('ami-weekly', { series: 'weekly', age: 20 * MINUTE }),
    ];
    const { journal } = await runWait({ here: { images } });
    expect(ids(journal, 'adopted').toSorted()).toEqual(['ami-new', 'ami-weekly']);
  });

  test.each([
    { of: 'another run', image: earlierImage('ami-1') },
    { of: 'another repository', image: pendingImage('ami-1', { repositoryId: '778' }) },
    { of: 'a copy that carries our tags', image: pendingImage('ami-1', { sourceless: true }) },
    { of: 'another source', image: pendingImage('ami-1', { sourceInstanceId: instanceId(9) }) },
  ])('none of $of', async ({ image }) => {
    const { journal } = await runWait({ here: { images: [image] } });
    expect(journal.of('run-failed')).toMatchObject([{ problem: nothingFound }]);
  });

  test('it belongs to the target of its series', async () => {
    const weekly = aTarget({ position: 2, images: settings({ series: 'weekly' }) });
    const images = [
      pendingImage('ami-w', { series: 'weekly' }),
      pendingImage('ami-d'),
      pendingImage('ami-x', { series: 'gone' }),
    ];
    const { journal } = await runWait({ targets: [aTarget(), weekly], here: { images } });
    const found = journal.of('adopted').map(({ image, request }) => `${image.id} ${request.target}`);
    expect(found.toSorted()).toEqual(['ami-d 1', 'ami-w 2', 'ami-x 1']);
  });

  test('it belongs to the target that leaves out the same volumes', async () => {
    const root = aTarget({ position: 2, images: settings({ excludeVolumes: ['data'] }) });
    const images = [
      pendingImage('ami-root', { excludedVolumes: 'data' }),
      pendingImage('ami-all', { instance: instanceId(2) }),
    ];
    const { journal } = await runWait({ targets: [aTarget(), root], here: { images } });
    const found = journal.of('adopted').map(({ image, request }) => `${image.id} ${request.target}`);
    expect(found.toSorted()).toEqual(['ami-all 1', 'ami-root 2']);
  });
});

describe('nothing found', () => {
  test('fails the run', async () => {
    const { journal } = await runWait({ targets: BOTH, here: { images: [earlierImage('ami-1')] } });
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
      scene: { there: { faults: { 'images.ours': aProblem('AccessDenied') } } },
      code: 'AccessDenied',
    },
  ])('beside $where: that alone is the failure', async ({ scene, code }) => {
    const { journal } = await runWait({ targets: BOTH, ...scene });
    expect(journal.of('run-failed')).toEqual([]);
    expect(journal.of('target-failed')).toMatchObject([{ target: 2, problem: { code } }]);
    expect(journal.of('target-started')).toHaveLength(2);
  });
});

test('a place that cannot be looked at fails its target, and the others are waited for', async () => {
  const problem = aProblem('Throttled', { phase: 'plan' });
  const { journal } = await runWait({
    targets: BOTH,
    here: { faults: { 'images.ours': problem } },
    there: { images: [pendingImage('ami-1')] },
  });
  expect(journal.of('target-failed')).toMatchObject([{ target: 1, problem: { ...problem, phase: 'wait' } }]);
  expect(ids(journal, 'available')).toEqual(['ami-1']);
});

test('an account that only the second of two targets can enter is looked at by that one', async () => {
  const refused = { ...roleOf(ACCOUNT), roleArn: `arn:aws:iam::${ACCOUNT}:role/refused` };
  const { journal } = await runWait({
    targets: [aTarget({ at: refused }), aTarget({ position: 2 })],
    here: { images: [pendingImage('ami-1')] },
    refusals: { [refused.roleArn]: aProblem('AssumeRoleDenied') },
  });
  expect(journal.of('target-failed')).toMatchObject([{ target: 1, problem: { code: 'AssumeRoleDenied' } }]);
  expect(ids(journal, 'available')).toEqual(['ami-1']);
});

describe('what becomes of an image', () => {
  test('failed', async () => {
    const { journal } = await runWait({
      here: { images: [pendingImage('ami-1', { state: 'failed', stateReason: 'Client.InternalError' })] },
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
    const here = {
      images: [pendingImage('ami-1'), pendingImage('ami-2', { instance: instanceId(2) })],
      lives: { 'ami-2': { after: Infinity } },
    };
    const { journal, clock } = await runWait({ here });
    expect(ids(journal, 'available')).toEqual(['ami-1']);
    expect(journal.problems).toMatchObject([{ code: 'WaitTimedOut', place: { image: 'ami-2' } }]);
    expect(clock.elapsed()).toBe(60 * MINUTE);
  });

  test('pending when the run is cancelled', async () => {
    const here = { images: [pendingImage('ami-1')], lives: { 'ami-1': { after: Infinity } } };
    const { journal, clock } = await runWait({ here, cancelAt: 10_000 });
    expect(journal.codes).toEqual(['Cancelled']);
    expect(clock.elapsed()).toBe(10_000);
  });
});

describe('the name of an instance', () => {
  const images = [pendingImage('ami-1')];
  const names = (journal: RecordingJournal): string[] =>
    journal.of('adopted').map(({ request }) => request.instance.name);

  test('is that of today', async () => {
    const { journal } = await runWait({ here: { images, instances: [anInstance({ name: 'renamed' })] } });
    expect(names(journal)).toEqual(['renamed']);
  });

  test.each([
    { when: 'it no longer exists', here: { instances: [] } },
    { when: 'it is terminated', here: { instances: [anInstance({ state: 'terminated' })] } },
    { when: 'it cannot be looked up', here: { faults: { 'instances.find': aProblem('AccessDenied') } } },
  ])('is its id when $when', async ({ here }) => {
    const { journal } = await runWait({ here: { images, ...here } });
    expect(names(journal)).toEqual([instanceId(1)]);
    expect(ids(journal, 'available')).toEqual(['ami-1']);
  });

  test('is missed aloud when it cannot be looked up', async () => {
    const problem = aProblem('AccessDenied', { what: 'Cannot look up instances' });
    const { journal } = await runWait({ here: { images, faults: { 'instances.find': problem } } });
    expect(journal.of('warned')).toMatchObject([
      {
        place: { account: ACCOUNT, region: REGION },
        text: 'Instances are shown by their ids, and leftovers are kept: Cannot look up instances',
      },
    ]);
    expect(journal.problems).toEqual([]);
  });
});

test('every target is told as started once all images are known, and before any is available', async () => {
  const there = { images: [pendingImage('ami-2')] };
  const { journal } = await runWait({ targets: BOTH, here: { images: [pendingImage('ami-1')] }, there });
  const { kinds } = journal;
  expect(kinds.filter((kind) => kind === 'target-started')).toHaveLength(2);
  expect(kinds.lastIndexOf('adopted')).toBeLessThan(kinds.indexOf('target-started'));
  expect(kinds.lastIndexOf('target-started')).toBeLessThan(kinds.indexOf('available'));
});
