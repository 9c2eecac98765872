/** Links into the AWS console of the partition that a region belongs to. Pure. */
import { partitionsByPrefix } from '../model/partitions.ts';

/** Console hosts, by partition; in the others there is no public one. */
const hosts: Readonly<Record<string, (region: string) => string>> = {
  aws: (region) => `${region}.console.aws.amazon.com`,
  'aws-cn': (region) => `${region}.console.amazonaws.cn`,
  'aws-us-gov': () => 'console.amazonaws-us-gov.com',
  'aws-eusc': (region) => `${region}.console.amazonaws-eusc.eu`,
};

/** The page of an image; nothing where the console's address is not known. */
export function imageLink(region: string, imageId: string): string | undefined {
  const partition = Object.entries(partitionsByPrefix).find(([prefix]) => region.startsWith(prefix))?.[1];
  const host = hosts[partition ?? 'aws']?.(region);
  if (host === undefined) return undefined;
  // A round bracket would end the link in Markdown.
  const id = encodeURIComponent(imageId).replaceAll('(', '%28').replaceAll(')', '%29');
  return `https://${host}/ec2/home?region=${region}#ImageDetails:imageId=${id}`;
}
