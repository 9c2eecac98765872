/** Credentials, session tokens and OIDC tokens stay in the memory of the process. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { modes, type Mode } from '../../src/model/event.ts';
import type { FaultRule } from '../emulator/aws.ts';
import type { ActionRun } from '../emulator/runner.ts';
import { MAIN_ROLE, README_INPUTS, seedWorld } from '../emulator/world.ts';
import { amount } from '../amounts.ts';
import { CHECK } from './check-scenes.ts';
import { failuresOf, imageIdsOf, reportTextOf } from './outputs.ts';
import { ECHO, SPELLINGS, startRecorder, type Recorder } from './recorder.ts';
import { daysAgo, image, looseSnapshot, PRUNE, server, SERIES } from './retention-scenes.ts';
import { DB, idOf, openStage, SHOP, WEB } from './stage.ts';
import { imageOfRun, RUN_KEY } from './wait-scenes.ts';

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
  const all = [...lines, JSON.stringify({ outputs, files }), summary, envFile, stateFile, pathFile].join(
    '\n',
  );
  // As they are, and as somebody reads them who joins broken lines.
  return `${all}\n${all.replace(/\s|\\n|%0A/g, '')}`;
}

/** Each 20 characters of it, as they are and as JSON, URL and page would write them; the whole in base64. */
function spellingsOf(secret: string): string[] {
  const parts = secret.match(/.{20}/g) ?? [secret];
  const inBase64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  return [...parts, ...parts.map(encodeURIComponent), ...parts.map(inPage), inBase64];
}

