/** What AWS says of a call that it denies: the action, and which policy stands in the way. */
import { describe, expect, test } from '@jest/globals';
import { problemOf, type Attempt } from '../../../src/aws/problems.ts';
import { awsError } from './errors.ts';

const WORDS: Attempt = { phase: 'create', place: { account: '222222222222' }, what: 'It failed' };

describe('a denial', () => {
  const denied =
    'User: arn:aws:sts::2:assumed-role/x/y is not authorized to perform: ec2:CreateImage on resource: arn:z';

  test.each([
    {
      rest: ' because no identity-based policy allows the action',
      by: undefined,
      mend: /^Allow ec2:CreateImage in the policy of the role.*`RepositoryIds` must have the number of this repository/,
    },
    {
      rest: ' with an explicit deny in a service control policy',
      by: 'service control policy',
      mend: /^The service control policy denies ec2:CreateImage/,
    },
    {
      rest: ' with an explicit deny in an identity-based policy',
      by: 'identity-based policy',
      mend: /^The identity-based policy denies/,
    },
    {
      rest: ' with an explicit deny in the permissions boundary',
      by: 'permissions boundary',
      mend: /^The permissions boundary denies/,
    },
    ...[
      'permissions boundary',
      'service control policy',
      'session policy',
      'VPC endpoint policy',
      'resource-based policy',
    ].map((by) => ({
      rest: ` because no ${by} allows the ec2:CreateImage action`,
      by,
      mend: new RegExp(
        `^The ${by} does not allow ec2:CreateImage: ask its owner to allow it for the role\\.$`,
      ),
    })),
  ])('names the action and what denies it: $rest', ({ rest, by, mend }) => {
    const problem = problemOf(awsError('UnauthorizedOperation', denied + rest), WORDS);
    expect(problem.mend).toMatch(mend);
    expect(problem.denied).toEqual({
      action: 'ec2:CreateImage',
      resource: 'arn:z',
      ...(by === undefined ? {} : { by }),
    });
  });

  test('under another code keeps its action, and the mend of that code', () => {
    const codes = { AccessDenied: 'AssumeRoleDenied' } as const;
    const error = awsError(
      'AccessDenied',
      'User: x is not authorized to perform: sts:AssumeRole on resource: y',
    );
    const { code, denied: lacking, mend } = problemOf(error, { ...WORDS, codes });
    expect([code, lacking, mend]).toEqual(['AssumeRoleDenied', { action: 'sts:AssumeRole' }, undefined]);
  });

  test.each([
    {
      rest: 'because no permissions boundary allows the sts:AssumeRole action',
      by: 'permissions boundary',
      mend: 'The permissions boundary does not allow sts:AssumeRole: ask its owner to allow it for the main role.',
    },
    {
      rest: 'with an explicit deny in a service control policy',
      by: 'service control policy',
      mend: 'The service control policy denies sts:AssumeRole: ask its owner for an exception for the main role.',
    },
    // The catalogue has the two ends of the trust, and the external id.
    { rest: 'because no role trust policy allows the sts:AssumeRole action', by: 'role trust policy' },
    {
      rest: 'because no resource-based policy allows the sts:AssumeRole action',
      by: 'resource-based policy',
    },
    { rest: 'with an explicit deny in the role trust policy', by: 'role trust policy' },
  ])('of sts:AssumeRole, $rest', ({ rest, by, mend }) => {
    const codes = { AccessDenied: 'AssumeRoleDenied' } as const;
    const error = awsError('AccessDenied', `User: x is not authorized to perform: sts:AssumeRole ${rest}`);
    expect(problemOf(error, { ...WORDS, codes })).toEqual({
      ...WORDS,
      code: 'AssumeRoleDenied',
      awsCode: 'AccessDenied',
      said: expect.stringContaining(rest),
      denied: { action: 'sts:AssumeRole', by },
      ...(mend === undefined ? {} : { mend }),
    });
  });

  test.each(['InvalidParameterValue', 'Throttling'])(
    'is none under the code %s, whatever the words',
    (name) => {
      expect(problemOf(awsError(name, denied), WORDS)).not.toHaveProperty('denied');
    },
  );

  test('without an action has the words of the catalogue', () => {
    const { mend, denied: lacking } = problemOf(awsError('UnauthorizedOperation', 'no'), WORDS);
    expect([mend, lacking]).toEqual([undefined, undefined]);
  });

  test('does not show the encoded message', () => {
    const message = `${denied}. Encoded authorization failure message: abc\nDEF`;
    expect(problemOf(awsError('UnauthorizedOperation', message), WORDS).said).toBe(
      `UnauthorizedOperation: ${denied}.`,
    );
  });
});
