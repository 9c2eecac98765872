/** The mode `wait` and EC2's eventual consistency: images of the run that are not shown yet, or never. */
import { expect, test } from '@jest/globals';
import { headline } from './check-scenes.ts';
import { failuresOf, imageIdsOf, imagesOf } from './outputs.ts';
import { daysAgo, image, imageId, prunedOf, server, warningsOf } from './retention-scenes.ts';
import { DB, idOf, openStage, WEB } from './stage.ts';
import { adopted, begin, expectSuccess, finish, ofInstance } from './wait-scenes.ts';

const stage = openStage();
const BOTH = { targets: `${WEB}, ${DB}` };

test('an image that EC2 hides in one account, while those of the other are available, is found', async () => {
  await stage.seed({ [WEB]: [server(1), server(2)], [DB]: [server(3)] });
  const old = [31, 32].map((number) => image(number, daysAgo(40 - number), ofInstance(3)));
  await stage.aws.seed({ id: DB, images: old });
  await stage.aws.settings({ instances: { [idOf(3)]: { hiddenSeconds: 6 } } });
  const inputs = { ...BOTH, retention: 'keep-last: 1' };
  // By AWS's time the images may be hidden for 12 seconds more.
  const first = await begin(stage, inputs, 168);
  const run = await finish(stage, inputs);
  expectSuccess(run);
  expect(imageIdsOf(run)).toEqual(imageIdsOf(first));
  expect(imagesOf(run)).toMatchObject(
    imageIdsOf(first).map((image_id) => ({ image_id, state: 'available', outcome: 'adopted' })),
  );
  const [one = '', , hidden = ''] = imageIdsOf(first);
  const told = [`image ${one} is available`, `image ${hidden} of an earlier attempt is adopted`];
  const [before = -1, after = -1] = told.map((text) => run.log.indexOf(text));
  expect([before > 0, after > before]).toEqual([true, true]);
  expect(prunedOf(run)).toEqual([31, 32].map(imageId));
  expect(warningsOf(run)).toEqual([]);
});

test('an image that EC2 hides for 6 seconds in the only account is found', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  await stage.aws.settings({ hiddenSeconds: 6 });
  const first = await begin(stage, { targets: WEB });
  const run = await finish(stage, { targets: WEB });
  expectSuccess(run);
  expect(imagesOf(run)).toEqual(adopted(first));
  expect(imagesOf(run)).toMatchObject([{ instance_name: 'server-1' }]);
  expect(headline(run)).toBe('## ✅ 1 image in 1 account is available');
  expect(run.durationMs).toBeGreaterThan(5_000);
});

test('nothing with that run key is looked for again for a minute, and a failure that nothing tolerates', async () => {
  await stage.seed({ [WEB]: [server(1), server(2)], [DB]: [server(3)] });
  await begin(stage, BOTH);
  const inputs = { ...BOTH, 'run-key': 'nightly-4712', 'max-failures': '5' };
  const run = await finish(stage, inputs, { timeoutMs: 100_000 });
  expect([run.exitCode, run.outputs['result']]).toEqual([1, 'failure']);
  const what = 'No image carries the run key nightly-4712 in the accounts and regions of the targets';
  const mend =
    'Set `run-key` to the output of the run that made the images, and use the same targets and regions.';
  expect(failuresOf(run)).toEqual([
    {
      ...{ phase: 'wait', account_id: null, region: null, instance_id: null, image_id: null },
      ...{ code: 'NothingToWaitFor', aws_code: null, message: `${what} · ${mend}` },
    },
  ]);
  expect(headline(run)).toBe('## ❌ No image of this run key was found');
  expect([run.outputs['image-ids'], run.outputs['images']]).toEqual(['[]', '[]']);
  // At once, and then every 5 seconds.
  const looks = await stage.ec2Calls('DescribeImages');
  expect([WEB, DB].map((id) => looks.filter(({ account }) => account === id).length)).toEqual([13, 13]);
}, 120_000);