const inPage = (text: string): string =>
  text.replace(/[!-,./:-@[-`{-~]/g, (sign) => `&#${sign.charCodeAt(0)};`);

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
  expect([allSecrets().length, new Set(allSecrets()).size]).toEqual([10, 10]);
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
    { action: 'sts:AssumeRole', account: WEB, code: 'AccessDenied', status: 403, message, times: 9 },
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

/** A step in one mode, and the calls of it that AWS refuses with the secrets that it was sent. */
interface Scene {
  readonly inputs: Record<string, string>;
  readonly refused: readonly Omit<FaultRule, 'message'>[];
}

const EU = { region: 'eu-west-1' };
const US = { region: 'us-east-1' };
const TARGETS = {
  ...README_INPUTS,
  targets: `[{account: ${WEB}, regions: [eu-west-1, us-east-1]}, {account: ${DB}, regions: [eu-west-1, us-east-1]}, ${SHOP}]`,
  instances: 'all',
  series: SERIES,
};
const RETENTION = { retention: 'keep-last: 1', 'max-prunes': '50', 'loose-after': '7d' };
const NO_SIGN_IN = { action: 'sts:AssumeRole', account: SHOP };
const NO_LOOK = { action: 'DescribeInstances', account: WEB, ...US };
const NO_USE = { action: 'DescribeImageReferences', account: DB, ...US };
const NO_PRUNE = [
  { action: 'DeregisterImage', account: WEB, ...EU },
  { action: 'DeleteSnapshot', account: DB, ...EU },
];

const scenes: Readonly<Record<Mode, Scene>> = {
  backup: {
    inputs: { ...TARGETS, ...RETENTION },
    refused: [NO_SIGN_IN, NO_LOOK, { action: 'CreateImage', account: DB, ...US }, ...NO_PRUNE],
  },
  // The same as DryRuns, whose refusals are told in the matrix of permissions.
  plan: {
    inputs: { ...TARGETS, ...RETENTION, mode: 'plan' },
    refused: [NO_SIGN_IN, NO_LOOK, { action: 'CreateImage', account: DB, ...EU }, NO_USE, ...NO_PRUNE],
  },
  check: {
    inputs: { ...TARGETS, ...CHECK },
    refused: [NO_SIGN_IN, NO_LOOK, { action: 'DescribeImages', account: DB, ...EU }],
  },
  wait: {
    inputs: { ...TARGETS, ...RETENTION, mode: 'wait', 'run-key': RUN_KEY },
    refused: [NO_SIGN_IN, { action: 'DescribeImages', account: WEB, ...US }, NO_USE, ...NO_PRUNE],
  },
  prune: {
    inputs: { ...TARGETS, ...PRUNE, 'loose-after': '7d' },
    refused: [NO_SIGN_IN, { action: 'DescribeImages', account: WEB, ...US }, NO_USE, ...NO_PRUNE],
  },
  // Signs in nowhere, so that AWS has nothing to say.
  validate: { inputs: { ...TARGETS, mode: 'validate' }, refused: [] },
};

/** In each place an instance and its images of three nights, and one that a run to be waited for has asked for. */
async function seedNights(): Promise<void> {
  const places = [WEB, DB].flatMap((id) => [EU, US].map((where) => ({ id, where })));
  const servers = places.map(({ id, where }, at) => ({ id, server: server(at + 1, where) }));
  const of = (account: string) => servers.filter(({ id }) => id === account).map((one) => one.server);
  await stage.aws.reset();
  await stage.aws.settings({ pendingDescribes: 0 });
  await stage.seed({ [WEB]: of(WEB), [DB]: of(DB), [SHOP]: [] });
  for (const [at, { id, where }] of places.entries()) {
    const made = { instance: idOf(at + 1) };
    const nights = [1, 2, 3].map((night) => image((at + 1) * 10 + night, daysAgo(9 - night), made, where));
    const ofRun = imageOfRun((at + 1) * 10 + 4, daysAgo(1), made, where);
    const snapshots = [looseSnapshot((at + 1) * 10 + 5, { startTime: daysAgo(30), ...where })];
    await stage.aws.seed({ id, images: [...nights, ofRun], snapshots });
  }
}

/** In the words of a policy, and in others: a plan puts them in different places. */
const refusals = [
  { code: 'UnauthorizedOperation', status: 403 },
  { code: 'OperationNotPermitted', status: 400 },
];

/** A role that is denied is tried twice. */
const timesOf = (action: string): number => (action === 'sts:AssumeRole' ? 2 : 1);

test.each(modes.flatMap((mode) => refusals.map((refusal) => ({ mode, ...refusal }))))(
  'what AWS repeats in $code does not come out of mode $mode',
  async ({ mode, code, status }) => {
    const { inputs, refused } = scenes[mode];
    await seedNights();
    const rules = refused.map((rule, at) => ({ ...rule, message: `Refused as ${at}: ${ECHO}.` }));
    await stage.aws.fault(...rules.map((rule) => ({ ...rule, code, status, times: timesOf(rule.action) })));
    const run = await stage.step(inputs, { aws: recorder });
    expectNoTrace(run, allSecrets());
    const calls = await stage.aws.calls();
    const failed = calls.filter(({ errorCode }) => errorCode === code).map(({ action }) => action);
    const actions = refused.map(({ action }) => action.replace('sts:', ''));
    expect(failed).toEqual(expect.arrayContaining(actions));
    const told = /Refused as \d(?::|&#58;)(?:\s|\\n)+(?:\*\*\*|(?:&#42;){3})/;
    const texts = refused.length === 0 ? [] : [run.log, run.summary, reportTextOf(run)];
    for (const text of texts) expect(text).toMatch(told);
  },
);

const spelled = Object.keys(SPELLINGS).slice(0, amount({ gate: 2, nightly: 99 }));
test.each(spelled)('%s do not come out either', async (spelling) => {
  await stage.aws.fault({
    action: 'sts:AssumeRole',
    account: WEB,
    code: 'AccessDenied',
    status: 403,
    message: `Not so, ${spelling}, for this reason.`,
    times: 9,
  });
  const run = await stage.step(README_INPUTS, { aws: recorder });
  expect(failuresOf(run).map(({ message }) => message)).toEqual([expect.stringMatching(/Not so,[^]*\*\*\*/)]);
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
