import { describe, expect, test } from '@jest/globals';
import type { ProblemCode } from '../../../src/model/problem.ts';
import { ProblemError } from '../../../src/aws/problem-error.ts';
import { attempt, attemptWith, problemOf, type Attempt } from '../../../src/aws/problems.ts';
import { aProblem } from '../builders.ts';
import { awsError } from './errors.ts';

const WORDS: Attempt = { phase: 'create', place: { account: '222222222222' }, what: 'It failed' };
const KEYS = { accessKeyId: 'a', secretAccessKey: 'b' };

describe('an error of AWS becomes a problem', () => {
  test.each<{ name: string; code: ProblemCode }>([
    { name: 'UnauthorizedOperation', code: 'AccessDenied' },
    { name: 'AccessDenied', code: 'AccessDenied' },
    { name: 'AccessDeniedException', code: 'AccessDenied' },
    { name: 'AuthFailure', code: 'RegionDisabled' },
    { name: 'OptInRequired', code: 'AccountNotReady' },
    { name: 'Blocked', code: 'AccountNotReady' },
    { name: 'PendingVerification', code: 'AccountNotReady' },
    { name: 'RegionDisabledException', code: 'RegionDisabled' },
    { name: 'CredentialsProviderError', code: 'NoCredentials' },
    { name: 'InvalidClientTokenId', code: 'CredentialsInvalid' },
    { name: 'SignatureDoesNotMatch', code: 'CredentialsInvalid' },
    { name: 'ExpiredToken', code: 'CredentialsExpired' },
    { name: 'ExpiredTokenException', code: 'CredentialsExpired' },
    { name: 'RequestExpired', code: 'CredentialsExpired' },
    { name: 'RequestLimitExceeded', code: 'Throttled' },
    { name: 'Throttling', code: 'Throttled' },
    { name: 'ThrottlingException', code: 'Throttled' },
    { name: 'InvalidInstanceID.NotFound', code: 'InstanceNotFound' },
    { name: 'InvalidInstanceID.Malformed', code: 'InstanceNotFound' },
    { name: 'IncorrectInstanceState', code: 'InstanceNotImageable' },
    { name: 'NonEBSInstance', code: 'InstanceStoreRoot' },
    { name: 'InvalidAMIName.Duplicate', code: 'NameTaken' },
    { name: 'TagLimitExceeded', code: 'TagsRejected' },
    { name: 'TagPolicyViolation', code: 'TagsRejected' },
    { name: 'SnapshotLimitExceeded', code: 'LimitReached' },
    { name: 'ResourceLimitExceeded', code: 'LimitReached' },
    { name: 'ConcurrentSnapshotLimitExceeded', code: 'VolumeBusy' },
    { name: 'ConcurrentCreateImageNoRebootLimitExceeded', code: 'VolumeBusy' },
    { name: 'SnapshotCreationPerVolumeRateExceeded', code: 'VolumeBusy' },
    { name: 'CustomerKeyHasBeenRevoked', code: 'KeyUnusable' },
    { name: 'InternalError', code: 'AwsFailed' },
    { name: 'SomethingOfTheFuture', code: 'AwsRefused' },
  ])('$name: $code', ({ name, code }) => {
    expect(problemOf(awsError(name, 'because'), WORDS)).toMatchObject({
      ...WORDS,
      code,
      awsCode: name,
      said: `${name}: because`,
    });
  });

  test.each<{ message: string; name?: string; code: ProblemCode }>([
    {
      message:
        "Invalid value 'i-1' for instanceId. Instance is not in state 'running' or 'stopping' or 'stopped'",
      code: 'InstanceNotImageable',
    },
    { message: 'The instance has an Instance Store root', code: 'InstanceStoreRoot' },
    { message: 'instance-store', name: 'InvalidParameterCombination', code: 'InstanceStoreRoot' },
    { message: 'Something else', code: 'AwsRefused' },
    { message: 'is not in state', name: 'Other', code: 'AwsRefused' },
  ])(
    'InvalidParameterValue is told apart by its message: $message',
    ({ message, name = 'InvalidParameterValue', code }) => {
      expect(problemOf(awsError(name, message), WORDS).code).toBe(code);
    },
  );

  test.each([
    { name: 'AuthFailure', mend: /enable it.*revoked/ },
    { name: 'OptInRequired', mend: /sign-up/ },
    { name: 'Blocked', mend: /AWS Support/ },
    { name: 'PendingVerification', mend: /wait/ },
  ])('$name has a mend of its own', ({ name, mend }) => {
    expect(problemOf(awsError(name, 'x'), WORDS).mend).toMatch(mend);
    const elsewhere = { ...WORDS, codes: { [name]: 'PruneFailed' } as const };
    expect(problemOf(awsError(name, 'x'), elsewhere).mend).toBeUndefined();
  });

  test('a code may mean something else in one call', () => {
    const codes = { AccessDenied: 'AssumeRoleDenied' } as const;
    expect(problemOf(awsError('AccessDenied', ''), { ...WORDS, codes }).code).toBe('AssumeRoleDenied');
    expect(problemOf(awsError('UnauthorizedOperation', ''), { ...WORDS, codes }).code).toBe('AccessDenied');
  });
});

