/** A run of the mode `wait` on what an earlier job has left. */
import type { Problem } from '../../../src/model/problem.ts';
import type { Target } from '../../../src/model/target.ts';
import { wait } from '../../../src/modes/wait.ts';
import type { WaitContext } from '../../../src/modes/wait-region.ts';
import { aTarget, instances, runFacts } from '../builders.ts';
import { FakeAccounts } from '../fakes/accounts.ts';
import { FakeClock } from '../fakes/clock.ts';
import { FakeEc2, type Ec2Parts } from '../fakes/ec2.ts';
import { RecordingJournal } from '../fakes/journal.ts';
import { anImage, MINUTE, NOW, type ImageFacts } from '../retention/images.ts';

export const OTHER = '333333333333';

export interface Scene {
  readonly targets?: readonly Target[];
  /** EC2 in the account of the first target, and in another one. */
  readonly here?: Ec2Parts;
  readonly there?: Ec2Parts;
  readonly refusals?: Readonly<Record<string, Problem>>;
  readonly context?: Partial<WaitContext>;
  readonly cancelAt?: number;
}

export async function run(scene: Scene) {
  const clock = new FakeClock(NOW);
  const journal = new RecordingJournal(clock);
  const here = new FakeEc2(clock, { instances: instances(3), ...scene.here });
  const there = new FakeEc2(clock, { account: OTHER, instances: instances(3), ...scene.there });
  const controller = new AbortController();
  if (scene.cancelAt !== undefined) {
    clock.at(scene.cancelAt, () => {
      controller.abort();
    });
  }
  await wait(scene.targets ?? [aTarget()], {
    accounts: new FakeAccounts([here, there], scene.refusals),
    clock,
    journal,
    facts: runFacts(),
    signal: controller.signal,
    deadline: 60 * MINUTE,
    ...scene.context,
  });
  return { clock, journal, here, there };
}

/** An image of the run that is waited for, of the series of `aTarget`. */
export function ofRun(id: string, facts: ImageFacts = {}) {
  return anImage(id, { series: 'default', state: 'pending', age: 5 * MINUTE, ...facts });
}

/** An image of an earlier run. */
export function earlier(id: string, facts: ImageFacts = {}) {
  const moreTags = { 'cross-account-ami:run-key': 'earlier' };
  return anImage(id, { series: 'default', moreTags, ...facts });
}

export function ids(journal: RecordingJournal, kind: 'adopted' | 'available'): string[] {
  return journal.of(kind).map(({ image }) => image.id);
}
