/** `skip-if-newer-than` and the images of earlier runs: of another one, and of this very run. */
import { expect, test } from '@jest/globals';
import { headline, hoursAgo } from './check-scenes.ts';
import { codesOf, imageIdsOf, imagesOf } from './outputs.ts';
import { image, imageId, ourTags, server, SERIES } from './retention-scenes.ts';
import { idOf, openStage, WEB } from './stage.ts';

const stage = openStage();
const RUN_KEY = 'release-4711';
const SKIP = { targets: WEB, instances: 'all', series: SERIES, 'skip-if-newer-than': '12h' };

function ofRun(number: number, at: string) {
  const own = { instance: idOf(number) };
  const tags = { ...ourTags(own), 'cross-account-ami:run-key': RUN_KEY };
  return image(number, at, own, { tags });
}

test('the image of a run of an hour ago is enough for the next one', async () => {
  await stage.seed({ [WEB]: [server(1), server(2)] });
  const first = await stage.step(SKIP);
  const again = await stage.step(SKIP, { env: { GITHUB_RUN_ID: '8800110099' } });
  expect(imagesOf(again).map(({ outcome }) => outcome)).toEqual(['skipped', 'skipped']);
  expect(imageIdsOf(again)).toEqual(imageIdsOf(first));
  expect((await stage.aws.state()).images).toHaveLength(2);
});

test('an image of the same run is adopted, and only an older one is skipped', async () => {
  await stage.seed({ [WEB]: [server(1), server(2)] });
  await stage.aws.seed({ id: WEB, images: [ofRun(1, hoursAgo(0.5)), ofRun(2, hoursAgo(1.5))] });
  const run = await stage.step({ ...SKIP, 'run-key': RUN_KEY });
  expect([run.exitCode, run.outputs['result']]).toEqual([0, 'success']);
  expect(imagesOf(run).map(({ image_id, outcome }) => [image_id, outcome])).toEqual([
    [imageId(1), 'adopted'],
    [imageId(2), 'skipped'],
  ]);
  expect(headline(run)).toBe('## ✅ 1 image in 1 account is available, 1 skipped');
  expect(await stage.ec2Calls('CreateImage')).toEqual([]);
});

test('a pending image of the same run is adopted and waited for, whatever older one there is', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  const inputs = { ...SKIP, 'run-key': RUN_KEY };
  const first = await stage.step({ ...inputs, wait: 'false' });
  await stage.aws.seed({ id: WEB, images: [image(1, hoursAgo(2))] });
  await stage.aws.settings({ pendingDescribes: 1 });
  const run = await stage.step(inputs, { env: { GITHUB_RUN_ATTEMPT: '2' } });
  expect(run.exitCode).toBe(0);
  expect(imagesOf(run)).toMatchObject([
    { image_id: imageIdsOf(first)[0], outcome: 'adopted', state: 'available' },
  ]);
  expect(headline(run)).toBe('## ✅ 1 image in 1 account is available');
  expect(await stage.ec2Calls('CreateImage')).toHaveLength(1);
});

test('wait: false: what is skipped is counted beside what was accepted', async () => {
  await stage.seed({ [WEB]: [server(1), server(2)] });
  await stage.aws.seed({ id: WEB, images: [image(1, hoursAgo(2))] });
  const run = await stage.step({ ...SKIP, wait: 'false' });
  expect([run.exitCode, run.outputs['result']]).toEqual([0, 'pending']);
  expect(headline(run)).toBe('## ⏳ 1 image in 1 account was accepted and not waited for, 1 skipped');
});

test('a failure beside a skipped instance is partial', async () => {
  await stage.seed({ [WEB]: [server(1), server(2), server(3)] });
  await stage.aws.seed({ id: WEB, images: [image(1, hoursAgo(2))] });
  await stage.aws.settings({ instances: { [idOf(2)]: { end: 'failed' } } });
  const run = await stage.step(SKIP);
  expect([run.exitCode, run.outputs['result'], codesOf(run)]).toEqual([1, 'partial', ['ImageFailed']]);
  expect(headline(run)).toBe('## ❌ 1 of 3 images in 1 account available, 1 skipped, 1 failure');
  expect(imageIdsOf(run)).toHaveLength(2);
});
