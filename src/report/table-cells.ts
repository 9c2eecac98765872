/** Cells that the tables of the summary share. Pure. */
import { imageLink } from './console-link.ts';
import { pageText, shortened } from './escape.ts';

/** Between a number and its unit. */
export const NBSP = '\u00a0';

/** So much of an instance's name shows which one it is. */
const NAME_LENGTH = 60;

export function instanceCell({
  instanceId,
  instanceName,
}: {
  instanceId: string;
  instanceName: string;
}): string {
  if (instanceName === instanceId) return pageText(instanceId);
  return `${pageText(shortened(instanceName, NAME_LENGTH))}<br>${pageText(instanceId)}`;
}

/** The image, linked to its page in the console; empty when there is none. */
export function imageCell({ region, imageId }: { region: string | null; imageId: string | null }): string {
  if (imageId === null) return '';
  const link = region === null ? undefined : imageLink(region, imageId);
  return link === undefined ? pageText(imageId) : `[${pageText(imageId)}](${link})`;
}
