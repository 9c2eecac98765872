/** What a plan says is what a backup does right after it: in each of many random worlds. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { backup } from '../../../src/modes/backup.ts';
import { plan } from '../../../src/modes/plan.ts';
import { runFacts } from '../builders.ts';
import { FakeAccounts } from '../fakes/accounts.ts';
import { FakeClock } from '../fakes/clock.ts';
import { FakeEc2 } from '../fakes/ec2.ts';
import { amount } from '../../amounts.ts';
import { RecordingJournal } from '../fakes/journal.ts';
import { HOUR, NOW } from '../retention/images.ts';
import { doneIn, plannedIn, type Told } from './told.ts';
import { worlds, type World } from './worlds.ts';

const RUNS = amount({ gate: 1_000, nightly: 20_000 });

interface Outcome {
  readonly planned: Told;
  readonly done: Told;
}

/** One after the other in one world, with one clock. */
async function runBoth({ targets, places: parts, refusals, ...run }: World): Promise<Outcome> {
  const clock = new FakeClock(NOW);
  const places = parts.map((each) => new FakeEc2(clock, each));
  const context = {
    ...run,
    accounts: new FakeAccounts(places, refusals),
    clock,
    facts: runFacts(),
    signal: new AbortController().signal,
    deadline: 5 * HOUR,
  };
  const before = JSON.stringify(places.map(({ images, snapshots }) => [images, snapshots]));
  const foreseen = new RecordingJournal(clock);
  await plan(targets, { ...context, journal: foreseen, mainRole: undefined, shard: undefined });
  expect(JSON.stringify(places.map(({ images, snapshots }) => [images, snapshots]))).toBe(before);
  expect(places.flatMap(({ changes }) => changes)).toEqual([]);
  expect(clock.elapsed()).toBe(0);
  const journal = new RecordingJournal(clock);
  await backup(targets, { ...context, journal });
  const images = places.flatMap((place) => place.images);
  return { planned: plannedIn(foreseen), done: doneIn(journal, images) };
}

test(`a backup does what the plan said, in each of ${RUNS} worlds`, async () => {
  const property = fc.asyncProperty(worlds, async (world) => {
    const { planned, done } = await runBoth(world);
    expect(planned).toEqual(done);
  });
  await fc.assert(property, { numRuns: RUNS });
}, 240_000);

/** Worlds in which nothing happens would prove nothing. */
test('the random worlds put the plan to the test', async () => {
  const seen: Record<string, number> = {};
  for (const world of fc.sample(worlds, { numRuns: 500, seed: 7 })) {
    const { done } = await runBoth(world);
    const what = [
      ...done.images.map(({ outcome }) => outcome),
      ...done.failures.map(({ code }) => code),
      ...done.retained.flatMap(({ verdicts }) => verdicts.map(({ decision }) => decision)),
      ...done.unattended.map(() => 'unattended'),
      ...done.removed.map(() => 'removed'),
    ];
    for (const each of new Set(what)) seen[each] = (seen[each] ?? 0) + 1;
  }
  const often = [
    'created',
    'adopted',
    'skipped',
    'keep',
    'prune',
    'unattended',
    'removed',
    'NameTaken',
    'NameClash',
    'SelectedTwice',
    'InstanceNotFound',
    'AccessDenied',
    'SnapshotsLeft',
    'TooManyInstances',
    'AssumeRoleDenied',
  ];
  expect(often.filter((each) => (seen[each] ?? 0) < 3)).toEqual([]);
});
