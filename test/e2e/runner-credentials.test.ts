/** Which of the credentials on the runner sign in, what the log says of them, and how the roles behind them are assumed. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { MAIN_ROLE } from '../emulator/world.ts';
import type { SessionKeys } from '../emulator/aws.ts';
import { failuresOf, imagesOf } from './outputs.ts';
import { idOf, openStage, roleIn, WEB } from './stage.ts';

const stage = openStage();
const INPUTS = { 'role-to-assume': '', targets: WEB, instances: 'all', wait: 'false' };
const BESIDE = 'arn:aws:iam::999999999999:role/beside';
const CONFIG = { AWS_CONFIG_FILE: 'aws-config' };

beforeEach(async () => {
  await stage.seed({ [WEB]: [{ id: idOf(1), name: 'web-1' }] });
});

function profileOf(name: string, { accessKeyId, secretAccessKey, sessionToken }: SessionKeys): string {
  const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
  return `[profile ${name}]\n${keys}aws_session_token = ${sessionToken}\n`;
}

async function token(): Promise<string> {
  const headers = { authorization: `Bearer ${stage.github.requestToken}` };
  const reply = await fetch(`${stage.github.requestUrl}&audience=sts.amazonaws.com`, { headers });
  return ((await reply.json()) as { value: string }).value;
}

/** Calls with which a role was assumed, in their order. */
async function assumed(): Promise<(string | null)[][]> {
  const calls = await stage.aws.calls();
  const roles = calls.filter(({ action }) => action.startsWith('AssumeRole'));
  return roles.map(({ action, region, params }) => [action, region, String(params['RoleArn'])]);
}

describe('who signs in', () => {
  test('keys of the environment win over a profile, as in the AWS CLI, and the log says so', async () => {
    const keys = await stage.aws.session(MAIN_ROLE);
    const env = {
      ...{ ...CONFIG, AWS_PROFILE: 'beside', RUNNER_ENVIRONMENT: 'self-hosted' },
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      AWS_SESSION_TOKEN: keys.sessionToken,
    };
    const beside = `[profile beside]\nrole_arn = ${BESIDE}\ncredential_source = Environment\n`;
    const run = await stage.step(INPUTS, { env, workspaceFiles: { 'aws-config': beside } });
    expect([run.exitCode, failuresOf(run)]).toEqual([0, []]);
    expect(await assumed()).toEqual([['AssumeRole', 'eu-west-1', roleIn(WEB)]]);
    expect(run.log).toContain('credentials of the environment, which cannot be renewed');
    expect(run.log).not.toContain('Multiple credential sources');
  });

  test('a session token of a profile cannot be renewed either, and a profile beside it does not matter', async () => {
    const metadata = `[profile other]\nrole_arn = ${BESIDE}\ncredential_source = Ec2InstanceMetadata\n`;
    const config = profileOf('team', await stage.aws.session(MAIN_ROLE)) + metadata;
    const env = { ...CONFIG, AWS_PROFILE: 'team' };
    const run = await stage.step(INPUTS, { env, workspaceFiles: { 'aws-config': config } });
    expect([run.exitCode, failuresOf(run)]).toEqual([0, []]);
    expect(run.log).toContain('the credentials of the profile team, whose session token cannot be renewed');
    expect(imagesOf(run)).toMatchObject([{ outcome: 'created' }]);
  });

  test('a profile that follows another to the metadata service is refused on a hosted runner', async () => {
    await stage.aws.settings({ instanceProfile: MAIN_ROLE });
    const config = `[profile team]\nrole_arn = ${BESIDE}\nsource_profile = base\n[profile base]\ncredential_source = Ec2InstanceMetadata\n`;
    const env = { ...CONFIG, AWS_PROFILE: 'team', AWS_EC2_METADATA_SERVICE_ENDPOINT: stage.aws.url };
    const run = await stage.step(INPUTS, { env, workspaceFiles: { 'aws-config': config } });
    expect(failuresOf(run)).toMatchObject([
      { code: 'NoCredentials', message: expect.stringContaining('The profile base uses') },
    ]);
    expect(await stage.aws.calls()).toEqual([]);
  });

  test('nobody stands in for a profile that does not exist', async () => {
    await stage.aws.settings({ instanceProfile: MAIN_ROLE });
    const metadata = { AWS_EC2_METADATA_SERVICE_ENDPOINT: stage.aws.url };
    const env = { ...metadata, RUNNER_ENVIRONMENT: 'self-hosted', AWS_PROFILE: 'mistyped' };
    const run = await stage.step(INPUTS, { env });
    expect(failuresOf(run)).toMatchObject([
      { code: 'NoCredentials', message: expect.stringContaining('mistyped') },
    ]);
    expect(await stage.aws.calls()).toEqual([]);
  });
});

