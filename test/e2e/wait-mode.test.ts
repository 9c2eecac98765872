/** The mode `wait`: another job finishes what a run with `wait: false` left pending. */
import { expect, test } from '@jest/globals';
import { headline, hoursAgo, tableBelow } from './check-scenes.ts';
import { failuresOf, imageByInstanceOf, imageIdsOf, imagesOf, instancesOf, reportOf } from './outputs.ts';
import { daysAgo, imageId, server, warningsOf } from './retention-scenes.ts';
import { DB, idOf, openStage, SHOP, WEB } from './stage.ts';
import { adopted, begin, expectSuccess, finish, imageOfRun, ofInstance, RUN_KEY } from './wait-scenes.ts';

const stage = openStage();
const BOTH = { targets: `${WEB}, ${DB}` };

async function seedThree(): Promise<void> {
  await stage.seed({ [WEB]: [server(1), server(2)], [DB]: [server(3)] });
}

test.each([
  ['that was given', { 'run-key': RUN_KEY }],
  ['that the first job made', { 'run-key': '' }],
])('the images of the run key %s are waited for', async (_, key) => {
  await seedThree();
  const first = await begin(stage, { ...BOTH, ...key });
  const runKey = first.outputs['run-key'] ?? '';
  expect(runKey).toMatch(key['run-key'] === '' ? /^8800110022-[0-9a-f]{8}$/ : /^nightly-4711$/);
  await stage.aws.settings({ pendingDescribes: 1 });
  const run = await finish(stage, { ...BOTH, 'run-key': runKey });
  expectSuccess(run);
  expect(imagesOf(run)).toEqual(adopted(first));
  expect(imageIdsOf(run)).toEqual(imageIdsOf(first));
  expect(imageByInstanceOf(run)).toEqual(imageByInstanceOf(first));
  expect([run.outputs['run-key'], run.outputs['image-id']]).toEqual([runKey, '']);
  expect(headline(run)).toBe('## ✅ 3 images in 2 accounts are available');
  expect(tableBelow(run, 'Images')).toEqual(
    [WEB, WEB, DB].map((account) => [
      'available<br>(adopted)',
      expect.stringContaining(`<br>${account} eu-west-1`),
      expect.stringMatching(/<br>8 GiB, (\d+ min )?\d+ s$/),
    ]),
  );
  const who = `${WEB} eu-west-1: server-1 ${idOf(1)}: image ${imageIdsOf(first)[0] ?? ''}`;
  expect(run.log).toContain(`${who} of an earlier attempt is adopted, pending`);
  expect(run.log).toContain(`${who} is available (8 GiB, `);
  expect(reportOf(run)).toMatchObject({ mode: 'wait', run_key: runKey, finished: true, result: 'success' });
  const { images } = await stage.aws.state();
  expect(imagesOf(run).map(({ snapshot_ids }) => snapshot_ids)).toEqual(
    imageIdsOf(run).map((id) => images.find((one) => one.id === id)?.snapshotIds),
  );
});

test('accounts and regions, one of which has nothing of the run', async () => {
  const us = { region: 'us-east-1' };
  await stage.seed({ [WEB]: [server(1), server(2, us)], [DB]: [server(3)], [SHOP]: [server(4, us)] });
  const targets = [
    `- {account: ${DB}, instances: '${idOf(99)}'}`,
    `- {account: ${SHOP}, regions: us-east-1}`,
    `- {account: ${WEB}, regions: [us-east-1, eu-west-1]}`,
  ].join('\n');
  const asked = targets.split('\n').slice(1).join('\n');
  const first = await begin(stage, { targets: asked });
  const run = await finish(stage, { targets });
  expectSuccess(run);
  expect(instancesOf(run)).toEqual([4, 2, 1].map(idOf));
  expect(imagesOf(run)).toEqual(adopted(first));
  expect(headline(run)).toBe('## ✅ 3 images in 2 accounts are available');
});

test('instances that fit nothing now select nothing and disturb nothing', async () => {
  await seedThree();
  const first = await begin(stage, BOTH);
  const unfit: readonly Record<string, string>[] = [
    {},
    { instances: 'tag:Environment: production' },
    { instances: idOf(99) },
    { instances: 'all', 'max-instances': '1' },
    { instances: 'all', exclude: 'all' },
    // Those of the first job, word for word.
    { instances: 'all', wait: 'false' },
    { targets: `[{account: ${WEB}, instances: {tag:Role: db}}, ${DB}]` },
  ];
  const runs = await Promise.all(
    unfit.map((inputs) => finish(stage, { ...BOTH, 'if-no-instances-found': 'error', ...inputs })),
  );
  for (const run of runs) expectSuccess(run);
  expect(runs.map(imageIdsOf)).toEqual(unfit.map(() => imageIdsOf(first)));
  expect(runs.map(warningsOf)).toEqual(unfit.map(() => []));
});

