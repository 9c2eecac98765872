/** One run of retention on a fake EC2, and what it told. */
import type { Image } from '../../../src/model/image.ts';
import type { Ec2 } from '../../../src/model/ports.ts';
import type { Problem, Result } from '../../../src/model/problem.ts';
import { reasonTexts } from '../../../src/model/reason.ts';
import type { RetentionPolicy, Verdict } from '../../../src/model/retention.ts';
import type { Target } from '../../../src/model/target.ts';
import { decideByPolicy } from '../../../src/retention/by-policy.ts';
import { FailedChecks } from '../../../src/retention/failed-checks.ts';
import { pruneInstance } from '../../../src/retention/prune.ts';
import { sweepRegion } from '../../../src/retention/sweep.ts';
import { ACCOUNT, INSTANCE, REGION } from '../builders.ts';
import { FakeEc2, type Ec2Parts } from '../fakes/ec2.ts';
import { aRun, type FakeRun } from '../fakes/run.ts';
import { denial } from '../fakes/trials.ts';
import { countingRule, policyOf, pruningTarget } from '../image-builders.ts';

/** The one instance, as one that the run looks at. */
export const lookedAt = [`${countingRule.series} ${INSTANCE}`];

/** A run and the EC2 that it deals with. */
export interface World extends FakeRun {
  readonly ec2: FakeEc2;
}

export function world(parts: Ec2Parts = {}): World {
  const run = aRun();
  return { ...run, ec2: new FakeEc2(run.clock, parts) };
}

/** Another run on the same EC2. */
export function another({ ec2, clock }: World): World {
  return { ...aRun({ clock }), ec2 };
}

interface PruneFacts {
  readonly policy?: Partial<RetentionPolicy>;
  readonly maxPrunes?: number;
  /** The image that the run has made. */
  readonly newest?: string;
  readonly excludedVolumes?: string;
  readonly decide?: (images: readonly Image[]) => Promise<Result<readonly Verdict[]>>;
}

/** Prunes the images of the one instance; keeps the newest alone unless told otherwise. */
export async function prune({ ec2, ...run }: World, facts: PruneFacts = {}): Promise<void> {
  const { policy = { last: 1 }, maxPrunes = 10, newest, excludedVolumes = 'none' } = facts;
  const decide =
    facts.decide ?? decideByPolicy({ ...countingRule, excludedVolumes }, policyOf(policy), newest);
  const instance = { id: INSTANCE, name: 'web-1' };
  const of = { target: 1, account: ACCOUNT, region: REGION, series: countingRule.series, instance };
  const failedChecks = new FailedChecks(run.journal);
  await pruneInstance({ of, decide, maxPrunes }, { ec2, run, failedChecks });
}

interface SweepFacts {
  /** EC2 as the role of a target sees it, by its position, when it is not that of the look-ups. */
  readonly roles?: Readonly<Record<number, Ec2>>;
  readonly targets?: readonly Target[];
  /** `<series> <instance id>`. */
  readonly lookedAt?: readonly string[];
}

export async function sweep({ ec2, ...run }: World, facts: SweepFacts = {}): Promise<void> {
  const { targets = [pruningTarget()], lookedAt = [], roles = {} } = facts;
  const ec2Of = ({ target }: { readonly target: number }): Ec2 => roles[target] ?? ec2;
  const request = { targets, ec2, ec2Of, lookedAt: new Set(lookedAt) };
  await sweepRegion(request, run, new FailedChecks(run.journal));
}

/** What the AWS room says of a denied call. */
export function denied(what: string, action: string): Problem {
  return { ...denial(action), phase: 'prune', place: { account: ACCOUNT, region: REGION }, what };
}

/** What the summary shows of each image: its id, what became of it, and why. */
export function told({ journal }: FakeRun): string[] {
  return journal.of('retained').flatMap(({ verdicts }) =>
    verdicts.map(({ image, decision, reasons }) => {
      return `${image} ${decision === 'keep' ? 'kept' : 'pruned'}: ${reasonTexts(reasons).join('; ')}`;
    }),
  );
}

/** The same of images that no target looks at. */
export function unattended({ journal }: FakeRun): string[] {
  const all = journal.of('unattended').flatMap(({ images }) => images);
  return all.map(({ image, reasons }) => `${image}: ${reasonTexts(reasons).join()}`);
}

/** The ids of the output `pruned-image-ids`. */
export function prunedIds({ journal }: FakeRun): string[] {
  return journal.of('pruned').map(({ image }) => image.image);
}

/** The images that EC2 was asked to deregister. */
export function deregistered({ ec2 }: World): string[] {
  return ec2.calls.of('images.deregister').map(({ of }) => of);
}

export function failures({ journal }: FakeRun): Problem[] {
  return journal.of('prune-failed').map(({ problem }) => problem);
}

export function warnings({ journal }: FakeRun): string[] {
  return journal.of('warned').map(({ text }) => text);
}

/** The leftovers that went. */
export function removals({ journal }: FakeRun): string[] {
  return journal.of('removed').map(({ what }) => what);
}