/** A profile whose role is assumed with another profile's keys; and a token file. Both lead into the main role. */
async function innerSources() {
  const outer = await stage.aws.session(MAIN_ROLE);
  const config = `${profileOf('base', outer)}[profile team]\nrole_arn = ${roleIn(WEB)}\nsource_profile = base\n`;
  return {
    profile: {
      env: { ...CONFIG, AWS_PROFILE: 'team' },
      workspaceFiles: { 'aws-config': config },
    },
    'token file': {
      env: { AWS_WEB_IDENTITY_TOKEN_FILE: 'token', AWS_ROLE_ARN: MAIN_ROLE },
      workspaceFiles: { token: `${await token()}\n` },
    },
  };
}

describe('the role behind a source', () => {
  test.each([
    {
      kind: 'profile',
      calls: [['AssumeRole', 'eu-west-1', roleIn(WEB)]],
      how: 'the credentials of the profile team, whose session token cannot be renewed',
    },
    {
      kind: 'token file',
      // The emulator learns the region from the signature, which this call has none of; below, its host shows it.
      calls: [['AssumeRoleWithWebIdentity', null, MAIN_ROLE]],
      how: 'the token in AWS_WEB_IDENTITY_TOKEN_FILE',
    },
  ] as const)('of a $kind is assumed once, in aws-region, and told', async ({ kind, calls, how }) => {
    const options = (await innerSources())[kind];
    const run = await stage.step({ ...INPUTS, targets: 'self' }, options);
    expect(await assumed()).toEqual(calls);
    expect(run.log).toContain(how);
  });

  test('a token file that is not there is no defect', async () => {
    const env = { AWS_WEB_IDENTITY_TOKEN_FILE: 'not-there', AWS_ROLE_ARN: MAIN_ROLE };
    const run = await stage.step(INPUTS, { env });
    expect(failuresOf(run)).toMatchObject([
      { code: 'EnvironmentInvalid', message: expect.stringContaining('AWS_WEB_IDENTITY_TOKEN_FILE names') },
    ]);
  });
});

describe('a proxy', () => {
  const asked: string[] = [];
  let over = new AbortController();
  const proxy = createServer().on('connect', (request, socket) => {
    // The step may be gone before the answer is.
    socket.on('error', () => undefined);
    asked.push(request.url ?? '');
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    over.abort();
  });
  beforeAll(() => new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise<unknown>((resolve) => proxy.close(resolve)));

  test.each(['profile', 'token file'] as const)('sees the call behind a %s', async (kind) => {
    asked.length = 0;
    over = new AbortController();
    const { env, workspaceFiles } = (await innerSources())[kind];
    const HTTPS_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const behind = { ...env, AWS_ENDPOINT_URL: undefined, HTTPS_PROXY };
    await stage.step(INPUTS, { env: behind, workspaceFiles, kill: over.signal, timeoutMs: 15_000 });
    expect(asked[0]).toBe('sts.eu-west-1.amazonaws.com:443');
  });
});
