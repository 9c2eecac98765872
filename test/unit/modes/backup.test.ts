import { describe, expect, test } from '@jest/globals';
import type { Problem } from '../../../src/model/problem.ts';
import type { Target } from '../../../src/model/target.ts';
import { backup, type BackupContext } from '../../../src/modes/backup.ts';
import {
  ACCOUNT,
  anInstance,
  aProblem,
  aRequest,
  aTarget,
  instanceId,
  instances,
  ourTags,
  REGION,
  roleOf,
  runFacts,
  settings,
} from '../builders.ts';
import { FakeAccountRegion } from '../fakes/account-region.ts';
import { FakeAccounts } from '../fakes/accounts.ts';
import { FakeClock } from '../fakes/clock.ts';
import { RecordingJournal } from '../fakes/journal.ts';

const MINUTE = 60_000;
const OTHER = '333333333333';

type Parts = ConstructorParameters<typeof FakeAccountRegion>[1];

interface Scene {
  readonly targets?: readonly Target[];
  /** EC2 in the account of the first target, and in another one. */
  readonly here?: Parts;
  readonly there?: Parts;
  readonly refusals?: Readonly<Record<string, Problem>>;
  readonly context?: Partial<BackupContext>;
  readonly cancelAt?: number;
  readonly arrange?: (here: FakeAccountRegion) => void;
}

async function run(scene: Scene) {
  const clock = new FakeClock();
  const journal = new RecordingJournal(clock);
  const here = new FakeAccountRegion(clock, { instances: instances(2), ...scene.here });
  const there = new FakeAccountRegion(clock, { account: OTHER, instances: instances(1), ...scene.there });
  scene.arrange?.(here);
  const controller = new AbortController();
  if (scene.cancelAt !== undefined) {
    clock.at(scene.cancelAt, () => {
      controller.abort();
    });
  }
  await backup(scene.targets ?? [aTarget()], {
    accounts: new FakeAccounts([here, there], scene.refusals),
    clock,
    journal,
    facts: runFacts(),
    signal: controller.signal,
    wait: true,
    adoptWithin: 60 * MINUTE,
    deadline: 330 * MINUTE,
    ifNoInstances: 'error',
    ...scene.context,
  });
  return { clock, journal, here, there };
}

const BOTH = [aTarget({ position: 1 }), aTarget({ position: 2, at: roleOf(OTHER) })];

function endings(journal: RecordingJournal): string[] {
  return journal.of('available').map(({ request }) => `${request.account} ${request.instance.id}`);
}

test('every selected instance of every target has its image', async () => {
  const { journal } = await run({ targets: BOTH });
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
    const { journal } = await run({ targets: BOTH, refusals: { [ACCOUNT]: denied } });
    expect(journal.of('target-failed')).toMatchObject([{ target: 1, problem: denied }]);
    expect(endings(journal)).toEqual([`${OTHER} ${instanceId(1)}`]);
  });

  test('does not hold up the others, however slow it is', async () => {
    const { journal } = await run({ targets: BOTH, here: { replyTime: 20 * MINUTE } });
    const first = journal.of('available')[0];
    expect(first?.request.account).toBe(OTHER);
    expect((first?.at ?? 0) - (journal.events[0]?.at ?? 0)).toBeLessThan(2 * MINUTE);
  });

  test('of which one image fails keeps the other', async () => {
    const { journal } = await run({ here: { refusals: { [instanceId(1)]: aProblem('LimitReached') } } });
    expect(journal.codes).toEqual(['LimitReached']);
    expect(endings(journal)).toEqual([`${ACCOUNT} ${instanceId(2)}`]);
  });
});

describe('each target is told as started', () => {
  test('once, after all its images were asked for, and before they are available', async () => {
    const { journal } = await run({ targets: BOTH });
    const started = journal.events.flatMap((event, at) =>
      event.kind === 'target-started' ? [[event.target, at]] : [],
    );
    expect(started.map(([target]) => target).toSorted()).toEqual([1, 2]);
    const lastCreated = journal.kinds.lastIndexOf('created');
    expect(Math.max(...started.map(([, at]) => at ?? 0))).toBeGreaterThan(lastCreated);
    expect(Math.max(...started.map(([, at]) => at ?? 0))).toBeLessThan(journal.kinds.indexOf('available'));
  });

  test('also when it failed', async () => {
    const { journal } = await run({ refusals: { [ACCOUNT]: aProblem('AssumeRoleDenied') } });
    expect(journal.of('target-started')).toMatchObject([{ target: 1 }]);
  });
});

