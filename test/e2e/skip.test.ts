/** `skip-if-newer-than`: an instance whose newest image is young enough gets no other one. */
import { expect, test } from '@jest/globals';
import { headline, hoursAgo, linkOf, tableBelow } from './check-scenes.ts';
import { codesOf, imageByInstanceOf, imageIdsOf, imagesOf } from './outputs.ts';
import {
  daysAgo,
  expectVerdicts,
  image,
  imageId,
  left,
  prunedOf,
  server,
  SERIES,
  snapshotId,
  warningsOf,
} from './retention-scenes.ts';
import { DB, idOf, openStage, SHOP, WEB } from './stage.ts';

const stage = openStage();
const SKIP = { targets: WEB, instances: 'all', series: SERIES, 'skip-if-newer-than': '12h' };

function of(instance: number) {
  return { instance: idOf(instance) };
}

/** The instances that EC2 was asked to make an image of. */
async function asked(): Promise<string[]> {
  const calls = await stage.ec2Calls('CreateImage');
  return calls.map(({ params }) => String(params['InstanceId'])).toSorted();
}

test('the young image stands for the one that would be made, and the others are made', async () => {
  await stage.seed({ [WEB]: [server(1), server(2), server(3)] });
  const images = [image(11, daysAgo(2)), image(12, hoursAgo(2.5)), image(21, hoursAgo(12.1), of(2))];
  await stage.aws.seed({ id: WEB, images });
  const run = await stage.step(SKIP);
  expect([run.exitCode, run.outputs['result'], run.outputs['failures']]).toEqual([0, 'success', '[]']);
  expect(await asked()).toEqual([2, 3].map(idOf));
  const [first, ...others] = imagesOf(run);
  expect(first).toEqual({
    ...{ account_id: WEB, region: 'eu-west-1', instance_id: idOf(1), instance_name: 'server-1' },
    ...{ image_id: imageId(12), image_name: 'image-12', state: 'available', outcome: 'skipped' },
    snapshot_ids: [snapshotId(12)],
  });
  expect(others.map(({ instance_id, outcome, state }) => [instance_id, outcome, state])).toEqual([
    [idOf(2), 'created', 'available'],
    [idOf(3), 'created', 'available'],
  ]);
  const ids = [imageId(12), ...others.map(({ image_id }) => image_id)];
  expect(imageIdsOf(run)).toEqual(ids);
  expect(imageByInstanceOf(run)).toEqual(Object.fromEntries(ids.map((id, at) => [idOf(at + 1), id])));
  expect(run.outputs['image-id']).toBe('');
  expect(headline(run)).toBe('## ✅ 2 images in 1 account are available, 1 skipped');
  expect(tableBelow(run, 'Images')[0]).toEqual([
    ...['available<br>(skipped)', `server-1<br>${idOf(1)}<br>${WEB} eu-west-1`],
    `${linkOf(imageId(12))}<br>8 GiB`,
  ]);
  expect(run.log).toContain(
    `${WEB} eu-west-1: server-1 ${idOf(1)}: skipped, image ${imageId(12)} is 2 h old`,
  );
});

test('when all are skipped nothing is made; the one image of the one instance is in image-id', async () => {
  await stage.seed({ [WEB]: [server(1), server(2)] });
  await stage.aws.seed({ id: WEB, images: [image(1, hoursAgo(2)), image(2, hoursAgo(3), of(2))] });
  const [all, one, unwaited] = await Promise.all([
    stage.step(SKIP),
    stage.step({ ...SKIP, instances: idOf(2) }),
    stage.step({ ...SKIP, wait: 'false' }),
  ]);
  for (const run of [all, one, unwaited])
    expect([run.exitCode, run.outputs['result']]).toEqual([0, 'success']);
  const said = '2 instances skipped, as their newest images are young enough';
  expect([all, unwaited].map(headline)).toEqual([`## ✅ ${said}`, `## ✅ ${said}`]);
  expect(all.log.trimEnd().split('\n').at(-1)).toBe(said);
  expect([all.outputs['image-id'], one.outputs['image-id']]).toEqual(['', imageId(2)]);
  expect(imageIdsOf(all)).toEqual([1, 2].map(imageId));
  expect(await asked()).toEqual([]);
});

test('an image that does not count makes no instance skip', async () => {
  const numbers = Array.from({ length: 11 }, (_, at) => at + 1);
  await stage.seed({ [WEB]: numbers.map((number) => server(number)) });
  const at = hoursAgo(1);
  const images = [
    ...(['pending', 'failed', 'error', 'invalid', 'disabled'] as const).map((state, index) =>
      image(index + 1, at, of(index + 1), { state }),
    ),
    image(6, at, { ...of(6), excludedVolumes: '/dev/sdf' }),
    image(7, at, { ...of(7), repositoryId: '700100201' }),
    image(8, at, { ...of(8), series: 'pre-deploy' }),
    image(9, at, of(9), { instanceId: idOf(77) }),
    image(10, at, of(10), { region: 'us-east-1' }),
  ];
  await stage.aws.seed({ id: WEB, images }, { id: '555555555555', images: [image(11, at, of(11))] });
  const run = await stage.step({ ...SKIP, wait: 'false' });
  expect([run.exitCode, imagesOf(run).map(({ outcome }) => outcome)]).toEqual([
    0,
    numbers.map(() => 'created'),
  ]);
  expect(await asked()).toEqual(numbers.map(idOf));
});

