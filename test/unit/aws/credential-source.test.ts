/** Where the credentials of the runner come from: the first place in AWS's order that has any. */
import { expect, test } from '@jest/globals';
import { credentialSource, sourceText } from '../../../src/aws/credential-source.ts';
import type { Profile } from '../../../src/aws/shared-files.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'S3cret' };
const TOKEN_FILE = { AWS_WEB_IDENTITY_TOKEN_FILE: '/token', AWS_ROLE_ARN: 'arn:aws:iam::1:role/a' };
const CONTAINER = { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1' };
const ASKED = { AWS_PROFILE: 'team' };

function profile(settings: Record<string, string>, name = 'team'): Profile {
  return { name, settings };
}

const static_ = profile({ aws_access_key_id: 'AKIA', aws_secret_access_key: 'S3cret' });
const session = profile({ aws_access_key_id: 'AKIA', aws_session_token: 'token' });
const role = profile({ role_arn: 'a', source_profile: 'base' });
const metadata = profile({ role_arn: 'a', credential_source: 'Ec2InstanceMetadata' });
const settingsOnly = profile({ region: 'eu-west-1' });

test.each([
  ['keys before a profile', { ...KEYS, ...ASKED }, [static_], 'credentials of the environment, which cannot'],
  ['a profile', ASKED, [static_], /^the credentials of the profile team$/],
  ['the default profile', TOKEN_FILE, [static_], /^the credentials of the profile team$/],
  ['a session token', ASKED, [session], 'profile team, whose session token cannot be renewed'],
  ['one behind a role', ASKED, [role, { ...session, name: 'base' }], 'team, whose session token cannot'],
  ['a profile that does not exist', ASKED, [profile({})], /^the credentials of the profile team$/],
  ['a token file', TOKEN_FILE, [profile({})], 'the token in AWS_WEB_IDENTITY_TOKEN_FILE'],
  ['settings are no credentials', { ...ASKED, ...CONTAINER }, [settingsOnly], 'the container credentials'],
  ['half a token file', { AWS_ROLE_ARN: 'a' }, [profile({})], 'the instance profile of the runner'],
  ['metadata by a profile', ASKED, [metadata], /^the credentials of the profile team$/],
  ['nothing', {}, [], 'the instance profile of the runner'],
] as const)('on a runner of one’s own: %s', (_, environment, profiles, text) => {
  expect(sourceText(credentialSource(environment, profiles, false))).toMatch(text);
});

test.each([
  ['nothing', {}, [profile({})], 'There are no credentials in the environment or in a profile'],
  ['metadata by a profile', ASKED, [metadata], 'The profile team uses the instance metadata service'],
  ['metadata behind it', ASKED, [role, { ...metadata, name: 'base' }], 'The profile base uses'],
] as const)('on a hosted runner there are none: %s', (_, environment, profiles, why) => {
  const source = credentialSource(environment, profiles, true);
  expect(source).toEqual({ kind: 'none', why: expect.stringContaining(why) });
});

test.each([
  [KEYS, [metadata], 'environment'],
  [ASKED, [static_], 'profile'],
  [TOKEN_FILE, [], 'token-file'],
  [CONTAINER, [], 'container'],
] as const)('on a hosted runner as elsewhere: %j', (environment, profiles, kind) => {
  expect(credentialSource(environment, profiles, true).kind).toBe(kind);
});
