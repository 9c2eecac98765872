/** Credentials that were pasted with a line break or worse, and a runner that has no home. */
import { beforeEach, expect, test } from '@jest/globals';
import { MAIN_ROLE } from '../emulator/world.ts';
import type { ActionRun } from '../emulator/runner.ts';
import { failuresOf, imagesOf } from './outputs.ts';
import { idOf, openStage, WEB } from './stage.ts';

const stage = openStage();
const WITH_ROLE = { targets: WEB, instances: 'all', wait: 'false' };
const INPUTS = { ...WITH_ROLE, 'role-to-assume': '' };

beforeEach(async () => {
  await stage.seed({ [WEB]: [{ id: idOf(1), name: 'web-1' }] });
});

async function keys(): Promise<Record<string, string>> {
  const { accessKeyId, secretAccessKey, sessionToken } = await stage.aws.session(MAIN_ROLE);
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
}

function expectRefused(run: ActionRun, what: string): void {
  expect(run.exitCode).toBe(1);
  expect(failuresOf(run)).toMatchObject([
    { code: 'EnvironmentInvalid', phase: 'sign-in', message: expect.stringContaining(what) },
  ]);
}

test.each([
  ['AWS_ACCESS_KEY_ID', '\n', 'ends with a line break'],
  ['AWS_SECRET_ACCESS_KEY', '\r\n', 'ends with a line break'],
  ['AWS_SESSION_TOKEN', ' ', 'ends with white space'],
])('%s with %j at its end is named before any call, and its value is nowhere', async (name, end, flaw) => {
  const env = await keys();
  const value = env[name] ?? '';
  const run = await stage.step(INPUTS, { env: { ...env, [name]: `${value}${end}` } });
  expectRefused(run, `${name} ${flaw}`);
  expect(await stage.aws.calls()).toEqual([]);
  const lines = run.stdout.split('\n').filter((line) => !line.startsWith('::add-mask::'));
  const traces = [...lines, run.summary, ...Object.values(run.outputs), ...Object.values(run.files)];
  expect(traces.join('\n')).not.toContain(value);
});

test('a byte order mark before a key is named', async () => {
  const env = await keys();
  const marked = { ...env, AWS_ACCESS_KEY_ID: `\uFEFF${env['AWS_ACCESS_KEY_ID'] ?? ''}` };
  expectRefused(await stage.step(INPUTS, { env: marked }), 'AWS_ACCESS_KEY_ID begins with a byte order mark');
});

test('a key of a profile that holds an invisible character is named before any call', async () => {
  const text = '[team]\naws_access_key_id = AKIA\u200bIOSFODNN7\naws_secret_access_key = S3cretS3cret\n';
  const env = { AWS_SHARED_CREDENTIALS_FILE: 'aws-credentials', AWS_PROFILE: 'team' };
  const run = await stage.step(INPUTS, { env, workspaceFiles: { 'aws-credentials': text } });
  expectRefused(run, 'aws_access_key_id of the profile team contains a character that is not ASCII');
  expect(await stage.aws.calls()).toEqual([]);
});

test('with a role to assume the keys of the environment are not used, and do not matter', async () => {
  const env = { AWS_ACCESS_KEY_ID: 'AKIA\n', AWS_SECRET_ACCESS_KEY: 'S3cret S3cret' };
  const run = await stage.step(WITH_ROLE, { env });
  expect([run.exitCode, failuresOf(run)]).toEqual([0, []]);
  expect(imagesOf(run)).toMatchObject([{ outcome: 'created' }]);
});

/** As `os.homedir()` throws for a user id that the system does not know. */
const noHome = `import os from 'node:os'; import { syncBuiltinESMExports } from 'node:module';
  os.homedir = os.userInfo = () => { throw new Error('uv_os_homedir returned ENOENT'); }; syncBuiltinESMExports();`;

test.each([
  ['HOME is not set', undefined],
  ['the user is unknown to the system', `--import=data:text/javascript,${encodeURIComponent(noHome)}`],
])('it works when %s', async (_, options) => {
  const env = { ...(await keys()), HOME: undefined, USERPROFILE: undefined, NODE_OPTIONS: options };
  const run = await stage.step(INPUTS, { env });
  expect([run.exitCode, failuresOf(run)]).toEqual([0, []]);
  expect(imagesOf(run)).toMatchObject([{ outcome: 'created' }]);
});
