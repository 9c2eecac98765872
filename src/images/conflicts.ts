/** Requests of one account and region that stand in each other's way. Pure. */
import type { ImageRequest } from '../model/image.ts';
import type { Problem, ProblemCode } from '../model/problem.ts';

export interface Conflict {
  readonly request: ImageRequest;
  readonly problem: Problem;
}

/** The requests that can be carried out together, and those that cannot, with the reason. */
export function separateConflicts(requests: readonly ImageRequest[]): {
  readonly clear: readonly ImageRequest[];
  readonly conflicts: readonly Conflict[];
} {
  const twice = [...groupsOf(requests, ({ instance, series }) => `${instance.id} ${series}`)].map(
    selectedTwice,
  );
  const single = requests.filter((request) => !twice.some((conflict) => isSame(conflict.request, request)));
  const clashes = groupsOf(single, ({ name }) => name).flatMap(nameClashes);
  const clear = single.filter((request) => !clashes.some((conflict) => conflict.request === request));
  return { clear, conflicts: [...twice, ...clashes] };
}

/** Groups of more than one request with the same key. */
function groupsOf(
  requests: readonly ImageRequest[],
  key: (request: ImageRequest) => string,
): ImageRequest[][] {
  return [...Map.groupBy(requests, key).values()].filter((group) => group.length > 1);
}

function isSame(one: ImageRequest, other: ImageRequest): boolean {
  return one.instance.id === other.instance.id && one.series === other.series;
}

function selectedTwice(group: readonly ImageRequest[]): Conflict {
  const [request] = group as [ImageRequest];
  const targets = group.map(({ target }) => target).join(' and ');
  const what = `The instance is selected by targets ${targets}, both in series ${request.series}`;
  return { request, problem: problemOf('SelectedTwice', what, request) };
}

function nameClashes(group: readonly ImageRequest[]): Conflict[] {
  const ids = group.map(({ instance }) => instance.id).join(', ');
  return group.map((request) => {
    const what = `The name ${request.name} would be given to the images of ${ids}`;
    return { request, problem: problemOf('NameClash', what, request) };
  });
}

function problemOf(code: ProblemCode, what: string, { account, region, instance }: ImageRequest): Problem {
  return { code, phase: 'plan', place: { account, region, instance: instance.id }, what };
}
