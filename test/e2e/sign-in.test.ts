/** The way into the accounts by OIDC, and what is said when it is closed. */
import { expect, test } from '@jest/globals';
import { MAIN, MAIN_ROLE } from '../emulator/world.ts';
import { codesOf, failuresOf, imageIdsOf } from './outputs.ts';
import { DB, idOf, mainAccount, openStage, roleIn, targetAccount, WEB } from './stage.ts';

const stage = openStage();
const INPUTS = { targets: `- ${WEB}`, instances: 'all', wait: 'false' };
const EXTERNAL_ROLE = { name: 'guarded', trusts: [MAIN_ROLE], externalId: 'team-platform' };

async function seedTwo(): Promise<void> {
  await stage.seed({ [WEB]: [{ id: idOf(1), name: 'web-1' }], [DB]: [{ id: idOf(2), name: 'db-1' }] });
}

test('an OIDC token opens the main role, and its session the roles of the targets', async () => {
  await stage.seed({}, { id: WEB, roles: [EXTERNAL_ROLE], instances: [{ id: idOf(1), name: 'web-1' }] });
  const run = await stage.step({
    ...INPUTS,
    'target-role': 'guarded',
    'target-external-id': 'team-platform',
    'role-duration-seconds': '7200',
    'role-session-name': 'nightly images/ü',
  });
  expect(run.exitCode).toBe(0);
  expect(stage.github.requests).toEqual([{ audience: 'sts.amazonaws.com', status: 200 }]);
  const [first, second, ...rest] = await stage.aws.calls();
  expect(first).toMatchObject({
    action: 'AssumeRoleWithWebIdentity',
    params: { RoleArn: MAIN_ROLE, DurationSeconds: '7200' },
  });
  expect(second).toMatchObject({
    action: 'AssumeRole',
    roleArn: MAIN_ROLE,
    region: 'eu-west-1',
    params: {
      RoleArn: `arn:aws:iam::${WEB}:role/guarded`,
      ExternalId: 'team-platform',
      DurationSeconds: '3600',
    },
  });
  expect(first?.params['RoleSessionName']).toMatch(/^nightly-images-[\w+=,.@-]*$/);
  expect(second?.params['RoleSessionName']).toBe(first?.params['RoleSessionName']);
  expect(new Set(rest.map(({ service, roleArn }) => `${service} ${roleArn ?? ''}`))).toEqual(
    new Set([`ec2 arn:aws:iam::${WEB}:role/guarded`]),
  );
  expect(run.log).toContain(`main account ${MAIN}`);
});

test('without a name the session says repository and run', async () => {
  await seedTwo();
  await stage.step({ ...INPUTS, 'aws-region': 'us-east-1', regions: 'eu-west-1' });
  const names = (await stage.aws.calls()).flatMap(({ params }) => params['RoleSessionName'] ?? []);
  expect(new Set(names)).toEqual(new Set(['images-8800110022']));
  const assumed = (await stage.aws.calls()).filter(({ action }) => action === 'AssumeRole');
  expect(assumed.map(({ region }) => region)).toEqual(['us-east-1']);
});

test('with session-tags the second hop says who asked, and the account signed in to needs none', async () => {
  await seedTwo();
  const inputs = { ...INPUTS, 'session-tags': 'true' };
  const run = await stage.step(inputs, { env: { GITHUB_ACTOR: 'dependabot[bot]' } });
  expect(run.exitCode).toBe(0);
  const [first, second] = await stage.aws.calls();
  expect(first?.action).toBe('AssumeRoleWithWebIdentity');
  expect(Object.keys(first?.params ?? {})).not.toContain('Tags');
  expect(second).toMatchObject({ action: 'AssumeRole', params: { SourceIdentity: 'dependabot-bot-' } });
  expect(second?.params['TransitiveTagKeys']).toBeUndefined();
  const { member } = second?.params['Tags'] as { member: { Key: string; Value: string }[] };
  expect(Object.fromEntries(member.map(({ Key, Value }) => [Key, Value]))).toEqual({
    'cross-account-ami:repository': 'octo-org/images',
    'cross-account-ami:repository-id': '700100200',
    'cross-account-ami:run-id': '8800110022',
    'cross-account-ami:actor': 'dependabot-bot-',
    'cross-account-ami:sha': expect.stringMatching(/^[0-9a-f]{40}$/),
    'cross-account-ami:ref': 'refs/heads/main',
  });
});

test('a token that has expired closes the main role', async () => {
  await seedTwo();
  stage.github.settings({ lifetimeSeconds: -600 });
  const run = await stage.step(INPUTS);
  expect(run.exitCode).toBe(1);
  expect(run.outputs['result']).toBe('failure');
  expect(failuresOf(run)).toMatchObject([
    { phase: 'sign-in', account_id: MAIN, instance_id: null, code: 'OidcTokenRejected' },
  ]);
  expect(run.summary).toContain('OidcTokenRejected');
});

test('the audience of the input is asked for', async () => {
  const main = mainAccount(stage.github);
  const roles = main.roles?.map((role) => ({ ...role, oidcAudience: 'https://github.com/octo-org' })) ?? [];
  await stage.aws.seed({ ...main, roles }, targetAccount(WEB, [{ id: idOf(1) }]));
  const run = await stage.step({ ...INPUTS, audience: 'https://github.com/octo-org' });
  expect(run.exitCode).toBe(0);
  expect(stage.github.requests).toEqual([{ audience: 'https://github.com/octo-org', status: 200 }]);
});

