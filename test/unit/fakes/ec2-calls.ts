/** The calls that one role makes of a fake EC2: their record, and what goes wrong with them. */
import type { Clock, Images, Instances, Snapshots } from '../../../src/model/ports.ts';
import type { Problem, Result } from '../../../src/model/problem.ts';

export type Ec2Verb =
  `instances.${keyof Instances}` | `images.${keyof Images}` | `snapshots.${keyof Snapshots}`;

export interface Call {
  readonly verb: Ec2Verb;
  /** What it is about: ids with commas between them, `all`, `filters`, or a name. */
  readonly of: string;
  /** By the elapsed time of the clock. */
  readonly at: number;
}

/**
 * What goes wrong: with every call of a verb; with the first, second, ... one (nothing: it succeeds, as all later ones
 * do); or as a function says of the call, the n-th of its verb. A problem is answered, an error is thrown.
 */
export type Fault = Problem | readonly (Problem | undefined)[] | FaultOf;
type FaultOf = (call: Call, nth: number) => Problem | Error | undefined;

export interface CallParts {
  readonly faults?: Partial<Record<Ec2Verb, Fault>>;
  /** As faults, but the call has had its effect. */
  readonly lostReplies?: Partial<Record<Ec2Verb, Fault>>;
  /** Problems by action, or by action and what it is done to: call and trial are refused. */
  readonly denials?: Readonly<Record<string, Problem>>;
  /** How long EC2 takes to answer: every call, or as a function says. */
  readonly replyTime?: number | ((call: Call) => number);
  /** Whatever would change something throws. */
  readonly frozen?: boolean;
}

/** The right that each call takes. */
const actions: Readonly<Record<Ec2Verb, string>> = {
  'instances.find': 'ec2:DescribeInstances',
  'instances.volumes': 'ec2:DescribeVolumes',
  'instances.statusChecks': 'ec2:DescribeInstanceStatus',
  'images.create': 'ec2:CreateImage',
  'images.find': 'ec2:DescribeImages',
  'images.named': 'ec2:DescribeImages',
  'images.ours': 'ec2:DescribeImages',
  'images.withSnapshots': 'ec2:DescribeImages',
  'images.uses': 'ec2:DescribeImageReferences',
  'images.sharedWith': 'ec2:DescribeImageAttribute',
  'images.inBin': 'ec2:ListImagesInRecycleBin',
  'images.deregister': 'ec2:DeregisterImage',
  'snapshots.ours': 'ec2:DescribeSnapshots',
  'snapshots.progress': 'ec2:DescribeSnapshots',
  'snapshots.holds': 'ec2:DescribeLockedSnapshots',
  'snapshots.delete': 'ec2:DeleteSnapshot',
};

const mutations: readonly Ec2Verb[] = ['images.create', 'images.deregister', 'snapshots.delete'];

const never = new AbortController().signal;

export class Ec2Calls {
  readonly all: Call[] = [];
  /** Mutations that had their effect: `images.create i-1`. */
  readonly changes: string[] = [];
  readonly #clock: Clock;
  readonly #parts: CallParts;
  readonly #actions: { readonly verb: Ec2Verb; readonly nth: number; readonly act: () => void }[] = [];
  readonly #underWay = new Map<Ec2Verb, number>();
  readonly #busiest = new Map<Ec2Verb, number>();

  constructor(clock: Clock, parts: CallParts) {
    this.#clock = clock;
    this.#parts = parts;
  }

  /** Has something happen just before the n-th call of a verb has its effect, counted from 1. */
  before(verb: Ec2Verb, nth: number, act: () => void): void {
    this.#actions.push({ verb, nth, act });
  }

  get verbs(): Ec2Verb[] {
    return this.all.map(({ verb }) => verb);
  }

  of(verb: Ec2Verb): Call[] {
    return this.all.filter((call) => call.verb === verb);
  }

  /** The most calls of a verb that were under way at once. */
  busiest(verb: Ec2Verb): number {
    return this.#busiest.get(verb) ?? 0;
  }

  /** Why the role may not do it to that. */
  denial(verb: Ec2Verb, of: string): Problem | undefined {
    const { denials = {} } = this.#parts;
    const denied = denials[`${actions[verb]} ${of}`] ?? denials[actions[verb]];
    if (denied === undefined || verb !== 'images.create') return denied;
    return { ...denied, phase: 'create', place: { ...denied.place, instance: of } };
  }

  /** Makes a call, whose effect and answer are those of `effect` unless something goes wrong before or after it. */
  async make<T>(verb: Ec2Verb, of: string, effect: () => Result<T>): Promise<Result<T>> {
    const call: Call = { verb, of, at: this.#clock.elapsed() };
    this.all.push(call);
    const nth = this.of(verb).length;
    for (const { act } of this.#actions.filter((each) => each.verb === verb && each.nth === nth)) act();
    await this.#reply(call);
    const wrong = faultOf(this.#parts.faults?.[verb], call, nth) ?? this.denial(verb, of);
    if (wrong !== undefined) return refused(wrong);
    const isMutation = mutations.includes(verb);
    if (isMutation && this.#parts.frozen === true) throw new Error(`${verb} ${of} would change something`);
    const answer = effect();
    if (isMutation && answer.ok) this.changes.push(`${verb} ${of}`);
    const lost = faultOf(this.#parts.lostReplies?.[verb], call, nth);
    return lost === undefined ? answer : refused(lost);
  }

  async #reply(call: Call): Promise<void> {
    const { verb } = call;
    const underWay = (this.#underWay.get(verb) ?? 0) + 1;
    this.#underWay.set(verb, underWay);
    this.#busiest.set(verb, Math.max(this.busiest(verb), underWay));
    const { replyTime } = this.#parts;
    const time = typeof replyTime === 'function' ? replyTime(call) : replyTime;
    if (time !== undefined) await this.#clock.sleep(time, never);
    this.#underWay.set(verb, (this.#underWay.get(verb) ?? 1) - 1);
  }
}

function faultOf(fault: Fault | undefined, call: Call, nth: number): Problem | Error | undefined {
  if (fault === undefined) return undefined;
  if (typeof fault === 'function') return fault(call, nth);
  return 'code' in fault ? fault : fault[nth - 1];
}

function refused(wrong: Problem | Error): Result<never> {
  if (wrong instanceof Error) throw wrong;
  return { ok: false, problem: wrong };
}
