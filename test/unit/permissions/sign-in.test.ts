/** The cells of the two hops. */
import { describe, expect, test } from '@jest/globals';
import type { Result } from '../../../src/model/problem.ts';
import { hopCell, mainCell, refusedMainCell } from '../../../src/permissions/sign-in.ts';
import { ACCOUNT, aProblem, roleOf } from '../builders.ts';

const MAIN = 'arn:aws:iam::111111111111:role/main';
const START = { mainRole: MAIN, sessionTags: false };
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
    expect(hopCell(target, { ok: true, value: undefined }, START)).toEqual({
      cell: { ...hop, answer: 'allowed' },
    });
  });

  test('denied: both policies are written out, for STS does not say which it is', () => {
    const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: target.roleArn };
    const trust = { Effect: 'Allow', Principal: { AWS: MAIN }, Action: 'sts:AssumeRole' };
    const { cell, problem } = hopCell(target, refused({ denied: { action: 'sts:AssumeRole' } }), START);
    expect(cell).toEqual({ ...hop, answer: 'denied', missing: 'sts:AssumeRole', statements: [statement] });
    expect(problem).toEqual({
      ...aProblem('AssumeRoleDenied', { phase: 'sign-in' }),
      denied: { action: 'sts:AssumeRole' },
      mend: `The role must exist (iam/target-role.yaml makes it), and both ends must allow it. In the policy of ${MAIN}: ${JSON.stringify(statement)}. In the trust policy of ${target.roleArn}: ${JSON.stringify(trust)}. When that asks for an external id, give it as \`external-id\` instead.`,
    });
  });

  test('denied, with an external id: the trust asks for that very id', () => {
    const given = { ...target, externalId: 'team-platform' };
    const { problem } = hopCell(given, refused({ denied: { action: 'sts:AssumeRole' } }), START);
    expect(problem?.mend).toContain('"Condition":{"StringEquals":{"sts:ExternalId":"team-platform"}}');
    expect(problem?.mend).not.toContain('give it as');
  });

  test('denied by a policy above the main role: no statement helps, and the mend names that policy', () => {
    const denied = { action: 'sts:AssumeRole', by: 'service control policy' };
    const refusal = refused({ denied, mend: 'Ask whoever keeps it.' });
    const { cell, problem } = hopCell(target, refusal, START);
    expect(cell).toEqual({ ...hop, answer: 'denied', missing: 'sts:AssumeRole' });
    expect(problem?.mend).toBe('Ask whoever keeps it.');
  });

  test.each(['role trust policy', 'resource-based policy'])(
    'denied by the other end (%s): that end alone is written out',
    (by) => {
      const trust = { Effect: 'Allow', Principal: { AWS: MAIN }, Action: 'sts:AssumeRole' };
      const { cell, problem } = hopCell(target, refused({ denied: { action: 'sts:AssumeRole', by } }), START);
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
      expect(hopCell(target, entered, START)).toEqual({
        cell: { ...hop, answer: 'cannot be tried', note: 'AWS said: the words' },
      });
    },
  );
});

describe('the second hop with session tags', () => {
  const start = { ...START, sessionTags: true };
  const statement = {
    Effect: 'Allow',
    Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
    Resource: target.roleArn,
  };
  const base = { Effect: 'Allow', Principal: { AWS: MAIN } };
  const trust = [
    { ...base, Action: 'sts:AssumeRole' },
    { ...base, Action: ['sts:TagSession', 'sts:SetSourceIdentity'] },
  ].map((each) => JSON.stringify(each));
  const mend = 'Both ends must allow it.';

  test.each(['sts:TagSession', 'sts:SetSourceIdentity'])(
    'denied for want of %s: that is missing, and all three actions are written out for both ends',
    (action) => {
      const { cell, problem } = hopCell(target, refused({ denied: { action }, mend }), start);
      expect(cell).toEqual({ ...hop, answer: 'denied', missing: action, statements: [statement] });
      expect(problem?.mend).toBe(
        `${mend} In the policy of ${MAIN}: ${JSON.stringify(statement)}. In the trust policy of ${target.roleArn}: ${trust.join(', ')}. When that asks for an external id, give it as \`external-id\` instead.`,
      );
    },
  );

  test('denied for want of sts:AssumeRole: the same statements', () => {
    const { cell, problem } = hopCell(target, refused({ denied: { action: 'sts:AssumeRole' } }), start);
    expect(cell).toMatchObject({ missing: 'sts:AssumeRole', statements: [statement] });
    expect(problem?.mend).toContain(trust.join(', '));
  });

  test('denied by the trust policy: what it lacks comes before what to write there', () => {
    const denied = { action: 'sts:TagSession', by: 'role trust policy' };
    const { cell, problem } = hopCell(target, refused({ denied, mend }), start);
    expect(cell).toEqual({ ...hop, answer: 'denied', missing: 'sts:TagSession' });
    expect(problem?.mend).toMatch(/^Both ends must allow it\. The trust policy of /);
    expect(problem?.mend).toContain(trust.join(', '));
  });
});
