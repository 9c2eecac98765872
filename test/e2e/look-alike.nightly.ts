/** Steps that GitHub does not tell apart, repositories that share a run key, and a repository without a number. */
import { expect, test } from '@jest/globals';
import { codesOf, imageIdsOf, imagesOf } from './outputs.ts';
import { idOf, openStage, WEB } from './stage.ts';

const stage = openStage();
const ALL = { targets: WEB, instances: 'all' };
const OTHER = { GITHUB_REPOSITORY: 'octo-org/other', GITHUB_REPOSITORY_ID: '700100201' };
const NUMBERLESS = { GITHUB_REPOSITORY_ID: '' };
const ALIKE = /Another step with the same run key has already made images of these instances/g;

test('a workflow called before and after a deployment makes an image each time', async () => {
  await stage.seed({ [WEB]: [{ id: idOf(1) }, { id: idOf(2) }] });
  const before = await stage.step(ALL);
  const after = await stage.step(ALL);
  expect([before.exitCode, after.exitCode]).toEqual([0, 0]);
  expect(after.outputs['run-key']).toBe(before.outputs['run-key']);
  expect(imagesOf(after).map(({ outcome }) => outcome)).toEqual(['created', 'created']);
  expect(imageIdsOf(after).filter((id) => imageIdsOf(before).includes(id))).toEqual([]);
  expect(after.log.match(ALIKE)).toHaveLength(1);
  expect(before.log).not.toMatch(ALIKE);
});

test('a re-run of the job adopts what the earlier attempt made', async () => {
  await stage.seed({ [WEB]: [{ id: idOf(1) }] });
  const first = await stage.step(ALL);
  const second = await stage.step(ALL, { env: { GITHUB_RUN_ATTEMPT: '2' } });
  expect(imagesOf(second)).toMatchObject([{ image_id: imageIdsOf(first)[0], outcome: 'adopted' }]);
  expect(second.log).not.toMatch(ALIKE);
  const { images } = await stage.aws.state();
  expect(images.map(({ tags }) => tags['cross-account-ami:attempt'])).toEqual([
    expect.stringMatching(/^1-[0-9a-f]{8}$/),
  ]);
});

test('steps with one explicit run key share their images', async () => {
  await stage.seed({ [WEB]: [{ id: idOf(1) }] });
  const first = await stage.step({ ...ALL, 'run-key': 'release-7' });
  const second = await stage.step({ ...ALL, 'run-key': 'release-7' });
  expect(imagesOf(second)).toMatchObject([{ image_id: imageIdsOf(first)[0], outcome: 'adopted' }]);
});

test('a repository does not adopt the image of another one that shares its run key', async () => {
  await stage.seed({ [WEB]: [{ id: idOf(1) }] });
  const inputs = { ...ALL, 'run-key': 'release-7' };
  const first = await stage.step(inputs);
  const second = await stage.step(inputs, { env: OTHER });
  expect(imagesOf(second)).toMatchObject([{ outcome: 'created' }]);
  expect(imageIdsOf(second)).not.toEqual(imageIdsOf(first));
  const check = await stage.step({ ...ALL, mode: 'check', 'max-age': '1h' }, { env: OTHER });
  expect([check.exitCode, imageIdsOf(check)]).toEqual([0, imageIdsOf(second)]);
});

test.each([
  { mode: 'check', 'max-age': '1h' },
  { mode: 'wait', 'run-key': 'release-7' },
  { mode: 'prune', series: 'nightly', retention: 'keep-last: 1' },
  { mode: 'backup', series: 'nightly', retention: 'keep-last: 1' },
  { mode: 'plan', 'skip-if-newer-than': '1h' },
])('without a number of the repository nothing is called: %j', async (inputs) => {
  await stage.seed({ [WEB]: [{ id: idOf(1) }] });
  const run = await stage.step({ ...ALL, ...inputs }, { env: NUMBERLESS });
  expect([run.exitCode, codesOf(run)]).toEqual([1, ['EnvironmentInvalid']]);
  expect(run.log).toContain('GITHUB_REPOSITORY_ID is empty');
  expect(await stage.aws.calls()).toEqual([]);
});

test('without a number of the repository images are made, and none is adopted', async () => {
  await stage.seed({ [WEB]: [{ id: idOf(1) }] });
  const inputs = { ...ALL, 'run-key': 'release-7' };
  const first = await stage.step(inputs, { env: { ...NUMBERLESS, GITHUB_REPOSITORY: 'octo-org/other' } });
  const second = await stage.step(inputs, { env: NUMBERLESS });
  expect([first, second].map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  expect(imagesOf(second)).toMatchObject([{ outcome: 'created' }]);
});