describe('a connection that failed is NetworkUnreachable', () => {
  test.each([
    { code: 'ENOTFOUND' },
    { code: 'EAI_AGAIN' },
    { code: 'ECONNREFUSED' },
    { code: 'ECONNRESET' },
    { code: 'EPIPE' },
    { code: 'ETIMEDOUT' },
    { code: 'EHOSTUNREACH' },
    { code: 'ENETUNREACH' },
  ])('$code', ({ code }) => {
    const problem = problemOf(Object.assign(new Error('getaddrinfo'), { code }), WORDS);
    expect(problem).toMatchObject({ code: 'NetworkUnreachable', said: `${code}: getaddrinfo` });
    expect(problem.awsCode).toBeUndefined();
  });

  test('TimeoutError', () => {
    const timeout = Object.assign(new Error('no reply'), { name: 'TimeoutError' });
    expect(problemOf(timeout, WORDS)).toMatchObject({
      code: 'NetworkUnreachable',
      said: 'TimeoutError: no reply',
    });
  });
});

describe('what was no reply of AWS is Unexpected', () => {
  test.each([
    { thrown: new TypeError('x is undefined'), said: 'TypeError: x is undefined' },
    { thrown: 'a text', said: 'Error: a text' },
    { thrown: undefined, said: 'Error: an error without a message' },
    { thrown: null, said: 'Error: an error without a message' },
    { thrown: { name: 'OfAnotherRealm', message: 'm' }, said: 'OfAnotherRealm: m' },
  ])('$said', ({ thrown, said }) => {
    expect(problemOf(thrown, WORDS)).toMatchObject({ code: 'Unexpected', said });
  });
});

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
  'the name %s, which every table seems to know, is a name that none knows',
  (name) => {
    const found = problemOf(awsError(name, 'no'), { ...WORDS, codes: {} });
    expect(found.code).toBe('AwsRefused');
    expect(found).not.toHaveProperty('mend');
  },
);

describe('a problem that an error carries', () => {
  const carried = aProblem('OidcNotPermitted', { place: { account: '111111111111' } });

  test.each([
    { how: 'itself', error: new ProblemError(carried) },
    { how: 'as its cause', error: new Error('wrapped', { cause: new ProblemError(carried) }) },
  ])('is kept, with the place of the call: $how', ({ error }) => {
    const place = { account: '222222222222', region: 'eu-west-1' };
    expect(problemOf(error, { ...WORDS, place })).toEqual({
      ...carried,
      place: { account: '111111111111', region: 'eu-west-1' },
    });
  });
});

describe('a call', () => {
  test('that succeeds is its value', async () => {
    expect(await attempt(WORDS, () => Promise.resolve(7))).toEqual({ ok: true, value: 7 });
  });

  test('that throws is a problem', async () => {
    const answer = await attempt(WORDS, () => Promise.reject(awsError('Throttling', 'slow')));
    expect(answer).toMatchObject({ ok: false, problem: { code: 'Throttled' } });
  });
});

describe('a call with credentials that AWS calls expired', () => {
  /** Credentials that are new once they were forgotten, and a call that takes only new ones. */
  function arrange(error: Error) {
    let forgotten = 0;
    const credentials = Object.assign(() => Promise.resolve(KEYS), {
      forget: () => {
        forgotten += 1;
      },
    });
    const call = (): Promise<string> => (forgotten > 0 ? Promise.resolve('done') : Promise.reject(error));
    return { credentials, call, count: () => forgotten };
  }

  test('is made again with new ones', async () => {
    const { credentials, call, count } = arrange(awsError('RequestExpired', 'old'));
    expect(await attemptWith(credentials, WORDS, call)).toEqual({ ok: true, value: 'done' });
    expect(count()).toBe(1);
  });

  test('is not made again after another error', async () => {
    const { credentials, call, count } = arrange(awsError('AccessDenied', 'no'));
    expect(await attemptWith(credentials, WORDS, call)).toMatchObject({
      ok: false,
      problem: { code: 'AccessDenied' },
    });
    expect(count()).toBe(0);
  });

  test('is not made again when there are no others', async () => {
    const { call } = arrange(awsError('ExpiredToken', 'old'));
    const answer = await attemptWith(() => Promise.resolve(KEYS), WORDS, call);
    expect(answer).toMatchObject({ ok: false, problem: { code: 'CredentialsExpired' } });
  });
});