describe('two targets in one account and region', () => {
  const two = (images: Target['images']): Target[] => [
    aTarget({ position: 1 }),
    aTarget({ position: 2, images }),
  ];

  test('that select an instance in one series fail it once', async () => {
    const { journal, here } = await run({ targets: two(settings()) });
    expect(journal.codes).toEqual(['SelectedTwice', 'SelectedTwice']);
    expect(journal.problems.map(({ place }) => place.instance)).toEqual([instanceId(1), instanceId(2)]);
    expect(here.asked).toEqual([]);
  });

  test('in two series image it one after the other, 15 s apart', async () => {
    const { here, journal } = await run({
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
    const { here } = await run({ targets: [first, second] });
    expect(here.looks[0]?.ids).toHaveLength(2);
  });

  test('are limited by max-reboots of those that reboot', async () => {
    const rebooting = settings({ noReboot: false, maxReboots: 2, series: 'weekly' });
    const first = aTarget({ position: 1, instances: { kind: 'ids', ids: [instanceId(9)] } });
    const { here } = await run({
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
  const { journal } = await run({
    targets: BOTH.map((target) => ({ ...target, ownInstances: false, instances: ids })),
  });
  expect(journal.of('failed')).toMatchObject([
    { of: { account: null, instance: { id: instanceId(7) } }, problem: { code: 'InstanceNotFound' } },
  ]);
  expect(journal.of('available')).toHaveLength(2);
});

test('with wait: false nothing is looked at after it was accepted', async () => {
  const { journal, here, clock } = await run({ context: { wait: false } });
  expect(journal.of('created')).toHaveLength(2);
  expect([here.looks, clock.elapsed()]).toEqual([[], 0]);
});

describe('a re-run', () => {
  const earlier = (here: FakeAccountRegion): void => {
    here.has('ami-earlier', aRequest({ name: 'earlier', tags: ourTags(instanceId(1)) }), {
      age: 10 * MINUTE,
    });
  };

  test('adopts what the first run made, and makes the rest', async () => {
    const { journal, here } = await run({ arrange: earlier });
    expect(journal.of('adopted')).toMatchObject([
      { request: { instance: { id: instanceId(1) } }, image: { id: 'ami-earlier' } },
    ]);
    expect(here.asked.map(({ instance }) => instance)).toEqual([instanceId(2)]);
    expect(journal.of('available').map(({ image }) => image.id)).toContain('ami-earlier');
  });

  test('with wait: false does not wait for what it adopts', async () => {
    const { journal, here } = await run({ arrange: earlier, context: { wait: false } });
    expect(journal.of('adopted')).toHaveLength(1);
    expect(here.looks).toEqual([]);
  });

  test('that cannot look them up makes nothing there, for it might be the second image', async () => {
    const { journal, here } = await run({ targets: BOTH, here: { runProblems: [aProblem('Throttled')] } });
    expect(here.asked).toEqual([]);
    expect(journal.of('target-failed')).toMatchObject([{ target: 1, problem: { code: 'Throttled' } }]);
    expect(endings(journal)).toEqual([`${OTHER} ${instanceId(1)}`]);
  });
});

test('a target without instances needs no look-up of earlier images', async () => {
  const { journal } = await run({
    here: { instances: [], runProblems: [aProblem('AccessDenied')] },
    context: { ifNoInstances: 'ignore' },
  });
  expect(journal.problems).toEqual([]);
});

test('a cancelled run ends at once, and every instance has its event', async () => {
  const { journal, clock } = await run({ cancelAt: 10_000 });
  expect(clock.elapsed()).toBe(10_000);
  expect(journal.codes).toEqual(['Cancelled', 'Cancelled']);
});

test('wait-timeout ends the wait', async () => {
  const lives = { [instanceId(1)]: { after: Infinity } };
  const { journal, clock } = await run({ here: { lives }, context: { deadline: 5 * MINUTE } });
  expect(journal.problems).toMatchObject([
    { code: 'WaitTimedOut', place: { account: ACCOUNT, region: REGION, instance: instanceId(1) } },
  ]);
  expect(clock.elapsed()).toBe(5 * MINUTE);
});
