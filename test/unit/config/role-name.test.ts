import { expect, test } from '@jest/globals';
import { mistakesOf, targetOf } from './inputs.ts';

test.each([
  { role: 'roles/backup', ends: 'role/roles/backup' },
  { role: 'teams/role/backup', ends: 'role/teams/role/backup' },
  { role: 'role', ends: 'role/role' },
  { role: 'arn:aws:iam::222222222222:role/role/backup', ends: 'role/role/backup' },
])('$role is the role $ends', ({ role, ends }) => {
  const { at } = targetOf({ inputs: { 'target-role': role } });
  expect(at).toMatchObject({ roleArn: `arn:aws:iam::222222222222:${ends}` });
});

test.each(['role/backup', '/role/backup', 'role/teams/backup'])(
  '%s is the end of an ARN, and no name',
  (role) => {
    expect(mistakesOf({ inputs: { 'target-role': role } })).toMatchObject([
      {
        source: 'target-role',
        mend: expect.stringMatching(/^Write (teams\/)?backup, without role\/ before it/),
      },
    ]);
  },
);
