/** The tables of the permissions in docs/, from the rows of the actions. */
import type { ActionRow } from '../src/model/action-row.ts';
import { awsActions, rowOf } from '../src/model/aws-actions.ts';
import { matrixOrder, matrixRows, type Need } from '../src/model/permission.ts';
import { documents } from './iam/documents.ts';
import { withPart } from './marked-part.ts';

/** What EC2 asks for in the name of the role, within DescribeImageReferences (EC2 User Guide). */
const askedByEc2 = [
  'ec2:DescribeInstances',
  'ec2:DescribeLaunchTemplates',
  'ec2:DescribeLaunchTemplateVersions',
  'ssm:DescribeParameters',
  'ssm:GetParameters',
  'imagebuilder:ListImageRecipes',
  'imagebuilder:ListContainerRecipes',
  'imagebuilder:GetContainerRecipe',
];

const texts = {
  alone: 'making it',
  'on an instance': '`DryRun` for every instance, with the name, tags and volumes that a backup would send',
  'on an image': '`DryRun` for every image that would be pruned, or else for one of ours',
  'on a snapshot': '`DryRun` for a snapshot of each image that would be pruned, or else for one of ours',
};

type Row = readonly [name: string, ...cells: string[]];

/** docs/plan.md with its table of the trials. */
export function planWithTable(page: string): string {
  const signIn: Row = ['`sts:AssumeRoleWithWebIdentity`, `sts:AssumeRole`', 'making it'];
  const needed = matrixOrder.filter((need) => need !== 'ec2:DescribeVolumes');
  const rows = needed.map((need): Row => [need.includes(':') ? code(need) : need, trialText(need)]);
  return withPart(page, 'trials', table(['Call', 'Tried by'], [signIn, ...joined(rows)]));
}

function trialText(need: Need): string {
  const { tried } = matrixRows[need];
  const row = rowOf(need);
  if (typeof tried === 'object') {
    const within = row?.checkedWithin;
    const denied =
      within === undefined
        ? ''
        : `; denied when EC2 refuses ${code(within)} because this action is not allowed`;
    return `cannot be tried: ${tried.never}${denied}`;
  }
  if (tried === 'on an image' && row?.call?.does === 'look-up') return imageLookUpText(row);
  const only = /^only (with `[^`]+`:)/.exec(row?.purpose ?? '')?.[1];
  return only === undefined ? texts[tried] : `${only} ${texts[tried]}`;
}

function imageLookUpText({ grantsWithin }: ActionRow): string {
  const within =
    grantsWithin === undefined ? '' : '; also denied when what EC2 looks up within it is not allowed';
  return `making it for one of our images${within}`;
}

/** docs/permissions.md with what each permission is for: those of the target role, and those that pruning takes. */
export function permissionsWithTables(page: string): string {
  const targetRole = documents['target-role-permissions'].Statement.flatMap(({ Action }) => Action);
  const all = Object.entries(awsActions);
  const creating = all.filter(([action]) => targetRole.includes(action));
  const pruning = all.filter(([action]) => !targetRole.includes(action));
  const isLook = ([, { call }]: ActionEntry): number => (call?.does === 'look-up' ? 1 : 0);
  const rows = pruning.toSorted((one, other) => isLook(one) - isLook(other)).flatMap(rightRows);
  const head = ['Permission', 'Bound to', 'What it is for'];
  const withCreating = withPart(page, 'rights to create', table(head, joined(creating.flatMap(rightRows))));
  return withPart(withCreating, 'rights to prune', table(head, joined(rows)));
}

type ActionEntry = readonly [action: string, row: ActionRow];

function rightRows([action, { bound, purpose, grantsWithin }]: ActionEntry): Row[] {
  const own: Row = [code(action), bound, purpose];
  if (grantsWithin === undefined) return [own];
  const name = code(action.split(':')[1] ?? '');
  const within = `only when EC2 itself asks, within ${name}`;
  return [own, [askedByEc2.map(code).join(', '), within, 'what that call looks into']];
}

/** Neighbours that differ in nothing but the name are one row. */
function joined(rows: readonly Row[]): Row[] {
  return rows.reduce<Row[]>((all, [name, ...cells]) => {
    const [before, ...same] = all.at(-1) ?? [];
    const isSame = before !== undefined && same.join('|') === cells.join('|');
    return isSame ? [...all.slice(0, -1), [`${before}, ${name}`, ...cells]] : [...all, [name, ...cells]];
  }, []);
}

function code(name: string): string {
  return `\`${name}\``;
}

function table(head: readonly string[], rows: readonly Row[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return lines.join('\n');
}
