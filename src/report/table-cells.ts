/** Cells and folds that the tables of the summary share. Pure. */
import { imageLink } from './console-link.ts';
import { pageText, shortened } from './escape.ts';
import type { RowFacts } from '../model/event.ts';

/** Between a number and its unit. */
export const NBSP = '\u00a0';

/** Numbers stay on a line with their units. */
export function spaced(text: string): string {
  return text.replaceAll(/(?<=\d) /g, NBSP);
}

/** So much of an instance's name shows which one it is. */
const NAME_LENGTH = 60;

/** Name and id of the instance, and below them account and region. */
export function serverCell(row: Pick<RowFacts, 'instance' | 'account' | 'region'>): string {
  const { id, name } = row.instance;
  const where = [row.account, row.region].filter((part) => part !== null).map(pageText);
  const lines = [...(name === id ? [] : [breakable(shortened(name, NAME_LENGTH))]), breakable(id)];
  return [...lines, ...(where.length === 0 ? [] : [where.join(' ')])].join('<br>');
}

interface Shown extends Pick<RowFacts, 'region'> {
  readonly imageId: string | null;
}

/** The image, linked to its page in the console; empty when there is none. */
export function imageCell({ region, imageId }: Shown): string {
  if (imageId === null) return '';
  const link = region === null ? undefined : imageLink(region, imageId);
  return link === undefined ? breakable(imageId) : `[${breakable(imageId)}](${link})`;
}

/** Where a narrow screen may break a word: in ARNs, names of calls, ids and other long words. */
const joints = /(?<=[:/])(?=[^:/])|(?<=[a-z])(?=[A-Z])|(?<=\b(?:[a-z0-9]{12})+)(?=[a-z0-9])/;

export function breakable(text: string): string {
  return text.split(joints).map(pageText).join('<wbr>');
}

/** Lines that show after a click. */
export function folded(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`<details><summary>${title}</summary>`, '', ...lines, '</details>', ''];
}
