import { describe, expect, test } from '@jest/globals';
import type { Target } from '../../../src/model/target.ts';
import {
  ACCOUNT,
  REGION,
  OTHER,
  MINUTE,
  aTarget,
  settings,
  instanceId,
  anInstance,
  aProblem,
  instances,
  DAY,
  roleOf,
} from '../builders.ts';
import type { RecordingJournal } from '../fakes/journal.ts';
import { earlierImage, ourImage, pruningTarget } from '../image-builders.ts';
import { BOTH, runBackup } from './scenes.ts';

function endings(journal: RecordingJournal): string[] {
  return journal.of('available').map(({ request }) => `${request.account} ${request.instance.id}`);
}

test('every selected instance of every target has its image', async () => {
  const { journal } = await runBackup({ targets: BOTH });
  expect(endings(journal).toSorted()).toEqual([
    `${ACCOUNT} ${instanceId(1)}`,
    `${ACCOUNT} ${instanceId(2)}`,
    `${OTHER} ${instanceId(1)}`,
  ]);
  expect(journal.problems).toEqual([]);
});

describe('a target that fails', () => {
  test('does not touch the others', async () => {
    const denied = aProblem('AssumeRoleDenied', { phase: 'sign-in' });
    const { journal } = await runBackup({ targets: BOTH, refusals: { [ACCOUNT]: denied } });
    expect(journal.of('target-failed')).toMatchObject([{ target: 1, problem: denied }]);
    expect(endings(journal)).toEqual([`${OTHER} ${instanceId(1)}`]);
  });

  test('ends no run before the last prune of another one', async () => {
    const denied = aProblem('AssumeRoleDenied', { phase: 'sign-in' });
    const targets = [pruningTarget(), aTarget({ position: 2, at: roleOf(OTHER) })];
    const images = [1, 2, 3].map((day) => earlierImage(`ami-${day}d`, { age: day * DAY }));
    const here = { images, instances: instances(1), replyTime: MINUTE };
    const { journal, here: ec2 } = await runBackup({ targets, here, refusals: { [OTHER]: denied } });
    expect(journal.of('pruned').map(({ image }) => image.image)).toEqual(['ami-3d', 'ami-2d', 'ami-1d']);
    expect(ec2.state.imageIds).toHaveLength(1);
  });

  test('does not hold up the others, however slow it is', async () => {
    const { journal } = await runBackup({ targets: BOTH, here: { replyTime: 20 * MINUTE } });
    const first = journal.of('available')[0];
    expect(first?.request.account).toBe(OTHER);
    expect((first?.at ?? 0) - (journal.events[0]?.at ?? 0)).toBeLessThan(2 * MINUTE);
  });

  test('of which one image fails keeps the other', async () => {
    const { journal } = await runBackup({
      here: { faults: { 'images.create': [aProblem('LimitReached')] } },
    });
    expect(journal.codes).toEqual(['LimitReached']);
    expect(endings(journal)).toEqual([`${ACCOUNT} ${instanceId(2)}`]);
  });
});

describe('each target is told as started', () => {
  test('once, after all its images were asked for, and before they are available', async () => {
    const { journal } = await runBackup({ targets: BOTH });
    const started = journal.events.flatMap((event, at) =>
      event.kind === 'target-started' ? [[event.target, at]] : [],
    );
    expect(started.map(([target]) => target).toSorted()).toEqual([1, 2]);
    const lastCreated = journal.kinds.lastIndexOf('created');
    expect(Math.max(...started.map(([, at]) => at ?? 0))).toBeGreaterThan(lastCreated);
    expect(Math.max(...started.map(([, at]) => at ?? 0))).toBeLessThan(journal.kinds.indexOf('available'));
  });

  test('also when it failed', async () => {
    const { journal } = await runBackup({ refusals: { [ACCOUNT]: aProblem('AssumeRoleDenied') } });
    expect(journal.of('target-started')).toMatchObject([{ target: 1 }]);
  });
});

