/** What the trials answered -> the cells of the permission matrix. Pure. */
import type { Asked } from '../model/action-row.ts';
import { awsActions, type AwsAction } from '../model/aws-actions.ts';
import {
  matrixOrder,
  matrixRows,
  type Need,
  type PermissionCell,
  type Statement,
} from '../model/permission.ts';
import type { Place, Problem } from '../model/problem.ts';
import type { Answer } from './recorded.ts';
import { statementsFor, type StatementPlace } from './statements.ts';

export interface JudgedCell {
  readonly cell: PermissionCell;
  /** When it is denied. */
  readonly problem?: Problem;
}

/** Why calls were not tried. */
export interface Untried {
  /** Those about an instance, when the instances could be looked up. */
  readonly noInstance: string;
  /** Those about an image. */
  readonly noImage: string;
}

/** What a configuration needs in an account and region, in the order of the matrix. */
export function needsOf(asked: Asked): Need[] {
  return matrixOrder.filter((need) => matrixRows[need].needed(asked));
}

/** One cell for everything that is needed. */
export function judgeCells(
  needs: readonly Need[],
  answers: readonly Answer[],
  where: StatementPlace,
  untried: Untried,
): JudgedCell[] {
  const judged = answers.map((answer) => ({ ...answer, need: needOf(answer, needs, answers) }));
  return needs.map((need) => {
    const own = judged.filter((answer) => answer.need === need);
    const other = judged.find((answer) => answer.action === need && answer.need !== need);
    const note =
      other === undefined
        ? whyUntried(need, answers, untried)
        : `refused because ${other.need} is not allowed`;
    return judgeCell(cellOf(need, where), own, note, where);
  });
}

/** The cells of an account and region in which nothing can be tried. */
export function closedCells(needs: readonly Need[], where: StatementPlace, note: string): JudgedCell[] {
  return needs.map((need) => ({ cell: { ...cellOf(need, where), answer: 'cannot be tried', note } }));
}

type CellHead = Pick<PermissionCell, 'place' | 'role'> & { readonly action: Need };

function cellOf(action: Need, { account, region, role }: StatementPlace): CellHead {
  return { action, place: { account, region }, role };
}

/**
 * Whose cell an answer belongs to: EC2 may refuse a call because another action is not allowed, such as CreateImage
 * without the permission to tag. An action that is allowed when it is called alone lacks something within this call only.
 */
function needOf({ action, reply }: Answer, needs: readonly Need[], answers: readonly Answer[]): AwsAction {
  const denied = deniedIn(reply);
  const wanted = needs.filter(isAction).find((need) => need === denied);
  if (wanted === undefined || awsActions[wanted].checkedWithin === action) return wanted ?? action;
  const alone = answers.some((other) => other.action === wanted && deniedIn(other.reply) === wanted);
  return alone ? wanted : action;
}

function isAction(need: Need): need is AwsAction {
  return need in awsActions;
}

function deniedIn(reply: Answer['reply']): string | undefined {
  return reply.ok ? undefined : reply.problem.denied?.action;
}

function whyUntried(need: Need, answers: readonly Answer[], { noInstance, noImage }: Untried): string {
  const { tried } = matrixRows[need];
  if (typeof tried === 'object') return tried.never;
  if (tried !== 'on an instance') return noImage;
  const looked = answers.every(({ action, reply }) => action !== 'ec2:DescribeInstances' || reply.ok);
  return looked ? noInstance : 'the instances could not be looked up';
}

/** `note`: why nothing was tried, for when that is so. */
function judgeCell(
  head: CellHead,
  answers: readonly Answer[],
  note: string,
  where: StatementPlace,
): JudgedCell {
  const refusals = answers.flatMap(({ on, reply }) => (reply.ok ? [] : [{ on, problem: reply.problem }]));
  const denials = refusals.filter(({ problem }) => problem.code === 'AccessDenied');
  const [[first], [denial]] = [refusals, denials];
  const tried = { on: distinct(denials), of: distinct(answers).length };
  if (denial !== undefined) return deniedCell(head, denial.problem, tried, where);
  if (answers.length > refusals.length) return { cell: { ...head, answer: 'allowed' } };
  const why = first === undefined ? note : saidText(first.problem);
  return { cell: { ...head, answer: 'cannot be tried', note: why } };
}

/** A reply that says nothing about permissions. */
export function saidText({ what, said }: Problem): string {
  return said === undefined ? what : `AWS said: ${said}`;
}

/** `on`: the resources that are denied, of so many that were tried. */
function deniedCell(
  head: CellHead,
  problem: Problem,
  { on, of }: { readonly on: readonly string[]; readonly of: number },
  where: StatementPlace,
): JudgedCell {
  const missing = problem.denied?.action ?? head.action;
  const some = on.length < of ? { note: `for ${on.length} of ${of}` } : {};
  // Where others are allowed, a statement would remove a limit.
  const statements = 'note' in some ? undefined : lackingStatements(head.action, problem, where);
  // It does not help against another policy; the problem says what does.
  const helps = problem.denied?.by === undefined;
  const added = helps && statements !== undefined ? { statements } : {};
  const mended = helps ? { mend: mendOf(head.role, statements, problem) } : {};
  const want = missing === head.action ? [] : [`because ${missing} is not allowed`];
  const what = [`${head.action} is denied`, ...Object.values(some), ...want].join(' ');
  const place = { ...head.place, ...singlePlace(on) };
  return {
    cell: { ...head, answer: 'denied', ...some, missing, ...added },
    problem: { ...problem, phase: 'plan', place, what, ...mended },
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

/** Without statements: others are allowed. */
function mendOf(role: string, statements: readonly Statement[] | undefined, problem: Problem): string {
  if (statements === undefined)
    return `The policy of ${role} allows it for others: compare its conditions (such as the tag \`InstanceTagKey\`) with the tags of those that it denies.`;
  const bound = isAboutInstance(problem)
    ? 'When the role may only make images of instances with the tag `InstanceTagKey`, add that tag to the instance. Otherwise add'
    : 'Add';
  const text = statements.map((statement) => JSON.stringify(statement)).join(', ');
  return `${bound} to the policy of ${role}: ${text}`;
}

/** An instance may have been tried under two names. */
function distinct(trials: readonly { readonly on: string }[]): string[] {
  return [...new Set(trials.map(({ on }) => on))];
}

/** The one instance or image that is denied; a snapshot has no field of its own. */
function singlePlace([on = '', ...others]: readonly string[]): Place {
  if (others.length > 0) return {};
  if (on.startsWith('i-')) return { instance: on };
  return on.startsWith('ami-') ? { image: on } : {};
}
