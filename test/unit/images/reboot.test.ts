/** With `no-reboot: false`: how many instances are rebooted at once, and when the next one is. */
import { describe, expect, test } from '@jest/globals';
import { warnOfReboots } from '../../../src/images/reboot.ts';
import type { Event } from '../../../src/model/event.ts';
import type { ImageRequest } from '../../../src/model/image.ts';
import type { Target } from '../../../src/model/target.ts';
import {
  ACCOUNT,
  anInstance,
  aProblem,
  aRequest,
  aTarget,
  instanceId,
  instances,
  MINUTE,
  REGION,
  settings,
} from '../builders.ts';
import type { Ec2Parts } from '../fakes/ec2.ts';
import { RecordingJournal } from '../fakes/journal.ts';
import { askedAt, creating } from './scenes.ts';

interface Scene extends Pick<Ec2Parts, 'wellAfter' | 'faults'> {
  readonly count: number;
  readonly maxReboots?: number;
  readonly state?: string;
  readonly cancelAt?: number;
}

async function reboot({ count, maxReboots = 1, state = 'running', cancelAt, ...parts }: Scene) {
  const { start, ec2, run } = creating(parts, { maxReboots, cancelAt });
  await start(instances(count, { state }).map((instance) => aRequest({ instance, noReboot: false })));
  return { ec2, ...run, times: askedAt(ec2).map(([, at]) => at) };
}

describe('the next instance is rebooted', () => {
  test('2 minutes after the one before it, when its status checks are passed all the time', async () => {
    const { times, journal } = await reboot({ count: 3 });
    expect(times).toEqual([0, 2 * MINUTE, 4 * MINUTE]);
    expect(journal.problems).toEqual([]);
  });

  test('when the status checks of the one before it are passed again', async () => {
    const { times } = await reboot({ count: 2, wellAfter: { [instanceId(1)]: 5 * MINUTE } });
    expect(times).toEqual([0, 5 * MINUTE]);
  });

  test('in groups of max-reboots', async () => {
    const { times } = await reboot({ count: 5, maxReboots: 2 });
    expect(times).toEqual([0, 0, 2 * MINUTE, 2 * MINUTE, 4 * MINUTE]);
  });

  test('at once after one that EC2 does not reboot, being stopped', async () => {
    const { times, ec2 } = await reboot({ count: 2, state: 'stopped' });
    expect([times, ec2.calls.of('instances.statusChecks')]).toEqual([[0, 0], []]);
  });

  test('although a look at the status checks failed', async () => {
    const { times, journal } = await reboot({
      count: 2,
      faults: { 'instances.statusChecks': [aProblem('Throttled')] },
    });
    expect(journal.problems).toEqual([]);
    expect(times.at(-1)).toBeGreaterThan(2 * MINUTE);
  });
});

describe('an instance that is not well after 15 minutes', () => {
  const wellAfter = { [instanceId(1)]: Infinity };

  test('fails, keeps its image, and no other one is rebooted', async () => {
    const { ec2, journal, clock } = await reboot({ count: 3, wellAfter });
    expect(ec2.asked.map(({ instance }) => instance.id)).toEqual([instanceId(1)]);
    expect(journal.of('created')).toHaveLength(1);
    expect(journal.problems).toMatchObject(
      [1, 2, 3].map((number) => ({ code: 'RebootNotRecovered', place: { instance: instanceId(number) } })),
    );
    expect(journal.problems[1]?.what).toContain(instanceId(1));
    expect(clock.elapsed()).toBeGreaterThanOrEqual(15 * MINUTE);
    expect(clock.elapsed()).toBeLessThan(16 * MINUTE);
  });

  test('does not keep those from their images that are not rebooted', async () => {
    const { start, run } = creating({ wellAfter });
    const other = aRequest({ instance: anInstance({ id: instanceId(2) }) });
    await start([aRequest({ noReboot: false }), other]);
    expect(
      run.journal
        .of('created')
        .map(({ request }) => request.instance.id)
        .toSorted(),
    ).toEqual([instanceId(1), instanceId(2)]);
  });

  test('is told with what EC2 said when it could not be looked at', async () => {
    const unseen = aProblem('AccessDenied', { said: 'UnauthorizedOperation: no' });
    const { journal } = await reboot({ count: 1, faults: { 'instances.statusChecks': unseen } });
    expect(journal.problems).toMatchObject([
      { code: 'RebootNotRecovered', said: 'UnauthorizedOperation: no' },
    ]);
  });
});

describe('a cancelled run', () => {
  test('waits for no instance, and reboots no further one', async () => {
    const { times, journal, clock } = await reboot({ count: 2, cancelAt: MINUTE });
    expect(times).toEqual([0]);
    expect(journal.codes).toEqual(['Cancelled']);
    expect(clock.elapsed()).toBe(MINUTE);
  });

  test('does not say that the instance is well', async () => {
    const { journal } = await reboot({ count: 1, cancelAt: MINUTE });
    expect(journal.of('recovered')).toEqual([]);
  });
});

test('an instance that is well again is told', async () => {
  const { journal, clock } = await reboot({ count: 1 });
  expect(journal.of('recovered')).toMatchObject([
    { at: clock.now(), of: { instance: { id: instanceId(1) } } },
  ]);
  expect(clock.elapsed()).toBe(2 * MINUTE);
});

describe('the warning before the first reboot', () => {
  const rebooting = (position: number, maxReboots: number) =>
    aTarget({ position, images: settings({ noReboot: false, maxReboots }) });
  const requestsOf = (target: number, count: number, noReboot = false) =>
    instances(count).map((instance) => aRequest({ target, instance, noReboot }));
  const textOf = (count: number, most: number): string =>
    count === 1
      ? 'no-reboot is false: making the image REBOOTS the instance, if it runs'
      : `no-reboot is false: making the images REBOOTS the running ones of these ${count} instances, ${most} at a time`;

  function warned(requests: readonly ImageRequest[], targets: readonly Target[]): Event[] {
    const journal = new RecordingJournal();
    warnOfReboots(requests, targets, journal);
    return journal.events;
  }

  test('is one for each target, with how many instances of it and how many at a time', () => {
    const requests = [...requestsOf(1, 3), ...requestsOf(2, 1)];
    const place = { account: ACCOUNT, region: REGION };
    expect(warned(requests, [rebooting(1, 2), rebooting(2, 5)])).toEqual([
      { at: 0, kind: 'warned', target: 1, text: textOf(3, 2), place },
      { at: 0, kind: 'warned', target: 2, text: textOf(1, 5), place },
    ]);
  });

  test('counts the instances of its own target alone', () => {
    const requests = [...requestsOf(1, 2, true), ...requestsOf(2, 4)];
    expect(warned(requests, [aTarget({ position: 1 }), rebooting(2, 1)])).toMatchObject([
      { target: 2, text: textOf(4, 1) },
    ]);
  });

  test.each([
    { why: 'without a new image', requests: [], targets: [rebooting(1, 1)] },
    { why: 'with no-reboot', requests: requestsOf(1, 2, true), targets: [aTarget()] },
  ])('is none $why', ({ requests, targets }) => {
    expect(warned(requests, targets)).toEqual([]);
  });
});
