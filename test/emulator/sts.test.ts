/** The way in: a token for the main role, its session for the target role, and what STS refuses. */
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
} from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startAws, type Aws, type SessionKeys } from './aws.ts';
import { refusal, stsWith } from './clients.ts';
import { startGitHub, type GitHub } from './github.ts';

const MAIN = '111111111111';
const TARGET = '222222222222';
const MAIN_ROLE = `arn:aws:iam::${MAIN}:role/ci/main`;
const TARGET_ROLE = `arn:aws:iam::${TARGET}:role/backup`;
const ANYBODY = { accessKeyId: 'none', secretAccessKey: 'none' };

let aws: Aws;
let github: GitHub;

beforeAll(async () => {
  aws = await startAws();
  github = await startGitHub();
}, 180_000);
afterAll(async () => {
  await Promise.all([aws.stop(), github.stop()]);
});
beforeEach(async () => {
  await aws.reset();
  github.settings({ failures: 0, claims: {}, lifetimeSeconds: 300 });
  await aws.seed(
    {
      id: MAIN,
      oidcProviders: [github.issuer],
      users: ['ops'],
      roles: [{ name: 'main', path: '/ci/', oidcSubjects: [github.subject], maxSessionSeconds: 7200 }],
    },
    {
      id: TARGET,
      roles: [{ name: 'backup', trusts: [MAIN_ROLE], externalId: 'ext-1', maxSessionSeconds: 43_200 }],
    },
    {
      id: '333333333333',
      regions: ['cn-north-1'],
      roles: [{ name: 'backup', trusts: ['333333333333'] }],
      users: ['ops'],
    },
  );
});

async function idToken(audience = 'sts.amazonaws.com'): Promise<string> {
  const headers = { authorization: `Bearer ${github.requestToken}` };
  const response = await fetch(`${github.requestUrl}&audience=${encodeURIComponent(audience)}`, { headers });
  return ((await response.json()) as { value: string }).value;
}

async function webIdentity(token: string, roleArn = MAIN_ROLE) {
  const input = { RoleArn: roleArn, RoleSessionName: 'run', WebIdentityToken: token };
  return stsWith(aws, ANYBODY).send(new AssumeRoleWithWebIdentityCommand(input));
}

async function assume(keys: SessionKeys, input: Partial<AssumeRoleCommandInput> = {}) {
  const all = { RoleArn: TARGET_ROLE, RoleSessionName: 'run', ExternalId: 'ext-1', ...input };
  return stsWith(aws, keys).send(new AssumeRoleCommand(all));
}

