/** Loose snapshots that stay: bounded, harmless, and with a command only where one may be run. */
import { expect, test } from '@jest/globals';
import type { LooseSnapshot } from '../../../src/model/retention.ts';
import { deleteCommand, looseBlock, looseText } from '../../../src/report/loose-report.ts';
import { reportFileOf } from './histories.ts';

const place = { account: '222222222222', region: 'eu-west-1' };
const loose = (number: number, parts: Partial<LooseSnapshot> = {}): LooseSnapshot => ({
  snapshot: `snap-${String(number).padStart(17, '0')}`,
  image: 'ami-1',
  startedAt: Date.UTC(2026, 10, 22, 2, 17),
  sizeGiB: 8,
  ...parts,
});
const entriesOf = (snapshots: readonly LooseSnapshot[]) =>
  reportFileOf({ kind: 'loose', place, snapshots }).retention.loose_snapshots;
const many = Array.from({ length: 60 }, (_, at) => loose(at));

test('the page has 50 of them and 50 commands, the report file has all', () => {
  const block = looseBlock({ place, snapshots: many });
  expect(block.match(/^\| snap-/gm)).toHaveLength(50);
  expect(block.match(/^aws ec2 delete-snapshot /gm)).toHaveLength(50);
  expect(block).toContain('60 loose snapshots (at most 480 GiB)');
  expect(block).toContain('10 more snapshots in the report file.');
  expect(entriesOf(many)).toHaveLength(60);
});

test('the line of the log names a few', () => {
  const text = looseText({ place, snapshots: many });
  expect(text.match(/snap-\d+/g)).toHaveLength(6);
  expect(text).toContain('and 55 more (loose-after is not given). By hand, each: aws ec2 delete-snapshot');
});

test('what has a reason to stay has no command', () => {
  const held = loose(1, { reason: 'snapshot snap-1 is locked | <b>' });
  const block = looseBlock({ place, snapshots: [held] });
  expect(block).not.toContain('delete-snapshot');
  expect(block).not.toContain('<b>');
  expect(entriesOf([held])).toMatchObject([{ reason: held.reason, command: null }]);
});

test.each([
  { snapshot: 'snap-1; rm -rf /', region: 'eu-west-1' },
  { snapshot: 'snap-1\n```', region: 'eu-west-1' },
  { snapshot: 'snap-1', region: '$(id)' },
])('no command is made of what a shell would read: $snapshot in $region', ({ snapshot, region }) => {
  const each = loose(1, { snapshot });
  expect(deleteCommand(each, { ...place, region })).toBeUndefined();
  expect(looseBlock({ place: { ...place, region }, snapshots: [each] })).not.toContain('```');
});
