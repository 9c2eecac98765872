/** Failures that are alike, told as one. Pure. */
import type { Place, Problem } from '../model/problem.ts';
import { mendOf } from './problem-text.ts';
import type { Report } from './report.ts';
import type { InstanceRow } from './rows.ts';

/** What the failures of a group have hit in one account and region; without servers the whole of it. */
export interface GroupPlace extends Pick<Place, 'account' | 'region'> {
  readonly servers: readonly string[];
}

export interface FailureGroup {
  /** The first of them. */
  readonly problem: Problem;
  readonly count: number;
  /** What failed; without ids, times and names where they differ. */
  readonly what: string;
  readonly mend: string;
  readonly places: readonly GroupPlace[];
}

/** Names of instances by account, region and id. */
export type Names = ReadonlyMap<string, string>;

export function namesOf(rows: readonly Pick<InstanceRow, 'account' | 'region' | 'instance'>[]): Names {
  return new Map(
    rows.map(({ account, region, instance }) => [keyOfServer(account, region, instance.id), instance.name]),
  );
}

export function namesOfReport({ rows, plan, checks }: Report): Names {
  return namesOf([...rows, ...plan.instances, ...checks]);
}

function keyOfServer(account: string | null = '', region: string | null = '', id = ''): string {
  return [account, region, id].join(' ');
}

/** Those of the whole run first, then whole accounts, whole regions, servers; among these in the order of the failures. */
export function groupFailures(failures: readonly Problem[], names: Names): FailureGroup[] {
  const groups = Map.groupBy(failures, (problem) => keyOf(problem, names));
  const made = [...groups.values()].flatMap((problems) => groupOf(problems, names));
  return made.toSorted((one, other) => depth(one.problem) - depth(other.problem));
}

function groupOf(problems: readonly Problem[], names: Names): FailureGroup[] {
  const [problem] = problems;
  if (problem === undefined) return [];
  const byPlace = Map.groupBy(problems, ({ place }) => keyOfServer(place.account, place.region));
  const places = [...byPlace.values()].map((inPlace) => placeOf(inPlace, names));
  const isSame = problems.every(({ what }) => what === problem.what);
  const what = isSame ? problem.what : withoutIds(problem.what, nameOf(problem.place, names));
  return [{ problem, count: problems.length, what, mend: groupMend(problem, problems), places }];
}

/** A policy names its account: that of the first is the pattern for the others. */
function groupMend(first: Problem, problems: readonly Problem[]): string {
  const { account, region, instance } = first.place;
  const mend = mendOf(first);
  if (problems.every((problem) => mendOf(problem) === mend)) return mend;
  return `For ${account ?? region ?? instance ?? 'the first'} (the others likewise): ${mend}`;
}

function placeOf(problems: readonly Problem[], names: Names): GroupPlace {
  const { account, region } = problems[0]?.place ?? {};
  return {
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
    servers: serversOf(problems, names),
  };
}

/** Servers by their names; two of one name with their ids. An image whose instance nobody knows, by its id. */
function serversOf(problems: readonly Problem[], names: Names): string[] {
  const named = new Map(
    problems.flatMap(({ place }) => {
      const id = place.instance ?? place.image;
      return id === undefined ? [] : [[id, nameOf(place, names) ?? id] as const];
    }),
  );
  const taken = Map.groupBy(named.values(), (name) => name);
  return [...named].map(([id, name]) => (taken.get(name)?.length === 1 ? name : `${name} (${id})`));
}

function nameOf({ account, region, instance }: Place, names: Names): string | undefined {
  return names.get(keyOfServer(account, region, instance));
}

/** How little fails at once. */
function depth({ place: { account, region, instance, image } }: Problem): number {
  if ((instance ?? image) !== undefined) return 3;
  if (region !== undefined) return 2;
  return account === undefined ? 0 : 1;
}

/** Each mistake in the inputs is one of its own. */
function keyOf(problem: Problem, names: Names): string {
  const { code, awsCode, denied, what, said = '', saidBy, file, place } = problem;
  if (code === 'InputInvalid') return JSON.stringify([code, what, file, place]);
  const words = [what, said, mendOf(problem)].map((text) => withoutIds(text, nameOf(place, names)));
  return JSON.stringify([code, denied?.action, awsCode, depth(problem), saidBy, file, ...words]);
}

/** Ids, accounts, regions, times and encoded messages have a digit in them: such a word, and the name, tells none apart. */
function withoutIds(text: string, name: string | undefined): string {
  const nameless = name === undefined ? text : withoutName(text, name);
  return joined(nameless.split(/\s+/).map((word) => (/\d/.test(word) ? '…' : word)));
}

/** The name itself, not where it is the part of a word. */
function withoutName(text: string, name: string): string {
  const isPart = (sign: string | undefined): boolean => sign !== undefined && /[\p{L}\p{N}]/u.test(sign);
  return text.split(name).reduce((before, after) => {
    const part = isPart(before.at(-1)) || isPart(after.at(0));
    return `${before}${part ? name : '…'}${after}`;
  });
}

/** Several words left out in a row are one gap. */
function joined(words: readonly string[]): string {
  return words.filter((word, at) => word !== '…' || words[at - 1] !== '…').join(' ');
}
