/**
 * EC2 of one account and region, in memory: the only fake of the port `Ec2`.
 *
 * **It remembers** (`state`). What is made is there afterwards and what is removed is gone, in listings too, unless
 * `lag` says that they still show it for a while. As at EC2, a name is unique (`NameTaken`), an instance that is being
 * terminated has no image made (`InstanceNotImageable`), an image goes with its snapshots except for those that another
 * image uses (`skipped`) or that may not be deleted (`missing-permissions`), and ours are listed by their tags alone. A
 * trial of a permission changes nothing.
 *
 * **Images have lives.** One that is pending becomes available at the first look for its id; a test that is about time
 * gives it a life by its id or by that of its instance, `lives: {'ami-1': {after: MINUTE, becomes: 'failed'}}`: hidden
 * for a while, or gone after one. Whatever else happens meanwhile is done to `state` at a time (`clock.at`) or just
 * before a call (`calls.before('images.ours', 2, ...)`): `add`, `replace` or `remove` an image, `instanceBecomes`, or
 * another value in `uses`, `shares` and `holds`. `wellAfter` says when the status checks of an instance are passed.
 *
 * **Calls go wrong when told so.** `faults` by verb (`images.find`): every call, the n-th one, or whatever a function
 * says of it; `lostReplies` likewise, when the call has had its effect all the same; `denials` by action
 * (`ec2:CreateImage`), or by action and resource, refuse call and trial; `replyTime` has everything take its time;
 * `frozen` has a call throw that would change something.
 *
 * **Roles.** `withRole({denials})` is the same EC2 as another role sees it, with a record of its own.
 *
 * **The record** (`calls`). `all` has every call with its verb, what it was about and the time; `of` those of a verb;
 * `verbs` the verbs alone; `changes` what was changed; `busiest` how many calls of a verb were under way at once.
 * `asked` has every request for an image, `permissions.tried` every trial.
 */
import type { Image, ImageRequest } from '../../../src/model/image.ts';
import type { Clock, Ec2, Images, Instances, Snapshots } from '../../../src/model/ports.ts';
import type { Problem, ProblemCode, Result } from '../../../src/model/problem.ts';
import type { SnapshotLeft } from '../../../src/model/retention.ts';
import { Ec2Calls, type CallParts, type Ec2Verb } from './ec2-calls.ts';
import { aboutSelector, isOurs, matches, ourTagOf, usersOf } from './ec2-filters.ts';
import { Ec2State, type StateParts } from './ec2-state.ts';
import { FakeTrials } from './trials.ts';

export interface Ec2Parts extends StateParts, CallParts {
  /** Instance id to when its status checks are passed again, in milliseconds after the last call for its image. */
  readonly wellAfter?: Readonly<Record<string, number>>;
  /** What EC2 answers for a snapshot of a deregistered image; one that is not named goes with it. */
  readonly snapshotCodes?: Readonly<Record<string, string>>;
}

export class FakeEc2 implements Ec2 {
  readonly account: string;
  readonly region: string;
  readonly state: Ec2State;
  readonly calls: Ec2Calls;
  readonly permissions: FakeTrials;
  /** Every request for an image, with the time. */
  readonly asked: (ImageRequest & { readonly at: number })[] = [];
  readonly #clock: Clock;
  readonly #parts: Ec2Parts;

  constructor(clock: Clock, parts: Ec2Parts = {}, state = new Ec2State(clock, parts)) {
    this.#clock = clock;
    this.#parts = parts;
    this.state = state;
    this.account = state.account;
    this.region = state.region;
    this.permissions = new FakeTrials(parts.denials);
    this.calls = new Ec2Calls(clock, parts);
  }

