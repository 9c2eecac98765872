/** The cells of the two hops. */
import { describe, expect, test } from '@jest/globals';
import type { Result } from '../../../src/model/problem.ts';
import { hopCell, mainCell, refusedMainCell } from '../../../src/permissions/sign-in.ts';
import { ACCOUNT, aProblem, roleOf } from '../builders.ts';

const MAIN = 'arn:aws:iam::111111111111:role/main';
const target = roleOf(ACCOUNT);
const hop = { action: 'sts:AssumeRole', place: { account: ACCOUNT }, role: target.roleArn };

describe('the first hop', () => {
  test.each([
    { byOidc: true, action: 'sts:AssumeRoleWithWebIdentity' },
    { byOidc: false, action: 'sts:GetCallerIdentity' },
  ])('that was made: $action', ({ byOidc, action }) => {
    expect(mainCell('111111111111', MAIN, byOidc)).toEqual({
      cell: { action, place: { account: '111111111111' }, role: MAIN, answer: 'allowed' },
    });
  });

  const place = { account: '111111111111' };

  test('that the trust policy refuses', () => {
    const said = 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity';
    expect(refusedMainCell(aProblem('OidcNotTrusted', { place, said }), MAIN)).toEqual({
      action: 'sts:AssumeRoleWithWebIdentity',
      place,
      role: MAIN,
      answer: 'denied',
      missing: 'sts:AssumeRoleWithWebIdentity',
      note: `AWS said: ${said}`,
    });
  });

  test.each([
    'OidcNotPermitted',
    'OidcTokenUnavailable',
    'OidcProviderMissing',
    'NetworkUnreachable',
  ] as const)('that does not come about: %s', (code) => {
    expect(refusedMainCell(aProblem(code, { place }), MAIN)).toEqual({
      action: 'sts:AssumeRoleWithWebIdentity',
      place,
      role: MAIN,
      answer: 'cannot be tried',
      note: `It was ${code}`,
    });
  });
});

function refused(parts: Parameters<typeof aProblem>[1], code = 'AssumeRoleDenied' as const): Result<never> {
  return { ok: false, problem: aProblem(code, { phase: 'sign-in', ...parts }) };
}

describe('the second hop', () => {
  test('allowed', () => {
    expect(hopCell(target, { ok: true, value: undefined }, MAIN)).toEqual({
      cell: { ...hop, answer: 'allowed' },
    });
  });

  test('denied: both policies are written out, for STS does not say which it is', () => {
    const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: target.roleArn };
    const trust = { Effect: 'Allow', Principal: { AWS: MAIN }, Action: 'sts:AssumeRole' };
    const { cell, problem } = hopCell(target, refused({ denied: { action: 'sts:AssumeRole' } }), MAIN);
    expect(cell).toEqual({ ...hop, answer: 'denied', missing: 'sts:AssumeRole', statements: [statement] });
    expect(problem).toEqual({
      ...aProblem('AssumeRoleDenied', { phase: 'sign-in' }),
      denied: { action: 'sts:AssumeRole' },
      mend: `The role must exist (iam/target-role.yaml makes it), and both ends must allow it. In the policy of ${MAIN}: ${JSON.stringify(statement)}. In the trust policy of ${target.roleArn}: ${JSON.stringify(trust)}. When that asks for an external id, give it as \`external-id\` instead.`,
    });
  });

  test('denied, with an external id: the trust asks for that very id', () => {
    const given = { ...target, externalId: 'team-platform' };
    const { problem } = hopCell(given, refused({ denied: { action: 'sts:AssumeRole' } }), MAIN);
    expect(problem?.mend).toContain('"Condition":{"StringEquals":{"sts:ExternalId":"team-platform"}}');
    expect(problem?.mend).not.toContain('give it as');
  });

  test('denied by a policy above the main role: no statement helps, and the mend names that policy', () => {
    const denied = { action: 'sts:AssumeRole', by: 'service control policy' };
    const refusal = refused({ denied, mend: 'Ask whoever keeps it.' });
    const { cell, problem } = hopCell(target, refusal, MAIN);
    expect(cell).toEqual({ ...hop, answer: 'denied', missing: 'sts:AssumeRole' });
    expect(problem?.mend).toBe('Ask whoever keeps it.');
  });

  test.each(['role trust policy', 'resource-based policy'])(
    'denied by the other end (%s): that end alone is written out',
    (by) => {
      const trust = { Effect: 'Allow', Principal: { AWS: MAIN }, Action: 'sts:AssumeRole' };
      const { cell, problem } = hopCell(target, refused({ denied: { action: 'sts:AssumeRole', by } }), MAIN);
      expect(cell).toEqual({ ...hop, answer: 'denied', missing: 'sts:AssumeRole' });
      expect(problem?.mend).toBe(
        `The trust policy of ${target.roleArn} must allow it, and nothing in it may deny it: ${JSON.stringify(trust)}. When that asks for an external id, give it as \`external-id\` instead.`,
      );
    },
  );

  test.each(['WrongAccount', 'NetworkUnreachable', 'Throttled', 'CredentialsExpired'] as const)(
    'that fails for another reason says nothing about permissions: %s',
    (code) => {
      const entered = { ok: false, problem: aProblem(code, { said: 'the words' }) } as const;
      expect(hopCell(target, entered, MAIN)).toEqual({
        cell: { ...hop, answer: 'cannot be tried', note: 'AWS said: the words' },
      });
    },
  );
});
