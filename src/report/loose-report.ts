/** Loose snapshots that stay, in the log and the summary. Pure. */
import type { EventOf } from '../model/event.ts';
import type { Place } from '../model/problem.ts';
import type { LooseSnapshot } from '../model/retention.ts';
import { pageText } from './escape.ts';
import { placeText } from './problem-text.ts';
import { breakable, folded, imageCell, spaced } from './table-cells.ts';
import { plural, minuteText } from './quantities.ts';

/** Of one account and region, on the page; the report file has all. */
const SHOWN = 50;

const IN_LOG = 5;

export type LooseInPlace = Pick<EventOf<'loose'>, 'place' | 'snapshots'>;

const NOT_ASKED = 'loose-after is not given';

/** What deletes it by hand; only of ids that a shell takes as they are. */
export function deleteCommand({ snapshot }: LooseSnapshot, { region = '' }: Place): string | undefined {
  const plain = /^snap-[0-9a-f]+$/.test(snapshot) && /^[a-z0-9-]+$/.test(region);
  return plain ? `aws ec2 delete-snapshot --snapshot-id ${snapshot} --region ${region}` : undefined;
}

/** One line of the log. */
export function looseText({ place, snapshots }: LooseInPlace): string {
  const head = `${placeText(place)}: ${sumText(snapshots)} ${snapshots.length === 1 ? 'stays' : 'stay'}`;
  const byReason = Map.groupBy(snapshots, looseReason);
  const reasons = [...byReason].map(([reason, group]) => {
    const ids = group.slice(0, IN_LOG).map(({ snapshot }) => snapshot);
    const more = group.length - ids.length;
    return `${ids.join(', ')}${more === 0 ? '' : ` and ${more} more`} (${reason})`;
  });
  const [command] = commandsOf({ place, snapshots });
  const byHand = command === undefined ? '' : `. By hand, each: ${command}`;
  return `${head}: ${reasons.join('; ')}${byHand}`;
}

/** A block of the summary. */
export function looseBlock(loose: LooseInPlace): string {
  const { place, snapshots } = loose;
  const rows = snapshots.slice(0, SHOWN).map((each) => looseRow(each, place.region));
  const more = snapshots.length - rows.length;
  const rest = more === 0 ? [] : ['', `${plural(more, 'more snapshot')} in the report file.`];
  const title = `${sumText(snapshots)} in ${pageText(placeText(place))}, kept`;
  const table = ['| Snapshot | Why it stays |', '|:--|:--|', ...rows];
  return folded(title, [...table, ...rest, ...byHandLines(loose), '']).join('\n');
}

function looseRow(each: LooseSnapshot, region: string | null = null): string {
  const { snapshot, image, startedAt, sizeGiB } = each;
  const shown = [
    breakable(snapshot),
    `of ${imageCell({ region, imageId: image })}`,
    `${minuteText(startedAt)} UTC`,
    spaced(`${sizeGiB} GiB`),
  ];
  return `| ${shown.join('<br>')} | ${pageText(looseReason(each))} |`;
}

function byHandLines(loose: LooseInPlace): string[] {
  const commands = commandsOf(loose).slice(0, SHOWN);
  if (commands.length === 0) return [];
  const words =
    'The input `loose-after` has them deleted. By hand, when no image in the Recycle Bin (`aws ec2 list-images-in-recycle-bin`) is to be restored with them:';
  return ['', words, '', '```sh', ...commands, '```'];
}

/** Of those that nobody has asked to delete; what has another reason to stay has to stay. */
function commandsOf({ place, snapshots }: LooseInPlace): string[] {
  const asked = snapshots.filter(({ reason }) => reason === undefined);
  return asked.flatMap((each) => deleteCommand(each, place) ?? []);
}

/** Why a snapshot stays. */
export function looseReason({ reason = NOT_ASKED }: LooseSnapshot): string {
  return reason;
}

function sumText(snapshots: readonly LooseSnapshot[]): string {
  const size = snapshots.reduce((sum, { sizeGiB }) => sum + sizeGiB, 0);
  return `${plural(snapshots.length, 'loose snapshot')} (at most ${size} GiB)`;
}
