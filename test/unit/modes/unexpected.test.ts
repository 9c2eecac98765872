/** An error of our own in one target is no error of the others, in whatever mode. */
import { expect, test } from '@jest/globals';
import { check } from '../../../src/modes/check.ts';
import { plan } from '../../../src/modes/plan.ts';
import { prune } from '../../../src/modes/prune.ts';
import { wait } from '../../../src/modes/wait.ts';
import { ACCOUNT, anInstance, aTarget, roleOf, runFacts } from '../builders.ts';
import { FakeAccounts } from '../fakes/accounts.ts';
import { FakeClock } from '../fakes/clock.ts';
import { FakeEc2 } from '../fakes/ec2.ts';
import { RecordingJournal } from '../fakes/journal.ts';
import { anImage, DAY, HOUR, NOW, policyOf } from '../retention/images.ts';

const OTHER = '333333333333';
const retention = { policy: policyOf({ last: 1 }), maxPrunes: 3 };
const targets = [aTarget({ retention }), aTarget({ position: 2, at: roleOf(OTHER), retention })];

test.each([
  { mode: 'plan', run: plan, good: 'planned' },
  { mode: 'check', run: check, good: 'checked' },
  { mode: 'prune', run: prune, good: 'retained' },
  { mode: 'wait', run: wait, good: 'available' },
])('$mode', async ({ run, good }) => {
  const clock = new FakeClock(NOW);
  const journal = new RecordingJournal(clock);
  const images = [anImage('ami-1', { series: 'default', age: HOUR })];
  const places = [ACCOUNT, OTHER].map((account) => {
    return new FakeEc2(clock, { account, instances: [anInstance()], images });
  });
  const [broken] = places;
  if (broken === undefined) throw new Error('there is no place');
  Object.assign(broken, { findInstances: () => Promise.reject(new Error('oops')) });
  await run(targets, {
    accounts: new FakeAccounts(places),
    clock,
    journal,
    facts: runFacts(),
    signal: new AbortController().signal,
    deadline: HOUR,
    ifNoInstances: 'error',
    maxAge: DAY,
    adoptWithin: 2 * HOUR,
    wait: true,
    mainRole: undefined,
    shard: undefined,
  });
  expect(journal.kinds.filter((kind) => kind === good)).toHaveLength(1);
  expect(journal.of('target-failed')).toMatchObject([
    { target: 1, problem: { code: 'Unexpected', said: 'Error: oops' } },
  ]);
});
