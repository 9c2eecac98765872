/** A role that may do everything but what a test denies it. */
import type { Triable } from '../../../src/model/aws-actions.ts';
import type { ImageRequest } from '../../../src/model/image.ts';
import type { PermissionTrials } from '../../../src/model/ports.ts';
import type { Problem, Result } from '../../../src/model/problem.ts';

export class FakeTrials implements PermissionTrials {
  /** `<action> <what it was tried on>`, in the order of the trials. */
  readonly tried: string[] = [];
  readonly #problems: Readonly<Record<string, Problem>>;

  /** Problems by action, or by action and what it is tried on. */
  constructor(problems: Readonly<Record<string, Problem>> = {}) {
    this.#problems = problems;
  }

  createImage({ instance }: ImageRequest): Promise<Result<void>> {
    return this.#try('ec2:CreateImage', instance.id);
  }

  tryCall(action: Triable, on = ''): Promise<Result<void>> {
    return this.#try(action, on);
  }

  #try(action: string, on: string): Promise<Result<void>> {
    const key = `${action} ${on}`.trim();
    this.tried.push(key);
    const problem = this.#problems[key] ?? this.#problems[action];
    return Promise.resolve(problem === undefined ? { ok: true, value: undefined } : { ok: false, problem });
  }
}

/** What the AWS room says of a denied call. */
export function denial(action: string, by?: string): Problem {
  return {
    code: 'AccessDenied',
    phase: 'plan',
    place: {},
    what: `Cannot call ${action}`,
    awsCode: 'UnauthorizedOperation',
    said: `UnauthorizedOperation: not authorized to perform: ${action}`,
    denied: by === undefined ? { action } : { action, by },
  };
}
