/** Each mode does its own work, on the targets of its shard. */
import { describe, expect, test } from '@jest/globals';
import type { Mode } from '../../../src/model/event.ts';
import { runMode, type Asked } from '../../../src/modes/run-mode.ts';
import { ACCOUNT, anInstance, aTarget, roleOf, runFacts } from '../builders.ts';
import { FakeAccounts } from '../fakes/accounts.ts';
import { FakeClock } from '../fakes/clock.ts';
import { FakeEc2 } from '../fakes/ec2.ts';
import { RecordingJournal } from '../fakes/journal.ts';
import { anImage, DAY, HOUR, MINUTE, NOW, policyOf } from '../retention/images.ts';

const OTHER = '333333333333';
const retention = { policy: policyOf({ last: 1 }), maxPrunes: 3 };
const targets = [aTarget({ retention }), aTarget({ position: 2, at: roleOf(OTHER), retention })];
const earlier = { series: 'default', moreTags: { 'cross-account-ami:run-key': 'another' } };
const images = [2, 3].map((days) => anImage(`ami-${days}d`, { ...earlier, age: days * DAY }));

interface Facts extends Partial<Asked['run']> {
  readonly roleArn?: string;
  readonly images?: typeof images;
  readonly stuck?: readonly string[];
}

async function run(mode: Mode, { roleArn, images: there = images, stuck = [], ...asked }: Facts = {}) {
  const clock = new FakeClock(NOW);
  const journal = new RecordingJournal(clock);
  const places = [ACCOUNT, OTHER].map((account) => {
    return new FakeEc2(clock, { account, instances: [anInstance()], images: there, stuck });
  });
  const signIn = roleArn === undefined ? {} : { roleArn };
  const usual = { wait: true, adoptWithin: HOUR, waitTimeout: 5 * HOUR, ifNoInstances: 'error' } as const;
  await runMode(
    { mode, signIn, targets, run: { ...usual, ...asked } },
    {
      accounts: new FakeAccounts(places),
      clock,
      journal,
      signal: new AbortController().signal,
      facts: runFacts(),
    },
  );
  return { journal, clock, changes: places.flatMap((place) => place.changes) };
}

describe('the mode', () => {
  test('backup creates, waits and prunes', async () => {
    const { journal, changes } = await run('backup');
    expect(journal.of('created')).toHaveLength(2);
    expect(changes.filter((change) => change.startsWith('deregister'))).toHaveLength(4);
  });

  test('backup with wait: false only creates', async () => {
    const { changes, clock } = await run('backup', { wait: false });
    expect(changes.every((change) => change.startsWith('createImage'))).toBe(true);
    expect(clock.elapsed()).toBe(0);
  });

  test('plan changes nothing', async () => {
    const roleArn = 'arn:aws:iam::111111111111:role/main';
    const { journal, changes } = await run('plan', { roleArn });
    expect(changes).toEqual([]);
    expect(journal.of('planned')).toHaveLength(2);
    expect(journal.of('tried')[0]?.cell).toMatchObject({ role: roleArn, answer: 'allowed' });
    expect(journal.of('retained')).toHaveLength(2);
  });

  test('plan with wait: false prunes nothing', async () => {
    expect((await run('plan', { wait: false })).journal.of('retained')).toEqual([]);
  });

  test.each([
    { maxAge: 3 * DAY, kind: 'fresh' },
    { maxAge: DAY, kind: 'too old' },
  ])('check judges by max-age: $kind', async ({ maxAge, kind }) => {
    const { journal, changes } = await run('check', { maxAge });
    expect(journal.of('checked').map(({ freshness }) => freshness.kind)).toEqual([kind, kind]);
    expect(changes).toEqual([]);
  });

  test('prune prunes without a new image', async () => {
    const { journal, changes } = await run('prune');
    expect(changes).toEqual(['deregister ami-3d', 'deregister ami-3d']);
    expect(journal.of('created')).toEqual([]);
  });

  test('wait waits for the images of the run key', async () => {
    const pending = anImage('ami-1', { series: 'default', state: 'pending', age: MINUTE });
    const { journal } = await run('wait', { images: [pending] });
    expect(journal.of('available')).toHaveLength(2);
    expect(journal.of('created')).toEqual([]);
  });

  test('wait ends at wait-timeout', async () => {
    const pending = anImage('ami-1', { series: 'default', state: 'pending', age: MINUTE });
    const { journal, clock } = await run('wait', { images: [pending], stuck: ['ami-1'], waitTimeout: HOUR });
    expect(journal.codes).toEqual(['WaitTimedOut', 'WaitTimedOut']);
    expect(clock.elapsed()).toBe(HOUR);
  });

  test('validate asks nobody', async () => {
    const { journal } = await run('validate');
    expect(journal.events).toEqual([]);
  });
});

describe('a shard', () => {
  test.each([
    { index: 1, account: ACCOUNT },
    { index: 2, account: OTHER },
  ])('$index of 2 looks at its own targets alone', async ({ index, account }) => {
    const { journal } = await run('backup', { shard: { index, count: 2 } });
    expect(journal.of('created').map(({ request }) => request.account)).toEqual([account]);
    expect(journal.of('target-started')).toHaveLength(1);
  });

  test('of a plan names all of them', async () => {
    const { journal } = await run('plan', { shard: { index: 2, count: 2 } });
    expect(journal.of('sharded')).toMatchObject([{ shards: ['1/2', '2/2'] }]);
  });

  test.each<Mode>(['backup', 'plan', 'check', 'wait', 'prune'])(
    'without a target says so: %s',
    async (mode) => {
      const { journal } = await run(mode, { shard: { index: 3, count: 3 } });
      expect(journal.events).toEqual([
        { at: NOW, kind: 'noticed', text: 'This shard has no target', place: {} },
        // The matrix of a workflow is made of the output all the same.
        ...(mode === 'plan' ? [{ at: NOW, kind: 'sharded', shards: ['1/3', '2/3', '3/3'] }] : []),
      ]);
    },
  );
});
