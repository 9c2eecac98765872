import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { AwsClock } from '../../../src/aws/clock.ts';
import { Clients } from '../../../src/aws/clients.ts';
import { signInToMain, type Runner } from '../../../src/aws/main-account.ts';
import { awsError } from './errors.ts';

const sts = mockClient(STSClient);

const NAMES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_CONFIG_FILE',
  'AWS_PROFILE',
];
const before = new Map<string, string | undefined>();

beforeEach(() => {
  sts.reset();
  sts
    .on(GetCallerIdentityCommand)
    .resolves({ Account: '111111111111', Arn: 'arn:aws:iam::111111111111:user/me' });
  for (const name of NAMES) {
    before.set(name, process.env[name]);
    Reflect.deleteProperty(process.env, name);
  }
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = '/nonexistent/credentials';
  process.env['AWS_CONFIG_FILE'] = '/nonexistent/config';
});

afterEach(() => {
  for (const [name, value] of before) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
});

function signIn(environment: NodeJS.ProcessEnv, hosted = true) {
  const clock = new AwsClock();
  const { signal } = new AbortController();
  const idToken = { request: () => Promise.reject(new Error('no token is asked for')) };
  const runner: Runner = { environment, hosted, idToken, mask: () => undefined, signal };
  const config = { region: 'eu-west-1', audience: 'a', sessionName: 's', durationSeconds: 900 };
  return signInToMain(config, runner, { clients: new Clients(environment, clock, signal), clock });
}

describe('without a role', () => {
  test.each([
    { environment: { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' }, how: /cannot be renewed/ },
    { environment: {}, how: /the instance profile of the runner/ },
  ])('the credentials that are there are used, and it is said which: $how', async ({ environment, how }) => {
    expect(await signIn(environment, false)).toMatchObject({
      ok: true,
      value: {
        id: '111111111111',
        arn: 'arn:aws:iam::111111111111:user/me',
        how: expect.stringMatching(how),
      },
    });
  });

  test.each([
    { name: 'InvalidClientTokenId', code: 'CredentialsInvalid' },
    { name: 'ExpiredToken', code: 'CredentialsExpired' },
    { name: 'CredentialsProviderError', code: 'NoCredentials' },
  ])('$name is $code', async ({ name, code }) => {
    sts.on(GetCallerIdentityCommand).rejects(awsError(name, 'x'));
    expect(await signIn({}, false)).toMatchObject({
      ok: false,
      problem: { code, phase: 'sign-in', place: {} },
    });
  });
});

describe('on a hosted runner', () => {
  test('the credentials are those of the environment', async () => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' });
    const main = await signIn(process.env);
    expect(main.ok && (await main.value.credentials())).toMatchObject({
      accessKeyId: 'key',
      secretAccessKey: 'secret',
    });
  });

  test('without credentials nobody else is asked, the instance metadata service least of all', async () => {
    const main = await signIn({});
    if (!main.ok) throw new Error(main.problem.what);
    await expect(main.value.credentials()).rejects.toThrow(
      expect.objectContaining({ name: 'NoCredentials' }),
    );
  });
});
