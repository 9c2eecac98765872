/** Each mode does its own work, on the targets of its shard. */
import { describe, expect, test } from '@jest/globals';
import type { Mode } from '../../../src/model/event.ts';
import { runMode, type Asked } from '../../../src/modes/run-mode.ts';
import { ACCOUNT, OTHER, MINUTE, HOUR, DAY, NOW, anInstance, roleOf } from '../builders.ts';
import { FakeEc2, type Ec2Parts } from '../fakes/ec2.ts';
import { FakeAccounts } from '../fakes/accounts.ts';
import { aRun } from '../fakes/run.ts';
import { ourImage, pruningTarget } from '../image-builders.ts';
import { earlierDays } from './scenes.ts';

const targets = [pruningTarget(), pruningTarget({}, { position: 2, at: roleOf(OTHER) })];
const images = earlierDays([2, 3]);

interface Facts extends Partial<Asked['run']> {
  readonly roleArn?: string;
  readonly images?: typeof images;
  readonly lives?: Ec2Parts['lives'];
}

async function run(mode: Mode, { roleArn, images: there = images, lives = {}, ...asked }: Facts = {}) {
  const running = aRun();
  const { clock, journal } = running;
  const places = [ACCOUNT, OTHER].map((account) => {
    return new FakeEc2(clock, { account, instances: [anInstance()], images: there, lives });
  });
  const signIn = roleArn === undefined ? {} : { roleArn };
  const usual = { wait: true, adoptWithin: HOUR, waitTimeout: 5 * HOUR, ifNoInstances: 'error' } as const;
  const what = { mode, signIn, targets, run: { ...usual, ...asked } };
  await runMode(what, new FakeAccounts(places), running);
  return { journal, clock, changes: places.flatMap((place) => place.calls.changes) };
}

describe('the mode', () => {
  test('backup creates, waits and prunes', async () => {
    const { journal, changes } = await run('backup');
    expect(journal.of('created')).toHaveLength(2);
    expect(changes.filter((change) => change.startsWith('images.deregister'))).toHaveLength(4);
  });

  test('backup with wait: false only creates', async () => {
    const { changes, clock } = await run('backup', { wait: false });
    expect(changes.every((change) => change.startsWith('images.create'))).toBe(true);
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
    expect(changes).toEqual(['images.deregister ami-3d', 'images.deregister ami-3d']);
    expect(journal.of('created')).toEqual([]);
  });

  test('wait waits for the images of the run key', async () => {
    const pending = ourImage('ami-1', { state: 'pending', age: MINUTE });
    const { journal } = await run('wait', { images: [pending] });
    expect(journal.of('available')).toHaveLength(2);
    expect(journal.of('created')).toEqual([]);
  });

  test('wait ends at wait-timeout', async () => {
    const pending = ourImage('ami-1', { state: 'pending', age: MINUTE });
    const { journal, clock } = await run('wait', {
      images: [pending],
      lives: { 'ami-1': { after: Infinity } },
      waitTimeout: HOUR,
    });
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
