/** Image names and descriptions as EC2 takes them. */
import type { Template } from '../model/target.ts';
import { fill, type TemplateValues } from './template.ts';

/** EC2 API reference, CreateImage: 3 to 128 of these characters. */
const notInNames = /[^A-Za-z0-9()[\] ./\-'@_]/g;
const MIN_NAME = 3;
export const MAX_NAME = 128;
const MAX_DESCRIPTION = 255;

/** The name, at most 128 characters by shortening only the instance's name; nothing when that is not enough. */
export function imageName(template: Template, values: TemplateValues): string | undefined {
  const cleaned = Object.fromEntries(
    Object.entries(values).map(([variable, value]) => [variable, cleanName(value)]),
  ) as TemplateValues;
  const pieces = template.map((piece) => (typeof piece === 'string' ? cleanName(piece) : piece));
  const length = fill(pieces, cleaned).length;
  const uses = pieces.filter(
    (piece) => typeof piece !== 'string' && piece.variable === 'instance-name',
  ).length;
  const cut = length <= MAX_NAME ? 0 : Math.ceil((length - MAX_NAME) / Math.max(uses, 1));
  const room = Math.max(cleaned['instance-name'].length - cut, 0);
  const name = fill(pieces, { ...cleaned, 'instance-name': cleaned['instance-name'].slice(0, room) });
  return name.length > MAX_NAME ? undefined : name.padEnd(MIN_NAME, '_');
}

/** Numbers after the name, for when an image that may not be adopted has the name. */
const SPARE_NUMBERS = [2, 3, 4, 5, 6, 7, 8, 9];

/**
 * The name and its spare names; none when it is too long. A template without `${run}` gives the same name to
 * every run: there a second image under another name would be one that nobody asked for.
 */
export function imageNames(template: Template, values: TemplateValues): string[] {
  const spare = template.some((piece) => typeof piece !== 'string' && piece.variable === 'run')
    ? SPARE_NUMBERS
    : [];
  const templates = [template, ...spare.map((number) => [...template, `-${number}`])];
  return templates.flatMap((each) => imageName(each, values) ?? []);
}

/** The description, at most 255 characters; EC2 refuses what is beyond ASCII. */
export function imageDescription(template: Template, values: TemplateValues): string {
  const text = withoutAccents(fill(template, values))
    .replace(/\s+/g, ' ')
    .replace(/[^\x20-\x7e]/g, '?');
  return text.slice(0, MAX_DESCRIPTION);
}

function cleanName(text: string): string {
  return withoutAccents(text).replace(notInNames, '-');
}

function withoutAccents(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '');
}
