import { describe, expect, test } from '@jest/globals';
import { ProblemError } from '../../../src/aws/problem-error.ts';
import { accountOf, sessionOf } from '../../../src/aws/session.ts';

const ROLE = 'arn:aws:iam::222222222222:role/backup';
const ARN = 'arn:aws:sts::222222222222:assumed-role/backup/images';
const EXPIRATION = new Date('2026-11-22T03:00:00Z');
const KEYS = { AccessKeyId: 'id', SecretAccessKey: 'secret', SessionToken: 'token', Expiration: EXPIRATION };

type Reply = Parameters<typeof sessionOf>[0];

/** The session, or the problem; and what was masked. */
function read(reply: Reply) {
  const masked: string[] = [];
  try {
    return { session: sessionOf(reply, ROLE, (secret) => masked.push(secret)), masked };
  } catch (error) {
    if (error instanceof ProblemError) return { problem: error.problem, masked };
    throw error;
  }
}

test('a session is what STS replied', () => {
  expect(read({ AssumedRoleUser: { Arn: ARN }, Credentials: KEYS }).session).toEqual({
    account: '222222222222',
    arn: ARN,
    credentials: {
      accessKeyId: 'id',
      secretAccessKey: 'secret',
      sessionToken: 'token',
      expiration: EXPIRATION,
    },
  });
});

test('a session without an end has none', () => {
  const { Expiration, ...keys } = KEYS;
  const { session } = read({
    AssumedRoleUser: { Arn: ARN },
    Credentials: { ...keys, Expiration: undefined },
  });
  expect(Expiration).toBe(EXPIRATION);
  expect(session?.credentials.expiration).toBeUndefined();
});

describe('secrets are masked', () => {
  test.each([
    { why: 'of a good session', arn: ARN },
    { why: 'of another account', arn: ARN.replace('222222222222', '333333333333') },
  ])('$why', ({ arn }) => {
    expect(read({ AssumedRoleUser: { Arn: arn }, Credentials: KEYS }).masked.toSorted()).toEqual([
      'secret',
      'token',
    ]);
  });
});

describe('a session is refused', () => {
  test.each<{ why: string; reply: Reply; code: string; says: string }>([
    {
      why: 'of another account',
      reply: { AssumedRoleUser: { Arn: ARN.replace('222222222222', '333333333333') }, Credentials: KEYS },
      code: 'WrongAccount',
      says: '333333333333',
    },
    { why: 'of nobody', reply: { Credentials: KEYS }, code: 'WrongAccount', says: 'no role answered' },
    { why: 'without credentials', reply: { AssumedRoleUser: { Arn: ARN } }, code: 'AwsFailed', says: ROLE },
    {
      why: 'with half of them',
      reply: { AssumedRoleUser: { Arn: ARN }, Credentials: { ...KEYS, SessionToken: undefined } },
      code: 'AwsFailed',
      says: ROLE,
    },
  ])('$why', ({ reply, code, says }) => {
    const { problem } = read(reply);
    expect(problem).toMatchObject({ code, phase: 'sign-in', place: { account: '222222222222' } });
    expect(problem?.what).toContain(says);
  });
});

test.each([
  { arn: ROLE, account: '222222222222' },
  { arn: 'nothing', account: '' },
])('the account in $arn is "$account"', ({ arn, account }) => {
  expect(accountOf(arn)).toBe(account);
});
