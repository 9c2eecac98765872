/** DryRun: the permission is checked, nothing else, and nothing changes. */
import {
  CreateImageCommand,
  CreateTagsCommand,
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeImageAttributeCommand,
  DescribeImageReferencesCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  DescribeRegionsCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  DisableImageCommand,
  EnableImageDeprecationCommand,
  ModifyImageAttributeCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startAws, type Aws } from './aws.ts';
import { ec2As, refusal } from './clients.ts';

const ACCOUNT = '222222222222';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/backup`;
const ImageId = 'ami-00000000000000001';
const SnapshotId = 'snap-0000000000000000a';

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
    instances: [{ id: 'i-web' }],
    images: [{ id: ImageId, name: 'web', instanceId: 'i-web', snapshotIds: [SnapshotId] }],
    snapshots: [{ id: 'snap-loose' }],
  });
  ec2 = await ec2As(aws, ROLE);
});

const DryRun = true;
const Tags = [{ Key: 'a', Value: '1' }];
const deregister = { ImageId, DeleteAssociatedSnapshots: true, DryRun };
const CALLS: Record<string, () => Promise<unknown>> = {
  CreateImage: () => ec2.send(new CreateImageCommand({ InstanceId: 'i-web', Name: 'new', DryRun })),
  CreateTags: () => ec2.send(new CreateTagsCommand({ Resources: [ImageId], Tags, DryRun })),
  DeregisterImage: () => ec2.send(new DeregisterImageCommand(deregister)),
  DeleteSnapshot: () => ec2.send(new DeleteSnapshotCommand({ SnapshotId: 'snap-loose', DryRun })),
  DisableImage: () => ec2.send(new DisableImageCommand({ ImageId, DryRun })),
  EnableImageDeprecation: () =>
    ec2.send(new EnableImageDeprecationCommand({ ImageId, DeprecateAt: new Date('2030-01-01'), DryRun })),
  ModifyImageAttribute: () =>
    ec2.send(
      new ModifyImageAttributeCommand({ ImageId, LaunchPermission: { Add: [{ Group: 'all' }] }, DryRun }),
    ),
  DescribeImageAttribute: () =>
    ec2.send(new DescribeImageAttributeCommand({ ImageId, Attribute: 'launchPermission', DryRun })),
  DescribeImageReferences: () =>
    ec2.send(
      new DescribeImageReferencesCommand({ ImageIds: [ImageId], IncludeAllResourceTypes: true, DryRun }),
    ),
  DescribeImages: () => ec2.send(new DescribeImagesCommand({ Owners: ['self'], DryRun })),
  DescribeInstances: () => ec2.send(new DescribeInstancesCommand({ InstanceIds: ['i-web'], DryRun })),
  DescribeInstanceStatus: () => ec2.send(new DescribeInstanceStatusCommand({ DryRun })),
  DescribeRegions: () => ec2.send(new DescribeRegionsCommand({ DryRun })),
  DescribeSnapshots: () => ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'], DryRun })),
  DescribeVolumes: () => ec2.send(new DescribeVolumesCommand({ DryRun })),
};

test.each(Object.entries(CALLS))('%s, allowed and denied', async (action, call) => {
  const before = await aws.state();
  expect(await refusal(call())).toEqual({
    code: 'DryRunOperation',
    message: 'Request would have succeeded, but DryRun flag is set.',
    status: 412,
  });
  await aws.deny({ action: `ec2:${action}` });
  expect(await refusal(call())).toMatchObject({
    code: 'UnauthorizedOperation',
    message: expect.stringContaining(` is not authorized to perform: ec2:${action} `),
    status: 403,
  });
  expect(await aws.state()).toEqual(before);
  const entry = { action, dryRun: true, mutating: false };
  expect(await aws.calls()).toMatchObject([
    { ...entry, errorCode: 'DryRunOperation' },
    { ...entry, errorCode: 'UnauthorizedOperation' },
  ]);
});

test('only the permission is checked: not the name, not the state, not whether it is there', async () => {
  const input = { InstanceId: 'i-none', Name: 'web', DryRun };
  expect((await refusal(ec2.send(new CreateImageCommand(input)))).code).toBe('DryRunOperation');
  const gone = { SnapshotId: 'snap-none', DryRun };
  expect((await refusal(ec2.send(new DeleteSnapshotCommand(gone)))).code).toBe('DryRunOperation');
});

test('a missing right to delete the snapshots is no matter of DeregisterImage', async () => {
  await aws.deny({ action: 'ec2:DeleteSnapshot' });
  expect((await refusal(ec2.send(new DeregisterImageCommand(deregister)))).code).toBe('DryRunOperation');
});

test('DryRun: false is no dry run', async () => {
  await ec2.send(new DeregisterImageCommand({ ImageId, DryRun: false }));
  expect((await aws.state()).images).toEqual([]);
  expect(await aws.calls()).toMatchObject([{ dryRun: false, mutating: true }]);
});
