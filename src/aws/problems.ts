/** Errors of the AWS SDK -> problems. */
import type { Denial, Phase, Place, Problem, ProblemCode, Result } from '../model/problem.ts';
import { codes, mends } from './error-codes.ts';
import { certificateMend, networkFailure, type ErrorFacts } from './network-errors.ts';
import { ownRow } from './own-row.ts';
import { ProblemError } from './problem-error.ts';
import type { Credentials } from './renewing.ts';

/** What was tried, where, when it failed. */
export interface Attempt {
  readonly phase: Phase;
  readonly place: Place;
  readonly what: string;
  /** Codes that mean something else in this call than elsewhere. */
  readonly codes?: Readonly<Record<string, ProblemCode>>;
}

/** The problem that an exception means; one that already carries a problem keeps it. */
export function problemOf(error: unknown, attempt: Attempt): Problem {
  const carried = carriedProblem(error);
  if (carried !== undefined) return { ...carried, place: { ...attempt.place, ...carried.place } };
  const { phase, place, what } = attempt;
  const facts = factsOf(error);
  const { name, message, status } = facts;
  const usual = ownRow(codes, name);
  const known = ownRow(attempt.codes ?? {}, name) ?? codeByMessage(name, message) ?? usual;
  if (known !== undefined) {
    const denial = usual === 'AccessDenied' ? denialFacts(known, message) : mendOf(name, known);
    return { code: known, phase, place, what, awsCode: name, said: said(name, message), ...denial };
  }
  const failure = networkFailure(facts);
  if (failure !== undefined) {
    const mend = certificateMend(facts);
    const more = mend === undefined ? {} : { mend };
    return { code: 'NetworkUnreachable', phase, place, what, said: failure, saidBy: 'the system', ...more };
  }
  const unknown = unknownCode(status);
  return { code: unknown, phase, place, what, awsCode: name, said: said(name, message) };
}

/** As `attempt`; when AWS says that the credentials have expired, once more with new ones. */
export async function attemptWith<T>(
  credentials: Credentials,
  words: Attempt,
  call: () => Promise<T>,
): Promise<Result<T>> {
  const current = credentials.current?.();
  const first = await attempt(words, call);
  if (first.ok || first.problem.code !== 'CredentialsExpired' || credentials.forget === undefined)
    return first;
  credentials.forget(current);
  return attempt(words, call);
}

/** Runs a call; what it throws becomes the problem of the attempt. */
export async function attempt<T>(words: Attempt, call: () => Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await call() };
  } catch (error) {
    return { ok: false, problem: problemOf(error, words) };
  }
}

/** None when the call at hand gives the code of AWS another meaning. */
function mendOf(name: string, code: ProblemCode): Pick<Problem, 'mend'> {
  const mend = ownRow(mends, name);
  return mend === undefined || ownRow(codes, name) !== code ? {} : { mend };
}

/** The SDK wraps what a credential provider throws in some of its versions. */
function carriedProblem(error: unknown): Problem | undefined {
  if (error instanceof ProblemError) return error.problem;
  return error instanceof Error && error.cause instanceof ProblemError ? error.cause.problem : undefined;
}

/** CreateImage answers a wrong instance state and other things under one code. */
function codeByMessage(name: string, message: string): ProblemCode | undefined {
  if (name !== 'InvalidParameterValue' && name !== 'InvalidParameterCombination') return undefined;
  if (message.includes('is not in state')) return 'InstanceNotImageable';
  return /instance.store/i.test(message) ? 'InstanceStoreRoot' : undefined;
}

/** A refused call has had no effect; one that failed within AWS may have had. */
function unknownCode(status: number | undefined): ProblemCode {
  if (status === undefined) return 'Unexpected';
  return status >= 400 && status < 500 ? 'AwsRefused' : 'AwsFailed';
}

/** AWS names the action, and the kind of policy that denies it. */
function denialFacts(code: ProblemCode, message: string): Pick<Problem, 'denied' | 'mend'> {
  const action = /not authorized to perform:? ([\w-]+:\w+)/i.exec(message)?.[1];
  if (action === undefined) return {};
  const resource = /on resource: (arn:\S+)/.exec(message)?.[1];
  const limit = limitOf(message);
  const denied: Denial = {
    action,
    ...(resource === undefined ? {} : { resource }),
    ...(limit === undefined ? {} : { by: limit.by }),
  };
  // When the policies of the two roles differ, the catalogue says what to compare.
  const between = limit === undefined || /^(role trust|resource-based) /i.test(limit.by);
  return code !== 'AccessDenied' && between ? { denied } : { denied, mend: denialMend(action, limit) };
}

interface Limit {
  /** The kind of policy. */
  readonly by: string;
  /** Whether a statement of it denies the action, or none of it allows the action. */
  readonly explicit: boolean;
}

/**
 * Another policy, against which a statement in the policy of the role does not help (IAM User Guide, "Troubleshoot access denied
 * error messages"). When the role's own policies do not allow it, which is the usual case, that is none.
 */
function limitOf(message: string): Limit | undefined {
  const denying = /explicit deny in (?:an? |the )?([a-z -]*policy|permissions boundary)/i.exec(message)?.[1];
  if (denying !== undefined) return { by: denying, explicit: true };
  const lacking = /because no ([a-z -]+ policy|permissions boundary) allows/i.exec(message)?.[1];
  const own = lacking === undefined || /^identity-based /i.test(lacking);
  return own ? undefined : { by: lacking, explicit: false };
}

function denialMend(action: string, limit: Limit | undefined): string {
  if (limit === undefined) {
    // The template allows it for some repositories and regions only.
    const bounds =
      action === 'ec2:CreateImage'
        ? ' In iam/target-role.yaml `RepositoryIds` must have the number of this repository, and `Regions` (when given) the region.'
        : '';
    return `Allow ${action} in the policy of the role; the templates in iam/ have all actions.${bounds}`;
  }
  const { by, explicit } = limit;
  const role = action.startsWith('sts:') ? 'the main role' : 'the role';
  return explicit
    ? `The ${by} denies ${action}: ask its owner for an exception for ${role}.`
    : `The ${by} does not allow ${action}: ask its owner to allow it for ${role}.`;
}

/** What was thrown may come from another realm, or may not be an error. */
function factsOf(error: unknown): ErrorFacts {
  const { name, message, code, $metadata } = (error ?? {}) as Record<string, unknown> & {
    $metadata?: { httpStatusCode?: number };
  };
  return {
    name: typeof name === 'string' ? name : 'Error',
    message:
      typeof message === 'string'
        ? message
        : typeof error === 'string'
          ? error
          : 'an error without a message',
    code: typeof code === 'string' ? code : '',
    status: $metadata?.httpStatusCode,
  };
}

/** The encoded failure message may hold what the policies compare; it is long and for administrators only. */
function said(name: string, message: string): string {
  const plain = message.replace(/\s*Encoded authorization failure message:.*$/s, '');
  return `${name}: ${plain}`;
}
