/** The Describe calls: filters, pages, ids that are not there, and instances as they were seeded. */
import {
  CreateTagsCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeSnapshotsCommand,
  ModifyImageAttributeCommand,
  paginateDescribeImages,
  paginateDescribeInstances,
  type DescribeInstancesCommandInput,
  type EC2Client,
  type Filter,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startAws, type Aws } from './aws.ts';
import { ec2As, refusal } from './clients.ts';

const ACCOUNT = '222222222222';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/backup`;
const HOSTILE = '::error::"><b>&|`${x}\n##[error]é';

let aws: Aws;
let ec2: EC2Client;

beforeAll(async () => {
  aws = await startAws();
  const numbered = Array.from({ length: 12 }, (_, n) => n);
  await aws.seed({
    id: ACCOUNT,
    roles: [{ name: 'backup' }],
    instances: [
      {
        id: 'i-asg',
        name: 'member',
        tags: { 'aws:autoscaling:groupName': 'web', Environment: 'production' },
      },
      { id: 'i-hostile', name: HOSTILE, state: 'stopped', platform: 'windows' },
      { id: 'i-store', rootDeviceType: 'instance-store', tags: { Environment: 'pro*' } },
      { id: 'i-far', region: 'us-east-1' },
      ...numbered.map((n) => ({ id: `i-many-${n}`, state: 'terminated' as const })),
    ],
    images: numbered.map((n) => ({
      id: `ami-0000000000000000${n.toString(16)}`,
      name: `many-${n}`,
      instanceId: n % 2 ? 'i-odd' : 'i-even',
      creationDate: `2024-01-${String(n + 1).padStart(2, '0')}T00:00:00Z`,
      snapshotIds: [`snap-0000000000000000${n.toString(16)}`],
      tags: { number: String(n), ...(n === 3 && { rare: '' }) },
    })),
  });
  ec2 = await ec2As(aws, ROLE);
}, 180_000);
afterAll(() => aws.stop());

async function instances(input: DescribeInstancesCommandInput) {
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand(input));
  return Reservations.flatMap((one) => one.Instances ?? []);
}
const by = (Name: string, ...Values: string[]): Filter => ({ Name, Values });
const FOUND: [Filter[], string[]][] = [
  [[by('instance-id', 'i-asg', 'i-none')], ['i-asg']],
  [[by('tag:Environment', 'pro*')], ['i-asg', 'i-store']],
  [[by('tag:Environment', 'pro\\*')], ['i-store']],
  [[by('tag:Environment', 'Production')], []],
  [[by('tag-key', 'aws:autoscaling:groupName')], ['i-asg']],
  [[by('root-device-type', 'instance-store')], ['i-store']],
  [
    [by('instance-state-name', 'stopped', 'running'), by('tag:Name', '*')],
    ['i-asg', 'i-hostile'],
  ],
];
test.each(FOUND)('instances by %j', async (Filters, ids) => {
  expect((await instances({ Filters })).map((one) => one.InstanceId)).toEqual(ids);
});

test('instances stay as they were seeded', async () => {
  const [hostile, store] = [
    await instances({ InstanceIds: ['i-hostile'] }),
    await instances({ InstanceIds: ['i-store'] }),
  ];
  expect(hostile[0]).toMatchObject({
    State: { Name: 'stopped', Code: 80 },
    Platform: 'windows',
    Tags: [{ Key: 'Name', Value: HOSTILE }],
    RootDeviceType: 'ebs',
  });
  expect(store[0]).toMatchObject({ RootDeviceType: 'instance-store', State: { Name: 'running' } });
  expect(store[0]?.BlockDeviceMappings ?? []).toEqual([]);
});

test('pages are real, for instances and images, and may be shorter than asked', async () => {
  await aws.settings({ maxPage: 4 });
  const sizes = [];
  for await (const page of paginateDescribeInstances({ client: ec2, pageSize: 5 }, {}))
    sizes.push(page.Reservations?.length);
  await aws.settings({ maxPage: null });
  for await (const page of paginateDescribeImages({ client: ec2, pageSize: 5 }, {}))
    sizes.push(page.Images?.length);
  expect(sizes).toEqual([4, 4, 4, 3, 5, 5, 2]);
});

test('an instance that is seeded again replaces the one there was', async () => {
  const again = { id: 'i-far', region: 'us-east-1', state: 'stopped' as const, tags: { new: '1' } };
  await aws.seed({ id: ACCOUNT, instances: [again] });
  const there = await ec2As(aws, ROLE, { region: 'us-east-1' });
  const { Reservations = [] } = await there.send(new DescribeInstancesCommand());
  expect(Reservations.flatMap((one) => one.Instances ?? [])).toMatchObject([
    { InstanceId: 'i-far', State: { Name: 'stopped' }, Tags: [{ Key: 'new', Value: '1' }] },
  ]);
});

