import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  DescribeLaunchConfigurationsCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  DeregisterImageCommand,
  DescribeImageAttributeCommand,
  DescribeImageReferencesCommand,
  DescribeImagesCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { awsError } from './errors.ts';
import { ec2Region } from './region.ts';

const ec2 = mockClient(EC2Client);
const autoScaling = mockClient(AutoScalingClient);

beforeEach(() => {
  ec2.reset();
  autoScaling.reset();
  autoScaling.on(DescribeLaunchConfigurationsCommand).resolves({ LaunchConfigurations: [] });
  autoScaling.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [] });
});

describe('our images', () => {
  test.each([
    { of: undefined, filters: [{ Name: 'tag-key', Values: ['cross-account-ami:run-key'] }] },
    {
      of: 'i-1*',
      filters: [
        { Name: 'tag-key', Values: ['cross-account-ami:run-key'] },
        { Name: 'tag:cross-account-ami:instance-id', Values: [String.raw`i-1\*`] },
      ],
    },
  ])('are looked up by tag, disabled ones too ($of)', async ({ of, filters }) => {
    ec2.on(DescribeImagesCommand).resolves({ Images: [{ ImageId: 'ami-1' }] });
    expect(await ec2Region().images.ours('prune', of)).toMatchObject({ ok: true, value: [{ id: 'ami-1' }] });
    const [call] = ec2.commandCalls(DescribeImagesCommand);
    expect(call?.args[0].input).toMatchObject({ Owners: ['self'], IncludeDisabled: true, Filters: filters });
  });
});

describe('uses', () => {
  const ids = Array.from({ length: 23 }, (_, at) => `ami-${at}`);

  test('are asked for ten images at a time, in all versions and in every state but terminated', async () => {
    ec2.on(DescribeImageReferencesCommand).resolves({});
    await ec2Region().images.uses(ids);
    const inputs = ec2.commandCalls(DescribeImageReferencesCommand).map((call) => call.args[0].input);
    expect(inputs.map(({ ImageIds }) => ImageIds?.length)).toEqual([10, 10, 3]);
    const types = inputs[0]?.ResourceTypes ?? [];
    expect(types.map(({ ResourceType }) => ResourceType)).toHaveLength(5);
    const options = types.flatMap(({ ResourceTypeOptions }) => ResourceTypeOptions ?? []);
    expect(options).toContainEqual({ OptionName: 'version-depth', OptionValues: ['10000'] });
    expect(JSON.stringify(options)).not.toContain('terminated');
  });

  test('are named, from references, launch configurations and Auto Scaling groups together', async () => {
    ec2.on(DescribeImageReferencesCommand).resolves({
      ImageReferences: [
        { ImageId: 'ami-1', ResourceType: 'ec2:Instance', Arn: 'arn:aws:ec2:r:1:instance/i-9' },
        { ImageId: 'ami-1', ResourceType: 'ssm:Parameter', Arn: 'arn:aws:ssm:r:1:parameter/a/b' },
      ],
    });
    autoScaling
      .on(DescribeLaunchConfigurationsCommand)
      .resolves({ LaunchConfigurations: [{ ImageId: 'ami-1', LaunchConfigurationName: 'lc' }] } as object);
    autoScaling.on(DescribeAutoScalingGroupsCommand).resolves({
      AutoScalingGroups: [
        {
          AutoScalingGroupName: 'asg',
          MixedInstancesPolicy: { LaunchTemplate: { Overrides: [{ ImageId: 'ami-2' }] } },
        },
        { AutoScalingGroupName: 'other' },
      ],
    } as object);
    const found = await ec2Region().images.uses(['ami-1', 'ami-2', 'ami-3']);
    expect(found.ok && [...found.value]).toEqual([
      [
        'ami-1',
        ['in use by ec2:Instance i-9', 'in use by ssm:Parameter a/b', 'in use by launch configuration lc'],
      ],
      ['ami-2', ['in use by Auto Scaling group asg']],
      ['ami-3', []],
    ]);
  });

  test.each([
    { which: 'references', deny: () => ec2.on(DescribeImageReferencesCommand) },
    { which: 'launch configurations', deny: () => autoScaling.on(DescribeLaunchConfigurationsCommand) },
    { which: 'groups', deny: () => autoScaling.on(DescribeAutoScalingGroupsCommand) },
  ])('that cannot be looked up are a problem: $which', async ({ deny }) => {
    ec2.on(DescribeImageReferencesCommand).resolves({});
    deny().rejects(awsError('UnauthorizedOperation', 'no', 403));
    const found = await ec2Region().images.uses(['ami-1']);
    expect(found).toMatchObject({ ok: false, problem: { code: 'AccessDenied', phase: 'prune' } });
  });
});

test('whom an image is shared with is said in words', async () => {
  ec2.on(DescribeImageAttributeCommand).resolves({
    LaunchPermissions: [
      { UserId: '9' },
      { Group: 'all' },
      { OrganizationArn: 'o' },
      { OrganizationalUnitArn: 'u' },
    ],
  });
  expect(await ec2Region().images.sharedWith('ami-1')).toEqual({
    ok: true,
    value: ['9', 'everybody', 'o', 'u'],
  });
});

describe('deregister', () => {
  test('asks for the snapshots too, and answers those that are left', async () => {
    ec2.on(DeregisterImageCommand).resolves({
      DeleteSnapshotResults: [
        { SnapshotId: 's-1', ReturnCode: 'success' },
        { SnapshotId: 's-2', ReturnCode: 'missing-permissions' },
      ],
    });
    const left = await ec2Region().images.deregister('ami-1');
    expect(left).toEqual({ ok: true, value: [{ id: 's-2', code: 'missing-permissions' }] });
    const [call] = ec2.commandCalls(DeregisterImageCommand);
    expect(call?.args[0].input).toEqual({ ImageId: 'ami-1', DeleteAssociatedSnapshots: true });
  });

  test.each(['InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable'])(
    'of an image that is gone (%s) is done',
    async (code) => {
      ec2.on(DeregisterImageCommand).rejects(awsError(code, 'gone', 400));
      ec2.on(DescribeImageAttributeCommand).rejects(awsError(code, 'gone', 400));
      expect(await ec2Region().images.deregister('ami-1')).toEqual({ ok: true, value: 'already gone' });
      expect(await ec2Region().images.sharedWith('ami-1')).toEqual({ ok: true, value: [] });
    },
  );

  test.each([
    { code: 'OperationNotPermitted', becomes: 'PruneFailed' },
    { code: 'AuthFailure', becomes: 'PruneFailed' },
    { code: 'UnauthorizedOperation', becomes: 'AccessDenied' },
  ])('that AWS refuses with $code is $becomes', async ({ code, becomes }) => {
    ec2.on(DeregisterImageCommand).rejects(awsError(code, 'no', 403));
    expect(await ec2Region().images.deregister('ami-1')).toMatchObject({
      ok: false,
      problem: { code: becomes },
    });
  });
});
