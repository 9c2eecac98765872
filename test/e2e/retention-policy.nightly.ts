/** Which images stay under a policy, in which order the others go, and what people see of it. */
import { expect, test } from '@jest/globals';
import { imageIdsOf } from './outputs.ts';
import {
  daysAgo,
  expectVerdicts,
  image,
  imageId,
  left,
  only,
  pageShows,
  PRUNE,
  prunedOf,
  server,
  SERIES,
  verdictsOf,
} from './retention-scenes.ts';
import { DB, idOf, openStage, WEB } from './stage.ts';

const stage = openStage();
const DAY = 24 * 3600_000;

function dates(first: string, last: string, step: number): string[] {
  const count = (Date.parse(last) - Date.parse(first)) / DAY / step;
  return Array.from({ length: count + 1 }, (_, at) =>
    new Date(Date.parse(first) + at * step * DAY).toISOString().slice(0, 10),
  );
}

test('of a year the policy keeps what it says; the others go over several runs, the oldest first', async () => {
  const sundays = dates('2025-11-23', '2026-11-22', 7);
  const fortnight = dates('2026-11-09', '2026-11-22', 1);
  const nights = [...new Set([...sundays, ...fortnight])].sort();
  const kept: Readonly<Record<string, string>> = {
    '2026-11-22': 'daily 2026-11-22, weekly 2026-W47, monthly 2026-11',
    '2026-11-21': 'daily 2026-11-21',
    '2026-11-20': 'daily 2026-11-20',
    '2026-11-19': 'daily 2026-11-19',
    '2026-11-18': 'daily 2026-11-18',
    '2026-11-17': 'daily 2026-11-17',
    '2026-11-16': 'daily 2026-11-16',
    '2026-11-15': 'weekly 2026-W46',
    '2026-11-08': 'weekly 2026-W45',
    '2026-11-01': 'weekly 2026-W44',
    '2026-10-25': 'monthly 2026-10',
    '2026-09-27': 'monthly 2026-09',
    '2026-08-30': 'monthly 2026-08',
    '2026-07-26': 'monthly 2026-07',
    '2026-06-28': 'monthly 2026-06',
    '2026-05-31': 'monthly 2026-05',
    '2026-04-26': 'monthly 2026-04',
    '2026-03-29': 'monthly 2026-03',
    '2026-02-22': 'monthly 2026-02',
    '2026-01-25': 'monthly 2026-01',
    '2025-12-28': 'monthly 2025-12',
  };
  const numberOf = (night: string): number => nights.indexOf(night) + 1;
  await stage.seed({ [WEB]: [server(1)] });
  // The order in which EC2 lists images means nothing.
  const images = nights.map((night) => image(numberOf(night), `${night}T02:17:00.000Z`)).reverse();
  await stage.aws.seed({ id: WEB, images });
  const policy = 'keep-daily: 7\nkeep-weekly: 4\nkeep-monthly: 12';
  const inputs = { ...PRUNE, targets: WEB, instances: idOf(1), retention: policy, 'max-prunes': '18' };

  const doomed = nights.filter((night) => !(night in kept));
  expect([nights.length, doomed.length]).toEqual([65, 44]);
  const parts = [doomed.slice(0, 18), doomed.slice(18, 36), doomed.slice(36), []];
  for (const [at, part] of parts.entries()) {
    const run = await stage.step(inputs);
    expect([run.exitCode, run.outputs['result']]).toEqual([0, 'success']);
    expect(prunedOf(run)).toEqual(part.map((night) => imageId(numberOf(night))));
    const gone = parts.slice(0, at).flat();
    const expected = nights
      .filter((night) => !gone.includes(night))
      .map((night) => {
        const pruned = part.includes(night) ? 'pruned: no rule keeps it' : undefined;
        const later = 'pruned in a later run, as max-prunes is 18';
        return [imageId(numberOf(night)), pruned ?? `kept: ${kept[night] ?? later}`];
      });
    expectVerdicts(run, Object.fromEntries(expected) as Record<string, string>);
    const stay = nights.length - gone.length - part.length;
    expect(run.summary).toContain(
      `${stay} images kept, ${part.length} pruned, at most ${part.length * 8} GiB freed.`,
    );
  }
  expect(await left(stage)).toEqual(only(...Object.keys(kept).map(numberOf)));
});