describe('two targets in one account and region', () => {
  const two = (images: Target['images']): Target[] => [
    aTarget({ position: 1 }),
    aTarget({ position: 2, images }),
  ];

  test('that select an instance in one series fail it once', async () => {
    const { journal, here } = await runBackup({ targets: two(settings()) });
    expect(journal.codes).toEqual(['SelectedTwice', 'SelectedTwice']);
    expect(journal.problems.map(({ place }) => place.instance)).toEqual([instanceId(1), instanceId(2)]);
    expect(here.asked).toEqual([]);
  });

  test('in two series image it one after the other, 15 s apart', async () => {
    const { here, journal } = await runBackup({
      here: { instances: instances(1) },
      targets: two(settings({ series: 'weekly' })),
    });
    expect(here.asked.map(({ series, at }) => [series, at])).toEqual([
      ['default', 0],
      ['weekly', 15_000],
    ]);
    expect(journal.of('available')).toHaveLength(2);
  });

  test('share one watch over their images', async () => {
    const images = settings({ series: 'weekly' });
    const second = aTarget({ position: 2, images, instances: { kind: 'ids', ids: [instanceId(2)] } });
    const first = aTarget({ position: 1, instances: { kind: 'ids', ids: [instanceId(1)] } });
    const { here } = await runBackup({ targets: [first, second] });
    expect(here.calls.of('images.find')[0]?.of.split(',')).toHaveLength(2);
  });

  test('are limited by max-reboots of those that reboot', async () => {
    const rebooting = settings({ noReboot: false, maxReboots: 2, series: 'weekly' });
    const first = aTarget({ position: 1, instances: { kind: 'ids', ids: [instanceId(9)] } });
    const { here } = await runBackup({
      here: { instances: [...instances(2), anInstance({ id: instanceId(9) })] },
      targets: [
        first,
        aTarget({
          position: 2,
          images: rebooting,
          instances: { kind: 'ids', ids: [instanceId(1), instanceId(2)] },
        }),
      ],
    });
    expect(here.asked.filter(({ series }) => series === 'weekly').map(({ at }) => at)).toEqual([0, 0]);
  });
});

test('ids that nobody has are failures, next to images of those that are there', async () => {
  const ids = { kind: 'ids', ids: [instanceId(1), instanceId(7)] } as const;
  const { journal } = await runBackup({
    targets: BOTH.map((target) => ({ ...target, ownInstances: false, instances: ids })),
  });
  expect(journal.of('failed')).toMatchObject([
    { of: { account: null, instance: { id: instanceId(7) } }, problem: { code: 'InstanceNotFound' } },
  ]);
  expect(journal.of('available')).toHaveLength(2);
});

test('with wait: false nothing is looked at after it was accepted', async () => {
  const { journal, here, clock } = await runBackup({}, { wait: false });
  expect(journal.of('created')).toHaveLength(2);
  expect([here.calls.of('images.find'), clock.elapsed()]).toEqual([[], 0]);
});

describe('a re-run', () => {
  const here = { instances: instances(2), images: [ourImage('ami-earlier', { age: 10 * MINUTE })] };

  test('adopts what the first run made, and makes the rest', async () => {
    const { journal, here: ec2 } = await runBackup({ here });
    expect(journal.of('adopted')).toMatchObject([
      { request: { instance: { id: instanceId(1) } }, image: { id: 'ami-earlier' } },
    ]);
    expect(ec2.asked.map(({ instance }) => instance.id)).toEqual([instanceId(2)]);
    expect(journal.of('available').map(({ image }) => image.id)).toContain('ami-earlier');
  });

  test('with wait: false does not wait for what it adopts', async () => {
    const { journal, here: ec2 } = await runBackup({ here }, { wait: false });
    expect(journal.of('adopted')).toHaveLength(1);
    expect(ec2.calls.of('images.find')).toEqual([]);
  });

  test('that cannot look them up makes nothing there, for it might be the second image', async () => {
    const { journal, here } = await runBackup({
      targets: BOTH,
      here: { faults: { 'images.ours': aProblem('Throttled') } },
    });
    expect(here.asked).toEqual([]);
    expect(journal.of('target-failed')).toMatchObject([{ target: 1, problem: { code: 'Throttled' } }]);
    expect(endings(journal)).toEqual([`${OTHER} ${instanceId(1)}`]);
  });
});

test('a target without instances needs no look-up of earlier images', async () => {
  const { journal } = await runBackup(
    {
      here: { instances: [], faults: { 'images.ours': aProblem('AccessDenied') } },
    },
    { ifNoInstances: 'ignore' },
  );
  expect(journal.problems).toEqual([]);
});

test('a cancelled run ends at once, and every instance has its event', async () => {
  const lives = { [instanceId(1)]: { after: MINUTE }, [instanceId(2)]: { after: MINUTE } };
  const { journal, clock } = await runBackup({ here: { lives }, cancelAt: 10_000 });
  expect(clock.elapsed()).toBe(10_000);
  expect(journal.codes).toEqual(['Cancelled', 'Cancelled']);
});

test('wait-timeout ends the wait', async () => {
  const lives = { [instanceId(1)]: { after: Infinity } };
  const { journal, clock } = await runBackup({ here: { lives }, deadline: 5 * MINUTE });
  expect(journal.problems).toMatchObject([
    { code: 'WaitTimedOut', place: { account: ACCOUNT, region: REGION, instance: instanceId(1) } },
  ]);
  expect(clock.elapsed()).toBe(5 * MINUTE);
});
