/** Requests of one account and region that conflict. Pure. */
import type { ImageRequest } from '../model/image.ts';
import type { Phase, Problem, ProblemCode } from '../model/problem.ts';

export interface Conflict {
  readonly request: ImageRequest;
  readonly problem: Problem;
}

/** An instance that a target has selected. */
export interface SelectedBy extends Pick<ImageRequest, 'target' | 'account' | 'region' | 'series'> {
  readonly instance: { readonly id: string; readonly name: string };
}

export interface Twice<S extends SelectedBy> {
  /** Those of one instance and series, in their order. */
  readonly all: readonly [S, ...S[]];
  readonly problem: Problem;
}

/** What only one target selects in a series, and what several select: their settings may differ. */
export function separateTwice<S extends SelectedBy>(
  selected: readonly S[],
  phase: Phase,
): { readonly single: readonly S[]; readonly twice: readonly Twice<S>[] } {
  const groups = groupsOf(selected, ({ instance, series }) => `${instance.id} ${series}`);
  return {
    single: groups.flatMap((group) => (group.length === 1 ? group : [])),
    twice: groups.flatMap((all) => {
      const problem = problemOf('SelectedTwice', twiceText(all), all[0]);
      return all.length === 1 ? [] : [{ all, problem: { ...problem, phase } }];
    }),
  };
}

/** The requests that can be carried out together, and those that cannot, with the reason. */
export function separateConflicts(requests: readonly ImageRequest[]): {
  readonly clear: readonly ImageRequest[];
  readonly conflicts: readonly Conflict[];
} {
  const { single, twice } = separateTwice(requests, 'plan');
  const refused = twice.map(({ all: [request], problem }) => ({ request, problem }));
  const named = groupsOf(single, ({ name }) => name).filter((group) => group.length > 1);
  const clashes = named.flatMap(nameClashes);
  const clear = single.filter((request) => !clashes.some((conflict) => conflict.request === request));
  return { clear, conflicts: [...refused, ...clashes] };
}

/** Those with the same key together, in the order of the first of each. */
function groupsOf<T>(items: readonly T[], key: (item: T) => string): [T, ...T[]][] {
  return [...Map.groupBy(items, key).values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [[first, ...others]],
  );
}

function twiceText(group: readonly [SelectedBy, ...SelectedBy[]]): string {
  const targets = group.map(({ target }) => target).join(' and ');
  return `The instance is selected by targets ${targets}, both in series ${group[0].series}`;
}

function nameClashes(group: readonly ImageRequest[]): Conflict[] {
  const ids = group.map(({ instance }) => instance.id).join(', ');
  return group.map((request) => {
    const what = `The name ${request.name} would be given to the images of ${ids}`;
    return { request, problem: problemOf('NameClash', what, request) };
  });
}

function problemOf(code: ProblemCode, what: string, { account, region, instance }: SelectedBy): Problem {
  return { code, phase: 'plan', place: { account, region, instance: instance.id }, what };
}
