/** How one role makes calls in one account and region, and which look-ups are not repeated. */
import type { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Phase, Result } from '../model/problem.ts';
import { GivenUp, type RegionMemory } from './region-memory.ts';
import { attemptWith, type Attempt } from './problems.ts';
import type { Credentials } from './renewing.ts';

/** The largest page of EC2 (EC2 API reference, DescribeInstances). */
export const PAGE = 1000;

/** EC2 User Guide, "Filtering your resources": values of one filter. */
const FILTER_VALUES = 200;

export interface Ec2AccessParts {
  readonly account: string;
  readonly region: string;
  readonly client: EC2Client;
  readonly autoScaling: AutoScalingClient;
  readonly credentials: Credentials;
  readonly memory: RegionMemory;
}

export class Ec2Access {
  readonly account: string;
  readonly region: string;
  readonly client: EC2Client;
  readonly autoScaling: AutoScalingClient;
  readonly memory: RegionMemory;
  readonly #credentials: Credentials;
  /** What this role may not see in the account and region. */
  readonly #denied = new GivenUp(['AccessDenied']);

  constructor({ account, region, client, autoScaling, credentials, memory }: Ec2AccessParts) {
    this.account = account;
    this.region = region;
    this.client = client;
    this.autoScaling = autoScaling;
    this.memory = memory;
    this.#credentials = credentials;
  }

  attempt<T>(
    phase: Phase,
    what: string,
    call: () => Promise<T>,
    codes: NonNullable<Attempt['codes']> = {},
  ): Promise<Result<T>> {
    const place = { account: this.account, region: this.region };
    return attemptWith(this.#credentials, { phase, what, place, codes }, call);
  }

  /** Not again in this run when a look-up of this kind has used up its attempts. */
  unlessGivenUp<T>(phase: Phase, what: string, call: () => Promise<T>): Promise<Result<T>> {
    return this.memory.givenUp.ask(what, () => this.attempt(phase, what, call));
  }

  /** The same, and not again when it was denied; for look-ups of retention that need one permission for all resources. */
  unlessDenied<T>(what: string, call: () => Promise<T>): Promise<Result<T>> {
    return this.#denied.ask(what, () => this.unlessGivenUp('prune', what, call));
  }
}

/** What is already gone need not be removed. */
export function alreadyRemoved<T>(reply: Result<T>, codes: readonly string[], done: T): Result<T> {
  return !reply.ok && codes.includes(reply.problem.awsCode ?? '') ? { ok: true, value: done } : reply;
}

/** What these codes mean when something is to be removed: it is protected, or not this account's. */
export const removalCodes = {
  OperationNotPermitted: 'PruneFailed',
  AuthFailure: 'PruneFailed',
  InvalidParameterValue: 'PruneFailed',
} as const;

/** As many values as one filter takes, at a time. */
export function inParts(values: readonly string[]): string[][] {
  const count = Math.ceil(values.length / FILTER_VALUES);
  return Array.from({ length: count }, (_, at) => values.slice(at * FILTER_VALUES, (at + 1) * FILTER_VALUES));
}
