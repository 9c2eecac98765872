import { describe, expect, test } from '@jest/globals';
import type { Image, Instance } from '@aws-sdk/client-ec2';
import { createImageInput, imageOf, instanceOf, passesChecks } from '../../../src/aws/ec2-shapes.ts';
import { reasonTexts } from '../../../src/model/reason.ts';
import { aRequest, instanceId, tagsOf } from '../builders.ts';

describe('an instance', () => {
  const whole: Instance = {
    InstanceId: 'i-1',
    State: { Name: 'running' },
    InstanceType: 'm7g.large',
    RootDeviceType: 'ebs',
    RootDeviceName: '/dev/xvda',
    BlockDeviceMappings: [
      { DeviceName: '/dev/xvda', Ebs: { VolumeId: 'vol-1' } },
      { DeviceName: '/dev/sdb' },
      { Ebs: { VolumeId: 'vol-3' } },
      { DeviceName: '/dev/sdf', Ebs: { VolumeId: 'vol-2' } },
    ],
    Tags: [{ Key: 'Name', Value: 'web' }, { Key: 'Empty' }],
  };

  test('is what EC2 shows of it', () => {
    expect(instanceOf(whole)).toEqual({
      id: 'i-1',
      name: 'web',
      state: 'running',
      type: 'm7g.large',
      rootDeviceType: 'ebs',
      rootDeviceName: '/dev/xvda',
      devices: ['/dev/xvda', '/dev/sdf'],
      launchedAt: 0,
      tags: [
        { key: 'Name', value: 'web' },
        { key: 'Empty', value: '' },
      ],
      launch: expect.objectContaining({ type: 'm7g.large' }),
    });
  });

  test.each([
    { tags: [], name: 'i-1' },
    { tags: [{ Key: 'Name', Value: '' }], name: 'i-1' },
    { tags: [{ Key: 'Name', Value: '  ' }], name: 'i-1' },
    { tags: [{ Key: 'name', Value: 'web' }], name: 'i-1' },
    { tags: [{ Key: 'Name', Value: ' web ' }], name: ' web ' },
  ])('with tags $tags is called $name', ({ tags, name }) => {
    expect(instanceOf({ ...whole, Tags: tags }).name).toBe(name);
  });

  test('of which EC2 shows nothing cannot be imaged', () => {
    expect(instanceOf({})).toEqual({
      id: '',
      name: '',
      state: 'unknown',
      type: 'unknown',
      rootDeviceType: 'unknown',
      rootDeviceName: '',
      devices: [],
      launchedAt: 0,
      tags: [],
      launch: expect.objectContaining({ type: 'unknown' }),
    });
  });
});

describe('an image', () => {
  const whole: Image = {
    ImageId: 'ami-1',
    Name: 'n',
    State: 'failed',
    StateReason: { Code: 'Client.X', Message: 'No room' },
    CreationDate: '2026-11-22T02:17:00.000Z',
    SourceInstanceId: 'i-1',
    BlockDeviceMappings: [
      { Ebs: { SnapshotId: 'snap-1', VolumeSize: 8 } },
      { VirtualName: 'ephemeral0' },
      { Ebs: { VolumeSize: 100 } },
      { Ebs: { SnapshotId: 'snap-2' } },
    ],
    Tags: [{ Key: 'A', Value: 'b' }],
  };

  test('is what EC2 shows of it', () => {
    expect(imageOf(whole)).toEqual({
      id: 'ami-1',
      name: 'n',
      state: 'failed',
      stateReason: 'No room',
      snapshots: ['snap-1', 'snap-2'],
      sizeGiB: 108,
      tags: [{ key: 'A', value: 'b' }],
      holds: [],
      sourceInstanceId: 'i-1',
      createdAt: Date.UTC(2026, 10, 22, 2, 17),
    });
  });

  test.each<{ held: string; image: Image; holds: string[] }>([
    {
      held: 'protected',
      image: { DeregistrationProtection: 'enabled-without-cooldown' },
      holds: ['deregistration protection is enabled-without-cooldown'],
    },
    { held: 'not protected', image: { DeregistrationProtection: 'disabled' }, holds: [] },
    { held: 'public', image: { Public: true }, holds: ['shared with everybody'] },
    {
      held: 'AWS Backup by owner',
      image: { ImageOwnerAlias: 'aws-backup-vault' },
      holds: ['managed by AWS Backup'],
    },
    { held: 'AWS Backup by name', image: { Name: 'AwsBackup_x' }, holds: ['managed by AWS Backup'] },
    {
      held: 'AWS Backup by tag',
      image: { Tags: [{ Key: 'aws:backup:source-resource', Value: 'x' }] },
      holds: ['managed by AWS Backup'],
    },
    {
      held: 'DLM',
      image: { Tags: [{ Key: 'aws:dlm:lifecycle-policy-id', Value: 'x' }] },
      holds: ['managed by Data Lifecycle Manager'],
    },
  ])('that is held: $held', ({ image, holds }) => {
    expect(reasonTexts(imageOf(image).holds)).toEqual(holds);
  });

  test('has the code as reason when there are no words', () => {
    expect(imageOf({ ...whole, StateReason: { Code: 'Client.X' } }).stateReason).toBe('Client.X');
  });

  test('of which EC2 shows nothing is in no good state, and as old as can be', () => {
    expect(imageOf({})).toEqual({
      id: '',
      name: '',
      state: 'unknown',
      snapshots: [],
      sizeGiB: 0,
      tags: [],
      holds: [],
      createdAt: 0,
    });
  });
});

describe('the input of CreateImage', () => {
  test.each([{ noReboot: true }, { noReboot: false }])(
    'always states NoReboot: $noReboot',
    ({ noReboot }) => {
      expect(createImageInput(aRequest({ noReboot })).NoReboot).toBe(noReboot);
    },
  );

  test('tags image and snapshots in the same call', () => {
    const request = aRequest({ name: 'n', description: 'd', tags: tagsOf({ A: 'b' }) });
    const Tags = [{ Key: 'A', Value: 'b' }];
    expect(createImageInput(request)).toEqual({
      InstanceId: instanceId(1),
      Name: 'n',
      Description: 'd',
      NoReboot: true,
      TagSpecifications: [
        { ResourceType: 'image', Tags },
        { ResourceType: 'snapshot', Tags },
      ],
    });
  });

  test('leaves volumes out', () => {
    expect(
      createImageInput(aRequest({ excludedDevices: ['/dev/sdf', '/dev/sdg'] })).BlockDeviceMappings,
    ).toEqual([
      { DeviceName: '/dev/sdf', NoDevice: '' },
      { DeviceName: '/dev/sdg', NoDevice: '' },
    ]);
  });
});

test.each([
  { instance: 'ok', system: 'ok', passed: true },
  { instance: 'initializing', system: 'ok', passed: false },
  { instance: 'ok', system: 'impaired', passed: false },
  { instance: undefined, system: undefined, passed: false },
] as const)('checks $instance and $system are passed: $passed', ({ instance, system, passed }) => {
  const statusOf = (status: typeof instance | typeof system) =>
    status === undefined ? {} : { Status: status };
  expect(passesChecks({ InstanceStatus: statusOf(instance), SystemStatus: statusOf(system) })).toBe(passed);
});
