/** No `role-to-assume`: the credentials that are already there are the main account's; and which accounts are allowed. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, expect, test } from '@jest/globals';
import { MAIN, MAIN_ROLE } from '../emulator/world.ts';
import type { SessionKeys } from '../emulator/aws.ts';
import { codesOf, failuresOf, imagesOf } from './outputs.ts';
import { DB, idOf, mainAccount, openStage, roleIn, WEB } from './stage.ts';

const stage = openStage();
const INPUTS = { 'role-to-assume': '', targets: WEB, instances: 'all', wait: 'false' };
const SELF_HOSTED = { RUNNER_ENVIRONMENT: 'self-hosted' };

beforeEach(async () => {
  const inMain = { ...mainAccount(stage.github), instances: [{ id: idOf(5), name: 'build' }] };
  await stage.seed(
    { [WEB]: [{ id: idOf(1), name: 'web-1' }], [DB]: [{ id: idOf(2), name: 'db-1' }] },
    inMain,
  );
});

function environmentOf(keys: SessionKeys): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_SESSION_TOKEN: keys.sessionToken,
  };
}

async function mainEnvironment(): Promise<Record<string, string>> {
  return environmentOf(await stage.aws.session(MAIN_ROLE));
}

test('credentials of an earlier step lead into the targets, without OIDC', async () => {
  const run = await stage.step(INPUTS, { env: await mainEnvironment() });
  expect(run.exitCode).toBe(0);
  expect(stage.github.requests).toEqual([]);
  const calls = await stage.aws.calls();
  expect(calls.map(({ action }) => action)).not.toContain('AssumeRoleWithWebIdentity');
  expect(calls.find(({ action }) => action === 'AssumeRole')).toMatchObject({
    roleArn: MAIN_ROLE,
    params: { RoleArn: roleIn(WEB) },
  });
  expect(imagesOf(run)).toMatchObject([{ account_id: WEB, instance_id: idOf(1), outcome: 'created' }]);
  expect(run.log).toMatch(/environment.*cannot be renewed/);
});

test('self is the account signed in to: no second role', async () => {
  const run = await stage.step({ ...INPUTS, targets: 'self' }, { env: await mainEnvironment() });
  expect(run.exitCode).toBe(0);
  expect((await stage.aws.calls()).map(({ action }) => action)).not.toContain('AssumeRole');
  expect(imagesOf(run)).toMatchObject([{ account_id: MAIN, instance_id: idOf(5), outcome: 'created' }]);
});

test('credentials that are wrong, and those that ran out, are told apart', async () => {
  const wrong = { ...(await mainEnvironment()), AWS_ACCESS_KEY_ID: 'ASIAUNKNOWNUNKNOWN00' };
  const old = environmentOf(await stage.aws.session(MAIN_ROLE, -60));
  const runs = await Promise.all([wrong, old].map((env) => stage.step(INPUTS, { env })));
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([1, 1]);
  expect(runs.map(codesOf)).toEqual([['CredentialsInvalid'], ['CredentialsExpired']]);
  expect(await stage.ec2Calls()).toEqual([]);
});

test('on an EC2 instance the instance profile is the identity of the main account', async () => {
  await stage.aws.settings({ instanceProfile: MAIN_ROLE });
  const env = { ...SELF_HOSTED, AWS_EC2_METADATA_SERVICE_ENDPOINT: stage.aws.url };
  const run = await stage.step(INPUTS, { env });
  expect(run.exitCode).toBe(0);
  expect(stage.github.requests).toEqual([]);
  const calls = await stage.aws.calls();
  const metadata = calls.filter(({ service }) => service === 'imds');
  expect(metadata[0]?.action).toBe('PUT /latest/api/token');
  expect(metadata.at(-1)).toMatchObject({
    status: 200,
    action: expect.stringContaining('security-credentials'),
  });
  expect(calls.find(({ action }) => action === 'AssumeRole')?.roleArn).toBe(MAIN_ROLE);
  expect(imagesOf(run)).toMatchObject([{ account_id: WEB, outcome: 'created' }]);
  expect(run.log).toContain(`main account ${MAIN}`);
});

test('on a self-hosted runner a container role is found', async () => {
  const keys = await stage.aws.session(MAIN_ROLE);
  const answer = {
    AccessKeyId: keys.accessKeyId,
    SecretAccessKey: keys.secretAccessKey,
    Token: keys.sessionToken,
    Expiration: new Date(Date.now() + 3_600_000).toISOString(),
  };
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/role`;
  const run = await stage.step(INPUTS, { env: { ...SELF_HOSTED, AWS_CONTAINER_CREDENTIALS_FULL_URI: uri } });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(run.exitCode).toBe(0);
  expect(imagesOf(run)).toMatchObject([{ account_id: WEB, outcome: 'created' }]);
});

test.each([
  ['no profile', {}, {}],
  [
    'a profile that points to the metadata service',
    { AWS_CONFIG_FILE: 'aws-config', AWS_PROFILE: 'from-metadata' },
    {
      'aws-config': `[profile from-metadata]\nrole_arn = ${MAIN_ROLE}\ncredential_source = Ec2InstanceMetadata\n`,
    },
  ],
])('on a hosted runner the metadata service is never asked: %s', async (_, env, workspaceFiles) => {
  await stage.aws.settings({ instanceProfile: MAIN_ROLE });
  const metadata = { AWS_EC2_METADATA_SERVICE_ENDPOINT: stage.aws.url };
  const run = await stage.step(INPUTS, { env: { ...metadata, ...env }, workspaceFiles });
  expect(run.exitCode).toBe(1);
  expect(await stage.aws.calls()).toEqual([]);
  expect(failuresOf(run)).toMatchObject([{ phase: 'sign-in', code: 'NoCredentials' }]);
  expect(failuresOf(run)[0]?.message).toContain('role-to-assume');
});

test('on a self-hosted runner without any credentials the error says what to give', async () => {
  const env = { ...SELF_HOSTED, AWS_EC2_METADATA_SERVICE_ENDPOINT: stage.aws.url };
  const run = await stage.step(INPUTS, { env });
  expect(run.exitCode).toBe(1);
  expect(failuresOf(run)).toMatchObject([{ phase: 'sign-in', code: 'NoCredentials' }]);
});

test('an account outside allowed-account-ids is an input error: all of them at once, before any call', async () => {
  const inputs = {
    targets: `- ${WEB}\n- ${DB}\n- self`,
    instances: 'all',
    'allowed-account-ids': '999999999999',
  };
  const run = await stage.step(inputs);
  expect(run.exitCode).toBe(1);
  expect(codesOf(run)).toEqual(['InputInvalid', 'InputInvalid', 'InputInvalid']);
  const messages = failuresOf(run).map(({ message }) => message);
  for (const [at, account] of [WEB, DB, MAIN].entries()) {
    expect(messages[at]).toContain(account);
    expect(messages[at]).toContain('allowed-account-ids');
  }
  expect(stage.github.requests).toEqual([]);
  expect(await stage.aws.calls()).toEqual([]);
});

test('accounts inside allowed-account-ids are fine; the main account need not be in it', async () => {
  const inputs = { targets: `- ${WEB}`, instances: 'all', 'allowed-account-ids': `${DB}, ${WEB}` };
  expect((await stage.step(inputs)).exitCode).toBe(0);
});

test('whose account self is, is known only after the sign-in: then nothing is done in one that is not allowed', async () => {
  const inputs = { ...INPUTS, targets: 'self', 'allowed-account-ids': WEB };
  const run = await stage.step(inputs, { env: await mainEnvironment() });
  expect(run.exitCode).toBe(1);
  expect(failuresOf(run)).toMatchObject([{ account_id: MAIN, code: 'AccountNotAllowed' }]);
  expect(await stage.ec2Calls()).toEqual([]);
});