test('without id-token: write nobody is called, and the error says what to write', async () => {
  await seedTwo();
  const given = {
    'role-to-assume': MAIN_ROLE,
    'aws-region': 'eu-west-1',
    'target-role': 'cross-account-ami',
  };
  const run = await stage.step(
    { ...given, ...INPUTS },
    { env: { ACTIONS_ID_TOKEN_REQUEST_URL: undefined, ACTIONS_ID_TOKEN_REQUEST_TOKEN: undefined } },
  );
  expect(run.exitCode).toBe(1);
  expect(codesOf(run)).toEqual(['OidcNotPermitted']);
  expect(failuresOf(run)[0]?.message).toContain('id-token: write');
  expect(run.log).not.toContain('ACTIONS_ID_TOKEN_REQUEST_URL');
  expect(await stage.aws.calls()).toEqual([]);
  expect(stage.github.requests).toEqual([]);
});

test('a wrong external id is a denial of that role alone', async () => {
  await stage.seed(
    { [DB]: [{ id: idOf(2) }] },
    { id: WEB, roles: [EXTERNAL_ROLE], instances: [{ id: idOf(1) }] },
  );
  const targets = `[{account: ${WEB}, role: guarded, external-id: other}, ${DB}]`;
  const run = await stage.step({ targets, instances: 'all' });
  expect(run.exitCode).toBe(1);
  expect(run.outputs['result']).toBe('partial');
  const failures = failuresOf(run);
  expect(failures).toMatchObject([
    { phase: 'sign-in', account_id: WEB, code: 'AssumeRoleDenied', aws_code: 'AccessDenied' },
  ]);
  expect(failures[0]?.message).toContain(`arn:aws:iam::${WEB}:role/guarded`);
  expect(failures[0]?.message).toContain('external id');
  expect(imageIdsOf(run)).toHaveLength(1);
  expect((await stage.ec2Calls()).map(({ account }) => account)).not.toContain(WEB);
});

test.each([
  ['target', roleIn(WEB)],
  ['main', MAIN_ROLE],
])('a %s role that answers from another account is refused, and nothing is done there', async (_, role) => {
  await seedTwo();
  await stage.aws.seed({ id: '999999999999', instances: [{ id: idOf(9), name: 'not-ours' }] });
  await stage.aws.settings({ assumedAccounts: { [role]: '999999999999' } });
  const run = await stage.step(INPUTS);
  expect(run.exitCode).toBe(1);
  const [failure] = failuresOf(run);
  expect(failure).toMatchObject({ phase: 'sign-in', code: 'WrongAccount' });
  expect(failure?.message).toContain(role);
  expect(failure?.message).toContain('999999999999');
  expect(await stage.ec2Calls()).toEqual([]);
  expect((await stage.aws.state()).images).toEqual([]);
});

/** The summary as a reader sees it. */
function shown(summary: string): string {
  return summary
    .replace(/<\/?code>/g, '')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
}

test.each([
  {
    what: 'another branch, by a workflow that was made to deceive',
    claims: {
      sub: 'repo:octo-org/images:environment:prod',
      environment: 'prod\n::error::`<b>x</b>`',
      job_workflow_ref: 'octo-org/shared/.github/workflows/images.yml@refs/heads/main',
    },
    inputs: {},
    code: 'OidcNotTrusted',
    told: [
      'sub: repo:octo-org/images:environment:prod',
      'repository_id: 700100200',
      'job_workflow_ref: octo-org/shared/.github/workflows/images.yml@refs/heads/main',
      'aud: sts.amazonaws.com',
    ],
  },
  {
    what: 'an issuer that the account does not know',
    claims: { iss: 'https://ghes.corp/_services/token', sub: 'repo:octo-org/images:ref:refs/heads/main' },
    inputs: {},
    code: 'OidcProviderMissing',
    told: ['iss: https://ghes.corp/_services/token', 'sub: repo:octo-org/images:ref:refs/heads/main'],
  },
  {
    what: 'another audience',
    claims: { sub: 'repo:octo-org/images:ref:refs/heads/main' },
    inputs: { audience: 'somebody-else' },
    code: 'OidcAudienceWrong',
    told: ['aud: somebody-else'],
  },
])('a refused token is shown beside what the trust policy must say: $what', async (scene) => {
  await seedTwo();
  stage.github.settings({ claims: scene.claims });
  const run = await stage.step({ ...INPUTS, ...scene.inputs });
  expect([run.exitCode, run.outputs['result']]).toEqual([1, 'failure']);
  expect(failuresOf(run)).toMatchObject([
    { phase: 'sign-in', account_id: MAIN, instance_id: null, code: scene.code },
  ]);
  expect(failuresOf(run)[0]?.message).toContain(MAIN_ROLE);
  expect(run.summary).toContain(scene.code);
  const actions = (await stage.aws.calls()).map(({ action }) => action);
  expect(new Set(actions)).toEqual(new Set(['AssumeRoleWithWebIdentity']));
  const { iss = stage.github.issuer, sub } = scene.claims;
  const host = iss.replace(/^https?:\/\//, '');
  const more = iss.endsWith('/_services/token') ? {} : { [`${host}:repository_id`]: '700100200' };
  const aud = scene.inputs.audience ?? 'sts.amazonaws.com';
  const condition = JSON.stringify({ StringEquals: { [`${host}:aud`]: aud, [`${host}:sub`]: sub, ...more } });
  const message = failuresOf(run)[0]?.message;
  for (const text of [...scene.told, condition]) {
    expect(message).toContain(text);
    expect(run.log).toContain(text);
    expect(shown(run.summary)).toContain(text);
  }
  expect(run.summary).not.toContain('<b>');
  expect(run.commands.map(({ message: told }) => told)).not.toContain('`<b>x</b>`');
  const traces = [run.log, run.summary, ...Object.values(run.outputs), ...Object.values(run.files)].join(
    '\n',
  );
  for (const part of stage.github.tokens.flatMap((token) => token.split('.')))
    expect(traces).not.toContain(part);
});
