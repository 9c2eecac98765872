/** Removing images and snapshots: what EC2 takes, leaves, refuses, and still shows for a while. */
import {
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  type EC2Client,
  type Filter,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startAws, type Aws, type ImageSeed, type SnapshotSeed } from './aws.ts';
import { ec2As, refusal } from './clients.ts';

const ACCOUNT = '222222222222';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/backup`;
const IMAGE = 'ami-00000000000000001';
const [ROOT, DATA] = ['snap-0000000000000000a', 'snap-0000000000000000b'];
const BACKUP = { 'aws:backup:source-resource': 'i-1' };

let aws: Aws;
let ec2: EC2Client;

beforeAll(async () => {
  aws = await startAws();
}, 180_000);
afterAll(() => aws.stop());
beforeEach(async () => {
  await aws.reset();
  await aws.seed({ id: ACCOUNT, roles: [{ name: 'backup' }] });
  ec2 = await ec2As(aws, ROLE);
});

const image = (more: Partial<ImageSeed> = {}): ImageSeed => ({
  id: IMAGE,
  name: 'web',
  instanceId: 'i-web',
  snapshotIds: [ROOT, DATA],
  ...more,
});
const seed = (...images: ImageSeed[]) => aws.seed({ id: ACCOUNT, images });
const seedSnapshots = (...snapshots: SnapshotSeed[]) => aws.seed({ id: ACCOUNT, snapshots });
const deregister = async (ImageId = IMAGE) => {
  const input = { ImageId, DeleteAssociatedSnapshots: true };
  const { DeleteSnapshotResults = [] } = await ec2.send(new DeregisterImageCommand(input));
  return DeleteSnapshotResults.map((one) => [one.SnapshotId, one.ReturnCode]);
};
const remove = (SnapshotId = ROOT) => ec2.send(new DeleteSnapshotCommand({ SnapshotId }));
const left = async () => (await aws.state()).snapshots.map((one) => one.id);

test('the snapshots go with their image', async () => {
  await seed(image());
  expect(await deregister()).toEqual([
    [ROOT, 'success'],
    [DATA, 'success'],
  ]);
  expect(await aws.state()).toMatchObject({ images: [], snapshots: [] });
});

test('a snapshot that another image uses is skipped', async () => {
  await seed(image(), image({ id: 'ami-00000000000000002', name: 'twin', snapshotIds: [ROOT] }));
  expect(await deregister()).toEqual([
    [ROOT, 'skipped'],
    [DATA, 'success'],
  ]);
  expect(await left()).toEqual([ROOT]);
});

test('without the permission to delete snapshots they stay', async () => {
  await seed(image());
  await aws.deny({ action: 'ec2:DeleteSnapshot' });
  expect(await deregister()).toEqual([
    [ROOT, 'missing-permissions'],
    [DATA, 'missing-permissions'],
  ]);
  expect(await refusal(remove())).toMatchObject({ code: 'UnauthorizedOperation', status: 403 });
});

test('a result may be ordered for one snapshot', async () => {
  await aws.settings({ snapshotResults: [{ snapshotId: DATA, code: 'internal-error' }] });
  await seed(image());
  expect(await deregister()).toEqual([
    [ROOT, 'success'],
    [DATA, 'internal-error'],
  ]);
  expect(await left()).toEqual([DATA]);
  await remove(DATA);
  expect(await left()).toEqual([]);
});

test('or for the next calls', async () => {
  await aws.settings({ snapshotResults: [{ code: 'internal-error', times: 1 }] });
  await seed(image(), image({ id: 'ami-00000000000000002', name: 'next', snapshotIds: ['snap-c'] }));
  expect((await deregister()).map(([, code]) => code)).toEqual(['internal-error', 'internal-error']);
  expect((await deregister('ami-00000000000000002')).map(([, code]) => code)).toEqual(['success']);
});

test('an image that is gone is unavailable, one that never was is not found', async () => {
  await seed(image());
  await deregister();
  expect((await refusal(deregister())).code).toBe('InvalidAMIID.Unavailable');
  expect((await refusal(deregister('ami-00000000000000009'))).code).toBe('InvalidAMIID.NotFound');
});

test.each(['enabled', 'enabled-with-cooldown'] as const)('protection %s holds', async (protection) => {
  await seed(image({ protection }));
  expect((await refusal(deregister())).code).toBe('OperationNotPermitted');
  expect(await left()).toHaveLength(2);
});

test.each<[string, Partial<ImageSeed>]>([
  ['tags', { tags: BACKUP }],
  ['owner alias', { ownerAlias: 'aws-backup-vault' }],
])("AWS Backup's images stay, known by %s", async (_name, more) => {
  await seed(image(more));
  expect(await refusal(deregister())).toEqual({
    code: 'AuthFailure',
    message:
      'This image is managed by AWS Backup and cannot be deleted via EC2 APIs. ' +
      'To delete this image, please use the AWS Backup APIs, CLI, or console.',
    status: 403,
  });
  expect((await aws.state()).images).toHaveLength(1);
});

test("AWS Backup's snapshots stay, in an image of ours too", async () => {
  await seed(image({ snapshotTags: BACKUP, snapshotIds: [ROOT] }));
  expect(await deregister()).toEqual([[ROOT, 'client-error']]);
  expect(await refusal(remove())).toMatchObject({
    code: 'InvalidParameterValue',
    message:
      'This snapshot is managed by the AWS Backup service and cannot be deleted via EC2 APIs. ' +
      'If you wish to delete this snapshot, please do so via the Backup console.',
  });
});

test('a snapshot in use stays; one that is gone is not found', async () => {
  await seed(image());
  expect(await refusal(remove())).toMatchObject({
    code: 'InvalidSnapshot.InUse',
    message: `The snapshot ${ROOT} is currently in use by ${IMAGE}`,
  });
  expect((await refusal(remove('snap-0000000000000000c'))).code).toBe('InvalidSnapshot.NotFound');
});

test.each(['available', 'deregistered'] as const)('a removed image may linger as %s', async (shown) => {
  await seed(image());
  await aws.settings({ deregisteredShownSeconds: 0.3, deregisteredShownAs: shown });
  await deregister();
  const states = async (input: object) =>
    (await ec2.send(new DescribeImagesCommand(input))).Images?.map((one) => one.State);
  expect(await states({ Owners: ['self'] })).toEqual([shown]);
  expect(await states({ ImageIds: [IMAGE] })).toEqual([shown]);
  expect((await refusal(deregister())).code).toBe('InvalidAMIID.Unavailable');
  expect((await aws.state()).images).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, 350));
  expect(await states({ Owners: ['self'] })).toEqual([]);
  expect((await refusal(states({ ImageIds: [IMAGE] }))).code).toBe('InvalidAMIID.NotFound');
});

test('loose snapshots are as they were seeded, and can be removed', async () => {
  const seeded = await seedSnapshots({
    id: ROOT,
    sizeGiB: 20,
    startTime: '2026-02-03T04:05:06Z',
    description: `Created by CreateImage(i-web) for ${IMAGE}`,
    state: 'error',
    tags: { a: '1' },
  });
  expect(seeded[0]?.snapshots).toEqual([ROOT]);
  const { Snapshots } = await ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: [ROOT] }));
  expect(Snapshots).toMatchObject([
    {
      VolumeSize: 20,
      StartTime: new Date('2026-02-03T04:05:06Z'),
      Description: `Created by CreateImage(i-web) for ${IMAGE}`,
      State: 'error',
      StateMessage: expect.any(String),
      OwnerId: ACCOUNT,
      Tags: [{ Key: 'a', Value: '1' }],
    },
  ]);
  expect((await aws.state()).snapshots).toMatchObject([
    { id: ROOT, state: 'error', startTime: '2026-02-03T04:05:06+00:00' },
  ]);
  await remove();
  expect(await left()).toEqual([]);
});

const FOUND: [Filter, string[]][] = [
  [{ Name: 'tag-key', Values: ['ours'] }, ['snap-done', 'snap-bad']],
  [{ Name: 'tag:ours', Values: ['2'] }, ['snap-bad']],
  [{ Name: 'status', Values: ['completed', 'error'] }, ['snap-done', 'snap-bad']],
  [{ Name: 'progress', Values: ['100%'] }, ['snap-done']],
  [{ Name: 'description', Values: ['*for ami-2*'] }, ['snap-bad']],
  [{ Name: 'start-time', Values: ['2026-01-*'] }, ['snap-done']],
  [{ Name: 'volume-id', Values: ['vol-1'] }, ['snap-wait']],
  [{ Name: 'owner-alias', Values: ['aws-backup-vault'] }, ['snap-wait']],
  [{ Name: 'snapshot-id', Values: ['snap-?a*'] }, ['snap-bad', 'snap-wait']],
];
test.each(FOUND)('snapshots by %j', async (filter, ids) => {
  await seedSnapshots(
    { id: 'snap-done', tags: { ours: '1' }, startTime: '2026-01-02T03:04:05Z' },
    { id: 'snap-bad', tags: { ours: '2' }, state: 'error', description: 'made for ami-2' },
    { id: 'snap-wait', state: 'pending', volumeId: 'vol-1', ownerAlias: 'aws-backup-vault' },
  );
  const input = { OwnerIds: ['self'], Filters: [filter] };
  const { Snapshots } = await ec2.send(new DescribeSnapshotsCommand(input));
  expect(Snapshots?.map((one) => one.SnapshotId)).toEqual(ids);
});
