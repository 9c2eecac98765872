/** Sessions: whose they are, how long they live, and where they count. */
import { DescribeImagesCommand } from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startAws, type Aws, type SessionKeys } from './aws.ts';
import { ec2With, refusal, stsWith } from './clients.ts';

const MAIN = '111111111111';
const TARGET = '222222222222';
const MAIN_ROLE = `arn:aws:iam::${MAIN}:role/ci/main`;
const TARGET_ROLE = `arn:aws:iam::${TARGET}:role/backup`;
const ANYBODY = { accessKeyId: 'none', secretAccessKey: 'none' };

let aws: Aws;

beforeAll(async () => {
  aws = await startAws();
}, 180_000);
afterAll(() => aws.stop());
beforeEach(async () => {
  await aws.reset();
  await aws.seed(
    { id: MAIN, roles: [{ name: 'main', path: '/ci/' }] },
    { id: TARGET, roles: [{ name: 'backup', trusts: [MAIN_ROLE], maxSessionSeconds: 43_200 }] },
  );
});

async function assume(keys: SessionKeys, input: { DurationSeconds?: number } = {}) {
  const all = { RoleArn: TARGET_ROLE, RoleSessionName: 'run', ...input };
  return stsWith(aws, keys).send(new AssumeRoleCommand(all));
}

test('unknown keys, and keys without their session token, are refused by both services', async () => {
  const { accessKeyId, secretAccessKey } = await aws.session(MAIN_ROLE);
  const half = { accessKeyId, secretAccessKey };
  for (const keys of [ANYBODY, half]) {
    expect(await refusal(stsWith(aws, keys).send(new GetCallerIdentityCommand()))).toMatchObject({
      code: 'InvalidClientTokenId',
      status: 403,
    });
    expect(await refusal(ec2With(aws, keys).send(new DescribeImagesCommand()))).toMatchObject({
      code: 'AuthFailure',
      status: 401,
    });
  }
});

test('sessions end when the settings say so, whatever was asked', async () => {
  await aws.settings({ sessionSeconds: 0.2 });
  const { Credentials } = await assume(await aws.session(MAIN_ROLE));
  const keys = {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect((await refusal(stsWith(aws, keys).send(new GetCallerIdentityCommand()))).code).toBe('ExpiredToken');
  expect((await refusal(ec2With(aws, keys).send(new DescribeImagesCommand()))).code).toBe('RequestExpired');
});

test('another account may answer than the one asked for', async () => {
  await aws.settings({ assumedAccounts: { [TARGET_ROLE]: '999999999999' } });
  const answer = await assume(await aws.session(MAIN_ROLE));
  expect(answer.AssumedRoleUser?.Arn).toBe('arn:aws:sts::999999999999:assumed-role/backup/run');
});

test('a region that is off: STS says so for the target account, EC2 does not know the keys', async () => {
  await aws.settings({ disabledRegions: [{ region: 'eu-west-1', account: TARGET }] });
  expect((await refusal(assume(await aws.session(MAIN_ROLE)))).code).toBe('RegionDisabledException');
  const inTarget = await aws.session(TARGET_ROLE);
  expect((await refusal(ec2With(aws, inTarget).send(new DescribeImagesCommand()))).code).toBe('AuthFailure');
  await ec2With(aws, inTarget, { region: 'us-east-1' }).send(new DescribeImagesCommand());
});

test("AWS's clock may be apart: its Date header says so, and a far too old signature is refused", async () => {
  await aws.settings({ clockSkewSeconds: 240 });
  const response = await fetch(aws.url, { method: 'POST' });
  expect(Date.parse(response.headers.get('date') ?? '') - Date.now()).toBeGreaterThan(200_000);
  await aws.settings({ clockSkewSeconds: 1000 });
  const keys = await aws.session(MAIN_ROLE);
  expect((await refusal(ec2With(aws, keys).send(new DescribeImagesCommand()))).code).toBe('RequestExpired');
  await ec2With(aws, keys, { maxAttempts: 2 }).send(new DescribeImagesCommand());
});

test('instance metadata: version 2 only, credentials of the profile role, no one-hour limit', async () => {
  await aws.settings({ instanceProfile: MAIN_ROLE });
  const list = `${aws.url}/latest/meta-data/iam/security-credentials/`;
  expect((await fetch(list)).status).toBe(401);
  const ask = { method: 'PUT', headers: { 'X-aws-ec2-metadata-token-ttl-seconds': '60' } };
  const token = await (await fetch(`${aws.url}/latest/api/token`, ask)).text();
  const get = async (url: string) =>
    (await fetch(url, { headers: { 'X-aws-ec2-metadata-token': token } })).text();
  expect(await get(list)).toBe('main');
  const answer = JSON.parse(await get(`${list}main`)) as Record<string, string>;
  const keys = {
    accessKeyId: answer['AccessKeyId'] ?? '',
    secretAccessKey: answer['SecretAccessKey'] ?? '',
    sessionToken: answer['Token'] ?? '',
  };
  expect((await assume(keys, { DurationSeconds: 7200 })).AssumedRoleUser?.Arn).toContain(TARGET);
  expect((await aws.calls()).filter((call) => call.service === 'imds')).toHaveLength(4);
});
