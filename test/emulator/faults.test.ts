/** What a test may order to go wrong, and that a gap of the emulator is loud. */
import {
  CreateImageCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  RebootInstancesCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startAws, type Aws } from './aws.ts';
import { ec2As, refusal, stsWith } from './clients.ts';

const [HERE, THERE] = ['222222222222', '333333333333'];
const role = (account: string) => `arn:aws:iam::${account}:role/backup`;
const WEB = 'i-0000000000000web1';

let aws: Aws;
let ec2: EC2Client;

beforeAll(async () => {
  aws = await startAws();
}, 180_000);
afterAll(() => aws.stop());
beforeEach(async () => {
  await aws.reset();
  await aws.seed(
    { id: HERE, roles: [{ name: 'backup' }], instances: [{ id: WEB }] },
    { id: THERE, roles: [{ name: 'backup', trusts: [HERE] }] },
  );
  ec2 = await ec2As(aws, role(HERE), { maxAttempts: 3 });
});

const create = (client: EC2Client) =>
  client.send(new CreateImageCommand({ InstanceId: WEB, Name: 'web', NoReboot: true }));
const describe = async (account: string, region = 'eu-west-1') =>
  (await ec2As(aws, role(account), { region })).send(new DescribeImagesCommand());

test('a denied action answers with the text of AWS, for the resource and the role', async () => {
  await aws.deny({ action: 'ec2:CreateImage', account: HERE }, { action: 'DescribeInstances' });
  const { code, message } = await refusal(create(ec2));
  const start = `You are not authorized to perform this operation. User: arn:aws:sts::${HERE}:assumed-role/backup/test is not authorized to perform: ec2:CreateImage`;
  expect(code).toBe('UnauthorizedOperation');
  expect(message).toContain(
    `${start} on resource: arn:aws:ec2:eu-west-1::image/* because no identity-based policy allows the ec2:CreateImage action. Encoded authorization failure message: `,
  );
  expect((await refusal(ec2.send(new DescribeInstancesCommand()))).message).toMatch(
    /ec2:DescribeInstances action$/,
  );
  await aws.deny();
  await create(ec2);
});

test('a deny rule holds where it says', async () => {
  await aws.deny({
    action: 'Describe*',
    account: HERE,
    region: 'us-east-1',
    message: 'by order of the organization',
  });
  expect((await refusal(describe(HERE, 'us-east-1'))).message).toBe('by order of the organization');
  await Promise.all([describe(HERE), describe(THERE, 'us-east-1')]);
});

test('the second hop may be denied on the side of the caller', async () => {
  await aws.deny({ action: 'sts:AssumeRole', account: THERE });
  const input = { RoleArn: role(THERE), RoleSessionName: 'run' };
  const sts = stsWith(aws, await aws.session(role(HERE)));
  const reason = 'because no identity-based policy allows the sts:AssumeRole action';
  expect(await refusal(sts.send(new AssumeRoleCommand(input)))).toMatchObject({
    code: 'AccessDenied',
    message: expect.stringContaining(reason),
  });
});

test('throttling passes: the SDK tries again, and the ledger has each call', async () => {
  await aws.fault({
    action: 'CreateImage',
    account: HERE,
    times: 2,
    code: 'RequestLimitExceeded',
    status: 503,
  });
  await create(ec2);
  expect((await aws.calls()).map(({ status, errorCode }) => [status, errorCode])).toEqual([
    [503, 'RequestLimitExceeded'],
    [503, 'RequestLimitExceeded'],
    [200, null],
  ]);
});

test('an answer that is lost after the deed: the retry finds its own name taken', async () => {
  await aws.fault({ action: 'CreateImage', when: 'after', reset: true });
  expect((await refusal(create(ec2))).code).toBe('InvalidAMIName.Duplicate');
  expect((await aws.state()).images).toHaveLength(1);
  expect((await aws.calls()).map((call) => call.status)).toEqual([0, 400]);
});

test('a connection may be cut before the deed, for STS too, and errors have the shape of STS', async () => {
  await aws.fault(
    { action: 'AssumeRole', account: THERE, reset: true },
    { action: 'AssumeRole', code: 'ServiceUnavailable', message: 'a < b' },
  );
  const sts = stsWith(aws, await aws.session(role(HERE)), { maxAttempts: 2 });
  expect(
    await refusal(sts.send(new AssumeRoleCommand({ RoleArn: role(THERE), RoleSessionName: 'run' }))),
  ).toMatchObject({ code: 'ServiceUnavailable', message: 'a < b', status: 503 });
});

test('a call may only be slow, and a fault elsewhere is none here', async () => {
  await aws.fault(
    { action: 'DescribeImages', account: HERE, delayMs: 150 },
    { action: 'DescribeImages', region: 'us-east-1', code: 'InternalError', status: 500 },
  );
  await describe(HERE);
  await aws.clearFaults();
  await describe(HERE, 'us-east-1');
  const [slow, quick] = await aws.calls();
  expect(slow?.durationMs).toBeGreaterThan(140);
  expect(quick?.durationMs).toBeLessThan(140);
});

test('what the emulator does not know fails at once, with a name of its own', async () => {
  const input = { InstanceIds: ['i-1'] };
  expect(await refusal(ec2.send(new RebootInstancesCommand(input)))).toMatchObject({
    code: 'EmulatorNotImplemented',
    status: 501,
  });
  expect(await aws.calls()).toHaveLength(1);
});

test('the ledger tells what was asked, by whom and where', async () => {
  await ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'tag:a', Values: ['x', 'y'] }] }));
  await create(ec2);
  const place = { service: 'ec2', account: HERE, region: 'eu-west-1', roleArn: role(HERE), status: 200 };
  expect(await aws.calls()).toMatchObject([
    {
      ...place,
      n: 1,
      action: 'DescribeInstances',
      params: { Filter: [{ Name: 'tag:a', Value: ['x', 'y'] }] },
      mutating: false,
    },
    { ...place, n: 2, action: 'CreateImage', params: { InstanceId: WEB, NoReboot: 'true' }, mutating: true },
  ]);
  await aws.clearCalls();
  expect(await aws.calls()).toEqual([]);
});

test('one call of many: no two images of one name, however many ask', async () => {
  const answers = await Promise.allSettled(Array.from({ length: 20 }, () => create(ec2)));
  expect(answers.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
});

test('a wrong control call is an error, not a silence', async () => {
  await expect(aws.settings({ pendingDescribe: 1 } as object)).rejects.toThrow(
    'unknown settings: pendingDescribe',
  );
});