test('a token opens the main role, and its session the target role', async () => {
  const first = await webIdentity(await idToken());
  expect(first).toMatchObject({
    SubjectFromWebIdentityToken: github.subject,
    Provider: github.issuer,
    AssumedRoleUser: { Arn: `arn:aws:sts::${MAIN}:assumed-role/main/run` },
  });
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = first.Credentials ?? {};
  expect(AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
  const keys = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  const second = await assume(keys);
  expect(second.AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${TARGET}:assumed-role/backup/run`);
  expect(second.Credentials?.AccessKeyId).not.toBe(AccessKeyId);
  expect(await stsWith(aws, keys).send(new GetCallerIdentityCommand())).toMatchObject({
    Account: MAIN,
    Arn: first.AssumedRoleUser?.Arn,
  });
  const calls = await aws.calls();
  expect(calls.map(({ action, account, region }) => [action, account, region])).toEqual([
    ['AssumeRoleWithWebIdentity', MAIN, null],
    ['AssumeRole', MAIN, 'eu-west-1'],
    ['GetCallerIdentity', MAIN, 'eu-west-1'],
  ]);
  for (const secret of [...github.tokens, SecretAccessKey, SessionToken])
    expect(JSON.stringify(calls)).not.toContain(secret);
});

const TOKENS: [
  string,
  { claims?: Record<string, unknown>; lifetimeSeconds?: number; audience?: string; role?: string },
  string,
  RegExp,
][] = [
  ['an expired one', { lifetimeSeconds: -600 }, 'ExpiredTokenException', /expired/],
  [
    'one for another audience',
    { audience: 'elsewhere' },
    'InvalidIdentityTokenException',
    /Incorrect token audience/,
  ],
  [
    'one of another issuer',
    { claims: { iss: 'https://token.example' } },
    'InvalidIdentityTokenException',
    /No OpenIDConnect provider found in your account for https:\/\/token\.example/,
  ],
  [
    'one of another branch',
    { claims: { sub: 'repo:octo-org/images:ref:refs/heads/x' } },
    'AccessDenied',
    /Not authorized to perform sts:AssumeRoleWithWebIdentity/,
  ],
  [
    'one for a role that is not there',
    { role: `arn:aws:iam::${MAIN}:role/ci/none` },
    'AccessDenied',
    /Not authorized/,
  ],
];
test.each(TOKENS)(
  'of tokens, %s is refused',
  async (_name, { audience, role, ...settings }, code, message) => {
    github.settings(settings);
    expect(await refusal(webIdentity(await idToken(audience), role))).toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  },
);

test('a token with a foreign signature is refused', async () => {
  const [head, body] = (await idToken()).split('.');
  const [, , signature] = (await idToken()).split('.');
  expect((await refusal(webIdentity(`${head}.${body}.${signature}`))).code).toBe(
    'InvalidIdentityTokenException',
  );
});

test.each([
  [
    'a wrong external id',
    { ExternalId: 'other' },
    'AccessDenied',
    `is not authorized to perform: sts:AssumeRole on resource: ${TARGET_ROLE}`,
  ],
  [
    'a role that is not there',
    { RoleArn: `${TARGET_ROLE}s` },
    'AccessDenied',
    `User: arn:aws:sts::${MAIN}:assumed-role/main/test is not authorized`,
  ],
  [
    'more than an hour',
    { DurationSeconds: 3601 },
    'ValidationError',
    'exceeds the 1 hour session limit for roles assumed by role chaining',
  ],
  ['a session name with a space', { RoleSessionName: 'a b' }, 'ValidationError', 'roleSessionName'],
  ['a source identity with a bracket', { SourceIdentity: 'bot[bot]' }, 'ValidationError', 'sourceIdentity'],
  ['a tag with a bracket', { Tags: [{ Key: 'actor', Value: 'bot[bot]' }] }, 'ValidationError', 'tags'],
  ['an external id with a space', { ExternalId: 'a b' }, 'ValidationError', 'externalId'],
  [
    'a role of another partition',
    { RoleArn: 'arn:aws-cn:iam::333333333333:role/backup' },
    'ValidationError',
    'partition',
  ],
])('the second hop is refused with %s', async (_name, input, code, message) => {
  expect(await refusal(assume(await aws.session(MAIN_ROLE), input))).toMatchObject({
    code,
    message: expect.stringContaining(message),
  });
});

test.each(['sts:TagSession', 'sts:SetSourceIdentity'])(
  'session tags and a source identity are rights of their own: %s',
  async (action) => {
    const keys = await aws.session(MAIN_ROLE);
    await aws.deny({ action });
    const carrying = { SourceIdentity: 'octocat', Tags: [{ Key: 'actor', Value: 'octocat' }] };
    expect(await refusal(assume(keys, carrying))).toMatchObject({
      code: 'AccessDenied',
      message: expect.stringContaining(`not authorized to perform: ${action} on resource: ${TARGET_ROLE}`),
    });
    expect((await assume(keys)).AssumedRoleUser?.Arn).toContain(TARGET);
  },
);

test('a role that does not trust the caller is refused with 403', async () => {
  const seeded = await aws.seed({ id: '444444444444', users: ['stranger'] });
  const [stranger] = seeded[0]?.users ?? [];
  expect(
    await refusal(assume({ sessionToken: '', accessKeyId: '', secretAccessKey: '', ...stranger })),
  ).toMatchObject({ status: 403 });
});

test('a user key has no one-hour limit, and China answers with its own partition', async () => {
  const [china] = await aws.seed({
    id: '333333333333',
    regions: ['cn-north-1'],
    users: ['ops'],
    roles: [{ name: 'backup', trusts: ['333333333333'], maxSessionSeconds: 7200 }],
  });
  const [keys] = china?.users ?? [];
  if (!keys) throw new Error('no user');
  const input = {
    RoleArn: 'arn:aws-cn:iam::333333333333:role/backup',
    RoleSessionName: 'run',
    DurationSeconds: 7200,
  };
  const answer = await stsWith(aws, keys, { region: 'cn-north-1' }).send(new AssumeRoleCommand(input));
  expect(answer.AssumedRoleUser?.Arn).toBe('arn:aws-cn:sts::333333333333:assumed-role/backup/run');
});
