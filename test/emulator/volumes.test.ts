/** DescribeVolumes, and the three times of an instance: launched, last started, volume attached. */
import {
  DescribeInstancesCommand,
  DescribeVolumesCommand,
  paginateDescribeVolumes,
  type DescribeVolumesCommandInput,
  type EC2Client,
  type Filter,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startAws, type Aws } from './aws.ts';
import { ec2As, refusal } from './clients.ts';

const ACCOUNT = '222222222222';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/backup`;
const [LAUNCHED, STARTED, ATTACHED] = [
  '2025-02-03T04:05:06.000Z',
  '2026-03-04T05:06:07.000Z',
  '2026-01-02T03:04:05.000Z',
];
const LONG_AGO = '2024-01-01T00:00:00.000Z';

let aws: Aws;
let ec2: EC2Client;

beforeAll(async () => {
  aws = await startAws();
}, 180_000);
afterAll(() => aws.stop());
beforeEach(async () => {
  await aws.reset();
  await aws.seed({
    id: ACCOUNT,
    roles: [{ name: 'backup' }],
    instances: [
      {
        id: 'i-db',
        launchedAt: LAUNCHED,
        lastStartedAt: STARTED,
        volumes: [
          { device: '/dev/xvda', sizeGiB: 10 },
          { device: '/dev/sdf', sizeGiB: 200, type: 'io2', encrypted: true, attachedAt: ATTACHED },
        ],
      },
      { id: 'i-web' },
      { id: 'i-ended', state: 'terminated' },
      { id: 'i-store', rootDeviceType: 'instance-store' },
      { id: 'i-far', region: 'us-east-1' },
    ],
  });
  ec2 = await ec2As(aws, ROLE);
});

async function volumes(input: DescribeVolumesCommandInput = {}, client = ec2) {
  return (await client.send(new DescribeVolumesCommand(input))).Volumes ?? [];
}
const by = (Name: string, ...Values: string[]): Filter => ({ Name, Values });
const devices = async (...Filters: Filter[]) =>
  (await volumes({ Filters })).map(({ Attachments: [one] = [] }) => `${one?.InstanceId} ${one?.Device}`);
async function instance(id: string) {
  const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
  return Reservations?.[0]?.Instances?.[0];
}
async function times(id: string): Promise<(string | undefined)[]> {
  const one = await instance(id);
  const { LaunchTime, NetworkInterfaces: [primary] = [], BlockDeviceMappings: [root] = [] } = one ?? {};
  const attached = [root?.Ebs?.AttachTime, primary?.Attachment?.AttachTime];
  return [LaunchTime, ...attached].map((at) => at?.toISOString());
}

test('a volume tells its size, its encryption, and what it is attached to', async () => {
  const [root, data] = await volumes({ Filters: [by('attachment.instance-id', 'i-db')] });
  expect(root).toMatchObject({
    VolumeId: expect.stringMatching(/^vol-[0-9a-f]+$/),
    Size: 10,
    Encrypted: false,
    State: 'in-use',
    Attachments: [
      { InstanceId: 'i-db', Device: '/dev/xvda', AttachTime: new Date(LAUNCHED), DeleteOnTermination: true },
    ],
  });
  expect(data).toMatchObject({
    Size: 200,
    VolumeType: 'io2',
    Encrypted: true,
    Attachments: [{ VolumeId: data?.VolumeId, Device: '/dev/sdf', AttachTime: new Date(ATTACHED) }],
  });
  expect((await instance('i-db'))?.BlockDeviceMappings?.map((one) => one.Ebs?.VolumeId)).toEqual([
    root?.VolumeId,
    data?.VolumeId,
  ]);
});

test('by many instances, by volumes, and both; what is not there is left out', async () => {
  const all = await volumes();
  const ids = all.map((one) => one.VolumeId ?? '');
  const many = Array.from({ length: 198 }, (_, n) => `i-none-${n}`);
  expect(all).toHaveLength(3);
  expect(await devices(by('attachment.instance-id', ...many, 'i-web', 'i-db'))).toEqual([
    'i-db /dev/xvda',
    'i-db /dev/sdf',
    'i-web /dev/xvda',
  ]);
  expect(await devices(by('volume-id', 'vol-none', ...ids.slice(1)))).toEqual([
    'i-db /dev/sdf',
    'i-web /dev/xvda',
  ]);
  expect(await devices(by('volume-id', ...ids), by('attachment.instance-id', 'i-web'))).toEqual([
    'i-web /dev/xvda',
  ]);
  expect((await volumes({ VolumeIds: ids.slice(2) })).map((one) => one.VolumeId)).toEqual(ids.slice(2));
});

test('pages, regions and replaced instances', async () => {
  const more = Array.from({ length: 8 }, (_, n) => ({ device: `/dev/sd${n}` }));
  await aws.seed({ id: ACCOUNT, instances: [{ id: 'i-web', volumes: more }] });
  const sizes = [];
  for await (const page of paginateDescribeVolumes({ client: ec2, pageSize: 5 }, {}))
    sizes.push(page.Volumes?.length);
  await aws.settings({ maxPage: 4 });
  for await (const page of paginateDescribeVolumes({ client: ec2, pageSize: 100 }, {}))
    sizes.push(page.Volumes?.length);
  expect(sizes).toEqual([5, 5, 4, 4, 2]);
  expect(await volumes({}, await ec2As(aws, ROLE, { region: 'us-east-1' }))).toHaveLength(1);
});

const REFUSED: [string, DescribeVolumesCommandInput, string, string][] = [
  ['an unknown id', { VolumeIds: ['vol-none'] }, 'InvalidVolume.NotFound', "'vol-none' does not exist"],
  [
    'ids with MaxResults',
    { VolumeIds: ['vol-none'], MaxResults: 5 },
    'InvalidParameterCombination',
    'maxResults',
  ],
  ['an unknown filter', { Filters: [by('colour', 'red')] }, 'InvalidParameterValue', "'colour' is invalid"],
  [
    '201 values',
    { Filters: [by('volume-id', ...Array.from({ length: 201 }, (_, n) => `vol-${n}`))] },
    'FilterLimitExceeded',
    '200',
  ],
];
test.each(REFUSED)('refused: %s', async (_name, input, code, message) => {
  expect(await refusal(volumes(input))).toMatchObject({ code, message: expect.stringContaining(message) });
});

test('rules hold for it, and the ledger has it as a call that changes nothing', async () => {
  await aws.fault({ action: 'DescribeVolumes', code: 'RequestLimitExceeded' });
  expect((await refusal(volumes())).code).toBe('RequestLimitExceeded');
  await aws.deny({ action: 'ec2:DescribeVolumes' });
  expect((await refusal(volumes())).message).toMatch(/perform: ec2:DescribeVolumes because /);
  const call = { action: 'DescribeVolumes', account: ACCOUNT, mutating: false, dryRun: false };
  expect(await aws.calls()).toMatchObject([
    { ...call, status: 503 },
    { ...call, status: 403 },
  ]);
});

test('the launch time is that of the last start; root and network interface tell of the first', async () => {
  expect(await times('i-db')).toEqual([STARTED, LAUNCHED, LAUNCHED]);
  expect(await times('i-web')).toEqual([LONG_AGO, LONG_AGO, LONG_AGO]);
  expect(await times('i-store')).toEqual([LONG_AGO, undefined, LONG_AGO]);
  await aws.seed({ id: ACCOUNT, instances: [{ id: 'i-web', launchedAt: '2025-02-03' }] });
  expect(await times('i-web')).toEqual(Array.from({ length: 3 }, () => '2025-02-03T00:00:00.000Z'));
});

test('a terminated instance has neither volumes nor network interfaces', async () => {
  const ended = await instance('i-ended');
  expect([ended?.BlockDeviceMappings ?? [], ended?.NetworkInterfaces ?? []]).toEqual([[], []]);
});
