/** Failures that are alike, told as one. Pure. */
import type { Place, Problem } from '../model/problem.ts';
import { shortened } from './escape.ts';
import { plural } from './quantities.ts';
import type { Report } from './report.ts';
import type { InstanceRow } from './rows.ts';

/** What the failures of a group have hit in one account and region; without servers the whole of it. */
export interface GroupPlace extends Pick<Place, 'account' | 'region'> {
  readonly servers: readonly string[];
}

export interface FailureGroup {
  /** The first of them speaks for all. */
  readonly problem: Problem;
  readonly count: number;
  readonly places: readonly GroupPlace[];
}

/** Names of instances by account, region and id. */
export type Names = ReadonlyMap<string, string>;

export function namesOf(rows: readonly Pick<InstanceRow, 'account' | 'region' | 'instance'>[]): Names {
  return new Map(
    rows.map(({ account, region, instance }) => [
      [account ?? '', region ?? '', instance.id].join(' '),
      instance.name,
    ]),
  );
}

export function namesOfReport({ rows, plan, checks }: Report): Names {
  return namesOf([...rows, ...plan.instances, ...checks]);
}

/** Those of the whole run first, then whole accounts, whole regions, servers; among these in the order of the failures. */
export function groupFailures(failures: readonly Problem[], names: Names): FailureGroup[] {
  const groups = Map.groupBy(failures, (problem) => keyOf(problem, names));
  const made = [...groups.values()].flatMap((problems) => groupOf(problems, names));
  return made.toSorted((one, other) => width(one.problem) - width(other.problem));
}

function groupOf(problems: readonly Problem[], names: Names): FailureGroup[] {
  const [problem] = problems;
  if (problem === undefined) return [];
  const byPlace = Map.groupBy(problems, ({ place }) => `${place.account ?? ''} ${place.region ?? ''}`);
  const places = [...byPlace.values()].map((inPlace) => {
    const { account, region } = inPlace[0]?.place ?? {};
    return {
      ...(account === undefined ? {} : { account }),
      ...(region === undefined ? {} : { region }),
      servers: serversOf(inPlace, names),
    };
  });
  return [{ problem, count: problems.length, places }];
}

/** Servers by their names; two of one name with their ids. */
function serversOf(problems: readonly Problem[], names: Names): string[] {
  const ids = [...new Set(problems.flatMap(({ place: { instance, image } }) => instance ?? image ?? []))];
  const { account = '', region = '' } = problems[0]?.place ?? {};
  const nameOf = (id: string): string => names.get([account, region, id].join(' ')) ?? id;
  const taken = Map.groupBy(ids, nameOf);
  return ids.map((id) => {
    const name = nameOf(id);
    return name === id || taken.get(name)?.length === 1 ? name : `${name} (${id})`;
  });
}

const SERVERS = 8;
const PLACES = 12;
const NAME_LENGTH = 60;

/** One text for each account and region, as plain text. */
export function placeTexts(places: readonly GroupPlace[]): string[] {
  const shown = places.slice(0, PLACES).map(groupPlaceText);
  const more = places.length - PLACES;
  const rest = more > 0 ? [`and ${plural(more, 'more place')}`] : [];
  return [...shown, ...rest].filter((text) => text !== '');
}

export function placesText(places: readonly GroupPlace[]): string {
  return placeTexts(places).join('; ');
}

/** `222222222222 eu-west-1: web-1, web-2`. */
function groupPlaceText({ account, region, servers }: GroupPlace): string {
  const where = [account, region].filter((part) => part !== undefined).join(' ');
  const named = servers.slice(0, SERVERS).map((name) => shortened(name, NAME_LENGTH));
  const more = servers.length - named.length;
  const list = [named.join(', '), ...(more === 0 ? [] : [`and ${more} more`])].join(' ');
  return where === '' || list === '' ? where + list : `${where}: ${list}`;
}

/** How much fails at once: the less of the place is named, the more. */
function width({ place: { account, region, instance, image } }: Problem): number {
  return [account, region, instance ?? image].filter((part) => part !== undefined).length;
}

/** A line of a file stands for itself. What only differs in ids is alike. */
function keyOf(problem: Problem, names: Names): string {
  const { code, awsCode, denied, what, said = '', file, place } = problem;
  const words = [what, said].map((text) => withoutIds(text, place, names));
  return JSON.stringify([code, denied?.action, awsCode, width(problem), file, ...words]);
}

const ID = /\b(?:[a-z]+-)?[0-9a-f]{8,}(?:-[0-9a-f]+)*\b|\b\d{4,}\b|\b[a-z]{2,4}(?:-[a-z]+)+-\d\b/;

/** A word that holds an id, the place or the server's name says nothing that others do not say with theirs. */
function withoutIds(text: string, place: Place, names: Names): string {
  const { account = '', region = '', instance = '' } = place;
  const name = names.get([account, region, instance].join(' ')) ?? '';
  const own = [place.image ?? '', instance, name].filter((part) => part !== '');
  const plain = text.replace(/(Encoded authorization failure message:) \S+/, '$1');
  const short = own.reduce((left, part) => left.replaceAll(part, '0000'), plain);
  return short
    .split(/\s+/)
    .map((word) => (ID.test(word) ? '…' : word))
    .join(' ');
}
