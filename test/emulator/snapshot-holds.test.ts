/** What keeps snapshots: locks, fast snapshot restores, and images in the Recycle Bin. */
import {
  DeleteSnapshotCommand,
  DescribeFastSnapshotRestoresCommand,
  DescribeLockedSnapshotsCommand,
  ListImagesInRecycleBinCommand,
  paginateDescribeFastSnapshotRestores,
  paginateListImagesInRecycleBin,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startAws, type Aws } from './aws.ts';
import { ec2As, refusal } from './clients.ts';

const ACCOUNT = '222222222222';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/backup`;
const [ONE, TWO, FREE] = ['snap-0000000000000000a', 'snap-0000000000000000b', 'snap-0000000000000000c'];

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
    snapshots: [ONE, TWO, FREE].map((id) => ({ id })),
    snapshotLocks: [
      { snapshotId: ONE, state: 'compliance', expiresOn: '2031-02-03T00:00:00Z' },
      { snapshotId: TWO, state: 'expired' },
      { snapshotId: 'snap-far', region: 'us-east-1' },
    ],
    fastSnapshotRestores: [
      { snapshotId: ONE, zone: 'eu-west-1a' },
      { snapshotId: ONE, zone: 'eu-west-1b', state: 'disabled' },
      { snapshotId: TWO, state: 'enabling' },
    ],
    recycleBin: ['ami-1', 'ami-2', 'ami-3', 'ami-4', 'ami-5', 'ami-6'].map((imageId) => ({ imageId })),
  });
  ec2 = await ec2As(aws, ROLE);
});

test('locks are told with their state; a snapshot without one is left out', async () => {
  const { Snapshots } = await ec2.send(new DescribeLockedSnapshotsCommand({ SnapshotIds: [ONE, FREE] }));
  expect(Snapshots).toMatchObject([
    { SnapshotId: ONE, LockState: 'compliance', LockExpiresOn: new Date('2031-02-03T00:00:00Z') },
  ]);
  const Filters = [{ Name: 'lock-state', Values: ['expired'] }];
  const expired = await ec2.send(new DescribeLockedSnapshotsCommand({ Filters }));
  expect(expired.Snapshots?.map(({ SnapshotId }) => SnapshotId)).toEqual([TWO]);
});

test('a snapshot that does not exist fails the look-up of locks, as does a page with ids', async () => {
  const gone = new DescribeLockedSnapshotsCommand({ SnapshotIds: [ONE, 'snap-0000000000000000f'] });
  expect(await refusal(ec2.send(gone))).toMatchObject({ code: 'InvalidSnapshot.NotFound' });
  const both = new DescribeLockedSnapshotsCommand({ SnapshotIds: [ONE], MaxResults: 5 });
  expect(await refusal(ec2.send(both))).toMatchObject({ code: 'InvalidParameterCombination' });
});

test('a locked snapshot cannot be deleted; one whose lock has expired can', async () => {
  const refused = await refusal(ec2.send(new DeleteSnapshotCommand({ SnapshotId: ONE })));
  expect(refused).toMatchObject({ code: 'OperationNotPermitted' });
  await ec2.send(new DeleteSnapshotCommand({ SnapshotId: TWO }));
  expect((await aws.state()).snapshots.map(({ id }) => id)).toEqual([ONE, FREE]);
});

test('fast snapshot restores are found by snapshot and state, page by page', async () => {
  await aws.settings({ maxPage: 1 });
  const Filters = [{ Name: 'state', Values: ['enabled', 'enabling'] }];
  const found = [];
  for await (const page of paginateDescribeFastSnapshotRestores({ client: ec2, pageSize: 200 }, { Filters }))
    found.push(...(page.FastSnapshotRestores ?? []).map((one) => `${one.SnapshotId} ${one.State}`));
  expect(found).toEqual([`${ONE} enabled`, `${TWO} enabling`]);
  const large = new DescribeFastSnapshotRestoresCommand({ MaxResults: 201 });
  expect(await refusal(ec2.send(large))).toMatchObject({ code: 'InvalidParameterValue' });
});

test('images in the Recycle Bin are listed page by page', async () => {
  const found = [];
  for await (const page of paginateListImagesInRecycleBin({ client: ec2, pageSize: 5 }, {}))
    found.push((page.Images ?? []).length);
  expect(found).toEqual([5, 1]);
});

test('each of them can be denied', async () => {
  const actions = ['DescribeLockedSnapshots', 'DescribeFastSnapshotRestores', 'ListImagesInRecycleBin'];
  await aws.deny(...actions.map((action) => ({ action })));
  const refusals = [
    await refusal(ec2.send(new DescribeLockedSnapshotsCommand({}))),
    await refusal(ec2.send(new DescribeFastSnapshotRestoresCommand({}))),
    await refusal(ec2.send(new ListImagesInRecycleBinCommand({}))),
  ];
  expect(refusals.map(({ code }) => code)).toEqual(actions.map(() => 'UnauthorizedOperation'));
});
