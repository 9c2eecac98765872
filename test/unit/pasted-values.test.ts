/** Credentials that were pasted with more than themselves: which variable it is, and what it holds too much. */
import { describe, expect, test } from '@jest/globals';
import { flawOf, pastedProblem, profilesProblem } from '../../src/pasted-values.ts';

const KEYS = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY=',
};
const TOKEN_FILE = { AWS_WEB_IDENTITY_TOKEN_FILE: '/token', AWS_ROLE_ARN: 'arn:aws:iam::1:role/a' };
const RELATIVE = { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/role' };
const FULL = { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1/role' };

describe('a value', () => {
  test.each([
    ['S3cret\n', 'ends with a line break'],
    ['S3cret\r\n', 'ends with a line break'],
    ['\nS3cret', 'begins with a line break'],
    ['S3\ncret', 'contains a line break'],
    ['\uFEFFS3cret', 'begins with a byte order mark'],
    [' S3cret', 'begins with white space'],
    ['S3cret ', 'ends with white space'],
    ['S3cret\u00a0', 'ends with white space'],
    ['S3c\u0000ret', 'contains a control character'],
    ['S3c\uFEFFret', 'contains a control character'],
  ])('such as %j %s, whatever it is', (value, flaw) => {
    expect([flawOf(value, 'visible'), flawOf(value, 'name')]).toEqual([flaw, flaw]);
  });

  test.each([
    ['"S3cret"', 'is in quotation marks'],
    ["'S3cret'", 'is in quotation marks'],
    ['S3 cret', 'contains white space'],
    ['S3cr\u200bet', 'contains a character that is not ASCII'],
    ['Schlüssel', 'contains a character that is not ASCII'],
  ])('such as %j %s, when it is no name', (value, flaw) => {
    expect([flawOf(value, 'visible'), flawOf(value, 'name')]).toEqual([flaw, undefined]);
  });

  test.each(Object.values(KEYS))('such as %s has none', (value) => {
    expect(flawOf(value, 'visible')).toBeUndefined();
  });
});

describe('in the environment', () => {
  test.each([
    ['AWS_ACCESS_KEY_ID', KEYS],
    ['AWS_SECRET_ACCESS_KEY', KEYS],
    ['AWS_SESSION_TOKEN', KEYS],
    ['AWS_WEB_IDENTITY_TOKEN_FILE', TOKEN_FILE],
    ['AWS_ROLE_ARN', TOKEN_FILE],
    ['AWS_ROLE_SESSION_NAME', TOKEN_FILE],
    ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', RELATIVE],
    ['AWS_CONTAINER_CREDENTIALS_FULL_URI', FULL],
    ['AWS_CONTAINER_AUTHORIZATION_TOKEN', RELATIVE],
    ['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', FULL],
  ])('%s is named, and its value is not repeated; with a role to assume it is not used', (name, others) => {
    const environment = { ...others, [name]: 'S3cretValue\n' };
    expect(pastedProblem(environment, false)).toEqual({
      code: 'EnvironmentInvalid',
      phase: 'sign-in',
      place: {},
      what: `${name} ends with a line break`,
      mend: `Set ${name} again, to the value alone.`,
    });
    expect(pastedProblem(environment, true)).toBeUndefined();
  });

  test.each(['AWS_PROFILE', 'AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'])(
    '%s is used whoever signs in',
    (name) => {
      const problems = [true, false].map((isRoleGiven) => pastedProblem({ [name]: 'a\n' }, isRoleGiven));
      expect(problems.map((problem) => problem?.what)).toEqual([
        `${name} ends with a line break`,
        `${name} ends with a line break`,
      ]);
    },
  );

  test('what is not used is not looked at', () => {
    expect(pastedProblem({ ...KEYS, ...TOKEN_FILE, AWS_ROLE_ARN: 'a\n' }, false)).toBeUndefined();
    expect(pastedProblem({ AWS_PROFILE: 'a', ...TOKEN_FILE, AWS_ROLE_ARN: 'a\n' }, false)).toBeUndefined();
    expect(pastedProblem({ AWS_ROLE_ARN: 'a\n' }, false)).toBeUndefined();
    expect(pastedProblem({ ...KEYS, AWS_SESSION_TOKEN: '' }, false)).toBeUndefined();
  });

  test('names and paths may hold blanks', () => {
    expect(pastedProblem({ AWS_PROFILE: 'the team', AWS_CONFIG_FILE: 'C:\\a b' }, false)).toBeUndefined();
  });

  test.each([
    ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
    ['AWS_SECRET_ACCESS_KEY', 'AWS_ACCESS_KEY_ID'],
  ])('%s without %s is half of a pair', (there, missing) => {
    const environment = { [there]: 'a', [missing]: '' };
    expect(pastedProblem(environment, false)?.what).toBe(`${there} is set, and ${missing} is not`);
    expect(pastedProblem(environment, true)).toBeUndefined();
  });
});

test('the keys of profiles are looked at, and named as they stand there', () => {
  const settings = { aws_access_key_id: 'AKIA', aws_secret_access_key: 'S3cr\u200bet' };
  const first = { name: 'first', settings: { source_profile: 'team' } };
  expect(profilesProblem([first, { name: 'team', settings }])?.what).toBe(
    'aws_secret_access_key of the profile team contains a character that is not ASCII',
  );
  expect(profilesProblem([first])).toBeUndefined();
});
