/** Cells that the tables of the summary share. Pure. */
import { imageLink } from './console-link.ts';
import { pageText, shortened } from './escape.ts';
import type { InstanceRow, Row } from './rows.ts';

/** Between a number and its unit. */
export const NBSP = '\u00a0';

/** So much of an instance's name shows which one it is. */
const NAME_LENGTH = 60;

export function instanceCell({ instance: { id, name } }: Pick<InstanceRow, 'instance'>): string {
  return name === id ? pageText(id) : `${pageText(shortened(name, NAME_LENGTH))}<br>${pageText(id)}`;
}

/** The image, linked to its page in the console; empty when there is none. */
export function imageCell({ region, imageId }: Pick<Row, 'region' | 'imageId'>): string {
  if (imageId === null) return '';
  const link = region === null ? undefined : imageLink(region, imageId);
  return link === undefined ? pageText(imageId) : `[${pageText(imageId)}](${link})`;
}
