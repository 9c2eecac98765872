/** EC2 is eventually consistent: it may show an image of the run only after the first look-up. */
import { expect, test } from '@jest/globals';
import { aTarget, instanceId, instances, roleOf, runFacts } from '../builders.ts';
import { FakeAccounts } from '../fakes/accounts.ts';
import { FakeClock } from '../fakes/clock.ts';
import { FakeEc2 } from '../fakes/ec2.ts';
import { RecordingJournal } from '../fakes/journal.ts';
import { wait } from '../../../src/modes/wait.ts';
import { MINUTE, NOW, policyOf } from '../retention/images.ts';
import { earlier, ids, ofRun, OTHER, run } from './wait-scenes.ts';

test('an image that is shown while another one is waited for is waited for, too', async () => {
  const clock = new FakeClock(NOW);
  const journal = new RecordingJournal(clock);
  const here = new FakeEc2(clock, { images: [ofRun('ami-1')] });
  const there = new FakeEc2(clock, { account: OTHER });
  clock.at(500, () => {
    here.images.push(ofRun('ami-2', { instance: instanceId(2) }));
    there.images.push(ofRun('ami-3', { instance: instanceId(3) }));
  });
  await wait([aTarget(), aTarget({ position: 2, at: roleOf(OTHER) })], {
    accounts: new FakeAccounts([here, there]),
    clock,
    journal,
    facts: runFacts(),
    signal: new AbortController().signal,
    deadline: 60 * MINUTE,
  });
  expect(ids(journal, 'adopted')).toContain('ami-2');
  expect(ids(journal, 'available')).toEqual(expect.arrayContaining(['ami-1', 'ami-2']));
});

test('nothing is taken on after the run was cancelled', async () => {
  const { journal } = await run({ here: { images: [ofRun('ami-1')] }, cancelAt: 10 });
  expect(ids(journal, 'adopted')).toEqual(['ami-1']);
});

test('where nothing of the run was there at first, nobody is called unattended', async () => {
  const clock = new FakeClock(NOW);
  const journal = new RecordingJournal(clock);
  const here = new FakeEc2(clock, { images: [ofRun('ami-1')] });
  const old = earlier('ami-2d', { instance: instanceId(2) });
  const there = new FakeEc2(clock, { account: OTHER, instances: instances(3), images: [old] });
  const list = there.keeping.ourImages.bind(there.keeping);
  let looks = 0;
  Object.assign(there.keeping, {
    ourImages: (instance?: string) => {
      looks += 1;
      if (looks === 2) there.images.push(ofRun('ami-3', { instance: instanceId(3) }));
      return list(instance);
    },
  });
  const retention = { policy: policyOf({ last: 1 }), maxPrunes: 1 };
  await wait([aTarget(), aTarget({ position: 2, at: roleOf(OTHER), retention })], {
    accounts: new FakeAccounts([here, there]),
    clock,
    journal,
    facts: runFacts(),
    signal: new AbortController().signal,
    deadline: 60 * MINUTE,
  });
  expect(ids(journal, 'available')).toContain('ami-3');
  expect(journal.of('unattended')).toEqual([]);
});
