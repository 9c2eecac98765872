/** Accounts whose roles take long to assume hold up no other one, however many they are, whatever the mode. */
import { expect, test } from '@jest/globals';
import type { Accounts } from '../../../src/model/ports.ts';
import { runMode } from '../../../src/modes/run-mode.ts';
import { ACCOUNT, aTarget, instances, roleOf, runFacts, settings } from '../builders.ts';
import { FakeAccounts } from '../fakes/accounts.ts';
import { FakeClock } from '../fakes/clock.ts';
import { FakeEc2 } from '../fakes/ec2.ts';
import { RecordingJournal } from '../fakes/journal.ts';
import { anImage, DAY, HOUR, NOW, policyOf } from '../retention/images.ts';

const SLOW = '333333333333';
const never = new AbortController().signal;

test.each(['backup', 'plan', 'check', 'prune'] as const)('%s', async (mode) => {
  const clock = new FakeClock(NOW);
  const images = [1, 2].map((days) =>
    anImage(`ami-${days}d`, {
      series: 'default',
      age: days * DAY,
      moreTags: { 'cross-account-ami:run-key': 'x' },
    }),
  );
  const here = new FakeEc2(clock, { instances: instances(1), images });
  const there = new FakeEc2(clock, { account: SLOW, instances: instances(1) });
  const known = new FakeAccounts([here, there]);
  const accounts: Accounts = {
    main: known.main,
    enter: async (at) => {
      if (at.kind === 'role' && at.account === SLOW) await clock.sleep(HOUR, never);
      return known.enter(at);
    },
  };
  const looks: string[][] = [];
  clock.at(HOUR / 2, () => looks.push([...here.looks]));
  const retention = { policy: policyOf({ last: 1 }), maxPrunes: 3 };
  const parts = { images: settings(), retention };
  await runMode(
    {
      mode,
      signIn: {},
      targets: [
        ...Array.from({ length: 20 }, (_, at) =>
          aTarget({
            position: at + 1,
            at: roleOf(SLOW),
            ...parts,
            images: settings({ series: `series-${at}` }),
          }),
        ),
        aTarget({ position: 21, at: roleOf(ACCOUNT), ...parts }),
      ],
      run: { wait: true, adoptWithin: HOUR, waitTimeout: 5 * HOUR, ifNoInstances: 'error', maxAge: 2 * DAY },
    },
    { accounts, clock, journal: new RecordingJournal(clock), signal: never, facts: runFacts() },
  );
  // The images of the first account were looked at long before the second one was entered.
  expect(looks).toEqual([expect.arrayContaining(['ourImages'])]);
});
