/** What retention needs of snapshots: whose they are, and what keeps them. */
import {
  DeleteSnapshotCommand,
  DescribeFastSnapshotRestoresCommand,
  DescribeImagesCommand,
  DescribeLockedSnapshotsCommand,
  DescribeSnapshotsCommand,
  EC2Client,
  ListImagesInRecycleBinCommand,
} from '@aws-sdk/client-ec2';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { awsError } from './errors.ts';
import { ec2Region } from './region.ts';

const ec2 = mockClient(EC2Client);

beforeEach(() => {
  ec2.reset();
});

describe('snapshots', () => {
  test('of ours tell for which image they were made', async () => {
    ec2.on(DescribeSnapshotsCommand).resolves({
      Snapshots: [
        {
          SnapshotId: 's-1',
          State: 'completed',
          VolumeSize: 8,
          Description: 'Created by CreateImage(i-1) for ami-1',
          Tags: [{ Key: 'cross-account-ami:instance-id', Value: 'i-1' }],
        },
      ],
    });
    const found = await ec2Region().snapshots.ours();
    expect(found).toMatchObject({ ok: true, value: [{ id: 's-1', image: 'ami-1', sizeGiB: 8 }] });
  });

  test('are used by the images that EC2 finds', async () => {
    ec2.on(DescribeImagesCommand).resolves({ Images: [{ ImageId: 'ami-7' }] });
    expect(await ec2Region().images.withSnapshots(['s-1'])).toEqual({
      ok: true,
      value: new Map([['s-1', ['ami-7']]]),
    });
  });

  test('are used by the images that show them, and all by one that shows none of them', async () => {
    const mapping = { Ebs: { SnapshotId: 's-2' } };
    const images = [{ ImageId: 'ami-2', BlockDeviceMappings: [mapping] }, { ImageId: 'ami-pending' }];
    ec2.on(DescribeImagesCommand).resolves({ Images: images });
    expect(await ec2Region().images.withSnapshots(['s-1', 's-2'])).toEqual({
      ok: true,
      value: new Map([
        ['s-2', ['ami-2', 'ami-pending']],
        ['s-1', ['ami-pending']],
      ]),
    });
  });

  test('are held by locks that have not expired, in words, on every page', async () => {
    ec2
      .on(DescribeLockedSnapshotsCommand)
      .resolvesOnce({
        Snapshots: [
          { SnapshotId: 's-1', LockState: 'expired' },
          { SnapshotId: 's-2', LockState: 'governance', LockExpiresOn: new Date('2031-02-03T04:05:06Z') },
        ],
        NextToken: 'more',
      })
      .resolves({ Snapshots: [{ SnapshotId: 's-3' }] });
    expect(await ec2Region().snapshots.holds(['s-1', 's-2', 's-3'])).toEqual({
      ok: true,
      value: [
        'snapshot s-2 is locked until 2031-02-03 (governance)',
        'snapshot s-3 is locked (in an unknown mode)',
      ],
    });
    expect(ec2.commandCalls(DescribeFastSnapshotRestoresCommand)).toEqual([]);
  });

  test('are looked up one by one when one of them is gone', async () => {
    const gone = awsError('InvalidSnapshot.NotFound', 'gone', 400);
    ec2.on(DescribeLockedSnapshotsCommand).rejects(gone);
    ec2
      .on(DescribeLockedSnapshotsCommand, { SnapshotIds: ['s-2'] })
      .resolves({ Snapshots: [{ SnapshotId: 's-2', LockState: 'compliance' }] });
    expect(await ec2Region().snapshots.holds(['s-1', 's-2'])).toEqual({
      ok: true,
      value: ['snapshot s-2 is locked (compliance)'],
    });
  });

  test('are held by fast snapshot restores in force', async () => {
    ec2.on(DescribeLockedSnapshotsCommand).resolves({});
    ec2.on(DescribeFastSnapshotRestoresCommand).resolves({
      FastSnapshotRestores: [{ SnapshotId: 's-1', AvailabilityZone: 'eu-west-1a', State: 'enabled' }],
    });
    expect(await ec2Region().snapshots.holds(['s-1'])).toEqual({
      ok: true,
      value: ['snapshot s-1 has fast snapshot restore enabled in eu-west-1a'],
    });
    expect(ec2.commandCalls(DescribeFastSnapshotRestoresCommand)[0]?.args[0].input).toMatchObject({
      Filters: [
        { Name: 'snapshot-id', Values: ['s-1'] },
        { Name: 'state', Values: ['enabling', 'optimizing', 'enabled'] },
      ],
    });
  });

  test('may be of images in the Recycle Bin', async () => {
    ec2
      .on(ListImagesInRecycleBinCommand)
      .resolvesOnce({ Images: [{ ImageId: 'ami-1' }], NextToken: 'more' })
      .resolves({ Images: [{ ImageId: 'ami-2' }] });
    expect(await ec2Region().images.inBin()).toEqual({ ok: true, value: new Set(['ami-1', 'ami-2']) });
  });

  test('that are gone are deleted; others may stay', async () => {
    ec2
      .on(DeleteSnapshotCommand)
      .rejectsOnce(awsError('InvalidSnapshot.NotFound', 'gone', 400))
      .rejects(awsError('InvalidSnapshot.InUse', 'used', 400));
    expect(await ec2Region().snapshots.delete('s-1')).toEqual({ ok: true, value: undefined });
    expect(await ec2Region().snapshots.delete('s-1')).toMatchObject({
      ok: false,
      problem: { awsCode: 'InvalidSnapshot.InUse' },
    });
  });
});
