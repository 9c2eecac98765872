/** What is said when STS refuses the second hop because of what it passes on. */
import { expect, test } from '@jest/globals';
import { hopProblem } from '../../../src/aws/hop-problem.ts';
import { problemOf } from '../../../src/aws/problems.ts';
import { roleOf } from '../builders.ts';
import { awsError } from './errors.ts';

const { roleArn } = roleOf('222222222222');
const codes = { AccessDenied: 'AssumeRoleDenied' } as const;

function refused(name: string, message: string) {
  const words = { phase: 'sign-in', place: {}, what: 'Cannot assume', codes } as const;
  return hopProblem(problemOf(awsError(name, message), words), roleArn);
}

function denied(action: string, rest = '') {
  const message = `User: x is not authorized to perform: ${action} on resource: ${roleArn}${rest}`;
  return refused('AccessDenied', message);
}

test.each([
  { action: 'sts:TagSession', rest: '', another: false },
  { action: 'sts:SetSourceIdentity', rest: '', another: true },
  { action: 'sts:TagSession', rest: ' because no identity-based policy allows the action', another: false },
  { action: 'sts:TagSession', rest: ' because no role trust policy allows the action', another: false },
])('for want of $action$rest: it and both ends are named', ({ action, rest, another }) => {
  const { code, mend } = denied(action, rest);
  expect(code).toBe('AssumeRoleDenied');
  expect(mend).toContain(
    `both ends must allow ${action}: the policy of the main role, and the trust policy of ${roleArn}`,
  );
  expect(mend).toContain('SessionTags=yes');
  expect(mend?.includes('another source identity')).toBe(another);
});

test('by a policy above both ends: that policy is named', () => {
  expect(denied('sts:TagSession', ' with an explicit deny in a service control policy').mend).toBe(
    'The service control policy denies sts:TagSession: ask its owner for an exception for the main role.',
  );
});

test('for want of sts:AssumeRole: the words of the catalogue', () => {
  expect(denied('sts:AssumeRole').mend).toBeUndefined();
});

test.each(['PackedPolicyTooLarge', 'PackedPolicyTooLargeException'])('%s: how to go without', (name) => {
  expect(refused(name, 'Packed size is 101 percent')).toMatchObject({
    code: 'AwsRefused',
    mend: expect.stringContaining('session-tags: false'),
  });
});
