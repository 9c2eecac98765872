/** Auto Scaling: the launch configurations and groups that name an image. */
import {
  DescribeAutoScalingGroupsCommand,
  DescribeLaunchConfigurationsCommand,
  paginateDescribeAutoScalingGroups,
  paginateDescribeLaunchConfigurations,
  type AutoScalingClient,
} from '@aws-sdk/client-auto-scaling';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startAws, type Aws } from './aws.ts';
import { autoScalingAs, refusal } from './clients.ts';

const ACCOUNT = '222222222222';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/backup`;
const IMAGE = 'ami-00000000000000001';

let aws: Aws;
let client: AutoScalingClient;

beforeAll(async () => {
  aws = await startAws();
}, 180_000);
afterAll(() => aws.stop());
beforeEach(async () => {
  await aws.reset();
  const account = { id: ACCOUNT, roles: [{ name: 'backup' }] };
  await aws.seed({ ...account, launchTemplates: [{ id: 'lt-1', name: 'web', versions: [] }] });
  client = await autoScalingAs(aws, ROLE);
});

const configurations = async (LaunchConfigurationNames?: string[]) =>
  (await client.send(new DescribeLaunchConfigurationsCommand({ LaunchConfigurationNames })))
    .LaunchConfigurations ?? [];
const groups = async (AutoScalingGroupNames?: string[]) =>
  (await client.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames }))).AutoScalingGroups ??
  [];

test('a launch configuration names its image; unknown names are left out', async () => {
  const launchConfigurations = ['a', 'b'].map((name) => ({ name, imageId: IMAGE }));
  await aws.seed({ id: ACCOUNT, launchConfigurations });
  expect(await configurations(['b', 'none'])).toMatchObject([
    {
      LaunchConfigurationName: 'b',
      LaunchConfigurationARN: expect.stringMatching(
        /^arn:aws:autoscaling:eu-west-1:222222222222:launchConfiguration:[^:]+:launchConfigurationName\/b$/,
      ),
      ImageId: IMAGE,
      CreatedTime: expect.any(Date),
    },
  ]);
  expect(await configurations()).toHaveLength(2);
});

test('a group has a launch configuration, a launch template, or overrides with images', async () => {
  await aws.seed({
    id: ACCOUNT,
    autoScalingGroups: [
      { name: 'old', launchConfiguration: 'a' },
      { name: 'plain', launchTemplate: 'web', version: '3' },
      {
        name: 'mixed',
        launchTemplate: 'web',
        overrides: [{ instanceType: 'm7g.large', imageId: IMAGE }, { launchTemplate: 'web' }],
      },
    ],
  });
  const web = { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'web' };
  const [old, plain, mixed] = await groups();
  expect(old).toMatchObject({ AutoScalingGroupName: 'old', LaunchConfigurationName: 'a' });
  expect(plain).toMatchObject({ LaunchTemplate: { ...web, Version: '3' } });
  expect(mixed?.LaunchTemplate).toBeUndefined();
  expect(mixed?.MixedInstancesPolicy?.LaunchTemplate).toEqual({
    LaunchTemplateSpecification: { ...web, Version: '$Latest' },
    Overrides: [
      { InstanceType: 'm7g.large', ImageId: IMAGE },
      { LaunchTemplateSpecification: { ...web, Version: '$Latest' } },
    ],
  });
  expect(await groups(['plain'])).toHaveLength(1);
});

test('fifty a page unless told, and pages may be shorter', async () => {
  const names = Array.from({ length: 60 }, (_, n) => `n${n}`);
  await aws.seed({
    id: ACCOUNT,
    launchConfigurations: names.map((name) => ({ name, imageId: IMAGE })),
    autoScalingGroups: names.map((name) => ({ name })),
  });
  const sizes = [];
  for await (const page of paginateDescribeLaunchConfigurations({ client }, {}))
    sizes.push(page.LaunchConfigurations?.length);
  for await (const page of paginateDescribeAutoScalingGroups({ client, pageSize: 40 }, {}))
    sizes.push(page.AutoScalingGroups?.length);
  await aws.settings({ maxPage: 25 });
  for await (const page of paginateDescribeAutoScalingGroups({ client }, {}))
    sizes.push(page.AutoScalingGroups?.length);
  expect(sizes).toEqual([50, 10, 40, 20, 25, 25, 10]);
});

test('regions and accounts are apart', async () => {
  const launchConfigurations = [{ name: 'a', imageId: IMAGE, region: 'us-east-1' }];
  await aws.seed({ id: ACCOUNT, launchConfigurations }, { id: '333333333333', launchConfigurations });
  expect(await configurations()).toEqual([]);
  client = await autoScalingAs(aws, ROLE, { region: 'us-east-1' });
  expect(await configurations()).toHaveLength(1);
});

test.each([
  ['more than a hundred records', { MaxRecords: 101 }, 'ValidationError', 'less than or equal to 100'],
  ['a strange token', { NextToken: 'x' }, 'InvalidNextToken', 'token'],
])('refused: %s', async (_name, input, code, message) => {
  expect(await refusal(client.send(new DescribeAutoScalingGroupsCommand(input)))).toMatchObject({
    code,
    message: expect.stringContaining(message),
  });
});

test('each call needs its permission', async () => {
  await aws.deny({ action: 'autoscaling:DescribeLaunchConfigurations' });
  expect(await refusal(configurations())).toMatchObject({
    code: 'AccessDenied',
    status: 403,
    message:
      `User: arn:aws:sts::${ACCOUNT}:assumed-role/backup/test is not authorized to perform: ` +
      'autoscaling:DescribeLaunchConfigurations because no identity-based policy allows the ' +
      'autoscaling:DescribeLaunchConfigurations action',
  });
  expect(await groups()).toEqual([]);
});

test('calls are in the ledger, and may be made to fail', async () => {
  await aws.fault({ action: 'autoscaling:DescribeAutoScalingGroups', code: 'Throttling', status: 400 });
  expect((await refusal(groups())).code).toBe('Throttling');
  expect(await aws.calls()).toMatchObject([
    {
      service: 'autoscaling',
      action: 'DescribeAutoScalingGroups',
      account: ACCOUNT,
      errorCode: 'Throttling',
      mutating: false,
    },
  ]);
});
