/** Images that launch configurations and Auto Scaling groups name themselves, which EC2's references leave out. */
import {
  paginateDescribeAutoScalingGroups,
  paginateDescribeLaunchConfigurations,
  type AutoScalingClient,
  type AutoScalingGroup,
  type LaunchConfiguration,
} from '@aws-sdk/client-auto-scaling';

/** Auto Scaling API reference: the largest page. */
const PAGE = 100;

interface Use {
  readonly image: string;
  readonly by: string;
}

/** Image id to what uses it, in words. */
export async function imagesOfScalingGroups(client: AutoScalingClient): Promise<Map<string, string[]>> {
  const uses: Use[] = [];
  for await (const page of paginateDescribeLaunchConfigurations({ client, pageSize: PAGE }, {})) {
    uses.push(...(page.LaunchConfigurations ?? []).flatMap(configurationUse));
  }
  for await (const page of paginateDescribeAutoScalingGroups({ client, pageSize: PAGE }, {})) {
    uses.push(...(page.AutoScalingGroups ?? []).flatMap(groupUses));
  }
  const byImage = Map.groupBy(uses, ({ image }) => image);
  return new Map([...byImage].map(([image, found]) => [image, found.map(({ by }) => by)]));
}

function configurationUse({ ImageId, LaunchConfigurationName = '' }: LaunchConfiguration): Use[] {
  if (ImageId === undefined) return [];
  return [{ image: ImageId, by: `in use by launch configuration ${LaunchConfigurationName}` }];
}

function groupUses({ AutoScalingGroupName = '', MixedInstancesPolicy }: AutoScalingGroup): Use[] {
  const overrides = MixedInstancesPolicy?.LaunchTemplate?.Overrides ?? [];
  const by = `in use by Auto Scaling group ${AutoScalingGroupName}`;
  return overrides.flatMap(({ ImageId }) => (ImageId === undefined ? [] : [{ image: ImageId, by }]));
}
