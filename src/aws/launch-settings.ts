/** What DescribeInstances says of an instance -> how the like of it is launched. Pure. */
import type { Instance } from '@aws-sdk/client-ec2';
import type { LaunchSettings } from '../model/launch.ts';

export function launchSettingsOf(instance: Instance): LaunchSettings {
  const { Placement, MetadataOptions, NetworkInterfaces = [] } = instance;
  const known = {
    subnet: instance.SubnetId,
    profile: instance.IamInstanceProfile?.Arn,
    key: instance.KeyName,
    privateAddress: instance.PrivateIpAddress,
    tenancy: Placement?.Tenancy === 'default' ? undefined : Placement?.Tenancy,
    placementGroup: Placement?.GroupName,
    httpTokens: MetadataOptions?.HttpTokens,
    hopLimit: MetadataOptions?.HttpPutResponseHopLimit,
  };
  const given = Object.entries(known).filter(([, value]) => value !== undefined && value !== '');
  return {
    type: instance.InstanceType ?? 'unknown',
    securityGroups: (instance.SecurityGroups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
    isEbsOptimized: instance.EbsOptimized === true,
    isMonitored: instance.Monitoring?.State === 'enabled',
    moreInterfaces: Math.max(NetworkInterfaces.length - 1, 0),
    ...(Object.fromEntries(given) as Partial<LaunchSettings>),
  };
}
