/** Two targets that enter one account by two roles, of which one may make images and the other may prune, too. */
import { expect, test } from '@jest/globals';
import { ACCOUNT, aTarget, DAY, instanceId, instances, roleOf, settings } from '../builders.ts';
import type { FakeEc2 } from '../fakes/ec2.ts';
import type { RecordingJournal } from '../fakes/journal.ts';
import { denial } from '../fakes/trials.ts';
import { earlierImage, pruningTarget } from '../image-builders.ts';
import { earlierDays, runBackup, runPlan, runPrune, type Scene } from './scenes.ts';

const maker = roleOf(ACCOUNT);
const pruner = { ...maker, roleArn: `arn:aws:iam::${ACCOUNT}:role/pruner` };
const weekly = { series: 'weekly' };
const noRemovals = Object.fromEntries(
  ['ec2:DeregisterImage', 'ec2:DeleteSnapshot'].map((action) => [action, denial(action)]),
);

const scene: Scene = {
  targets: [
    aTarget({ at: maker }),
    pruningTarget({ goneAfter: 30 * DAY }, { position: 2, at: pruner, images: settings(weekly) }),
  ],
  here: {
    instances: instances(1),
    images: [
      ...earlierDays([1, 2], weekly),
      earlierImage('ami-gone', { ...weekly, age: 40 * DAY, instance: instanceId(9) }),
      earlierImage('ami-failed', { ...weekly, age: 3 * DAY, state: 'failed' }),
    ],
  },
  roles: (here: FakeEc2) => ({ [maker.roleArn]: here.withRole({ denials: noRemovals }) }),
};

function decided(journal: RecordingJournal): string[] {
  const verdicts = journal.of('retained').flatMap((event) => event.verdicts);
  return verdicts.map(({ image: id, decision }) => `${id} ${decision}`).toSorted();
}

test('a backup prunes by the role of the target whose images they are', async () => {
  const { here, journal } = await runBackup(scene);
  expect(journal.of('prune-failed')).toEqual([]);
  expect(here.state.imageIds.filter((id) => !id.startsWith('ami-new'))).toEqual([]);
});

test('so does the mode prune', async () => {
  const { here, journal } = await runPrune(scene);
  expect(journal.of('prune-failed')).toEqual([]);
  expect(here.state.imageIds).toEqual(['ami-1d']);
});

test('a plan foresees it, and what one role changes the other one sees', async () => {
  const { here, journal } = await runPlan(scene);
  expect([here.calls.changes, journal.of('foreseen')]).toEqual([[], []]);
  expect(decided(journal)).toEqual([
    'ami-1d prune',
    'ami-2d prune',
    'ami-failed keep',
    'ami-gone prune',
    'new keep',
  ]);
  expect(journal.of('removed')).toHaveLength(1);
  const denied = journal.of('tried').filter(({ cell }) => cell.answer === 'denied');
  expect(denied).toEqual([]);
});