  /** The same EC2 with other rights or troubles. */
  withRole(parts: CallParts): FakeEc2 {
    return new FakeEc2(this.#clock, { ...this.#parts, ...parts }, this.state);
  }

  readonly instances: Instances = {
    find: (selector) =>
      this.#look('instances.find', aboutSelector(selector), () => {
        return this.state.instances.filter((instance) => matches(selector, instance));
      }),
    volumes: (ids) =>
      this.#look('instances.volumes', ids.join(), () => {
        return this.state.volumes.filter(({ instance }) => ids.includes(instance));
      }),
    statusChecks: (ids) =>
      this.#look('instances.statusChecks', ids.join(), () => {
        return new Map(ids.map((id) => [id, this.#isWell(id)]));
      }),
  };

  readonly images: Images = {
    create: (request) => {
      this.asked.push({ ...request, at: this.#clock.elapsed() });
      return this.calls.make('images.create', request.instance.id, () => this.#create(request));
    },
    find: (ids) => this.#look('images.find', ids.join(), () => this.state.look(ids)),
    named: (name) => this.#look('images.named', name, () => this.#named(name, this.state.listed())),
    ours: async (phase, instance) => {
      const found = await this.#look('images.ours', instance ?? 'all', () => {
        const ours = this.state.listed().filter(isOurs);
        return ours.filter((image) => instance === undefined || ourTagOf(image, 'instance-id') === instance);
      });
      return found.ok ? found : { ok: false, problem: { ...found.problem, phase } };
    },
    withSnapshots: (snapshots) =>
      this.#look('images.withSnapshots', snapshots.join(), () => {
        const users = snapshots.map((id) => [id, usersOf(id, this.state.listed())] as const);
        return new Map(users.filter(([, images]) => images.length > 0));
      }),
    uses: (images) =>
      this.#look('images.uses', images.join(), () => {
        return new Map(images.map((id) => [id, this.state.uses[id] ?? []]));
      }),
    sharedWith: (image) => this.#look('images.sharedWith', image, () => this.state.shares[image] ?? []),
    inBin: () => this.#look('images.inBin', 'all', () => this.state.bin),
    deregister: (image) => this.calls.make('images.deregister', image, () => this.#deregister(image)),
  };

  readonly snapshots: Snapshots = {
    ours: () => this.#look('snapshots.ours', 'all', () => this.state.snapshots.filter(isOurs)),
    progress: (ids) =>
      this.#look('snapshots.progress', ids.join(), () => {
        return ids.flatMap((id) => this.state.percent(id) ?? []);
      }),
    holds: (ids) =>
      this.#look('snapshots.holds', ids.join(), () => ids.flatMap((id) => this.state.holds[id] ?? [])),
    delete: (snapshot) =>
      this.#look('snapshots.delete', snapshot, () => {
        this.state.removeSnapshot(snapshot);
      }),
  };

  #look<T>(verb: Ec2Verb, of: string, value: () => T): Promise<Result<T>> {
    return this.calls.make(verb, of, () => ({ ok: true, value: value() }));
  }

  #create(request: ImageRequest): Result<string> {
    const { name, instance } = request;
    const { state = 'running' } = this.state.instances.find(({ id }) => id === instance.id) ?? {};
    if (['shutting-down', 'terminated'].includes(state))
      return this.#refused(request, 'InstanceNotImageable', `The instance is ${state}`);
    if (this.#named(name, this.state.images) !== undefined)
      return this.#refused(request, 'NameTaken', `The name ${name} is taken`);
    return { ok: true, value: this.state.make(request) };
  }

  #named(name: string, images: readonly Image[]): Image | undefined {
    return images.find((image) => image.name === name);
  }

  #refused({ instance }: ImageRequest, code: ProblemCode, what: string): Result<never> {
    const place = { account: this.account, region: this.region, instance: instance.id };
    const problem: Problem = { code, phase: 'create', place, what };
    return { ok: false, problem };
  }

  #deregister(image: string): Result<readonly SnapshotLeft[] | 'already gone'> {
    const gone = this.state.remove(image);
    if (gone === undefined) return { ok: true, value: 'already gone' };
    const left = gone.snapshots.flatMap((id) => {
      const code = this.#codeOf(id);
      if (code === 'success') this.state.removeSnapshot(id);
      return code === 'success' ? [] : [{ id, code }];
    });
    return { ok: true, value: left };
  }

  #codeOf(snapshot: string): string {
    const code = this.#parts.snapshotCodes?.[snapshot];
    if (code !== undefined) return code;
    if (usersOf(snapshot, this.state.images).length > 0) return 'skipped';
    return this.calls.denial('snapshots.delete', snapshot) === undefined ? 'success' : 'missing-permissions';
  }

  #isWell(instance: string): boolean {
    const last = this.asked.findLast((request) => request.instance.id === instance);
    return this.#clock.elapsed() - (last?.at ?? 0) >= (this.#parts.wellAfter?.[instance] ?? 0);
  }
}
