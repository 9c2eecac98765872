/** After the instances of an account and region: images and snapshots of instances that the run does not look at. */
import { identityOf, isOfRepository, isOfSeries } from '../images/ours.ts';
import type { Image } from '../model/image.ts';
import type { Ec2, Run } from '../model/ports.ts';
import type { Result } from '../model/problem.ts';
import { reason, reasonTexts } from '../model/reason.ts';
import { verdict } from './decide.ts';
import { decideGone, goneRule, type GoneRule, type OtherSeries } from './gone.ts';
import { failedImages, type Sweep } from './leftovers.ts';
import { sweepLoose } from './loose.ts';
import { snapshotEvidence } from './evidence.ts';
import { saidText, type FailedChecks } from './failed-checks.ts';
import { pruneInstance, type Pruning, type RetentionRegion } from './prune.ts';
import { removeImage } from './remove.ts';

export interface SweepRequest extends RetentionRegion {
  /** `<series> <instance id>` of everything that the run looks at here. */
  readonly lookedAt: ReadonlySet<string>;
}

/** Lists, prunes what `gone-after` allows, removes failed images, and handles loose snapshots. */
export async function sweepRegion(
  request: SweepRequest,
  run: Run,
  failedChecks: FailedChecks,
): Promise<void> {
  const { journal, clock, facts } = run;
  const { repositoryId } = facts;
  const listed = await request.ec2.images.ours('prune');
  if (!listed.ok) {
    journal.record({ kind: 'prune-failed', problem: listed.problem });
    return;
  }
  const images = listed.value.filter((image) => isOfRepository(identityOf(image), repositoryId));
  const series = request.targets
    .filter(({ retention }) => retention !== undefined)
    .map((target) => target.images.series);
  const sweep: Sweep = { repositoryId, series, now: clock.now() };
  await pruneOthers(images, request, { run, failedChecks });
  await removeFailedImages(failedImages(images, sweep), request, run);
  await sweepLoose(sweep, request, run);
}

async function pruneOthers(
  images: readonly Image[],
  request: SweepRequest,
  pruning: Omit<Pruning, 'ec2'>,
): Promise<void> {
  const { journal, facts } = pruning.run;
  const unattended: Image[] = [];
  for (const other of otherSeries(images, request.lookedAt, facts.repositoryId)) {
    const rule = goneRule(other.series, request.targets);
    if (rule === undefined) unattended.push(...images.filter((image) => isOfSeries(image, other)));
    else await pruneGone(other, rule, { ...pruning, ec2: request.ec2Of(rule) });
  }
  if (unattended.length === 0) return;
  const { account, region } = request.ec2;
  const verdicts = unattended.map((image) => verdict(image, 'keep', [reason('unattended')]));
  journal.record({ kind: 'unattended', place: { account, region }, images: verdicts });
}

/** Series of instances that the run does not look at. */
function otherSeries(
  images: readonly Image[],
  lookedAt: ReadonlySet<string>,
  repositoryId: string,
): OtherSeries[] {
  const found = new Map<string, OtherSeries>();
  for (const image of images) {
    const { instance = '', series = '' } = identityOf(image) ?? {};
    const key = `${series} ${instance}`;
    if (!lookedAt.has(key)) found.set(key, { instance, series, repositoryId });
  }
  return [...found.values()];
}

async function pruneGone(other: OtherSeries, rule: GoneRule, pruning: Pruning): Promise<void> {
  const { ec2, run } = pruning;
  const { account, region } = ec2;
  const { target, maxPrunes } = rule;
  const instance = { id: other.instance, name: other.instance };
  const of = { target, account, region, series: other.series, instance };
  await pruneInstance({ of, decide: decideGone(other, rule, ec2, run.clock), maxPrunes }, pruning);
}

/** The client of the first target that has retention of the series: its role is the one that may prune there. */
function sweeperOf(series: string | undefined, { targets, ec2, ec2Of }: SweepRequest): Ec2 {
  const target = targets.find(({ retention, images }) => retention !== undefined && images.series === series);
  return target === undefined ? ec2 : ec2Of({ target: target.position });
}

async function removeFailedImages(images: readonly Image[], request: SweepRequest, run: Run): Promise<void> {
  const { journal, signal } = run;
  for (const image of images) {
    if (signal.aborted) return;
    const ec2 = sweeperOf(identityOf(image)?.series, request);
    const at = { account: ec2.account, region: ec2.region, image: image.id };
    const { holds, failed } = await snapshotEvidence(image.snapshots, ec2);
    if (holds.length > 0) {
      const [problem] = failed;
      const text = `A failed image stays: ${reasonTexts(holds).join(', ')}${saidText(problem?.said)}`;
      journal.record({ kind: problem === undefined ? 'noticed' : 'warned', text, place: at });
      continue;
    }
    const removed = await removeImage(image, ec2, run);
    if (isCancelled(removed)) return;
    const problems = removed.ok ? removed.value : [removed.problem];
    for (const problem of problems)
      journal.record({ kind: 'prune-failed', problem: { ...problem, place: at } });
    const what = `A leftover of a failed attempt (${image.state})`;
    if (removed.ok) journal.record({ kind: 'removed', what, place: at });
  }
}

/** Nothing is begun after a cancellation, and what was not begun is no failure. */
function isCancelled(reply: Result<unknown>): boolean {
  return !reply.ok && reply.problem.code === 'Cancelled';
}
