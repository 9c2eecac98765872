/** What a backup does on the stage, told as what it would do. Pure. */
import type { Happening, RowFacts } from '../model/event.ts';
import type { ImageRequest } from '../model/image.ts';
import { imagedDevices, shownId, type StagedWorld } from './world.ts';

/** Nothing for what a plan has no use for. */
export function asForeseen(
  happening: Happening,
  world: Pick<StagedWorld, 'requests' | 'sizeOf'>,
): Happening | undefined {
  switch (happening.kind) {
    case 'created': {
      const { request } = happening;
      const snapshots = imagedDevices(request).length;
      const sizeGiB = world.sizeOf(request);
      return { kind: 'planned', plan: { outcome: 'created', request, snapshots, sizeGiB } };
    }
    case 'adopted':
    case 'skipped': {
      const { kind: outcome, request: row, image } = happening;
      const { excludedDevices = [] } = requestOf(row, world.requests) ?? {};
      return { kind: 'planned', plan: { outcome, request: { ...row, excludedDevices }, image } };
    }
    case 'failed':
      return { kind: 'foreseen', of: happening.of, problem: happening.problem };
    case 'target-failed':
    case 'prune-failed': {
      const { problem, target } = happening;
      // A defect of our own is not foreseen.
      return problem.code === 'Unexpected' ? happening : { kind: 'foreseen', target, problem };
    }
    case 'retained': {
      const verdicts = happening.verdicts.map((verdict) => ({ ...verdict, image: shownId(verdict.image) }));
      return { ...happening, verdicts };
    }
    // They are told by what is planned, and by the verdicts.
    case 'available':
    case 'recovered':
    case 'progressed':
    case 'pruned':
    case 'target-started':
      return undefined;
    default:
      return happening;
  }
}

/** What replies come first differs from run to run: two plans of the same thing shall read alike. */
export function inReadingOrder({
  told,
  requests,
}: Pick<StagedWorld, 'told' | 'requests'>): readonly Happening[] {
  const placed = told.map((happening) => {
    const row =
      happening.kind === 'planned' ? happening.plan.request : 'of' in happening ? happening.of : undefined;
    const request = row === undefined ? undefined : requestOf(row, requests);
    const kind = happening.kind === 'foreseen' && request !== undefined ? 'planned' : happening.kind;
    return {
      happening,
      part: PARTS.indexOf(kind),
      at: request === undefined ? -1 : requests.indexOf(request),
    };
  });
  return placed
    .toSorted((one, other) => one.part - other.part || one.at - other.at)
    .map(({ happening }) => happening);
}

/** What is in none of them is told first. */
const PARTS: readonly Happening['kind'][] = [
  'planned',
  'retained',
  'foreseen',
  'removed',
  'unattended',
  'loose',
];

function requestOf(row: RowFacts, requests: readonly ImageRequest[]): ImageRequest | undefined {
  return requests.find(
    ({ target, series, instance }) =>
      target === row.target && series === row.series && instance.id === row.instance.id,
  );
}
