/** What a target selects in all its regions, and whether that is what its limits allow. */
import type { Selection } from '../model/event.ts';
import type { Instance } from '../model/image.ts';
import type { Account, Accounts, Ec2, Journal, Run } from '../model/ports.ts';
import type { Place, Problem, ProblemCode, Result } from '../model/problem.ts';
import type { Target } from '../model/target.ts';
import { selectInstances, type Selected } from './select.ts';

export interface SelectedRegion {
  readonly ec2: Ec2;
  readonly selected: Selected;
}

export interface TargetSelection {
  readonly target: Target;
  /** Nothing when the account could not be entered. */
  readonly account?: string;
  /** The regions in which images are made; none when the target failed. */
  readonly regions: readonly SelectedRegion[];
  /** Ids that no region has, when every region answered. */
  readonly missing: readonly string[];
}

/** What it means for a target that it selects no instance. */
export type IfNoInstances = 'error' | 'warn' | 'ignore';

/** Assumes the target's role and looks into each of its regions. */
export async function selectTarget(
  target: Target,
  accounts: Accounts,
  ifNoInstances: IfNoInstances,
  { journal, signal }: Run,
): Promise<TargetSelection> {
  if (signal.aborted) return { target, regions: [], missing: [] };
  const entered = await accounts.enter(target.at);
  if (!entered.ok) {
    journal.record({ kind: 'target-failed', target: target.position, problem: entered.problem });
    return { target, regions: [], missing: [] };
  }
  const { id: account, arn } = entered.value;
  journal.record({ kind: 'target-signed-in', target: target.position, account, arn });
  const answers = await lookIntoRegions(target, entered.value);
  const regions = answers.flatMap(({ ec2, answer }) => (answer.ok ? [{ ec2, selected: answer.value }] : []));
  recordAnswers(target, answers, journal);
  const found = { target, account, regions, complete: regions.length === answers.length };
  const problem = limitProblem(found, ifNoInstances, journal);
  if (problem !== undefined) journal.record({ kind: 'target-failed', target: target.position, problem });
  return {
    target,
    account,
    regions: problem === undefined ? regions : [],
    missing: regions.length === answers.length ? missingEverywhere(regions) : [],
  };
}

interface Answer {
  readonly ec2: Ec2;
  readonly answer: Result<Selected>;
}

function lookIntoRegions(target: Target, account: Account): Promise<Answer[]> {
  return Promise.all(
    target.regions.map(async (region) => {
      const ec2 = account.inRegion(region);
      return { ec2, answer: await selectInstances(ec2, target) };
    }),
  );
}

function recordAnswers({ position }: Target, answers: readonly Answer[], journal: Journal): void {
  for (const { ec2, answer } of answers) {
    if (!answer.ok) {
      journal.record({ kind: 'target-failed', target: position, problem: answer.problem });
      continue;
    }
    const { instances, leftOut, excluded } = answer.value;
    const selection = { instances: instances.map(selectedFacts), leftOut, excluded };
    const place = { account: ec2.account, region: ec2.region };
    journal.record({ kind: 'selected', target: position, place, selection });
  }
}

function selectedFacts({ id, name, tags, launch }: Instance): Selection['instances'][number] {
  return launch === undefined ? { id, name } : { id, name, tags, launch };
}

interface Found {
  readonly target: Target;
  readonly account: string;
  readonly regions: readonly SelectedRegion[];
  readonly complete: boolean;
}

/** Too many instances fail a target; none fail it unless that is tolerated or already told in other words. */
function limitProblem(found: Found, ifNoInstances: IfNoInstances, journal: Journal): Problem | undefined {
  const { target, regions, complete } = found;
  const count = regions.reduce((sum, { selected }) => sum + selected.instances.length, 0);
  if (count > target.maxInstances) {
    const what = `The target selects ${count} instances, more than its max-instances of ${target.maxInstances}`;
    return problemOf('TooManyInstances', what, found);
  }
  // A region that did not answer may have had some; ids tell themselves which of them are missing.
  const missing = target.instances.kind === 'ids' && regions.every(({ selected }) => selected.excluded === 0);
  if (count > 0 || !complete || missing) return undefined;
  const what = `The target selects no instance in ${target.regions.join(', ')}`;
  if (ifNoInstances === 'error') return noInstances(what, found);
  const kind = ifNoInstances === 'warn' ? 'warned' : 'noticed';
  journal.record({ kind, target: target.position, text: what, place: { account: found.account } });
  return undefined;
}

function noInstances(what: string, found: Found): Problem {
  const problem = problemOf('NoInstancesFound', what, found);
  const excluded = found.regions.reduce((sum, { selected }) => sum + selected.excluded, 0);
  if (excluded === 0) return problem;
  return {
    ...problem,
    mend: `Correct \`exclude\`: it leaves out all ${excluded} instances that were found.`,
  };
}

function problemOf(code: ProblemCode, what: string, { account, target }: Found): Problem {
  const [region, ...others] = target.regions;
  const place: Place = others.length === 0 && region !== undefined ? { account, region } : { account };
  return { code, phase: 'plan', place, what };
}

function missingEverywhere(regions: readonly SelectedRegion[]): string[] {
  const [first, ...others] = regions.map(({ selected }) => selected.missing);
  return (first ?? []).filter((id) => others.every((missing) => missing.includes(id)));
}
