/** The mode `plan` tells everything that a backup would do, and does nothing. */
import { expect, test } from '@jest/globals';
import type { AwsState } from '../emulator/aws.ts';
import { headline, linkOf } from './check-scenes.ts';
import type { PlannedEntry } from '../../src/model/report-file.ts';
import { codesOf, commandsOf, reportOf } from './outputs.ts';
import { FULL, RUN_KEY, seedFull, tagsOfRun, TEMPLATE } from './plan-full-scene.ts';
import { answersOf, digestOf, foreseenOf, inRegion, KEEPING, MAKING, NOTHING_YET } from './plan-scenes.ts';
import { plannedOf, rowsBelow } from './plan-scenes.ts';
import { imageId, ourTags, pageShows, SERIES, snapshotId, verdictsOf } from './retention-scenes.ts';
import { DB, idOf, openStage, SHOP, WEB } from './stage.ts';

const stage = openStage();
const PLAN = { ...FULL, mode: 'plan' };
const DIGEST = digestOf(RUN_KEY, SERIES);

/** Without what only the order of the answers decides. */
function facts({ images, snapshots, reboots }: AwsState) {
  const byId = (one: { id: string }, other: { id: string }) => one.id.localeCompare(other.id);
  return { images: images.toSorted(byId), snapshots: snapshots.toSorted(byId), reboots };
}

test('it changes nothing, and no call of it could', async () => {
  await seedFull(stage);
  const before = facts(await stage.aws.state());
  const run = await stage.step(PLAN);
  // One id does not exist, at which the backup would fail.
  expect([run.exitCode, codesOf(run)]).toEqual([1, ['InstanceNotFound']]);
  expect(facts(await stage.aws.state())).toEqual(before);
  expect(before.images).toHaveLength(11);
  expect(before.reboots).toEqual({});
  const calls = await stage.aws.calls();
  expect(calls.filter(({ mutating }) => mutating)).toEqual([]);
  // The ledger calls nothing mutating but what EC2 is asked for; of the others these are all.
  const harmless = calls.filter(({ dryRun }) => !dryRun).map(({ service, action }) => `${service}:${action}`);
  expect([...new Set(harmless)].toSorted()).toEqual([
    'autoscaling:DescribeAutoScalingGroups',
    'autoscaling:DescribeLaunchConfigurations',
    'ec2:DescribeFastSnapshotRestores',
    'ec2:DescribeImageAttribute',
    'ec2:DescribeImageReferences',
    'ec2:DescribeImages',
    'ec2:DescribeInstanceStatus',
    'ec2:DescribeInstances',
    'ec2:DescribeLockedSnapshots',
    'ec2:DescribeSnapshots',
    'ec2:DescribeVolumes',
    'ec2:ListImagesInRecycleBin',
    'sts:AssumeRole',
    'sts:AssumeRoleWithWebIdentity',
  ]);
  const tried = calls.filter(({ dryRun }) => dryRun);
  expect(new Set(tried.map(({ errorCode }) => errorCode))).toEqual(new Set(['DryRunOperation']));
  const asked = (action: string, key: string) =>
    tried.filter((call) => call.action === action).map(({ params }) => params[key]);
  // Also for those that an image is there for: the next run makes one.
  expect(asked('CreateImage', 'InstanceId').toSorted()).toEqual([1, 2, 3, 6, 9].map(idOf));
  // What would be pruned, and one in the region in which nothing would be.
  expect(asked('DeregisterImage', 'ImageId').toSorted()).toEqual([12, 13, 14, 31, 61, 81].map(imageId));
  expect(asked('DeleteSnapshot', 'SnapshotId').toSorted()).toEqual(
    [12, 13, 14, 31, 61, 71, 81].map(snapshotId),
  );
});

test('its outputs are those of a run that has made nothing', async () => {
  await seedFull(stage);
  const run = await stage.step(PLAN);
  expect(run.outputs).toEqual({
    'run-key': RUN_KEY,
    'report-file': expect.stringContaining('.json'),
    result: 'failure',
    'image-ids': '[]',
    'image-id': '',
    'image-by-instance': '{}',
    images: '[]',
    'pruned-image-ids': '[]',
    matrix: '{"shard":["1/1"]}',
    failures: expect.stringContaining('InstanceNotFound'),
  });
  const said =
    'A backup would create 3 images, adopt 1, skip 1, prune 4, fail in 1 place; no permission that can be tried is missing';
  expect(headline(run)).toBe(`## ❌ ${said}`);
  expect(run.log.trimEnd().split('\n').at(-1)).toBe(`Error: ${said}`);
  expect(commandsOf(run, 'error')).toEqual([
    `A backup would fail: The instance does not exist in eu-west-1 · account ${DB}, ${idOf(77)} · ` +
      'Correct the id, or remove it. An instance is only found in the account and regions of its target.',
    said,
  ]);
  expect(commandsOf(run, 'warning')).toEqual([
    `account ${SHOP}, eu-west-1: no-reboot is false: making the image REBOOTS the instance, if it runs`,
  ]);
});