const REFUSED: [string, () => Promise<unknown>, string, string][] = [
  [
    'ids with MaxResults',
    () => instances({ InstanceIds: ['i-asg'], MaxResults: 5 }),
    'InvalidParameterCombination',
    'maxResults',
  ],
  [
    'snapshot ids with MaxResults',
    () => ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: ['snap-0000000000000000a'], MaxResults: 5 })),
    'InvalidParameterCombination',
    'maxResults',
  ],
  [
    'a tiny MaxResults',
    () => instances({ MaxResults: 1 }),
    'InvalidParameterValue',
    'Expecting a value greater than 5',
  ],
  ['a strange token', () => instances({ MaxResults: 5, NextToken: 'x' }), 'InvalidNextToken', 'token'],
  [
    'an unknown id',
    () => instances({ InstanceIds: ['i-asg', 'i-none'] }),
    'InvalidInstanceID.NotFound',
    "The instance ID 'i-none' does not exist",
  ],
  [
    'an unknown instance filter',
    () => instances({ Filters: [by('colour', 'red')] }),
    'InvalidParameterValue',
    "The filter 'colour' is invalid",
  ],
  [
    'an unknown image filter',
    () => ec2.send(new DescribeImagesCommand({ Filters: [by('colour', 'red')] })),
    'InvalidParameterValue',
    "The filter 'colour' is invalid",
  ],
  [
    'an unknown snapshot',
    () => ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: ['snap-none'] })),
    'InvalidSnapshot.NotFound',
    'snap-none',
  ],
  [
    'a malformed image id',
    () => ec2.send(new DescribeImagesCommand({ ImageIds: ['ami-x'] })),
    'InvalidAMIID.Malformed',
    'ami-x',
  ],
  [
    'two unknown images',
    () => ec2.send(new DescribeImagesCommand({ ImageIds: ['ami-11111111', 'ami-22222222'] })),
    'InvalidAMIID.NotFound',
    "The image ids '[ami-11111111, ami-22222222]' do not exist",
  ],
  [
    'a filter that AWS has and the emulator lacks',
    () => instances({ Filters: [by('tenancy', 'host')] }),
    'EmulatorNotImplemented',
    'tenancy',
  ],
];
test.each(REFUSED)('refused: %s', async (_name, call, code, message) => {
  expect(await refusal(call())).toMatchObject({ code, message: expect.stringContaining(message) });
});

const IMAGES: [Filter, number[]][] = [
  [by('name', 'many-1?'), [10, 11]],
  [by('tag:number', '2', '4'), [2, 4]],
  [by('tag-key', 'rare'), [3]],
  [by('source-instance-id', 'i-odd'), [1, 3, 5, 7, 9, 11]],
  [by('creation-date', '2024-01-1*'), [9, 10, 11]],
  [by('block-device-mapping.snapshot-id', 'snap-00000000000000007'), [7]],
  [by('state', 'pending'), []],
  [by('image-id', 'ami-00000000000000000'), [0]],
];
test.each(IMAGES)('images by %j', async (filter, numbers) => {
  const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Owners: ['self'], Filters: [filter] }));
  expect(Images.map((one) => one.Name)).toEqual(numbers.map((n) => `many-${n}`));
});

test('snapshots by owner, filter and page', async () => {
  const find = async (input: object) =>
    (await ec2.send(new DescribeSnapshotsCommand(input))).Snapshots?.length;
  expect(await find({ OwnerIds: ['self'], Filters: [by('tag:number', '3')] })).toBe(1);
  expect(await find({ OwnerIds: ['999999999999'] })).toBe(0);
  expect(await find({ Filters: [by('status', 'completed')], MaxResults: 5 })).toBe(5);
});

test('other owners have no images here; regions and accounts are apart', async () => {
  const count = async (client: EC2Client, input: object) =>
    (await client.send(new DescribeImagesCommand(input))).Images?.length;
  expect(await count(ec2, { Owners: ['amazon'] })).toBe(0);
  expect(await count(await ec2As(aws, ROLE, { region: 'us-east-1' }), {})).toBe(0);
  expect(await count(ec2, { Owners: [ACCOUNT] })).toBe(12);
});

test('tags and launch permissions are seen in the state', async () => {
  const ImageId = 'ami-00000000000000005';
  await ec2.send(
    new CreateTagsCommand({
      Resources: [ImageId, 'snap-00000000000000005'],
      Tags: [{ Key: 'later', Value: '1' }],
    }),
  );
  await ec2.send(
    new ModifyImageAttributeCommand({ ImageId, LaunchPermission: { Add: [{ UserId: '333333333333' }] } }),
  );
  const { images } = await aws.state();
  expect(images.find((one) => one.id === ImageId)).toMatchObject({
    tags: { later: '1' },
    launchPermissions: [{ UserId: '333333333333' }],
  });
});
