import { DescribeVolumesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { volumesOf } from '../../../src/aws/ec2-shapes.ts';
import { instanceId } from '../builders.ts';
import { awsError } from './errors.ts';
import { ec2Region } from './region.ts';

const ec2 = mockClient(EC2Client);

beforeEach(() => {
  ec2.reset();
});

const ids = Array.from({ length: 401 }, (_, at) => instanceId(at + 1));

describe('volumes', () => {
  test('are asked for 200 instances at a time, the most that a filter takes', async () => {
    const answer = (id: string) => ({ Volumes: [{ Attachments: [{ InstanceId: id }] }] });
    ec2
      .on(DescribeVolumesCommand)
      .resolvesOnce(answer('i-1'))
      .resolvesOnce(answer('i-2'))
      .resolves(answer('i-3'));
    const found = await ec2Region().instances.volumes(ids);
    const filters = ec2
      .commandCalls(DescribeVolumesCommand)
      .flatMap((call) => call.args[0].input.Filters ?? []);
    expect(filters.map(({ Name, Values }) => [Name, Values?.length])).toEqual([
      ['attachment.instance-id', 200],
      ['attachment.instance-id', 200],
      ['attachment.instance-id', 1],
    ]);
    expect(filters.flatMap(({ Values }) => Values)).toEqual(ids);
    expect(found.ok && found.value).toHaveLength(3);
  });

  test('are read from all pages', async () => {
    const attached = (device: string) => ({ Attachments: [{ InstanceId: 'i-1', Device: device }], Size: 8 });
    ec2.on(DescribeVolumesCommand).resolves({ Volumes: [attached('/dev/xvda')], NextToken: 'two' });
    ec2.on(DescribeVolumesCommand, { NextToken: 'two' }).resolves({ Volumes: [attached('/dev/sdf')] });
    const found = await ec2Region().instances.volumes(['i-1']);
    expect(found.ok && found.value.map(({ device }) => device)).toEqual(['/dev/xvda', '/dev/sdf']);
  });

  test('of no instance ask nothing', async () => {
    expect(await ec2Region().instances.volumes([])).toEqual({ ok: true, value: [] });
    expect(ec2.calls()).toHaveLength(0);
  });

  test('that are denied are a problem of the plan', async () => {
    ec2.on(DescribeVolumesCommand).rejects(awsError('UnauthorizedOperation', 'no', 403));
    expect(await ec2Region().instances.volumes(['i-1'])).toMatchObject({
      ok: false,
      problem: { code: 'AccessDenied', phase: 'plan', what: 'Cannot look up volumes' },
    });
  });
});

describe('a volume', () => {
  const Attachments = [{ InstanceId: 'i-1', Device: '/dev/sdf' }];

  test('is what EC2 shows of it', () => {
    expect(volumesOf({ Attachments, Size: 100, Encrypted: true })).toEqual([
      { instance: 'i-1', device: '/dev/sdf', sizeGiB: 100, encrypted: true },
    ]);
  });

  test('is one of each instance that it is attached to', () => {
    const both = [...Attachments, { InstanceId: 'i-2', Device: '/dev/sdg' }];
    expect(
      volumesOf({ Attachments: both, Size: 4 }).map(({ instance, device }) => [instance, device]),
    ).toEqual([
      ['i-1', '/dev/sdf'],
      ['i-2', '/dev/sdg'],
    ]);
  });

  test.each([
    { shown: {}, volumes: [] },
    { shown: { Attachments: [] }, volumes: [] },
    { shown: { Attachments: [{}] }, volumes: [{ instance: '', device: '', sizeGiB: 0, encrypted: false }] },
  ])('of which EC2 shows $shown', ({ shown, volumes }) => {
    expect(volumesOf(shown)).toEqual(volumes);
  });
});