function entry(at: Pick<PlannedEntry, 'target' | 'account_id' | 'region'>, number: number) {
  const none = { image_id: null, excluded_devices: [], snapshots: 0, reboots: false, code: null };
  return { ...none, ...at, series: SERIES, instance_id: idOf(number) };
}

function created(
  name: string,
  of: ReturnType<typeof entry>,
  more: { snapshots: number; size_gib: number; excluded_devices?: string[] },
) {
  const tags = tagsOfRun(name, of.instance_id, more.excluded_devices?.join(',') ?? 'none');
  return { ...of, outcome: 'created', image_name: name, tags, ...more };
}

test('the report tells each instance: fate, name, tags, volumes that are left out, snapshots, size', async () => {
  await seedFull(stage);
  const run = await stage.step(PLAN);
  const here = { target: 1, account_id: WEB, region: 'eu-west-1' };
  const us = { ...here, region: 'us-east-1' };
  const db = { target: 2, account_id: DB, region: 'eu-west-1' };
  const web = created(`web-1-${DIGEST}`, entry(here, 1), {
    ...{ snapshots: 2, size_gib: 120, excluded_devices: ['/dev/sdf'] },
  });
  const earlier = (number: number, instance: number) => ({
    ...{ image_id: imageId(number), image_name: `image-${number}`, size_gib: 8 },
    tags: ourTags({ instance: idOf(instance), excludedVolumes: '/dev/sdf' }),
  });
  const adopted = earlier(21, 2);
  expect(plannedOf(run)).toEqual([
    { ...web, instance_name: 'web-1', tags: { ...web.tags, Team: 'web' } },
    {
      ...entry(here, 2),
      ...adopted,
      ...{ instance_name: 'web-2', outcome: 'adopted' },
      tags: { ...adopted.tags, 'cross-account-ami:run-key': RUN_KEY },
    },
    { ...entry(us, 3), ...earlier(32, 3), instance_name: 'web-3', outcome: 'skipped' },
    {
      ...created(`db-1-${DIGEST}`, entry(db, 6), { snapshots: 1, size_gib: 8 }),
      instance_name: 'db|1',
    },
    {
      ...entry({ ...db, region: null }, 77),
      ...{ instance_name: idOf(77), outcome: 'failed', image_name: null, tags: {}, size_gib: null },
      code: 'InstanceNotFound',
    },
    {
      ...created(`shop-${DIGEST}`, entry({ ...db, target: 3, account_id: SHOP }, 9), {
        ...{ snapshots: 1, size_gib: 8 },
      }),
      ...{ instance_name: 'shop', reboots: true },
    },
  ]);
  expect(foreseenOf(run)).toMatchObject([
    { phase: 'plan', account_id: DB, region: null, instance_id: idOf(77), code: 'InstanceNotFound' },
  ]);
});

test('the summary shows the same', async () => {
  await seedFull(stage);
  const run = await stage.step(PLAN);
  const eu = 'eu-west-1';
  const of = (number: number, name: string, where: string) => `${name}${idOf(number)}<br>${where}`;
  expect(rowsBelow(run, '| Would be | Instance | Image |')).toEqual([
    ['❌ failed<br>InstanceNotFound', of(77, '', DB), ''],
    [
      ...['🆕 created', of(1, 'web-1<br>', `${WEB} ${eu}`)],
      `web-1-${DIGEST}<br>2 snapshots, 120 GiB<br>without /dev/sdf`,
    ],
    ['adopted', of(2, 'web-2<br>', `${WEB} ${eu}`), `image-21<br>${linkOf(imageId(21))}`],
    [
      ...['➖ skipped', of(3, 'web-3<br>', `${WEB} us-east-1`)],
      `image-32<br>${linkOf(imageId(32), 'us-east-1')}`,
    ],
    ['🆕 created', of(6, 'db|1<br>', `${DB} ${eu}`), `db-1-${DIGEST}<br>1 snapshot, 8 GiB`],
    [
      ...['🆕 created<br>🔁 rebooted', of(9, 'shop<br>', `${SHOP} ${eu}`)],
      `shop-${DIGEST}<br>1 snapshot, 8 GiB`,
    ],
  ]);
  expect(run.summary).toContain('3 new images with 4 snapshots, at most 136 GiB.');
  expect(run.summary).toContain('### What fails');
  expect(pageShows(run.summary)).toContain(`- ${idOf(9)}<br>Name = shop-${DIGEST}<br>`);
  expect(run.log).toContain(
    `${SHOP} eu-west-1: shop ${idOf(9)}: an image named shop-${DIGEST} would be created (1 snapshot, 8 GiB) (the instance would be REBOOTED, as no-reboot is false)`,
  );
});

