/** Images that launch configurations and Auto Scaling groups name themselves, which EC2's references leave out. */
import {
  paginateDescribeAutoScalingGroups,
  paginateDescribeLaunchConfigurations,
  type AutoScalingClient,
} from '@aws-sdk/client-auto-scaling';

/** Auto Scaling API reference: the largest page. */
const PAGE = 100;

/** Image id to what uses it, in words. */
export async function imagesOfScalingGroups(client: AutoScalingClient): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  const add = (image: string | undefined, use: string): void => {
    if (image !== undefined) found.set(image, [...(found.get(image) ?? []), use]);
  };
  for await (const page of paginateDescribeLaunchConfigurations({ client, pageSize: PAGE }, {})) {
    for (const { ImageId, LaunchConfigurationName = '' } of page.LaunchConfigurations ?? []) {
      add(ImageId, `in use by launch configuration ${LaunchConfigurationName}`);
    }
  }
  for await (const page of paginateDescribeAutoScalingGroups({ client, pageSize: PAGE }, {})) {
    for (const { AutoScalingGroupName = '', MixedInstancesPolicy } of page.AutoScalingGroups ?? []) {
      for (const { ImageId } of MixedInstancesPolicy?.LaunchTemplate?.Overrides ?? []) {
        add(ImageId, `in use by Auto Scaling group ${AutoScalingGroupName}`);
      }
    }
  }
  return found;
}
