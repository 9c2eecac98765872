/** The codes of the EC2 and STS API references -> our codes. */
import { awsActions } from '../model/aws-actions.ts';
import type { ProblemCode } from '../model/problem.ts';

const transient = Object.values(awsActions).flatMap((row) => Object.entries(row.transient ?? {}));

export const codes: Readonly<Record<string, ProblemCode>> = {
  UnauthorizedOperation: 'AccessDenied',
  AccessDenied: 'AccessDenied',
  AccessDeniedException: 'AccessDenied',
  AuthFailure: 'RegionDisabled',
  RegionDisabledException: 'RegionDisabled',
  OptInRequired: 'AccountNotReady',
  Blocked: 'AccountNotReady',
  PendingVerification: 'AccountNotReady',
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
  ResourceLimitExceeded: 'LimitReached',
  AMIQuotaExceeded: 'LimitReached',
  CustomerKeyHasBeenRevoked: 'KeyUnusable',
  ...Object.fromEntries(transient),
};

/** What to do about a code of AWS, when that of our code is too narrow or too wide. */
export const mends: Readonly<Record<string, string>> = {
  AuthFailure:
    'AWS gives this answer in a region that is not enabled in this account: enable it, or remove it from `regions`. If it is enabled, the session was revoked or its role was deleted: sign in again.',
  OptInRequired:
    'The account is not subscribed to the service: complete its sign-up, and wait until AWS has activated it.',
  Blocked: 'AWS has blocked this account: contact AWS Support.',
  PendingVerification:
    'AWS has not verified this account yet: wait, and contact AWS Support when it takes longer than a few hours.',
};
