/** A mode on EC2 in two accounts: what is there, what happens meanwhile, and what was told. */
import type { Problem } from '../../../src/model/problem.ts';
import type { Ec2, Run } from '../../../src/model/ports.ts';
import type { Target } from '../../../src/model/target.ts';
import { backup, type BackupAsked } from '../../../src/modes/backup.ts';
import { check, type CheckAsked } from '../../../src/modes/check.ts';
import { plan, type PlanAsked } from '../../../src/modes/plan.ts';
import { prune } from '../../../src/modes/prune.ts';
import { wait } from '../../../src/modes/wait.ts';
import { ACCOUNT, aTarget, DAY, HOUR, instances, MINUTE, NOW, OTHER, roleOf } from '../builders.ts';
import { FakeAccounts } from '../fakes/accounts.ts';
import { FakeEc2, type Ec2Parts } from '../fakes/ec2.ts';
import type { RecordingJournal } from '../fakes/journal.ts';
import { aRun, type FakeRun } from '../fakes/run.ts';
import { earlierImage, ourImage, type ImageFacts } from '../image-builders.ts';

export interface Scene {
  readonly targets?: readonly Target[];
  /** EC2 in the account of the first target, with three instances, and in another account. */
  readonly here?: Ec2Parts;
  readonly there?: Ec2Parts;
  /** By account, or by the ARN of a role. */
  readonly refusals?: Readonly<Record<string, Problem>>;
  /** EC2 as the role of an ARN sees it. */
  readonly roles?: (here: FakeEc2) => Readonly<Record<string, Ec2>>;
  readonly deadline?: number;
  readonly cancelAt?: number;
  /** What happens before, and after so many milliseconds. */
  readonly arrange?: (world: World) => void;
  readonly meanwhile?: Readonly<Record<number, (world: World) => void>>;
}

export interface World extends FakeRun {
  readonly here: FakeEc2;
  readonly there: FakeEc2;
  readonly accounts: FakeAccounts;
}

/** One target in each of the accounts. */
export const BOTH: readonly Target[] = [aTarget(), aTarget({ position: 2, at: roleOf(OTHER) })];

type Work = (targets: readonly Target[], world: World, run: Run) => Promise<void>;

async function play(scene: Scene, work: Work): Promise<World> {
  const { cancelAt, deadline = HOUR, meanwhile = {} } = scene;
  const run = aRun({ deadline, cancelAt });
  const here = new FakeEc2(run.clock, { instances: instances(3), ...scene.here });
  const there = new FakeEc2(run.clock, { account: OTHER, instances: instances(3), ...scene.there });
  const accounts = new FakeAccounts([here, there], scene.refusals, scene.roles?.(here));
  const world = { ...run, here, there, accounts };
  scene.arrange?.(world);
  for (const [at, happens] of Object.entries(meanwhile)) {
    run.clock.at(Number(at), () => {
      happens(world);
    });
  }
  await work(scene.targets ?? [aTarget()], world, run);
  return world;
}

export function runBackup(scene: Scene, asked: Partial<BackupAsked> = {}): Promise<World> {
  const usual: BackupAsked = { wait: true, adoptWithin: HOUR, ifNoInstances: 'error' };
  const here = { instances: instances(2), ...scene.here };
  const there = { instances: instances(1), ...scene.there };
  return play({ deadline: 330 * MINUTE, ...scene, here, there }, (targets, { accounts }, run) =>
    backup(targets, accounts, { ...usual, ...asked }, run),
  );
}

/** On EC2 that throws when anybody would change something. */
export function runPlan(scene: Scene, asked: Partial<PlanAsked> = {}): Promise<World> {
  const options = { mainRole: undefined, sessionTags: false, shard: undefined };
  const usual: PlanAsked = { wait: true, adoptWithin: HOUR, ifNoInstances: 'error', ...options };
  const here = { frozen: true, instances: instances(2), ...scene.here };
  const there = { frozen: true, instances: instances(1), ...scene.there };
  return play({ deadline: 330 * MINUTE, ...scene, here, there }, (targets, { accounts }, run) =>
    plan(targets, accounts, { ...usual, ...asked }, run),
  );
}

export function runCheck(scene: Scene, asked: Partial<CheckAsked> = {}): Promise<World> {
  const usual: CheckAsked = { maxAge: DAY, ifNoInstances: 'error' };
  const here = { frozen: true, instances: instances(1), ...scene.here };
  const there = { frozen: true, instances: instances(1), ...scene.there };
  return play({ ...scene, here, there }, (targets, { accounts }, run) =>
    check(targets, accounts, { ...usual, ...asked }, run),
  );
}

export function runPrune(scene: Scene): Promise<World> {
  return play(scene, (targets, { accounts }, run) => prune(targets, accounts, 'ignore', run));
}

export interface WaitScene extends Scene {
  /** What becomes of the n-th look-up of our images in an account. */
  readonly look?: (nth: number, account: string) => Problem | Error | undefined;
}

/** `looks`: when all our images were looked up; those of one instance are looked up by retention. */
export async function runWait({ look, ...scene }: WaitScene) {
  const looking = (account: string): Ec2Parts =>
    look === undefined ? {} : { faults: { 'images.ours': (_, nth) => look(nth, account) } };
  const here = { ...looking(ACCOUNT), ...scene.here };
  const there = { ...looking(OTHER), ...scene.there };
  const world = await play({ ...scene, here, there }, (targets, { accounts }, run) =>
    wait(targets, accounts, run),
  );
  const timesOf = ({ calls }: FakeEc2): number[] =>
    calls.of('images.ours').flatMap(({ of, at }) => (of === 'all' ? [at] : []));
  return { ...world, looks: { here: timesOf(world.here), there: timesOf(world.there) } };
}

/** From one number to another one, both included. */
export function every(step: number, from: number, to: number): number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, at) => from + at * step);
}

/** Kind, image and time of everything that is told of images. */
export function toldOfImages({ events }: RecordingJournal): string[] {
  return events.flatMap((event) => {
    const { kind, at } = event;
    if (kind === 'adopted' || kind === 'available') return [`${kind} ${event.image.id} at ${at - NOW}`];
    return kind === 'failed' ? [`${event.problem.code} ${event.image?.id ?? ''} at ${at - NOW}`] : [];
  });
}

/** An image of the run that is pending since five minutes. */
export function pendingImage(id: string, facts: ImageFacts = {}) {
  return ourImage(id, { state: 'pending', age: 5 * MINUTE, ...facts });
}

/** Images of the last days by earlier runs: `ami-1d` is of yesterday. */
export function earlierDays(days: readonly number[], facts: ImageFacts = {}) {
  return days.map((age) => earlierImage(`ami-${age}d`, { age: age * DAY, ...facts }));
}

export function ids(journal: RecordingJournal, kind: 'adopted' | 'available'): string[] {
  return journal.of(kind).map(({ image }) => image.id);
}

/** Of each call in a region: `<action> <answer>`, and the note behind it. */
export function cells(journal: RecordingJournal, role?: string): string[] {
  const inRegions = journal.of('tried').filter(({ cell }) => cell.place.region !== undefined);
  return inRegions.flatMap(({ cell }) => {
    const note = cell.note === undefined ? '' : `: ${cell.note}`;
    return role === undefined || cell.role === role ? [`${cell.action} ${cell.answer}${note}`] : [];
  });
}
