/** The permission matrix, as a part of the summary. Pure. */
import { matrixOrder, type PermissionCell, type Statement } from '../model/permission.ts';
import { fitting } from './bounded.ts';
import { pageText } from './escape.ts';
import { breakable, folded, NBSP } from './table-cells.ts';

/** Columns that a phone shows without scrolling. */
const COLUMNS = 2;

const icons: Readonly<Record<PermissionCell['answer'], string>> = {
  allowed: '✅',
  denied: '❌',
  'cannot be tried': '➖',
};

/** Lines of the summary, within so many bytes: what is missing, and folded the whole. */
export function permissionLines(cells: readonly PermissionCell[], room: number): string[] {
  if (cells.length === 0) return [];
  const count = (answer: PermissionCell['answer']): string =>
    `${icons[answer]}${NBSP}${cells.filter((cell) => cell.answer === answer).length} ${answer}`;
  const counts = [count('allowed'), count('denied'), count('cannot be tried')].join(' · ');
  const signIn = cells.filter(({ place }) => place.region === undefined);
  const calls = cells.filter(({ place }) => place.region !== undefined);
  const tables = fitting([...signInTable(signIn), ...callTables(calls)], room / 2, 'line');
  return [
    '### Permissions',
    '',
    counts,
    '',
    ...policyBlocks(cells, room / 4),
    ...folded('Each role and call', [...tables, '']),
    ...reasonLines(cells, room / 4),
  ];
}

function signInTable(cells: readonly PermissionCell[]): string[] {
  if (cells.length === 0) return [];
  const rows = cells.map(({ action, role, answer }) => {
    return `| ${icons[answer]} | ${breakable(action)} | ${breakable(role)} |`;
  });
  return ['| | Sign-in | Role |', '|:-:|:--|:--|', ...rows, ''];
}

/** A column for all accounts and regions that answered alike, a call is a row, so that the tables stay narrow. */
function callTables(cells: readonly PermissionCell[]): string[] {
  const places = [...Map.groupBy(cells, columnKey).values()];
  const columns = [...Map.groupBy(places, answersOf).values()];
  const tables = Array.from({ length: Math.ceil(columns.length / COLUMNS) }, (_, at) =>
    columns.slice(at * COLUMNS, (at + 1) * COLUMNS),
  );
  return tables.flatMap((table) => callTable(table));
}

type Cells = readonly PermissionCell[];

function columnKey({ place, role }: PermissionCell): string {
  return `${place.account} ${place.region} ${role}`;
}

function answersOf(cells: Cells): string {
  return cells.map((cell) => `${cell.action} ${answerText(cell)}`).join();
}

function callTable(columns: readonly (readonly Cells[])[]): string[] {
  const heads = columns.map(([first, ...others]) => headText(first?.[0], others.length));
  const firsts = columns.map(([first = []]) => first);
  const needed = new Set(firsts.flatMap((cells) => cells.map(({ action }) => action)));
  const actions = matrixOrder.filter((action) => needed.has(action));
  const rows = actions.map((action) => {
    const answers = firsts.map((cells) => answerText(cells.find((cell) => cell.action === action)));
    return `| ${breakable(action)} | ${answers.join(' | ')} |`;
  });
  return [`| Call | ${heads.join(' | ')} |`, `|:--|${':-:|'.repeat(columns.length)}`, ...rows, ''];
}

function headText(cell: PermissionCell | undefined, others: number): string {
  const { account = '', region = '' } = cell?.place ?? {};
  const role = breakable(cell?.role.split('/').at(-1) ?? '');
  const more = others === 0 ? [] : [`and ${others} more`];
  return [pageText(account), pageText(region), role, ...more].join('<br>');
}

/** A call that is not needed there has no answer. */
function answerText(cell: PermissionCell | undefined): string {
  if (cell === undefined) return '';
  const note = cell.answer === 'denied' && cell.note !== undefined ? ` ${pageText(cell.note)}` : '';
  return `${icons[cell.answer]}${note}`;
}

/** What to add, for each role as one policy; of several roles folded. */
function policyBlocks(cells: readonly PermissionCell[], room: number): string[] {
  // The role that is assumed is not the one that lacks the right to.
  const calls = cells.filter(({ action }) => action !== 'sts:AssumeRole');
  const lacking = calls.flatMap(({ role, statements = [] }) =>
    statements.map((statement) => ({ role, statement })),
  );
  const byRole = [...Map.groupBy(lacking, ({ role }) => role)];
  const blocks = byRole.map(([role, found]) => {
    const title = `To add to the policy of ${breakable(role)}`;
    const block = policyBlock(found.map(({ statement }) => statement));
    return (byRole.length === 1 ? [`${title}:`, '', block, ''] : folded(title, [block, ''])).join('\n');
  });
  return fitting(blocks, room, 'role');
}

function policyBlock(statements: readonly Statement[]): string {
  const once = [...new Map(statements.map((each) => [JSON.stringify(each), each])).values()];
  const policy = { Version: '2012-10-17', Statement: once };
  return ['```json', JSON.stringify(policy, undefined, 2), '```'].join('\n');
}

function reasonLines(cells: readonly PermissionCell[], room: number): string[] {
  const untried = cells.filter(({ answer }) => answer === 'cannot be tried');
  const items = [...new Set(untried.map(({ action, note = '' }) => `- ${action}: ${pageText(note)}`))];
  if (items.length === 0) return [];
  return folded('➖ What cannot be tried, and why', [...fitting(items, room, 'reason'), '']);
}
