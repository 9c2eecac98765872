/** What becomes of an image: states, reboots, removal. */
import {
  CreateImageCommand,
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  DescribeInstanceStatusCommand,
  DescribeSnapshotsCommand,
  DisableImageCommand,
  EnableImageDeprecationCommand,
  EnableImageDeregistrationProtectionCommand,
  type CreateImageCommandInput,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startAws, type Aws } from './aws.ts';
import { ec2As, refusal } from './clients.ts';

const ACCOUNT = '222222222222';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/backup`;
const WEB = 'i-0000000000000web1';
let aws: Aws;
let ec2: EC2Client;

beforeAll(async () => {
  aws = await startAws();
}, 180_000);
afterAll(() => aws.stop());
beforeEach(async () => {
  await aws.reset();
  const volumes = [
    { device: '/dev/xvda', sizeGiB: 10 },
    { device: '/dev/sdb', sizeGiB: 200 },
  ];
  const instances = [
    { id: WEB, volumes },
    { id: 'i-stopped', state: 'stopped' as const },
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
test('pending for two describes with growing progress, then available', async () => {
  const id = await create();
  const seen = [];
  for (let n = 0; n < 3; n += 1) {
    const [snapshot] = await snapshots();
    seen.push([snapshot?.State, snapshot?.Progress, (await describe(id))?.State]);
  }
  expect(seen).toEqual([
    ['pending', '0%', 'pending'],
    ['pending', '50%', 'pending'],
    ['completed', '100%', 'available'],
  ]);
  expect((await snapshots()).map((one) => one.FullSnapshotSizeInBytes)).toEqual([
    10 * 2 ** 30,
    200 * 2 ** 30,
  ]);
});

test('pending for a time instead', async () => {
  await aws.settings({ pendingSeconds: 3600 });
  const id = await create();
  for (let n = 0; n < 4; n += 1) expect((await describe(id))?.State).toBe('pending');
  await aws.settings({ pendingSeconds: 0.2 });
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect((await describe(id))?.State).toBe('available');
});

test.each(['failed', 'error', 'invalid'] as const)('an image may end %s, with a reason', async (end) => {
  await aws.settings({
    pendingDescribes: 0,
    instances: { [WEB]: { end, stateReason: { code: 'Client.SnapshotLimitExceeded', message: 'too many' } } },
  });
  expect(await describe(await create())).toMatchObject({
    State: end,
    StateReason: { Code: 'Client.SnapshotLimitExceeded', Message: 'too many' },
  });
  expect((await snapshots())[0]?.State).toBe('error');
});

test('an image may be stuck, and let go later; or vanish', async () => {
  await aws.settings({
    pendingDescribes: 1,
    instances: { [WEB]: { end: 'stuck' }, 'i-stopped': { end: 'vanish' } },
  });
  const [stuck, gone] = [await create(), await create({ InstanceId: 'i-stopped', Name: 'gone' })];
  for (let n = 0; n < 5; n += 1) expect((await describe(stuck))?.State).toBe('pending');
  expect((await describe(gone))?.State).toBe('pending');
  expect(await refusal(describe(gone))).toMatchObject({
    code: 'InvalidAMIID.NotFound',
    message: `The image id '[${gone}]' does not exist`,
  });
  await aws.settings({ instances: { [WEB]: { end: 'available' } } });
  expect((await describe(stuck))?.State).toBe('available');
});

test('a new image may be hidden at first, by id and by filter; its name is taken all the same', async () => {
  await aws.settings({ hiddenSeconds: 0.2 });
  const id = await create();
  expect((await refusal(describe(id))).code).toBe('InvalidAMIID.NotFound');
  expect((await ec2.send(new DescribeImagesCommand({ Owners: ['self'] }))).Images).toEqual([]);
  expect((await refusal(create())).code).toBe('InvalidAMIName.Duplicate');
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect((await describe(id))?.ImageId).toBe(id);
});

test('without NoReboot a running instance reboots: counted, and seen in its status checks', async () => {
  await aws.settings({ rebootLagSeconds: 0.15, rebootSeconds: 0.3, rebootStatus: 'impaired' });
  const status = async () =>
    (await ec2.send(new DescribeInstanceStatusCommand({ InstanceIds: [WEB] }))).InstanceStatuses?.[0]
      ?.SystemStatus?.Status;
  await ec2.send(new CreateImageCommand({ InstanceId: WEB, Name: 'reboots' }));
  await create({ InstanceId: 'i-stopped', Name: 'stopped', NoReboot: false });
  const seen = [await status()];
  for (const ms of [250, 300]) {
    await new Promise((resolve) => setTimeout(resolve, ms));
    seen.push(await status());
  }
  expect(seen).toEqual(['ok', 'impaired', 'ok']);
  const state = await aws.state();
  expect(state.reboots).toEqual({ [WEB]: 1 });
  expect(state.images.map((one) => one.noReboot)).toEqual([false, false]);
});

test('deregistering takes the snapshots along when asked, each with its result', async () => {
  const [first, second] = [await create(), await create({ Name: 'second' })];
  const [used] = (await aws.state()).images[0]?.snapshotIds ?? [];
  expect((await refusal(ec2.send(new DeleteSnapshotCommand({ SnapshotId: used })))).code).toBe(
    'InvalidSnapshot.InUse',
  );
  const remove = (ImageId: string) =>
    ec2.send(new DeregisterImageCommand({ ImageId, DeleteAssociatedSnapshots: true }));
  expect((await remove(first)).DeleteSnapshotResults?.map((one) => one.ReturnCode)).toEqual([
    'success',
    'success',
  ]);
  expect((await refusal(remove(first))).code).toBe('InvalidAMIID.Unavailable');
  await aws.deny({ action: 'DeleteSnapshot' });
  expect((await remove(second)).DeleteSnapshotResults?.map((one) => one.ReturnCode)).toEqual([
    'missing-permissions',
    'missing-permissions',
  ]);
  expect(await aws.state()).toMatchObject({ images: [], snapshots: [{}, {}] });
});

test('an image may be there already, and share a snapshot', async () => {
  const old = {
    instanceId: 'i-gone',
    tags: { a: '1' },
    creationDate: '2024-02-03T04:05:06Z',
    snapshotIds: ['snap-0000000000000000a'],
  };
  const [seeded] = await aws.seed({
    id: ACCOUNT,
    images: [
      { ...old, name: 'old-1' },
      { ...old, name: 'old-2' },
    ],
  });
  const [first = '', second = ''] = seeded?.images ?? [];
  expect(await describe(first)).toMatchObject({
    State: 'available',
    CreationDate: '2024-02-03T04:05:06.000Z',
    SourceInstanceId: 'i-gone',
  });
  const remove = (ImageId: string) =>
    ec2.send(new DeregisterImageCommand({ ImageId, DeleteAssociatedSnapshots: true }));
  expect((await remove(first)).DeleteSnapshotResults?.[0]?.ReturnCode).toBe('skipped');
  expect((await remove(second)).DeleteSnapshotResults?.[0]?.ReturnCode).toBe('success');
});

test('deprecation, protection, and images that are disabled', async () => {
  const id = await create();
  await ec2.send(
    new EnableImageDeprecationCommand({ ImageId: id, DeprecateAt: new Date('2030-01-02T03:04:05Z') }),
  );
  await ec2.send(new EnableImageDeregistrationProtectionCommand({ ImageId: id }));
  expect(await describe(id)).toMatchObject({
    DeprecationTime: '2030-01-02T03:04:00.000Z',
    DeregistrationProtection: 'enabled',
  });
  expect((await refusal(ec2.send(new DeregisterImageCommand({ ImageId: id })))).code).toBe(
    'OperationNotPermitted',
  );
  await ec2.send(new DisableImageCommand({ ImageId: id }));
  const list = async (IncludeDisabled: boolean) =>
    (await ec2.send(new DescribeImagesCommand({ Owners: ['self'], IncludeDisabled }))).Images?.map(
      (one) => one.State,
    );
  expect([await list(false), await list(true)]).toEqual([[], ['disabled']]);
});
