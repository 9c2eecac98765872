/** Credentials, session tokens and OIDC tokens stay in the memory of the process. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { ActionRun } from '../emulator/runner.ts';
import { MAIN_ROLE, README_INPUTS, seedWorld } from '../emulator/world.ts';
import { failuresOf, imageIdsOf } from './outputs.ts';
import { ECHO, startRecorder, type Recorder } from './recorder.ts';
import { DB, openStage, WEB } from './stage.ts';

const stage = openStage();
let recorder: Recorder;

beforeEach(async () => {
  recorder = await startRecorder(stage.aws);
  await seedWorld(stage.aws, stage.github);
});
afterEach(() => recorder.stop());

/** Everything that others can read of the step, but the lines with which the runner is told what to mask. */
function tracesOf(run: ActionRun): string {
  const lines = run.stdout.split('\n').filter((line) => !line.startsWith('::add-mask::'));
  const { outputs, summary, envFile, stateFile, pathFile, files } = run;
  return [...lines, JSON.stringify({ outputs, files }), summary, envFile, stateFile, pathFile].join('\n');
}

/** Each 20 characters of it, as they are and as JSON, URL and page would write them; the whole in base64. */
function spellingsOf(secret: string): string[] {
  const parts = secret.match(/.{20}/g) ?? [secret];
  const inBase64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  return [...parts, ...parts.map(encodeURIComponent), ...parts.map(inPage), inBase64];
}

function inPage(text: string): string {
  return text.replace(/[!-,./:-@[-`{-~]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function expectNoTrace(run: ActionRun, secrets: readonly string[]): void {
  const traces = tracesOf(run);
  const found = secrets.filter((secret) => spellingsOf(secret).some((spelling) => traces.includes(spelling)));
  expect(found.map((secret) => `${secret.slice(0, 8)}... of ${secret.length} characters`)).toEqual([]);
}

function allSecrets(): string[] {
  return [...recorder.secrets, ...stage.github.tokens, stage.github.requestToken];
}

test.each([
  ['a usual run', {}],
  ['a run in debug mode', { RUNNER_DEBUG: '1', ACTIONS_STEP_DEBUG: 'true', NODE_DEBUG: 'http' }],
])('%s leaves no secret anywhere', async (_, env) => {
  const run = await stage.step(README_INPUTS, { aws: recorder, env });
  expect(run.exitCode).toBe(0);
  // Four sessions of two secrets each, one OIDC token, and the token with which it was asked for.
  expect(allSecrets()).toHaveLength(10);
  expect(new Set(allSecrets()).size).toBe(10);
  expectNoTrace(run, allSecrets());
});

test('every secret is masked before it is used', async () => {
  const run = await stage.step(README_INPUTS, { aws: recorder });
  const masks = run.commands.filter(({ name }) => name === 'add-mask').map(({ message }) => message);
  expect(masks).toEqual(expect.arrayContaining([...recorder.secrets, ...stage.github.tokens]));
});

test('errors of AWS that repeat them do not bring them out', async () => {
  const message = `Not so, ${ECHO}, for this reason.`;
  await stage.aws.fault(
    { action: 'sts:AssumeRole', account: WEB, code: 'AccessDenied', status: 403, message },
    { action: 'DescribeInstances', region: 'us-east-1', code: 'UnauthorizedOperation', status: 403, message },
    { action: 'CreateImage', account: DB, code: 'UnauthorizedOperation', status: 403, message },
  );
  const failed = { end: 'failed', stateReason: { code: 'Client.InternalError', message } } as const;
  await stage.aws.settings({ pendingDescribes: 0, instances: { 'i-0cc00000000000001': failed } });
  const run = await stage.step(README_INPUTS, { aws: recorder });
  expect(run.exitCode).toBe(1);
  const phases = new Set(failuresOf(run).map(({ phase }) => phase));
  expect(phases).toEqual(new Set(['sign-in', 'plan', 'create', 'wait']));
  const told = failuresOf(run).map(({ message }) => message);
  expect(told.filter((text) => !/Not so,\s+\*\*\*/.test(text))).toEqual([]);
  expectNoTrace(run, allSecrets());
});

test('an OIDC token that STS repeats in its refusal does not come out', async () => {
  const message = `The token ${ECHO} is not valid`;
  await stage.aws.fault({
    action: 'AssumeRoleWithWebIdentity',
    code: 'InvalidIdentityToken',
    status: 400,
    message,
  });
  const run = await stage.step(README_INPUTS, { aws: recorder });
  expect(run.exitCode).toBe(1);
  expect(stage.github.tokens).toHaveLength(1);
  expectNoTrace(run, allSecrets());
});

test('credentials of the environment do not come out either, in a usual run or by an error', async () => {
  const keys = await stage.aws.session(MAIN_ROLE);
  const env = {
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_SESSION_TOKEN: keys.sessionToken,
  };
  const inputs = { ...README_INPUTS, 'role-to-assume': '' };
  const usual = await stage.step(inputs, { aws: recorder, env });
  expect(usual.exitCode).toBe(0);
  expect(imageIdsOf(usual)).toHaveLength(6);
  const canonical = `The Canonical String should have been 'POST\n/\nx-amz-security-token:${keys.sessionToken}'`;
  await stage.aws.fault({
    action: 'GetCallerIdentity',
    code: 'SignatureDoesNotMatch',
    status: 403,
    message: `${canonical} (${keys.secretAccessKey})`,
  });
  const refused = await stage.step(inputs, { aws: recorder, env });
  expect(refused.exitCode).toBe(1);
  for (const run of [usual, refused])
    expectNoTrace(run, [...recorder.secrets, keys.secretAccessKey, keys.sessionToken]);
});

test('a cancelled or killed step leaves none', async () => {
  await stage.aws.settings({ pendingSeconds: 60 });
  for (const how of ['cancel', 'SIGKILL'] as const) {
    const run = await stage.step(README_INPUTS, {
      aws: recorder,
      stop: { after: /of \d images? available/, how },
    });
    expect(run.exitCode).not.toBe(0);
    expectNoTrace(run, allSecrets());
    await stage.aws.reset();
    await seedWorld(stage.aws, stage.github);
    await stage.aws.settings({ pendingSeconds: 60 });
  }
});
