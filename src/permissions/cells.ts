/** What the trials answered -> the cells of the permission matrix. Pure. */
import type { PermissionCell, Statement } from '../model/permission.ts';
import type { Place, Problem } from '../model/problem.ts';
import { actionsOf, type Needs } from './needs.ts';
import type { Answer } from './recorded.ts';
import { statementsFor, type StatementPlace } from './statements.ts';

export interface JudgedCell {
  readonly cell: PermissionCell;
  /** When it is denied. */
  readonly problem?: Problem;
}

interface Trial {
  readonly on: string;
  /** Nothing: allowed. */
  readonly problem?: Problem;
}

/** Why calls were not tried. */
export interface Untried {
  /** Those about an instance, when the instances could be looked up. */
  readonly noInstance: string;
  /** Those about an image. */
  readonly noImage: string;
}

/** One cell for every action that is needed. */
export function judgeCells(
  needs: Needs,
  answers: readonly Answer[],
  where: StatementPlace,
  untried: Untried,
): JudgedCell[] {
  const actions = actionsOf(needs);
  const blames = answers.map((answer) => ({ ...answer, blamed: blamed(answer, actions, answers) }));
  return actions.map((action) => {
    const trials = blames
      .filter((answer) => answer.blamed === action)
      .map(({ reply, on }) => (reply.ok ? { on } : { on, problem: reply.problem }));
    const other = blames.find((answer) => answer.action === action && answer.blamed !== action);
    return judgeCell(action, trials, {
      where,
      untried:
        other === undefined
          ? whyUntried(action, { needs, answers, untried })
          : `refused for want of ${other.blamed}`,
    });
  });
}

/** The cells of an account and region in which nothing can be tried. */
export function closedCells(
  needs: Needs,
  { account, region, role }: StatementPlace,
  note: string,
): JudgedCell[] {
  return actionsOf(needs).map((action) => {
    return { cell: { action, place: { account, region }, role, answer: 'cannot be tried', note } };
  });
}

/** Rights that EC2 checks within another call, and that one statement gives there and alone. */
const sameWithin: readonly string[] = ['ec2:CreateTags', 'ec2:DeleteSnapshot'];

/**
 * The action whose cell an answer belongs to: EC2 may refuse a call for want of another action, such as CreateImage for
 * want of the right to tag. An action that is allowed when it is called alone lacks something within this call only.
 */
function blamed({ action, reply }: Answer, actions: readonly string[], answers: readonly Answer[]): string {
  const wanted = deniedIn(reply);
  if (wanted === undefined || !actions.includes(wanted)) return action;
  const alone = answers.some((other) => other.action === wanted && deniedIn(other.reply) === wanted);
  return alone || sameWithin.includes(wanted) ? wanted : action;
}

function deniedIn(reply: Answer['reply']): string | undefined {
  return reply.ok ? undefined : reply.problem.denied?.action;
}

interface Tried {
  readonly needs: Needs;
  readonly answers: readonly Answer[];
  readonly untried: Untried;
}

function whyUntried(action: string, { needs, answers, untried }: Tried): string {
  const { untriable } = needs;
  if (untriable[action] !== undefined) return untriable[action];
  if (action !== 'ec2:CreateImage') return untried.noImage;
  const looked = answers.every((answer) => answer.action !== 'ec2:DescribeInstances' || answer.reply.ok);
  return looked ? untried.noInstance : 'the instances could not be looked up';
}

interface Judging {
  readonly where: StatementPlace;
  readonly untried: string;
}

function judgeCell(action: string, trials: readonly Trial[], { where, untried }: Judging): JudgedCell {
  const { account, region, role } = where;
  const base = { action, place: { account, region }, role };
  const denials = trials.filter(({ problem }) => problem?.code === 'AccessDenied');
  const [denial] = denials;
  if (denial?.problem !== undefined) return deniedCell(base, denial.problem, { denials, trials, where });
  if (trials.some(({ problem }) => problem === undefined)) return { cell: { ...base, answer: 'allowed' } };
  const note = trials[0]?.problem === undefined ? untried : saidText(trials[0].problem);
  return { cell: { ...base, answer: 'cannot be tried', note } };
}

/** A reply that says nothing about permissions. */
export function saidText({ what, said }: Problem): string {
  return said === undefined ? what : `AWS said: ${said}`;
}

type Base = Pick<PermissionCell, 'action' | 'place' | 'role'>;

interface Denials {
  readonly denials: readonly Trial[];
  readonly trials: readonly Trial[];
  readonly where: StatementPlace;
}

function deniedCell(base: Base, problem: Problem, { denials, trials, where }: Denials): JudgedCell {
  const missing = problem.denied?.action ?? base.action;
  const count = distinct(denials);
  const partly = count < distinct(trials);
  const some = `for ${count} of ${distinct(trials)}`;
  const note = partly ? { note: some } : {};
  // A statement does not help against another policy that stands in the way; and where others are allowed, it would
  // lift a limit.
  const helps = problem.denied?.by === undefined && !partly;
  const added = helps ? { statements: lackingStatements(base.action, problem, where) } : {};
  const cell: PermissionCell = { ...base, answer: 'denied', ...note, missing, ...added };
  const text = added.statements?.map((statement) => JSON.stringify(statement)).join(', ');
  const what = `${base.action} is denied${partly ? ` ${some}` : ''}${
    missing === base.action ? '' : ` for want of ${missing}`
  }`;
  return {
    cell,
    problem: {
      ...problem,
      phase: 'plan',
      place: { ...base.place, ...singlePlace(denials) },
      what,
      ...mendOf(base.role, text, problem, partly),
    },
  };
}

/** EC2 checks an image before the instance that it is made of: when it names the instance, the rest is allowed. */
function lackingStatements(call: string, problem: Problem, where: StatementPlace): Statement[] {
  const all = statementsFor(problem.denied?.action ?? call, where, call);
  if (!isAboutInstance(problem)) return all;
  return all.filter(({ Resource }) => typeof Resource === 'string' && Resource.includes(':instance/'));
}

function isAboutInstance({ denied }: Problem): boolean {
  return denied?.action === 'ec2:CreateImage' && denied.resource?.includes(':instance/') === true;
}

function mendOf(
  role: string,
  text: string | undefined,
  problem: Problem,
  partly: boolean,
): { mend?: string } {
  if (partly && problem.denied?.by === undefined)
    return {
      mend: `The policy of ${role} allows it for others: compare what it asks for (such as the tag \`InstanceTagKey\`) with the tags of those that it denies.`,
    };
  if (text === undefined) return {};
  const bound = isAboutInstance(problem)
    ? 'When the role is bound to instances with the tag `InstanceTagKey`, give the instance that tag. Otherwise add'
    : 'Add';
  return { mend: `${bound} to the policy of ${role}: ${text}` };
}

/** An instance may have been tried under two names. */
function distinct(trials: readonly Trial[]): number {
  return new Set(trials.map(({ on }) => on)).size;
}

/** The one instance or image that is denied; a snapshot has no field of its own. */
function singlePlace(denials: readonly Trial[]): Place {
  const on = distinct(denials) === 1 ? (denials[0]?.on ?? '') : '';
  if (on.startsWith('i-')) return { instance: on };
  return on.startsWith('ami-') ? { image: on } : {};
}