test('each rule, and each target by its own', async () => {
  const at = (number: number, night: string, instance: number) =>
    image(number, `${night}:00.000Z`, { instance: idOf(instance) });
  await stage.seed({ [WEB]: [1, 2, 3, 4].map((number) => server(number)), [DB]: [server(5)] });
  await stage.aws.seed({
    id: WEB,
    images: [
      at(11, '2026-03-01T01:00', 1),
      at(12, '2026-03-01T23:59', 1),
      at(13, '2026-03-02T00:01', 1),
      // One ISO week, and two years.
      at(21, '2026-12-31T02:17', 2),
      at(22, '2027-01-03T02:17', 2),
      at(31, '2025-05-01T02:17', 3),
      at(32, '2026-02-01T02:17', 3),
      at(33, '2026-03-01T02:17', 3),
      // `keep-within` counts from the newest image, however long ago that was.
      at(41, '2019-01-01T02:17', 4),
      at(42, '2019-01-01T02:18', 4),
      at(43, '2019-01-03T02:17', 4),
    ],
  });
  await stage.aws.seed({ id: DB, images: [at(51, '2026-03-01T02:17', 5), at(52, '2026-03-01T02:47', 5)] });
  const targets = [
    `- {account: ${WEB}, instances: ${idOf(1)}, retention: {keep-daily: 2}}`,
    `- {account: ${WEB}, instances: ${idOf(2)}, retention: {keep-weekly: 1, keep-last: 1}}`,
    `- {account: ${WEB}, instances: ${idOf(3)}, retention: {keep-yearly: 3}}`,
    `- {account: ${WEB}, instances: ${idOf(4)}, retention: {keep-within: 2d}}`,
    `- {account: ${DB}, instances: ${idOf(5)}}`,
  ].join('\n');
  const run = await stage.step({ ...PRUNE, targets, retention: 'keep-hourly: 1' });
  expect(run.exitCode).toBe(0);
  expectVerdicts(run, {
    [imageId(11)]: 'pruned: no rule keeps it',
    [imageId(12)]: 'kept: daily 2026-03-01',
    [imageId(13)]: 'kept: daily 2026-03-02',
    [imageId(21)]: 'pruned: no rule keeps it',
    [imageId(22)]: 'kept: last 1, weekly 2026-W53',
    [imageId(31)]: 'kept: yearly 2025',
    [imageId(32)]: 'pruned: no rule keeps it',
    [imageId(33)]: 'kept: yearly 2026',
    [imageId(41)]: 'pruned: no rule keeps it',
    [imageId(42)]: 'kept: within the kept time',
    [imageId(43)]: 'kept: within the kept time',
    [imageId(51)]: 'pruned: no rule keeps it',
    [imageId(52)]: 'kept: hourly 2026-03-01T02h',
  });
  expect(await left(stage)).toEqual(only(12, 13, 22, 31, 33, 42, 43, 52));
});

test('a counter that has room keeps the oldest image', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  const times = ['01', '02', '03'].map((hour) => `2026-03-01T${hour}:00:00.000Z`);
  await stage.aws.seed({ id: WEB, images: times.map((time, at) => image(at + 1, time)) });
  const run = await stage.step({ ...PRUNE, targets: WEB, instances: 'all', retention: 'keep-monthly: 2' });
  expectVerdicts(run, {
    [imageId(1)]: 'kept: oldest, monthly has room',
    [imageId(2)]: 'pruned: no rule keeps it',
    [imageId(3)]: 'kept: monthly 2026-03',
  });
});

