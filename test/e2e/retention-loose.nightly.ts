/** Snapshots of ours whose image is gone: listed, or deleted with `loose-after`. */
import { expect, test } from '@jest/globals';
import type { SnapshotSeed } from '../emulator/aws.ts';
import { reportOf } from './outputs.ts';
import {
  day,
  daysAgo,
  image,
  imageId,
  left,
  looseSnapshot,
  only,
  ourTags,
  pageShows,
  PRUNE,
  prunedOf,
  server,
  snapshotId,
  warningsOf,
} from './retention-scenes.ts';
import { idOf, openStage, WEB } from './stage.ts';
import type { ActionRun } from '../emulator/runner.ts';

const stage = openStage();
const ALL = { ...PRUNE, targets: WEB, instances: 'all' };

function numbers(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

/** Snapshot id to why it stays, as the report file says. */
function looseOf(run: ActionRun): Record<string, string> {
  const { retention } = reportOf(run);
  return Object.fromEntries(retention.loose_snapshots.map((each) => [each.snapshot_id, each.reason]));
}

test('ten images that somebody has deregistered a minute ago keep their snapshots, which are listed', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  await stage.aws.seed({ id: WEB, snapshots: numbers(1, 10).map((number) => looseSnapshot(number)) });
  await stage.aws.seed({ id: WEB, images: [image(11, daysAgo(1))], recycleBin: [{ imageId: imageId(10) }] });
  const run = await stage.step({ ...ALL, retention: 'keep-last: 30', 'max-prunes': '1' });
  expect([run.exitCode, run.outputs['result'], prunedOf(run)]).toEqual([0, 'success', []]);
  expect((await left(stage)).snapshots).toEqual(numbers(1, 11).map(snapshotId));
  expect(await stage.ec2Calls('DeleteSnapshot')).toEqual([]);
  // Nobody asks for a right that is not needed.
  expect(await stage.ec2Calls('ListImagesInRecycleBin')).toEqual([]);
  const command = (number: number) =>
    `aws ec2 delete-snapshot --snapshot-id ${snapshotId(number)} --region eu-west-1`;
  expect(run.log).toContain('10 loose snapshots (at most 80 GiB) stay');
  expect(run.log).toContain(command(1));
  const shown = pageShows(run.summary);
  expect(shown).toContain('10 loose snapshots (at most 80 GiB) in account 222222222222, eu-west-1');
  for (const number of numbers(1, 10)) expect(shown).toContain(`\n${command(number)}\n`);
  expect(new Set(Object.values(looseOf(run)))).toEqual(new Set(['loose-after is not given']));
});

/** Loose in all but one condition: none of them is listed. */
const NONE: readonly [why: string, more: Partial<SnapshotSeed>][] = [
  ['pending', { state: 'pending' }],
  ['in the Recycle Bin', { state: 'recoverable' }],
  ['on its way back from it', { state: 'recovering' }],
  ['younger than 48 hours', { startTime: daysAgo(1.9) }],
  ['without tags of ours', { tags: {} }],
  ['of another repository', { tags: ourTags({ repositoryId: '700100201' }) }],
  ['of another series', { tags: ourTags({ series: 'pre-deploy' }) }],
  ['silent about its image', { description: '' }],
  ['described by a person', { description: 'before the migration' }],
  ['a copy of one of ours', { description: `Copied for DestinationAmi ${imageId(800)} from us-east-1` }],
  ['of an image that is there', { description: `Created by CreateImage(${idOf(1)}) for ${imageId(900)}` }],
];

