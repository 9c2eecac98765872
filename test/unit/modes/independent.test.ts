/** Accounts whose roles take long to assume hold up no other one, however many they are, whatever the mode. */
import { expect, test } from '@jest/globals';
import type { Accounts } from '../../../src/model/ports.ts';
import { runMode } from '../../../src/modes/run-mode.ts';
import { ACCOUNT, DAY, HOUR, instances, OTHER, roleOf, settings } from '../builders.ts';
import { FakeAccounts } from '../fakes/accounts.ts';
import { FakeEc2 } from '../fakes/ec2.ts';
import { aRun } from '../fakes/run.ts';
import { pruningTarget } from '../image-builders.ts';
import { earlierDays } from './scenes.ts';

const slow = Array.from({ length: 20 }, (_, at) =>
  pruningTarget({}, { position: at + 1, at: roleOf(OTHER), images: settings({ series: `series-${at}` }) }),
);
const targets = [...slow, pruningTarget({}, { position: 21, at: roleOf(ACCOUNT) })];

test.each(['backup', 'plan', 'check', 'prune'] as const)('%s', async (mode) => {
  const run = aRun();
  const here = new FakeEc2(run.clock, { instances: instances(1), images: earlierDays([1, 2]) });
  const there = new FakeEc2(run.clock, { account: OTHER, instances: instances(1) });
  const known = new FakeAccounts([here, there]);
  const accounts: Accounts = {
    main: known.main,
    enter: async (at) => {
      if (at.kind === 'role' && at.account === OTHER) await run.clock.sleep(HOUR, run.signal);
      return known.enter(at);
    },
  };
  const verbs: string[][] = [];
  run.clock.at(HOUR / 2, () => verbs.push(here.calls.verbs));
  const usual = { wait: true, adoptWithin: HOUR, waitTimeout: 5 * HOUR, ifNoInstances: 'error' } as const;
  await runMode({ mode, signIn: {}, targets, run: { ...usual, maxAge: 2 * DAY } }, accounts, run);
  // The images of the first account were looked at long before the second one was entered.
  expect(verbs).toEqual([expect.arrayContaining(['images.ours'])]);
});