test('a backup counts its own image, and shows each instance in a folded section', async () => {
  const [web, db] = [{ instance: idOf(1) }, { instance: idOf(2) }];
  await stage.seed({ [WEB]: [server(1)], [DB]: [server(2, { name: 'db <1>' })] });
  const two = { snapshotIds: ['snap-00000000000000aaa', 'snap-00000000000000bbb'] };
  const images = [1, 2, 3, 4, 5, 6].map((number) => image(number, daysAgo(10 - number), web));
  await stage.aws.seed({ id: WEB, images });
  await stage.aws.seed({ id: DB, images: [image(7, daysAgo(2), db, two), image(8, daysAgo(1), db)] });
  const policy = { series: SERIES, retention: 'keep-last: 2' };
  const run = await stage.step({ ...policy, targets: `${WEB}, ${DB}`, instances: 'all' });
  expect([run.exitCode, run.outputs['result']]).toEqual([0, 'success']);
  const [newWeb = '', newDb = ''] = imageIdsOf(run);
  // Three of an instance unless told otherwise.
  expect(prunedOf(run).toSorted()).toEqual([1, 2, 3, 7].map(imageId));
  expectVerdicts(run, {
    [newWeb]: 'kept: last 1',
    [imageId(6)]: 'kept: last 2',
    [imageId(5)]: 'kept: pruned in a later run, as max-prunes is 3',
    [imageId(4)]: 'kept: pruned in a later run, as max-prunes is 3',
    [imageId(3)]: 'pruned: no rule keeps it',
    [imageId(2)]: 'pruned: no rule keeps it',
    [imageId(1)]: 'pruned: no rule keeps it',
    [newDb]: 'kept: last 1',
    [imageId(8)]: 'kept: last 2',
    [imageId(7)]: 'pruned: no rule keeps it',
  });
  const summary = pageShows(run.summary);
  expect(summary).toContain('6 images kept, 4 pruned, at most 40 GiB freed.');
  for (const title of [
    `server-1 ${idOf(1)} (${WEB} eu-west-1, series nightly): 4 kept, 3 pruned`,
    `db <1> ${idOf(2)} (${DB} eu-west-1, series nightly): 2 kept, 1 pruned`,
  ])
    expect(summary).toContain(`<details><summary>${title}</summary>`);
  expect(run.summary).not.toContain('<1>');
  expect((await left(stage)).snapshots).not.toContain('snap-00000000000000aaa');
});

test('nothing goes before the new image is available, and every fact is read again before each prune', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  await stage.aws.seed({ id: WEB, images: [1, 2, 3].map((number) => image(number, daysAgo(9 - number))) });
  await stage.aws.settings({ instances: { [idOf(1)]: { pendingDescribes: 1 } } });
  const run = await stage.step({ series: SERIES, retention: 'keep-last: 1', targets: WEB, instances: 'all' });
  expect(Object.values(verdictsOf(run)).filter((text) => text.startsWith('pruned'))).toHaveLength(3);
  const calls = (await stage.aws.calls()).map(({ action, params }) => ({
    action,
    about: JSON.stringify(params),
  }));
  const ends = calls.flatMap(({ action }, at) => (action === 'DeregisterImage' ? [at] : []));
  expect(ends).toHaveLength(3);
  const created = calls.findIndex(({ action }) => action === 'CreateImage');
  const looked = calls.slice(created, ends[0]).filter(({ action }) => action === 'DescribeImages');
  expect(looked.length).toBeGreaterThanOrEqual(3);
  for (const [at, end] of ends.entries()) {
    const since = calls.slice((ends[at - 1] ?? created) + 1, end);
    const id = imageId(at + 1);
    expect(since.filter(({ action }) => action === 'DescribeImages').length).toBeGreaterThan(0);
    for (const action of ['DescribeImageReferences', 'DescribeImageAttribute'])
      expect(since.filter((call) => call.action === action && call.about.includes(id))).not.toEqual([]);
    for (const action of ['DescribeLockedSnapshots', 'DescribeFastSnapshotRestores'])
      expect(since.map((call) => call.action)).toContain(action);
  }
  // These list all there is, and serve the prunes of a minute.
  const before = calls.slice(created, ends[0]).map(({ action }) => action);
  for (const action of ['DescribeLaunchConfigurations', 'DescribeAutoScalingGroups'])
    expect(before).toContain(action);
});