test('the newest one that counts is asked for its age, not the newest of all', async () => {
  await stage.seed({ [WEB]: [server(1), server(2)] });
  const young = image(12, hoursAgo(1), {}, { state: 'failed' });
  const images = [
    image(11, hoursAgo(11)),
    young,
    image(21, hoursAgo(13), of(2)),
    image(22, hoursAgo(1), { ...of(2), excludedVolumes: 'data' }),
  ];
  await stage.aws.seed({ id: WEB, images });
  const run = await stage.step({ ...SKIP, wait: 'false' });
  expect(imagesOf(run).map(({ outcome }) => outcome)).toEqual(['skipped', 'created']);
  expect(imageIdsOf(run)[0]).toBe(imageId(11));
});

test('a target has its own, and others the one of the input', async () => {
  const us = { region: 'us-east-1' };
  await stage.seed({ [WEB]: [server(1), server(2, us)], [DB]: [server(3)], [SHOP]: [server(4)] });
  await stage.aws.seed(
    { id: WEB, images: [image(1, hoursAgo(2)), image(2, hoursAgo(2), of(2), us)] },
    { id: DB, images: [image(3, hoursAgo(2), of(3))] },
    { id: SHOP, images: [image(4, hoursAgo(20), of(4))] },
  );
  const targets = [
    `- {account: ${WEB}, regions: [us-east-1, eu-west-1]}`,
    `- {account: ${DB}, skip-if-newer-than: 1h30m}`,
    `- {account: ${SHOP}, skip-if-newer-than: 1d}`,
  ].join('\n');
  const run = await stage.step({ ...SKIP, targets });
  expect([run.exitCode, run.outputs['result']]).toEqual([0, 'success']);
  expect(imagesOf(run).map(({ instance_id, outcome }) => [instance_id, outcome])).toEqual([
    [idOf(2), 'skipped'],
    [idOf(1), 'skipped'],
    [idOf(3), 'created'],
    [idOf(4), 'skipped'],
  ]);
  expect(headline(run)).toBe('## ✅ 1 image in 1 account is available, 3 skipped');
  expect(await asked()).toEqual([idOf(3)]);
});

test('retention prunes nothing of a skipped instance, and says so', async () => {
  await stage.seed({ [WEB]: [server(1), server(2)] });
  const images = [
    ...[image(11, daysAgo(9)), image(12, daysAgo(8)), image(13, hoursAgo(2))],
    ...[image(21, daysAgo(9), of(2)), image(22, daysAgo(8), of(2))],
  ];
  await stage.aws.seed({ id: WEB, images });
  const run = await stage.step({ ...SKIP, retention: 'keep-last: 1' });
  expect([run.exitCode, run.outputs['result']]).toEqual([0, 'success']);
  const made = imageByInstanceOf(run)[idOf(2)] ?? '';
  const skipped = 'kept: its backup was skipped in this run';
  expectVerdicts(run, {
    [imageId(11)]: skipped,
    [imageId(12)]: skipped,
    [imageId(13)]: 'kept: last 1',
    [imageId(21)]: 'pruned: no rule keeps it',
    [imageId(22)]: 'pruned: no rule keeps it',
    [made]: 'kept: last 1',
  });
  expect(prunedOf(run)).toEqual([21, 22].map(imageId));
  expect((await left(stage)).images).toEqual([...[11, 12, 13].map(imageId), made].sort());
});

test('when our images cannot be looked up, nothing is made', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  await stage.aws.deny({ action: 'DescribeImages' });
  const run = await stage.step(SKIP);
  expect([run.exitCode, run.outputs['result'], codesOf(run)]).toEqual([1, 'failure', ['AccessDenied']]);
  expect(await asked()).toEqual([]);
});

test('a skipped instance is neither rebooted nor warned of', async () => {
  await stage.seed({ [WEB]: [server(1), server(2, { state: 'stopped' })] });
  await stage.aws.seed({ id: WEB, images: [image(1, hoursAgo(2))] });
  const reboots = { ...SKIP, 'no-reboot': 'false' };
  const [none, other] = await Promise.all([
    stage.step({ ...reboots, instances: idOf(1) }),
    stage.step({ ...reboots, wait: 'false' }),
  ]);
  expect([none.exitCode, other.exitCode]).toEqual([0, 0]);
  expect([warningsOf(none), none.log.includes('REBOOT')]).toEqual([[], false]);
  expect(warningsOf(other)).toEqual([
    expect.stringContaining('making the image REBOOTS the instance, if it runs'),
  ]);
  expect(await asked()).toEqual([idOf(2)]);
  expect((await stage.aws.state()).reboots).toEqual({});
});
