/** Two targets that enter one account by two roles, of which one may make images and the other may prune, too. */
import { expect, test } from '@jest/globals';
import type { Account, AccountRegion, Accounts } from '../../../src/model/ports.ts';
import type { Target } from '../../../src/model/target.ts';
import { backup } from '../../../src/modes/backup.ts';
import { plan } from '../../../src/modes/plan.ts';
import { prune } from '../../../src/modes/prune.ts';
import { ACCOUNT, aTarget, instanceId, instances, roleOf, runFacts, settings } from '../builders.ts';
import { FakeClock } from '../fakes/clock.ts';
import { FakeEc2 } from '../fakes/ec2.ts';
import { RecordingJournal } from '../fakes/journal.ts';
import { denial, FakeTrials } from '../fakes/trials.ts';
import { anImage, DAY, HOUR, NOW, policyOf } from '../retention/images.ts';

const maker = roleOf(ACCOUNT);
const pruner = { ...maker, roleArn: `arn:aws:iam::${ACCOUNT}:role/pruner` };
const targets: readonly Target[] = [
  aTarget({ at: maker }),
  aTarget({
    position: 2,
    at: pruner,
    images: settings({ series: 'weekly' }),
    retention: { policy: policyOf({ last: 1 }), maxPrunes: 3, goneAfter: 30 * DAY },
  }),
];

function image(id: string, age: number, facts: Parameters<typeof anImage>[1] = {}) {
  const moreTags = { 'cross-account-ami:run-key': 'another' };
  return anImage(id, { series: 'weekly', age, moreTags, ...facts });
}

/** One EC2 as a role sees it that may remove nothing. */
function withoutRemovals(ec2: FakeEc2): AccountRegion {
  const noRemovals = Object.fromEntries(
    ['ec2:DeregisterImage', 'ec2:DeleteSnapshot'].map((action) => [action, denial(action)]),
  );
  const refuse = (action: string) => () => Promise.resolve({ ok: false, problem: denial(action) } as const);
  return {
    account: ec2.account,
    region: ec2.region,
    permissions: new FakeTrials(noRemovals),
    keeping: {
      ...ec2.keeping,
      deregister: refuse('ec2:DeregisterImage'),
      deleteSnapshot: refuse('ec2:DeleteSnapshot'),
    },
    findInstances: (selector) => ec2.findInstances(selector),
    createImage: (request) => ec2.createImage(request),
    volumes: (ids) => ec2.volumes(ids),
    findImages: (ids) => ec2.findImages(ids),
    findImageNamed: (name) => ec2.findImageNamed(name),
    statusChecks: (ids) => ec2.statusChecks(ids),
    snapshotProgress: () => ec2.snapshotProgress(),
  };
}

function scene() {
  const clock = new FakeClock(NOW);
  const old = [1, 2].map((days) => image(`ami-${days}d`, days * DAY, { instance: instanceId(1) }));
  const gone = image('ami-gone', 40 * DAY, { instance: instanceId(9) });
  const failed = image('ami-failed', 3 * DAY, { instance: instanceId(1), state: 'failed' });
  const ec2 = new FakeEc2(clock, { instances: instances(1), images: [...old, gone, failed] });
  const places: Readonly<Record<string, AccountRegion>> = {
    [maker.roleArn]: withoutRemovals(ec2),
    [pruner.roleArn]: ec2,
  };
  const account = (arn: string): Account => ({ id: ACCOUNT, arn, inRegion: () => places[arn] ?? ec2 });
  const accounts: Accounts = {
    main: account('main'),
    enter: (at) => Promise.resolve({ ok: true, value: account(at.kind === 'role' ? at.roleArn : '') }),
  };
  const { signal } = new AbortController();
  const run = { wait: true, adoptWithin: HOUR, deadline: 5 * HOUR, ifNoInstances: 'error' } as const;
  const journal = new RecordingJournal(clock);
  return { ec2, journal, context: { accounts, clock, journal, facts: runFacts(), signal, ...run } };
}

function decided(journal: RecordingJournal): string[] {
  const verdicts = journal.of('retained').flatMap((event) => event.verdicts);
  return verdicts.map(({ image: id, decision }) => `${id.replace(/-new-.*/, '')} ${decision}`).toSorted();
}

test('a backup prunes by the role of the target whose images they are', async () => {
  const { ec2, journal, context } = scene();
  await backup(targets, context);
  expect(journal.of('prune-failed')).toEqual([]);
  expect(ec2.ids.filter((id) => !id.startsWith('ami-new'))).toEqual([]);
});

test('so does the mode prune', async () => {
  const { ec2, journal, context } = scene();
  await prune(targets, context);
  expect(journal.of('prune-failed')).toEqual([]);
  expect(ec2.ids).toEqual(['ami-1d']);
});

test('a plan foresees it, and what one role changes the other one sees', async () => {
  const foreseen = scene();
  await plan(targets, { ...foreseen.context, mainRole: undefined, shard: undefined });
  expect([foreseen.ec2.changes, foreseen.journal.of('foreseen')]).toEqual([[], []]);
  expect(decided(foreseen.journal)).toEqual([
    'ami-1d prune',
    'ami-2d prune',
    'ami-failed keep',
    'ami-gone prune',
    'new keep',
  ]);
  expect(foreseen.journal.of('removed')).toHaveLength(1);
  const denied = foreseen.journal.of('tried').filter(({ cell }) => cell.answer === 'denied');
  expect(denied).toEqual([]);
});
