/** Lines of the log that need more than a sentence of their event. Pure. */
import type { EventOf, RowFacts } from '../model/event.ts';
import type { Problem } from '../model/problem.ts';
import { shortened } from './escape.ts';
import { isToldByCells, problemText } from './problem-text.ts';
import { ageText, plural, timeText } from './quantities.ts';

/** What a line goes by besides its event. */
export interface RunSoFar {
  /** In a plan everything is only what would be. */
  readonly isPlan: boolean;
  /** When EC2 accepted the images of the run. */
  readonly acceptedAt: ReadonlyMap<string, number>;
}

/** `222222222222 eu-west-1: web-1 i-0123456789abcdef0`. */
export function instanceText({ account, region, instance }: RowFacts): string {
  const name = instance.name === instance.id ? '' : `${shortened(instance.name)} `;
  const where = [account, region].filter((part) => part !== null).join(' ');
  return `${where}: ${name}${instance.id}`;
}

export function imageText(of: RowFacts, image: string): string {
  return `${instanceText(of)}: image ${image}`;
}

export function failedLine({ problem }: { readonly problem?: Problem }): string | undefined {
  return problem === undefined ? undefined : `FAILED ${problem.code}: ${problemText(problem)}`;
}

export function selectedLine({ place, selection }: EventOf<'selected'>): string {
  const { instances, leftOut, excluded } = selection;
  const states = Object.entries(leftOut).map(([state, count]) => `, ${count} left out as ${state}`);
  const without = excluded === 0 ? '' : `, ${excluded} excluded`;
  return `${place.account} ${place.region}: ${plural(instances.length, 'instance')} selected${without}${states.join('')}`;
}

export function createdLine({ request, image }: EventOf<'created'>): string {
  const reboot = request.noReboot ? '' : ' (the instance is REBOOTED, as no-reboot is false)';
  return `${imageText(request, image)} is pending, named ${request.name}${reboot}`;
}

export function availableLine(
  { request, image, at }: EventOf<'available'>,
  { acceptedAt }: RunSoFar,
): string {
  const accepted = acceptedAt.get(image.id);
  const took = accepted === undefined ? '' : `, ${timeText(at - accepted)}`;
  return `${imageText(request, image.id)} is available (${image.sizeGiB ?? 0} GiB${took})`;
}

export function progressLine({ place, progress }: EventOf<'progressed'>): string {
  const { available, pending, percent } = progress;
  const far = percent === undefined ? '' : `, snapshots at ${percent} %`;
  return `${place.account} ${place.region}: ${available} of ${plural(available + pending, 'image')} available${far}`;
}

export function plannedLine({ plan, at }: EventOf<'planned'>): string {
  const who = instanceText(plan.request);
  if (plan.outcome !== 'created') {
    const { outcome, image } = plan;
    const existing = `image ${image.id} is ${image.state} and ${ageText(at - image.createdAt)} old`;
    return `${who}: would be ${outcome}, ${existing}`;
  }
  const { request, snapshots, sizeGiB } = plan;
  const size = sizeGiB === null ? '' : `, ${sizeGiB} GiB`;
  const reboots = !request.noReboot && request.instance.state === 'running';
  const reboot = !reboots ? '' : ' (the instance would be REBOOTED, as no-reboot is false)';
  return `${who}: an image named ${request.name} would be created (${plural(snapshots, 'snapshot')}${size})${reboot}`;
}

/** The cells of the permissions tell what is denied; for an instance it is enough to say that it lacks its image. */
export function foreseenLine({ of, problem }: EventOf<'foreseen'>): string | undefined {
  if (isToldByCells(problem))
    return of === undefined ? undefined : `${instanceText(of)}: would fail, as a permission is missing`;
  return `A backup would fail: ${problem.code}: ${problemText(problem)}`;
}

/** A failed check is told by its failure. */
export function checkedLine({ of, freshness, at }: EventOf<'checked'>): string | undefined {
  if (freshness.kind === 'too new') return `${instanceText(of)}: too new to have an image yet`;
  if (freshness.kind !== 'fresh') return undefined;
  const { id, createdAt } = freshness.image;
  return `${instanceText(of)}: fresh, image ${id} is ${ageText(at - createdAt)} old`;
}

export function retainedLine({ of, verdicts }: EventOf<'retained'>, { isPlan }: RunSoFar): string {
  const pruned = verdicts.filter(({ decision }) => decision === 'prune').length;
  const kept = plural(verdicts.length - pruned, 'image');
  return `${of.account} ${of.region}: ${of.instance.id}: series ${of.series} keeps ${kept}, ${pruned} ${isPlan ? 'would be ' : ''}pruned`;
}
