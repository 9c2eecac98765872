/** A server that is launched from what the report file holds is like the one that was imaged. */
import {
  DescribeInstancesCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import { expect, test } from '@jest/globals';
import { ec2As } from '../emulator/clients.ts';
import { reportOf } from './outputs.ts';
import { idOf, openStage, roleIn, WEB } from './stage.ts';

const stage = openStage();

const launches = [
  {
    SubnetId: 'subnet-0123456789abcdef0',
    SecurityGroupIds: ['sg-1', 'sg-2'],
    KeyName: 'ops',
    IamInstanceProfile: { Arn: 'arn:aws:iam::222222222222:instance-profile/web' },
    Placement: { Tenancy: 'dedicated', GroupName: 'near' },
    EbsOptimized: true,
    Monitoring: { Enabled: true },
    MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
  },
  { SubnetId: 'subnet-0123456789abcdef1' },
];

/** What makes a server another one. */
const own = [
  'InstanceId',
  'ImageId',
  'LaunchTime',
  'PrivateIpAddress',
  'NetworkInterfaces',
  'BlockDeviceMappings',
];

test('field by field', async () => {
  const tags = { Role: "it's <b>`$(id)`", Environment: 'production' };
  const instances = launches.map((launch, at) => ({
    id: idOf(at + 1),
    name: `web-${at + 1}`,
    instanceType: 'm7g.large',
    tags,
    launch,
  }));
  await stage.seed({ [WEB]: instances });
  const run = await stage.step({ targets: `'${WEB}'`, instances: 'all' });
  const { images } = reportOf(run);
  const ec2 = await ec2As(stage.aws, roleIn(WEB));
  for (const { instance_id, restore } of images) {
    const input: RunInstancesCommandInput = { MinCount: 1, MaxCount: 1, ...restore?.run_instances };
    const { Instances = [] } = await ec2.send(new RunInstancesCommand(input));
    const ids = [instance_id, Instances[0]?.InstanceId ?? ''];
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: ids }));
    const [old, made] = Reservations.flatMap(({ Instances: found = [] }) => found).map((found) =>
      Object.fromEntries(Object.entries(found).filter(([field]) => !own.includes(field))),
    );
    expect(made).toEqual(old);
    expect(Object.keys(made ?? {}).length).toBeGreaterThan(10);
  }
  expect(images).toHaveLength(2);
});
