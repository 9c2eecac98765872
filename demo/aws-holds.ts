/** What AWS holds after the step, and whether that is what it should hold. */
import type { AwsState } from '../test/emulator/aws.ts';
import type { Server } from './servers.ts';

type Images = AwsState['images'];

export function heldText(images: Images, servers: readonly Server[]): string {
  const accounts = new Set(images.map(({ account }) => account)).size;
  const held = servers.flatMap((server) =>
    imagesOf(images, server.id).map((image) => imageLine(image, server)),
  );
  const without = servers.filter(({ id }) => imagesOf(images, id).length === 0).map(({ name }) => name);
  const rest = without.length === 0 ? [] : [`No image of ${without.join(' and ')}.`];
  return [`${counted(images.length, 'image')} in ${counted(accounts, 'account')}:`, ...held, ...rest].join(
    '\n',
  );
}

function imageLine({ account, region, id, state, snapshotIds }: Images[number], { name }: Server): string {
  return `  ${account}  ${region}  ${id}  of ${name.padEnd(10)} ${state}, ${counted(snapshotIds.length, 'snapshot')}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** What is wrong, a sentence each. */
export function mistakes(images: Images, servers: readonly Server[], imageIds: readonly string[]): string[] {
  const known = new Set(imageIds);
  const untold = images.filter(({ id }) => !known.has(id));
  return [
    ...servers.flatMap((server) => mistakesOf(server, imagesOf(images, server.id))),
    ...untold.map(({ id }) => `The output image-ids lacks the image ${id}.`),
    ...(known.size > images.length ? ['The output image-ids names images that AWS does not hold.'] : []),
  ];
}

function mistakesOf(server: Server, images: Images): string[] {
  const place = `${server.name} (${server.id}) in account ${server.account}`;
  if (!server.production)
    return images.length === 0 ? [] : [`AWS holds an image of ${place}, which is no production server.`];
  const [image, ...more] = images;
  if (!image) return [`AWS holds no image of ${place}.`];
  if (more.length > 0) return [`AWS holds ${images.length} images of ${place}.`];
  const astray = image.account !== server.account || image.region !== server.region;
  if (astray) return [`The image of ${place} is in ${image.account} ${image.region}.`];
  return image.state === 'available' ? [] : [`The image of ${place} is ${image.state}.`];
}

function imagesOf(images: Images, instance: string): Images {
  return images.filter(({ instanceId }) => instanceId === instance);
}
