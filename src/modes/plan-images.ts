/** What a backup would do in one account and region, found out by its own rooms on a rehearsed EC2. */
import pLimit from 'p-limit';
import { claimImage, type Claimed } from '../images/claim.ts';
import type { TargetSelection } from '../images/select-target.ts';
import type { Image, ImageRequest, Volume } from '../model/image.ts';
import type { Ec2 } from '../model/ports.ts';
import { RegionRetention } from '../retention/region.ts';
import type { PlanModeContext, PlannedRegion } from './plan-context.ts';
import type { RegionPermissions } from './plan-permissions.ts';
import type { RegionGroup } from './region-groups.ts';
import { decideRegion, viewRegion, type RegionDecision, type RegionView } from './region-view.ts';
import { newImage } from './rehearsal.ts';

export interface PlanImagesContext extends PlanModeContext {
  readonly permissions: RegionPermissions;
}

const AT_ONCE = 4;

/** Records the plan of every instance, and what retention would do. */
export async function planImages(
  group: RegionGroup,
  selections: readonly TargetSelection[],
  context: PlanImagesContext,
): Promise<PlannedRegion> {
  const view = viewRegion(group, selections, context);
  if (view === undefined) return { lead: undefined, requests: [], images: [], encrypted: false };
  const { requests, place: lead } = view;
  const decided = await decideRegion(view, context);
  const volumes = await volumesOf(requests, lead, context);
  const encrypted = isEncrypted(requests, volumes);
  if (decided === undefined) return { lead, requests, images: [], encrypted };
  const claimed = await rehearseImages(view, decided, context);
  for (const each of claimed) context.journal.record({ kind: 'planned', plan: planOf(each, volumes) });
  if (context.wait) await rehearseRetention(view, decided, { ...context, claimed, volumes });
  return { lead, requests, images: decided.earlier, encrypted };
}

type Planned = Claimed | { readonly kind: 'skipped'; readonly request: ImageRequest; readonly image: Image };

/** In the order of the requests, those that exist first. */
async function rehearseImages(
  { placeOf }: RegionView,
  { adopted, skipped, fresh }: RegionDecision,
  { permissions, clock, signal, deadline, journal, facts, adoptWithin }: PlanImagesContext,
): Promise<Planned[]> {
  const limit = pLimit(AT_ONCE);
  const rule = { adopter: facts, adoptWithin };
  const made = await Promise.all(
    fresh.map((request) =>
      limit(async () => {
        const place = permissions.rehearsed(placeOf(request));
        const create = (named: ImageRequest) => place.images.create(named);
        const claimed = await claimImage(request, { place, create, clock, signal, deadline, rule });
        if (claimed.ok) return [claimed.value];
        journal.record({ kind: 'failed', of: request, problem: claimed.problem });
        return [];
      }),
    ),
  );
  return [
    ...adopted.map((each) => ({ kind: 'adopted' as const, ...each })),
    ...skipped.map((each) => ({ kind: 'skipped' as const, ...each })),
    ...made.flat(),
  ];
}

interface RetentionContext extends PlanImagesContext {
  readonly claimed: readonly Planned[];
  readonly volumes: readonly Volume[] | undefined;
}

/** As a backup does it once the images are available. */
async function rehearseRetention(
  { group, place: lead, placeOf, selected, whole }: RegionView,
  { skipped }: RegionDecision,
  { claimed, volumes, permissions, ...context }: RetentionContext,
): Promise<void> {
  const { clock, journal, signal, facts } = context;
  const { targets } = group;
  const place = permissions.rehearsed(lead);
  const retention = new RegionRetention({
    place,
    placeOf: (of) => (placeOf(of) === lead ? place : permissions.rehearsed(placeOf(of))),
    clock,
    journal,
    signal,
    facts,
    targets,
  });
  for (const { target, instances } of selected)
    for (const { id } of instances) retention.attend(id, target.images.series);
  for (const { request } of skipped) retention.keepSkipped(request);
  const there = claimed.flatMap((each) => {
    if (each.kind === 'skipped') return [];
    const { request } = each;
    const sizeGiB = sizeOf(request, volumes) ?? 0;
    const made = { ...newImage(request), sizeGiB, createdAt: clock.now() };
    const image = each.kind === 'adopted' ? each.image : made;
    return [{ request, image }];
  });
  for (const { image } of there) place.keeping.becomesAvailable(image);
  for (const { request, image } of there) retention.imageAvailable(request, image.id);
  for (const { target, instances } of selected) retention.keep(target, instances, 'its backup would fail');
  await retention.settled();
  if (whole) await retention.sweep();
}

function planOf(planned: Planned, volumes: readonly Volume[] | undefined) {
  const { request, kind: outcome } = planned;
  if (planned.kind !== 'created')
    return { request, outcome, image: planned.image, snapshots: 0, sizeGiB: planned.image.sizeGiB };
  return { request, outcome, snapshots: imaged(request).length, sizeGiB: sizeOf(request, volumes) };
}

/** The devices whose volumes get a snapshot. */
function imaged({ instance, excludedDevices }: ImageRequest): string[] {
  return instance.devices.filter((device) => !excludedDevices.includes(device));
}

function sizeOf(request: ImageRequest, volumes: readonly Volume[] | undefined): number | null {
  const own = volumes?.filter(({ instance }) => instance === request.instance.id);
  const sizes = imaged(request).map((device) => own?.find((each) => each.device === device)?.sizeGiB);
  return sizes.reduce<number | null>(
    (sum, size) => (sum === null || size === undefined ? null : sum + size),
    0,
  );
}

/** Sizes are for people alone: a role that may not see them does as well. */
async function volumesOf(
  requests: readonly ImageRequest[],
  place: Ec2,
  { journal }: Pick<PlanImagesContext, 'journal'>,
): Promise<readonly Volume[] | undefined> {
  const found = await place.instances.volumes([...new Set(requests.map(({ instance }) => instance.id))]);
  if (found.ok) return found.value;
  const text = 'Sizes are not shown: allow ec2:DescribeVolumes to see them';
  journal.record({ kind: 'noticed', text, place: { account: place.account, region: place.region } });
  return undefined;
}

/** What is not known may be. */
function isEncrypted(requests: readonly ImageRequest[], volumes: readonly Volume[] | undefined): boolean {
  if (volumes === undefined) return requests.length > 0;
  return requests.some((request) =>
    volumes.some(({ instance, device, encrypted }) => {
      return encrypted && instance === request.instance.id && imaged(request).includes(device);
    }),
  );
}
