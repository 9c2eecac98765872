/** Lines of the log about what would be done, and what need not be. Pure. */
import type { Event, RowFacts } from '../model/event.ts';
import { shortened } from './escape.ts';
import { isToldByCells } from './plan-report.ts';
import { problemText } from './problem-text.ts';
import { ageText, counted } from './quantities.ts';

/** `222222222222 eu-west-1: web-1 i-0123456789abcdef0`. */
export function instanceText({ account, region, instance }: RowFacts): string {
  const name = instance.name === instance.id ? '' : `${shortened(instance.name)} `;
  const where = [account, region].filter((part) => part !== null).join(' ');
  return `${where}: ${name}${instance.id}`;
}

export function skippedText({ request, image, at }: Extract<Event, { kind: 'skipped' }>): string {
  return `${instanceText(request)}: skipped, image ${image.id} is ${ageText(at - image.createdAt)} old`;
}

export function plannedText({ plan, at }: Extract<Event, { kind: 'planned' }>): string {
  const { request, outcome, image, snapshots, sizeGiB } = plan;
  const who = instanceText(request);
  if (image !== undefined) {
    const existing = `image ${image.id} is ${image.state} and ${ageText(at - image.createdAt)} old`;
    return `${who}: would be ${outcome}, ${existing}`;
  }
  const size = sizeGiB === null ? '' : `, ${sizeGiB} GiB`;
  const reboots = !request.noReboot && request.instance.state === 'running';
  const reboot = !reboots ? '' : ' (the instance would be REBOOTED, as no-reboot is false)';
  return `${who}: an image named ${request.name} would be ${outcome} (${counted(snapshots, 'snapshot')}${size})${reboot}`;
}

/** The cells of the permissions tell what is denied; for an instance it is enough to say that it lacks its image. */
export function foreseenText({ of, problem }: Extract<Event, { kind: 'foreseen' }>): string | undefined {
  if (isToldByCells(problem))
    return of === undefined ? undefined : `${instanceText(of)}: would fail, as a permission is missing`;
  return `A backup would fail: ${problem.code}: ${problemText(problem)}`;
}

/** A failed check is told by its failure. */
export function checkedText({ of, freshness, at }: Extract<Event, { kind: 'checked' }>): string | undefined {
  if (freshness.kind === 'too new') return `${instanceText(of)}: too new to have an image yet`;
  if (freshness.kind !== 'fresh') return undefined;
  const { id, createdAt } = freshness.image;
  return `${instanceText(of)}: fresh, image ${id} is ${ageText(at - createdAt)} old`;
}
