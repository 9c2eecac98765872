/** Errors of the AWS SDK -> problems. The codes are those of the EC2 and STS API references. */
import type { Denial, Phase, Place, Problem, ProblemCode, Result } from '../model/problem.ts';
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

const codes: Readonly<Record<string, ProblemCode>> = {
  UnauthorizedOperation: 'AccessDenied',
  AccessDenied: 'AccessDenied',
  AccessDeniedException: 'AccessDenied',
  AuthFailure: 'RegionDisabled',
  OptInRequired: 'RegionDisabled',
  RegionDisabledException: 'RegionDisabled',
  CredentialsProviderError: 'NoCredentials',
  InvalidClientTokenId: 'CredentialsInvalid',
  UnrecognizedClientException: 'CredentialsInvalid',
  SignatureDoesNotMatch: 'CredentialsInvalid',
  ExpiredToken: 'CredentialsExpired',
  ExpiredTokenException: 'CredentialsExpired',
  RequestExpired: 'CredentialsExpired',
  InternalError: 'AwsFailed',
  InternalFailure: 'AwsFailed',
  ServiceUnavailable: 'AwsFailed',
  Unavailable: 'AwsFailed',
  RequestLimitExceeded: 'Throttled',
  Throttling: 'Throttled',
  ThrottlingException: 'Throttled',
  TooManyRequestsException: 'Throttled',
  'InvalidInstanceID.NotFound': 'InstanceNotFound',
  'InvalidInstanceID.Malformed': 'InstanceNotFound',
  IncorrectInstanceState: 'InstanceNotImageable',
  NonEBSInstance: 'InstanceStoreRoot',
  'InvalidAMIName.Duplicate': 'NameTaken',
  TagLimitExceeded: 'TagsRejected',
  TagPolicyViolation: 'TagsRejected',
  'InvalidTagKey.Malformed': 'TagsRejected',
  SnapshotLimitExceeded: 'LimitReached',
  PendingSnapshotLimitExceeded: 'VolumeBusy',
  ResourceLimitExceeded: 'LimitReached',
  AMIQuotaExceeded: 'LimitReached',
  ConcurrentSnapshotLimitExceeded: 'VolumeBusy',
  ConcurrentCreateImageNoRebootLimitExceeded: 'VolumeBusy',
  SnapshotCreationPerVolumeRateExceeded: 'VolumeBusy',
  CustomerKeyHasBeenRevoked: 'KeyUnusable',
};

/** Names and codes that Node and the SDK give to a connection that failed. */
const networkCodes: readonly string[] = [
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'TimeoutError',
];

/** Node's words when a proxy does not connect; the error has no code of its own. */
const TUNNEL = 'Failed to establish tunnel';

/** The problem that an exception means; one that already carries a problem keeps it. */
export function problemOf(error: unknown, attempt: Attempt): Problem {
  const carried = carriedProblem(error);
  if (carried !== undefined) return { ...carried, place: { ...attempt.place, ...carried.place } };
  const { phase, place, what } = attempt;
  const { name, message, code, status } = factsOf(error);
  const known = attempt.codes?.[name] ?? codeByMessage(name, message) ?? codes[name];
  if (known !== undefined) {
    const denial = codes[name] === 'AccessDenied' ? denialFacts(known, message) : {};
    return { code: known, phase, place, what, awsCode: name, said: said(name, message), ...denial };
  }
  if (networkCodes.includes(name) || networkCodes.includes(code) || message.includes(TUNNEL)) {
    const words = said(code || name, message);
    return { code: 'NetworkUnreachable', phase, place, what, said: words, saidBy: 'the system' };
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
  const held = credentials.held?.();
  const first = await attempt(words, call);
  if (first.ok || first.problem.code !== 'CredentialsExpired' || credentials.forget === undefined)
    return first;
  credentials.forget(held);
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
  const denied = denialOf(message);
  if (denied === undefined) return {};
  return code === 'AccessDenied' ? { denied, mend: denialMend(denied) } : { denied };
}

function denialOf(message: string): Denial | undefined {
  const action = /not authorized to perform:? ([\w-]+:\w+)/i.exec(message)?.[1];
  if (action === undefined) return undefined;
  const by = /explicit deny in (?:an? |the )?([a-z -]*policy|permissions boundary)/i.exec(message)?.[1];
  const resource = /on resource: (arn:\S+)/.exec(message)?.[1];
  return { action, ...(resource === undefined ? {} : { resource }), ...(by === undefined ? {} : { by }) };
}

function denialMend({ action, by }: Denial): string {
  return by === undefined
    ? `Allow ${action} in the policy of the role; the templates in iam/ have the whole list.`
    : `The ${by} denies ${action}: whoever keeps it must make an exception for the role.`;
}

interface ErrorFacts {
  readonly name: string;
  readonly message: string;
  readonly code: string;
  readonly status: number | undefined;
}

/** Whatever was thrown may be of another realm, or no error at all. */
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