test.each(['', 'auto', '~'])('a run key is needed, and %j is none', async (key) => {
  await seedThree();
  const run = await finish(stage, { ...BOTH, 'run-key': key });
  expect([run.exitCode, run.outputs['result']]).toEqual([1, 'failure']);
  const said = 'run-key: found nothing; expected the run key of the run to wait for, because mode is wait.';
  expect(failuresOf(run)).toMatchObject([{ code: 'InputInvalid', message: expect.stringContaining(said) }]);
  expect(stage.github.requests).toEqual([]);
  expect(await stage.aws.calls()).toEqual([]);
});

test('the look-ups go on until the last image is available', async () => {
  await stage.seed({ [WEB]: [server(1), server(2)] });
  const first = await begin(stage, { targets: WEB });
  await stage.aws.settings({ instances: { [idOf(2)]: { pendingDescribes: 2 } } });
  const run = await finish(stage, { targets: WEB });
  expectSuccess(run);
  const [one = '', two = ''] = imageIdsOf(first);
  const looks = (await stage.ec2Calls('DescribeImages')).map(({ params }) => JSON.stringify(params));
  const asked = looks.map((look) => [one, two].filter((id) => look.includes(id)));
  // The last one looks for images that EC2 has shown late.
  expect(asked).toEqual([[], [one, two], [two], []]);
});

test('images that are available by now are reported', async () => {
  await seedThree();
  const first = await begin(stage, BOTH);
  expect((await stage.aws.state()).images.map(({ state }) => state)).toEqual(
    [1, 2, 3].map(() => 'available'),
  );
  const run = await finish(stage, BOTH);
  expectSuccess(run);
  expect(imagesOf(run)).toEqual(adopted(first));
  // Since when they are available nobody knows.
  expect(run.log.match(/is available \(8 GiB\)$/gm)).toHaveLength(3);
  expect(tableBelow(run, 'Images').map(([, , image]) => image?.split('<br>')[1])).toEqual(
    Array(3).fill('8 GiB'),
  );
  expect(reportOf(run).images).toMatchObject([1, 2, 3].map(() => ({ available_at: null })));
});

test('two runs are told apart by their keys, and so are two series of one instance', async () => {
  await seedThree();
  const first = await begin(stage, BOTH);
  const second = await begin(stage, { ...BOTH, 'run-key': 'nightly-4712', series: 'weekly' });
  const targets = `[{account: ${WEB}}, {account: ${WEB}, series: weekly}, ${DB}]`;
  const keys = [RUN_KEY, 'nightly-4712'];
  const apart = await Promise.all(keys.map((key) => finish(stage, { ...BOTH, 'run-key': key })));
  expect(apart.map(imageIdsOf)).toEqual([first, second].map(imageIdsOf));
  const weekly = imageOfRun(9, hoursAgo(1), ofInstance(1, { series: 'weekly' }));
  await stage.aws.seed({ id: WEB, images: [weekly] });
  const both = await finish(stage, { targets });
  expectSuccess(both);
  expect(imagesOf(both).map(({ instance_id, image_id }) => [instance_id, image_id])).toEqual([
    ...imagesOf(first)
      .slice(0, 2)
      .map(({ instance_id, image_id }) => [instance_id, image_id]),
    [idOf(1), imageId(9)],
    [idOf(3), imageIdsOf(first)[2]],
  ]);
});

test('tags alone make no image one of the run, nor does another repository', async () => {
  await seedThree();
  const first = await begin(stage, { targets: WEB });
  const images = [
    imageOfRun(7, daysAgo(0), ofInstance(1), { instanceId: idOf(77), state: 'pending' }),
    imageOfRun(8, daysAgo(0), ofInstance(2, { repositoryId: '700100201' }), { state: 'pending' }),
  ];
  await stage.aws.seed({ id: WEB, images });
  const run = await finish(stage, { targets: WEB });
  expectSuccess(run);
  expect(imageIdsOf(run)).toEqual(imageIdsOf(first));
});

test('of an instance and series the newest image of the run is waited for, and told when it is old', async () => {
  await seedThree();
  // EC2 counts whole seconds.
  const at = daysAgo(2).replace(/\.\d+Z$/, '.000Z');
  const images = [imageOfRun(1, daysAgo(3)), imageOfRun(2, at), imageOfRun(3, daysAgo(4))];
  await stage.aws.seed({ id: WEB, images });
  const run = await finish(stage, { targets: WEB });
  expectSuccess(run);
  expect([imageIdsOf(run), run.outputs['image-id']]).toEqual([[imageId(2)], imageId(2)]);
  expect(headline(run)).toBe('## ✅ 1 image in 1 account is available');
  const text = `${imageId(2)} was made at ${at}: a run key that was used before finds the images of that run`;
  expect(warningsOf(run)).toEqual([`account ${WEB}, eu-west-1, ${idOf(1)}: ${text}`]);
});
