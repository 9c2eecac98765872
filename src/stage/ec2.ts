/** EC2 as it would be after what a backup does: looked up for real, changed only in memory and by DryRun. */
import type { ImageRequest } from '../model/image.ts';
import type { Ec2, Images, Instances, PermissionTrials, Snapshots } from '../model/ports.ts';
import type { Problem, ProblemCode, Result } from '../model/problem.ts';
import type { SnapshotLeft } from '../model/retention.ts';
import type { StagedClock } from './clock.ts';
import type { StagedWorld } from './world.ts';

/** What may be otherwise when the backup comes to it. */
const passing: readonly ProblemCode[] = ['VolumeBusy', 'Throttled', 'NetworkUnreachable', 'AwsFailed'];

/** The stage of one role; `trials`: how a change is tried. */
export function stagedEc2(ec2: Ec2, trials: PermissionTrials, world: StagedWorld, clock: StagedClock): Ec2 {
  const { account, region } = ec2;
  const real: Ec2 = {
    account,
    region,
    instances: onStage(ec2.instances, clock),
    images: onStage(ec2.images, clock),
    snapshots: onStage(ec2.snapshots, clock),
    permissions: onStage(trials, clock),
  };
  return {
    ...real,
    instances: onStage(real.instances, clock, { statusChecks: nothingRebooted }),
    images: onStage(real.images, clock, new StagedImages(real, world, clock)),
    snapshots: onStage(real.snapshots, clock, new StagedSnapshots(real, world)),
  };
}

/** The port with these answers instead of its own; the clock stops during a call. */
function onStage<P extends object>(port: P, clock: StagedClock, answers: Partial<P> = {}): P {
  return new Proxy(port, {
    get: (_, name) => {
      const target = name in answers ? answers : port;
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...facts: readonly unknown[]) =>
        clock.during(() => Reflect.apply(member, target, facts) as Promise<unknown>);
    },
  });
}

function nothingRebooted(instances: readonly string[]): ReturnType<Instances['statusChecks']> {
  return Promise.resolve({ ok: true, value: new Map(instances.map((id) => [id, true])) });
}

class StagedImages implements Partial<Images> {
  readonly #real: Ec2;
  readonly #world: StagedWorld;
  readonly #clock: StagedClock;

  constructor(real: Ec2, world: StagedWorld, clock: StagedClock) {
    this.#real = real;
    this.#world = world;
    this.#clock = clock;
  }

  /** In EC2's order: the permission first, then the name. */
  async create(request: ImageRequest): Promise<Result<string>> {
    const allowed = await this.#real.permissions.createImage(request);
    if (!allowed.ok && !passing.includes(allowed.problem.code)) return refused(allowed.problem, request);
    const holder = await this.named(request.name);
    if (!holder.ok) return holder;
    // While EC2 was asked, another request may have taken the name.
    const isTaken = holder.value !== undefined || this.#world.madeAs(request.name) !== undefined;
    if (isTaken) return { ok: false, problem: nameTaken(request) };
    return { ok: true, value: this.#world.make(request, this.#clock.now()) };
  }

  find(ids: readonly string[]): ReturnType<Images['find']> {
    return Promise.resolve({ ok: true, value: this.#world.find(ids) });
  }

  async named(name: string): ReturnType<Images['named']> {
    const made = this.#world.madeAs(name);
    if (made !== undefined) return { ok: true, value: made };
    const found = await this.#real.images.named(name);
    if (found.ok && found.value !== undefined) this.#world.see(found.value);
    return found;
  }

  async ours(phase: Problem['phase'], instance?: string): ReturnType<Images['ours']> {
    const listed = await this.#world.list(this.#real.images, phase);
    return listed.ok ? { ok: true, value: this.#world.ours(listed.value, instance) } : listed;
  }

  async withSnapshots(snapshots: readonly string[]): ReturnType<Images['withSnapshots']> {
    const listed = await this.#real.images.withSnapshots(snapshots);
    if (!listed.ok) return listed;
    const left = [...listed.value].map(
      ([snapshot, images]) => [snapshot, images.filter((id) => !this.#world.isRemoved(id))] as const,
    );
    return { ok: true, value: new Map(left.filter(([, images]) => images.length > 0)) };
  }

  async deregister(image: string): Promise<Result<readonly SnapshotLeft[]>> {
    const allowed = await this.#real.permissions.tryCall('ec2:DeregisterImage', image);
    if (!allowed.ok && allowed.problem.code === 'AccessDenied') return allowed;
    const listed = await this.ours('prune');
    const images = listed.ok ? listed.value : [];
    const snapshots = images.find(({ id }) => id === image)?.snapshots ?? [];
    this.#world.remove(image);
    // At once, as EC2 does it: another removal may go on beside this one.
    const others = images.filter(({ id }) => !this.#world.isRemoved(id));
    const used = new Set(others.flatMap((other) => other.snapshots));
    const owed = snapshots.filter((id) => !used.has(id));
    const left = snapshots.filter((id) => used.has(id)).map((id) => ({ id, code: 'skipped' }));
    const [first] = owed;
    const deleted =
      first === undefined ? undefined : await this.#real.permissions.tryCall('ec2:DeleteSnapshot', first);
    if (deleted?.ok === false && deleted.problem.code === 'AccessDenied')
      return { ok: true, value: [...left, ...owed.map((id) => ({ id, code: 'missing-permissions' }))] };
    for (const id of owed) this.#world.remove(id);
    return { ok: true, value: left };
  }
}

class StagedSnapshots implements Partial<Snapshots> {
  readonly #real: Ec2;
  readonly #world: StagedWorld;

  constructor(real: Ec2, world: StagedWorld) {
    this.#real = real;
    this.#world = world;
  }

  async ours(): ReturnType<Snapshots['ours']> {
    const listed = await this.#real.snapshots.ours();
    if (!listed.ok) return listed;
    return { ok: true, value: listed.value.filter(({ id }) => !this.#world.isRemoved(id)) };
  }

  /** No image is pending when it is looked at. */
  progress(): ReturnType<Snapshots['progress']> {
    return Promise.resolve({ ok: true, value: [] });
  }

  async delete(snapshot: string): Promise<Result<void>> {
    const allowed = await this.#real.permissions.tryCall('ec2:DeleteSnapshot', snapshot);
    if (!allowed.ok && allowed.problem.code === 'AccessDenied') return allowed;
    this.#world.remove(snapshot);
    return { ok: true, value: undefined };
  }
}

function refused(problem: Problem, { instance }: ImageRequest): Result<never> {
  return { ok: false, problem: { ...problem, place: { ...problem.place, instance: instance.id } } };
}

function nameTaken({ name, account, region, instance }: ImageRequest): Problem {
  const place = { account, region, instance: instance.id };
  return { code: 'NameTaken', phase: 'create', place, what: `The name ${name} is taken` };
}
