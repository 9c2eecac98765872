/** CreateImage: what it refuses, and what it makes of an instance's volumes. */
import {
  CreateImageCommand,
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  type CreateImageCommandInput,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startAws, type Aws } from './aws.ts';
import { ec2As, refusal } from './clients.ts';

const ACCOUNT = '222222222222';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/backup`;
const WEB = 'i-0000000000000web1';
const VOLUMES = [
  { device: '/dev/xvda', sizeGiB: 10 },
  { device: '/dev/sdb', sizeGiB: 200, type: 'io2', encrypted: true },
];

let aws: Aws;
let ec2: EC2Client;

beforeAll(async () => {
  aws = await startAws();
}, 180_000);
afterAll(() => aws.stop());
beforeEach(async () => {
  await aws.reset();
  const states = (['pending', 'shutting-down', 'terminated', 'stopping', 'stopped'] as const).map(
    (state) => ({ id: `i-${state}`, state }),
  );
  const instances = [
    { id: WEB, volumes: VOLUMES },
    { id: 'i-store', rootDeviceType: 'instance-store' as const },
    ...states,
  ];
  await aws.seed({ id: ACCOUNT, roles: [{ name: 'backup' }], instances });
  ec2 = await ec2As(aws, ROLE);
});

async function create(input: Partial<CreateImageCommandInput> = {}): Promise<string> {
  const all = { InstanceId: WEB, Name: 'web', NoReboot: true, ...input };
  return (await ec2.send(new CreateImageCommand(all))).ImageId ?? '';
}
const describe = async (id: string) =>
  (await ec2.send(new DescribeImagesCommand({ ImageIds: [id] }))).Images?.[0];
const snapshots = async () =>
  (await ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }))).Snapshots ?? [];
const tag = (ResourceType: 'image' | 'snapshot' | 'volume', ...keys: string[]) => ({
  ResourceType,
  Tags: keys.map((Key) => ({ Key, Value: 'v' })),
});
const many = Array.from({ length: 51 }, (_, n) => `k${n}`);

const REFUSALS: [string, Partial<CreateImageCommandInput>, string, string][] = [
  ['a name of two characters', { Name: 'ab' }, 'InvalidAMIName.Malformed', 'between 3 and 128'],
  ['a name with a colon', { Name: 'a:b:c' }, 'InvalidAMIName.Malformed', 'may contain'],
  ['a long description', { Description: 'x'.repeat(256) }, 'InvalidParameterValue', 'description'],
  [
    'an unknown instance',
    { InstanceId: 'i-none' },
    'InvalidInstanceID.NotFound',
    "The instance ID 'i-none' does not exist",
  ],
  [
    'an instance-store root',
    { InstanceId: 'i-store' },
    'InvalidParameterValue',
    'does not have a volume attached at root',
  ],
  [
    'a volume tag',
    { TagSpecifications: [tag('volume', 'a')] },
    'InvalidParameterValue',
    "'volume' is not a valid taggable resource type",
  ],
  ['an aws: tag', { TagSpecifications: [tag('snapshot', 'aws:x')] }, 'InvalidParameterValue', 'reserved'],
  ['51 tags', { TagSpecifications: [tag('image', ...many)] }, 'TagLimitExceeded', 'maximum number'],
  [
    'no root volume',
    { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', NoDevice: '' }] },
    'InvalidBlockDeviceMapping',
    '/dev/xvda',
  ],
  [
    'another size',
    { BlockDeviceMappings: [{ DeviceName: '/dev/sdb', Ebs: { VolumeSize: 9 } }] },
    'InvalidBlockDeviceMapping',
    '/dev/sdb',
  ],
  ...(['pending', 'shutting-down', 'terminated'] as const).map(
    (state): [string, Partial<CreateImageCommandInput>, string, string] => [
      `a ${state} instance`,
      { InstanceId: `i-${state}` },
      'InvalidParameterValue',
      `Invalid value 'i-${state}' for instanceId. Instance is not in state 'running' or 'stopping' or 'stopped'`,
    ],
  ),
];
test.each(REFUSALS)('refused: %s', async (_name, input, code, message) => {
  expect(await refusal(create(input))).toMatchObject({
    code,
    message: expect.stringContaining(message),
    status: 400,
  });
  expect(await aws.state()).toMatchObject({ images: [], snapshots: [] });
});

test('a name is taken only once, and AWS tells by which image', async () => {
  const id = await create();
  expect(await refusal(create())).toMatchObject({
    code: 'InvalidAMIName.Duplicate',
    message: `AMI name web is already in use by AMI ${id}`,
  });
});

test('an image has the volumes of its instance, and tags on itself and its snapshots', async () => {
  const id = await create({
    Description: 'by hand',
    TagSpecifications: [tag('image', 'a'), tag('snapshot', 'b')],
  });
  const image = await describe(id);
  expect(image).toMatchObject({
    OwnerId: ACCOUNT,
    SourceInstanceId: WEB,
    RootDeviceType: 'ebs',
    RootDeviceName: '/dev/xvda',
    Description: 'by hand',
    Tags: [{ Key: 'a', Value: 'v' }],
  });
  expect(image?.CreationDate).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
  const sizes = image?.BlockDeviceMappings?.map(({ DeviceName, Ebs }) => [
    DeviceName,
    Ebs?.VolumeSize,
    Ebs?.VolumeType,
    Ebs?.Encrypted,
  ]);
  expect(sizes).toEqual([
    ['/dev/xvda', 10, 'gp3', false],
    ['/dev/sdb', 200, 'io2', true],
  ]);
  for (const one of await snapshots())
    expect(one).toMatchObject({
      Tags: [{ Key: 'b', Value: 'v' }],
      Description: `Created by CreateImage(${WEB}) for ${id}`,
    });
});

test('NoDevice leaves a volume out, an unknown device does no harm', async () => {
  const id = await create({
    BlockDeviceMappings: [
      { DeviceName: '/dev/sdb', NoDevice: '' },
      { DeviceName: '/dev/sdz', NoDevice: '' },
    ],
  });
  expect((await describe(id))?.BlockDeviceMappings).toHaveLength(1);
  expect(await snapshots()).toHaveLength(1);
});

test('DryRun changes nothing, and permission comes first', async () => {
  expect(await refusal(create({ DryRun: true }))).toMatchObject({ code: 'DryRunOperation', status: 412 });
  await aws.deny({ action: 'CreateImage' });
  expect(await refusal(create({ DryRun: true }))).toMatchObject({
    code: 'UnauthorizedOperation',
    status: 403,
  });
  expect((await aws.state()).images).toEqual([]);
  expect((await aws.calls()).map(({ dryRun, mutating }) => [dryRun, mutating])).toEqual([
    [true, false],
    [true, false],
  ]);
});

test('snapshots of one volume may have to keep their distance', async () => {
  await aws.settings({ snapshotSpacingSeconds: 15 });
  await create();
  expect((await refusal(create({ Name: 'second' }))).code).toBe('SnapshotCreationPerVolumeRateExceeded');
});
