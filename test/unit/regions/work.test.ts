/** The work of accounts and regions side by side. */
import { describe, expect, test } from '@jest/globals';
import { Tasks, workInRegions } from '../../../src/regions/work.ts';
import { ACCOUNT, aTarget, OTHER, REGION, roleOf } from '../builders.ts';
import { FakeAccounts } from '../fakes/accounts.ts';
import { RecordingJournal } from '../fakes/journal.ts';

const targets = [
  aTarget({ regions: [REGION, 'us-east-1'] }),
  aTarget({ position: 2, at: roleOf(OTHER) }),
  aTarget({ position: 3, at: roleOf(OTHER) }),
];
const accounts = new FakeAccounts([]);

describe('each account and region', () => {
  test('starts by itself; a target has started when all its regions have', async () => {
    const journal = new RecordingJournal();
    const held = Promise.withResolvers<undefined>();
    const working = workInRegions(targets, accounts, journal, async ({ account, region }, started) => {
      if (account === ACCOUNT && region === REGION) await held.promise;
      started();
    });
    await new Promise((resolve) => setImmediate(resolve));
    const startedTargets = (): number[] => journal.of('target-started').map(({ target }) => target);
    expect(startedTargets()).toEqual([2, 3]);
    held.resolve(undefined);
    await working;
    expect(startedTargets()).toEqual([2, 3, 1]);
  });

  test('fails by itself, and has started by that', async () => {
    const journal = new RecordingJournal();
    const ended: string[] = [];
    await workInRegions(targets, accounts, journal, async ({ account, region }) => {
      await Promise.resolve();
      if (account === OTHER) throw new Error('oops');
      ended.push(region);
    });
    expect(ended).toEqual([REGION, 'us-east-1']);
    expect(journal.of('target-failed')).toMatchObject([
      {
        target: 2,
        problem: { code: 'Unexpected', said: 'Error: oops', place: { account: OTHER, region: REGION } },
      },
    ]);
    expect(journal.of('target-started')).toHaveLength(3);
  });
});

describe('tasks', () => {
  test('may be added while others are waited for, and all end before an error is told', async () => {
    const tasks = new Tasks();
    const late = Promise.withResolvers<undefined>();
    const ended: string[] = [];
    tasks.add(Promise.reject(new Error('first')));
    tasks.add(
      Promise.resolve().then(() => {
        tasks.add(late.promise.then(() => ended.push('late')));
      }),
    );
    tasks.add(Promise.reject(new Error('second')));
    setImmediate(() => {
      late.resolve(undefined);
    });
    await expect(tasks.ended()).rejects.toThrow('first');
    expect(ended).toEqual(['late']);
  });

  test('none at all have ended', async () => {
    await expect(new Tasks().ended()).resolves.toBeUndefined();
  });
});
