import { expect, test } from '@jest/globals';
import { launchSettingsOf } from '../../../src/aws/launch-settings.ts';

test('what DescribeInstances tells of an instance', () => {
  expect(
    launchSettingsOf({
      InstanceType: 'm7g.large',
      SubnetId: 'subnet-1',
      SecurityGroups: [{ GroupId: 'sg-1', GroupName: 'web' }, { GroupId: 'sg-2' }],
      IamInstanceProfile: { Arn: 'arn:aws:iam::222222222222:instance-profile/web', Id: 'AIPA' },
      KeyName: 'ops',
      PrivateIpAddress: '10.0.0.7',
      Placement: { Tenancy: 'dedicated', GroupName: 'near', AvailabilityZone: 'eu-west-1a' },
      EbsOptimized: true,
      Monitoring: { State: 'enabled' },
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
      NetworkInterfaces: [{}, {}, {}],
    }),
  ).toEqual({
    type: 'm7g.large',
    subnet: 'subnet-1',
    securityGroups: ['sg-1', 'sg-2'],
    profile: 'arn:aws:iam::222222222222:instance-profile/web',
    key: 'ops',
    privateAddress: '10.0.0.7',
    tenancy: 'dedicated',
    placementGroup: 'near',
    isEbsOptimized: true,
    isMonitored: true,
    httpTokens: 'required',
    hopLimit: 2,
    moreInterfaces: 2,
  });
});

test('what it does not tell is left out, and the usual is not said', () => {
  const usual = { Placement: { Tenancy: 'default', GroupName: '' }, KeyName: '' } as const;
  expect(launchSettingsOf(usual)).toEqual({
    type: 'unknown',
    securityGroups: [],
    isEbsOptimized: false,
    isMonitored: false,
    moreInterfaces: 0,
  });
});
