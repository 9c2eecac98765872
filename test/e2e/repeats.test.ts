/** Lists change while their pages are read: what stands on two pages is one thing. */
import { beforeEach, expect, test } from '@jest/globals';
import { failuresOf, instancesOf } from './outputs.ts';
import { day, expectVerdicts, image, imageId, PRUNE, prunedOf, server } from './retention-scenes.ts';
import { idOf, openStage, WEB } from './stage.ts';

const stage = openStage();
const ONE = { ...PRUNE, targets: WEB, instances: idOf(1) };

beforeEach(async () => {
  await stage.aws.settings({ maxPage: 2, repeatsOnPages: true });
});

test('an instance on two pages is selected once, and imaged', async () => {
  const five = [1, 2, 3, 4, 5];
  await stage.seed({ [WEB]: five.map((number) => server(number)) });
  const run = await stage.step({ targets: WEB, instances: 'all', 'max-instances': '5' });
  expect(failuresOf(run)).toEqual([]);
  expect(instancesOf(run)).toEqual(five.map(idOf));
  expect(await stage.ec2Calls('CreateImage')).toHaveLength(5);
});

test('an image on two pages is kept once, and no second time judged', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  await stage.aws.seed({ id: WEB, images: [1, 2, 3, 4].map((number) => image(number, day(number))) });
  const run = await stage.step({ ...ONE, retention: 'keep-last: 3' });
  expect(failuresOf(run)).toEqual([]);
  expect(prunedOf(run)).toEqual([imageId(1)]);
  expectVerdicts(run, {
    [imageId(1)]: 'pruned: no rule keeps it',
    [imageId(2)]: 'kept: last 3',
    [imageId(3)]: 'kept: last 2',
    [imageId(4)]: 'kept: last 1',
  });
});

test('what uses an image is told once', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  const launchConfigurations = [1, 2, 3].map((at) => ({ name: `lc-${at}`, imageId: imageId(1) }));
  const instances = [11, 12, 13].map((number) => server(number, { imageId: imageId(1) }));
  await stage.aws.seed({ id: WEB, instances, launchConfigurations });
  await stage.aws.seed({ id: WEB, images: [1, 2].map((number) => image(number, day(number))) });
  const run = await stage.step({ ...ONE, retention: 'keep-last: 1' });
  const uses = [
    ...[11, 12, 13].map((number) => `in use by ec2:Instance ${idOf(number)}`),
    ...[1, 2, 3].map((at) => `in use by launch configuration lc-${at}`),
  ];
  expectVerdicts(run, { [imageId(1)]: `kept: ${uses.join(', ')}`, [imageId(2)]: 'kept: last 1' });
});
