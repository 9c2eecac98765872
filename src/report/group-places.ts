/** Where the failures of a group are, as text. Pure. */
import { shortened } from './escape.ts';
import type { GroupPlace } from './groups.ts';
import { plural } from './quantities.ts';

const SERVERS = 8;
const PLACES = 12;
/** An account without servers failed whole: none of these may be lost. */
const WHOLE = 100;
const NAME_LENGTH = 60;

/** Makes a word of others fit for where it is shown. */
export type Ink = (word: string, place: GroupPlace) => string;

/** What fails whole in one line, then a line for each account and region: `222222222222 eu-west-1: web-1, web-2`. */
export function placeTexts(places: readonly GroupPlace[], ink: Ink): string[] {
  const isWhole = ({ servers }: GroupPlace): boolean => servers.length === 0;
  const whole = places.filter(isWhole).map((place) => wholeText(place, ink));
  const parts = places.filter((place) => !isWhole(place)).map((place) => partText(place, ink));
  return [
    listText(
      whole.filter((text) => text !== ''),
      WHOLE,
    ),
    ...parts.slice(0, PLACES),
    ...(parts.length > PLACES ? [`and ${plural(parts.length - PLACES, 'more place')}`] : []),
  ].filter((text) => text !== '');
}

function wholeText(place: GroupPlace, ink: Ink): string {
  const where = whereText(place, ink);
  return place.account === undefined || place.region !== undefined ? where : `${where} (whole account)`;
}

function partText(place: GroupPlace, ink: Ink): string {
  const names = place.servers.map((name) => ink(shortened(name, NAME_LENGTH), place));
  const where = whereText(place, ink);
  return `${where}${where === '' ? '' : ': '}${listText(names, SERVERS)}`;
}

function whereText(place: GroupPlace, ink: Ink): string {
  const known = [place.account, place.region].filter((part) => part !== undefined);
  return known.map((part) => ink(part, place)).join(' ');
}

function listText(words: readonly string[], most: number): string {
  const more = words.length - most;
  const shown = words.slice(0, most).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