test('with loose-after a loose snapshot is deleted only when everything speaks for it', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  const none = NONE.map(([, more], at) => looseSnapshot(at + 11, more));
  const young = looseSnapshot(31, { startTime: daysAgo(6.9) });
  const held = [32, 33, 34].map((number) => looseSnapshot(number));
  const snapshots = [looseSnapshot(1), looseSnapshot(2, { state: 'error' }), ...none, young, ...held];
  await stage.aws.seed({
    id: WEB,
    snapshots: [...snapshots, looseSnapshot(51), looseSnapshot(52)],
    recycleBin: [{ imageId: imageId(800) }, { imageId: imageId(32) }],
    snapshotLocks: [
      { snapshotId: snapshotId(33), expiresOn: '2031-02-03T00:00:00Z' },
      { snapshotId: snapshotId(1), state: 'expired' },
    ],
    fastSnapshotRestores: [
      { snapshotId: snapshotId(34), zone: 'eu-west-1a', state: 'optimizing' },
      { snapshotId: snapshotId(1), state: 'disabling' },
    ],
  });
  // Somebody has registered an image of one, and another of ours has the other.
  const foreign = { ...image(901, day(1)), tags: {}, snapshotIds: [snapshotId(51)] };
  const ours = image(900, day(2), {}, { snapshotIds: [snapshotId(52)] });
  await stage.aws.seed({ id: WEB, images: [foreign, ours] });
  await stage.aws.settings({ maxPage: 1 });
  const run = await stage.step({ ...ALL, 'loose-after': '7d' });
  expect([run.exitCode, run.outputs['result'], prunedOf(run)]).toEqual([0, 'success', []]);
  const { snapshots: ids } = await left(stage);
  const names = new Map(NONE.map(([why], at) => [snapshotId(at + 11), why]));
  const kept = [31, 32, 33, 34, 51, 52].map(snapshotId);
  expect(ids.map((id) => names.get(id) ?? id).toSorted()).toEqual([...names.values(), ...kept].toSorted());
  // What is in use or held is not even tried.
  expect(await stage.ec2Calls('DeleteSnapshot')).toHaveLength(2);
  for (const number of [1, 2])
    expect(run.log).toContain(`The loose snapshot ${snapshotId(number)} was removed`);
  expect(looseOf(run)).toEqual({
    [snapshotId(31)]: 'younger than loose-after',
    [snapshotId(32)]: `its image ${imageId(32)} is in the Recycle Bin`,
    [snapshotId(33)]: `snapshot ${snapshotId(33)} is locked until 2031-02-03 (governance)`,
    [snapshotId(34)]: `snapshot ${snapshotId(34)} has fast snapshot restore enabled in eu-west-1a`,
  });
  expect(run.summary).not.toContain('delete-snapshot');
});

test('at most max-prunes go of an instance in a run, the oldest first', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  const of = (instance: number) => ({
    tags: ourTags({ instance: idOf(instance) }),
    description: `Created by CreateImage(${idOf(instance)}) for ${imageId(77)}`,
  });
  const first = [3, 1, 2].map((number) => looseSnapshot(number, { startTime: daysAgo(30 - number) }));
  const second = looseSnapshot(9, { ...of(2), startTime: daysAgo(20) });
  await stage.aws.seed({ id: WEB, snapshots: [...first, second] });
  const run = await stage.step({ ...ALL, 'loose-after': '2w', 'max-prunes': '2' });
  expect(run.exitCode).toBe(0);
  expect(await left(stage)).toEqual({ ...only(3), images: [] });
  expect(looseOf(run)).toEqual({ [snapshotId(3)]: 'deleted in a later run, as max-prunes is 2' });
});

test.each(['ListImagesInRecycleBin', 'DescribeLockedSnapshots', 'DescribeFastSnapshotRestores'])(
  'they stay with one warning when %s is denied',
  async (action) => {
    await stage.seed({ [WEB]: [server(1)] });
    await stage.aws.seed({ id: WEB, snapshots: [1, 2].map((number) => looseSnapshot(number)) });
    await stage.aws.deny({ action, account: WEB });
    const run = await stage.step({ ...ALL, 'loose-after': '7d' });
    expect([run.exitCode, run.outputs['result']]).toEqual([0, 'success']);
    expect(await left(stage)).toEqual({ ...only(1, 2), images: [] });
    expect(warningsOf(run)).toEqual([expect.stringContaining(`ec2:${action}`)]);
    for (const reason of Object.values(looseOf(run))) expect(reason).toMatch(/^not checked: /);
  },
);

test('a plan tells what would go and changes nothing', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  await stage.aws.seed({ id: WEB, snapshots: [1, 2].map((number) => looseSnapshot(number)) });
  const inputs = { ...ALL, mode: 'plan', 'loose-after': '7d', 'max-prunes': '1' };
  const run = await stage.step(inputs);
  expect(run.exitCode).toBe(0);
  expect(run.log).toContain(`The loose snapshot ${snapshotId(1)} would be removed`);
  expect(looseOf(run)).toEqual({ [snapshotId(2)]: 'deleted in a later run, as max-prunes is 1' });
  expect(await left(stage)).toEqual({ ...only(1, 2), images: [] });
});
