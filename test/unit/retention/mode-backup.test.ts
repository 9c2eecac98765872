/** Retention within a backup: what one target cannot do is no reason to leave the other's prunes half done. */
import { expect, test } from '@jest/globals';
import type { Instance } from '../../../src/model/image.ts';
import type { Accounts, AccountRegion } from '../../../src/model/ports.ts';
import { backup } from '../../../src/modes/backup.ts';
import { ACCOUNT, anImage, aTarget, daily, DAY, INSTANCE, REPOSITORY } from './images.ts';
import { placeOf } from './keeping.ts';
import { prunedIds, told, world, type World } from './runs.ts';

const instance: Instance = {
  id: INSTANCE,
  name: INSTANCE,
  state: 'running',
  type: 'm7g.large',
  rootDeviceType: 'ebs',
  rootDeviceName: '/dev/xvda',
  devices: ['/dev/xvda'],
  launchedAt: 0,
  tags: [],
};

/** A region in which the image of the instance is available at once. */
function regionOf({ keeping }: World): AccountRegion {
  return {
    ...placeOf(keeping),
    findInstances: () => Promise.resolve({ ok: true, value: [instance] }),
    createImage: () => {
      keeping.images.push(anImage('ami-new', { age: -DAY }));
      return Promise.resolve({ ok: true, value: 'ami-new' });
    },
    findImages: (ids) =>
      Promise.resolve({ ok: true, value: keeping.images.filter(({ id }) => ids.includes(id)) }),
    findImageNamed: () => Promise.resolve({ ok: true, value: undefined }),
    snapshotProgress: () => Promise.resolve({ ok: true, value: [] }),
  };
}

/** The role of the second target is refused when told so; both are in one account. */
function accountsOf(here: World, refused: boolean): Accounts {
  const region = regionOf(here);
  const account = { id: ACCOUNT, arn: 'role', inRegion: () => region };
  const problem = {
    code: 'AssumeRoleDenied',
    phase: 'sign-in',
    place: { account: ACCOUNT },
    what: 'No',
  } as const;
  const asked = new Set<unknown>();
  return {
    main: account,
    // Only the first target may enter; whoever asks again gets the same answer.
    enter: (target) => {
      asked.add(target);
      const isFirst = [...asked][0] === target;
      return Promise.resolve(refused && !isFirst ? { ok: false, problem } : { ok: true, value: account });
    },
  };
}

test.each([
  { other: 'nothing', targets: [aTarget()], refused: false },
  {
    other: 'a target that cannot be entered',
    targets: [aTarget(), aTarget({ position: 2, series: 'weekly' })],
    refused: true,
  },
])('a backup ends after its last prune, beside $other', async ({ targets, refused }) => {
  const here = world({ images: daily([1, 2, 3]), replyTime: () => 1_000 });
  const { clock, journal, cancel } = here;
  const facts = {
    runKey: '43-0123abcd',
    isKeyGiven: false,
    attempt: '2-0000beef',
    runId: '43',
    runUrl: '',
    repository: 'octo/images',
    repositoryId: REPOSITORY,
    sha: '',
    ref: '',
  };
  await backup(targets, {
    accounts: accountsOf(here, refused),
    clock,
    journal,
    facts,
    signal: cancel.signal,
    wait: true,
    adoptWithin: 3600_000,
    deadline: 5 * 3600_000,
    ifNoInstances: 'error',
  });
  expect(here.keeping.ids).toEqual(['ami-new']);
  expect(prunedIds(here)).toEqual(['ami-3d', 'ami-2d', 'ami-1d']);
  expect(told(here)).toHaveLength(4);
});