const VERDICTS: Readonly<Record<string, string>> = {
  [imageId(11)]: `kept: in use by ec2:LaunchTemplate ${TEMPLATE}`,
  [imageId(12)]: 'pruned: no rule keeps it',
  [imageId(13)]: 'pruned: no rule keeps it',
  [imageId(14)]: 'pruned: no rule keeps it',
  [imageId(15)]: 'kept: last 2',
  [imageId(21)]: 'kept: last 1',
  [imageId(31)]: 'kept: last 2',
  [imageId(32)]: 'kept: last 1',
  [imageId(61)]:
    'kept: does not count, it is failed; it is removed as a leftover when it is over 48 hours old',
  [imageId(81)]: 'pruned: its instance no longer exists, and its newest image is older than gone-after',
  [imageId(91)]: 'kept: no target of this run looks at it',
};

test('what would be pruned and why, what is left over, and what nobody looks after', async () => {
  await seedFull(stage);
  const run = await stage.step(PLAN);
  // The new images have no ids yet.
  expect(verdictsOf(run)).toEqual({ ...VERDICTS, new: 'kept: last 1' });
  const { unattended, removed } = reportOf(run).retention;
  expect(unattended).toMatchObject([{ account_id: WEB, images: [{ image_id: imageId(91) }] }]);
  expect(removed).toEqual([
    { what: 'A leftover of a failed attempt (failed)', place: `account ${WEB}, eu-west-1, ${imageId(61)}` },
    { what: `The loose snapshot ${snapshotId(71)}`, place: `account ${WEB}, eu-west-1` },
  ]);
  const rows = pageShows(run.summary).matchAll(
    /^\| (?:🗑️\s)?(?:would be )?(kept|pruned) \| \[(ami-\d+)\].* \| (.*) \|$/gmu,
  );
  const shown = [...rows].map(([, decision = '', id = '', why = '']) => [id, `${decision}: ${why}`]);
  expect(Object.fromEntries(shown)).toEqual(VERDICTS);
  const page = pageShows(run.summary);
  for (const text of [
    '9 images would be kept, 4 would be pruned, at most 32 GiB would be freed.',
    `web-1 ${idOf(1)} (${WEB} eu-west-1, series nightly): 4 would be kept, 3 would be pruned`,
    `1 unattended image in account ${WEB}, eu-west-1, kept`,
    '2 leftovers of failed attempts would be removed',
    `The loose snapshot ${snapshotId(71)}: account ${WEB}, eu-west-1`,
  ])
    expect(page).toContain(text);
});

test('the permissions of every account and region', async () => {
  await seedFull(stage);
  const run = await stage.step(PLAN);
  const untried = { 'ec2:DescribeImageReferences': NOTHING_YET, 'ec2:DescribeImageAttribute': NOTHING_YET };
  const keeping = { ...KEEPING, 'ec2:ListImagesInRecycleBin': 'allowed' };
  const fresh = {
    ...keeping,
    ...untried,
    'ec2:DeregisterImage': NOTHING_YET,
    'ec2:DeleteSnapshot': NOTHING_YET,
  };
  expect(answersOf(run, inRegion(WEB))).toEqual(keeping);
  expect(answersOf(run, inRegion(WEB, 'us-east-1'))).toEqual(keeping);
  expect(answersOf(run, inRegion(DB))).toEqual(fresh);
  expect(answersOf(run, inRegion(SHOP))).toEqual({
    ...fresh,
    'ec2:DescribeInstanceStatus': 'allowed',
    'KMS keys': 'cannot be tried: EC2 uses the keys of encrypted volumes only when it makes the image',
  });
  expect(pageShows(run.summary).replaceAll('\u00a0', ' ')).toContain(
    '✅ 49 allowed · ❌ 0 denied · ➖ 17 cannot be tried',
  );
  expect(Object.keys(answersOf(run, { region: null }))).toEqual([
    'sts:AssumeRoleWithWebIdentity',
    'sts:AssumeRole',
  ]);
});

test('without retention it tells of the images alone', async () => {
  await seedFull(stage);
  const run = await stage.step({ ...PLAN, retention: '', 'gone-after': '' });
  expect([run.exitCode, codesOf(run)]).toEqual([1, ['InstanceNotFound']]);
  expect(reportOf(run).retention).toMatchObject({ instances: [], unattended: [], removed: [] });
  expect(answersOf(run, inRegion(WEB))).toEqual({ ...MAKING, 'ec2:DescribeSnapshots': 'allowed' });
  expect(run.summary).toContain('Series nightly holds 10 images, at most 80 GiB.');
});
