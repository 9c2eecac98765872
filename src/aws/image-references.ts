/** What uses an image, as far as EC2 finds it. */
import {
  paginateDescribeImageReferences,
  type EC2Client,
  type ResourceTypeRequest,
} from '@aws-sdk/client-ec2';

/** EC2 API reference, DescribeImageReferences: images of one call, and the largest page. */
const AT_ONCE = 10;
const PAGE = 1000;

/** Image id to what uses it, in words. Every type is named: one that AWS adds later may need rights that the role lacks. */
export async function referencesOf(
  ec2: EC2Client,
  images: readonly string[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (let at = 0; at < images.length; at += AT_ONCE) {
    const input = { ImageIds: images.slice(at, at + AT_ONCE), ResourceTypes: resourceTypes };
    const pages = paginateDescribeImageReferences({ client: ec2, pageSize: PAGE }, input);
    for await (const { ImageReferences = [] } of pages) {
      for (const { ImageId = '', ResourceType = 'a resource', Arn = '' } of ImageReferences) {
        found.set(ImageId, [...(found.get(ImageId) ?? []), `in use by ${ResourceType} ${nameIn(Arn)}`]);
      }
    }
  }
  return found;
}

/** All states but terminated, and all versions of launch templates (EC2 API reference, ResourceTypeOption). */
const resourceTypes: ResourceTypeRequest[] = [
  {
    ResourceType: 'ec2:Instance',
    ResourceTypeOptions: [
      {
        OptionName: 'state-name',
        OptionValues: ['pending', 'running', 'shutting-down', 'stopping', 'stopped'],
      },
    ],
  },
  {
    ResourceType: 'ec2:LaunchTemplate',
    ResourceTypeOptions: [{ OptionName: 'version-depth', OptionValues: ['10000'] }],
  },
  { ResourceType: 'ssm:Parameter' },
  { ResourceType: 'imagebuilder:ImageRecipe' },
  { ResourceType: 'imagebuilder:ContainerRecipe' },
];

/** The resource in an ARN without its type: `i-0123`, `name/1.0.0`. */
function nameIn(arn: string): string {
  return arn
    .split(':')
    .slice(5)
    .join(':')
    .replace(/^[^/]*\//, '');
}
