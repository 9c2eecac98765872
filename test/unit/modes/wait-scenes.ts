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

/** EC2 in two accounts, with the images that it shows by and by, and the times at which it was asked for them. */
export interface Places {
  readonly here: FakeEc2;
  readonly there: FakeEc2;
}

export interface Scene {
  readonly targets?: readonly Target[];
  /** EC2 in the account of the first target, and in another one. */
  readonly here?: Ec2Parts;
  readonly there?: Ec2Parts;
  readonly refusals?: Readonly<Record<string, Problem>>;
  readonly context?: Partial<WaitContext>;
  readonly cancelAt?: number;
  /** What happens after so many milliseconds. */
  readonly meanwhile?: Readonly<Record<number, (places: Places) => void>>;
  /** Look-ups of all our images, in order and of each place: what becomes of them instead. */
  readonly looks?: (nth: number, place: FakeEc2) => Problem | Error | undefined;
}

export async function run(scene: Scene) {
  const clock = new FakeClock(NOW);
  const journal = new RecordingJournal(clock);
  const here = new FakeEc2(clock, { instances: instances(3), ...scene.here });
  const there = new FakeEc2(clock, { account: OTHER, instances: instances(3), ...scene.there });
  const looks = { here: timesOfLooks(here, clock, scene), there: timesOfLooks(there, clock, scene) };
  const controller = new AbortController();
  if (scene.cancelAt !== undefined) {
    clock.at(scene.cancelAt, () => {
      controller.abort();
    });
  }
  for (const [at, happens] of Object.entries(scene.meanwhile ?? {})) {
    clock.at(Number(at), () => {
      happens({ here, there });
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
  return { clock, journal, here, there, looks, ended: clock.elapsed() };
}

/** When all our images were looked up; those of one instance are looked up by retention. */
function timesOfLooks(place: FakeEc2, clock: FakeClock, { looks }: Scene): readonly number[] {
  const times: number[] = [];
  const list = place.keeping.ourImages.bind(place.keeping);
  const ourImages = (instance?: string): ReturnType<typeof list> => {
    if (instance !== undefined) return list(instance);
    times.push(clock.elapsed());
    const instead = looks?.(times.length, place);
    if (instead instanceof Error) return Promise.reject(instead);
    return instead === undefined ? list() : Promise.resolve({ ok: false, problem: instead });
  };
  Object.assign(place.keeping, { ourImages });
  return times;
}

/** From one number to another one, both included. */
export function every(step: number, from: number, to: number): number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, at) => from + at * step);
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

/** Kind, image and time of everything that is told of images. */
export function told(journal: RecordingJournal): string[] {
  return journal.events.flatMap((event) => {
    const { kind, at } = event;
    if (kind === 'adopted' || kind === 'available') return [`${kind} ${event.image.id} at ${at - NOW}`];
    return kind === 'failed' ? [`${event.problem.code} ${event.image?.id ?? ''} at ${at - NOW}`] : [];
  });
}
