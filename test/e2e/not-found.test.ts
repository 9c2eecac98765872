/** What every mode says of an instance that is named by its id and does not exist. */
import { beforeEach, expect, test } from '@jest/globals';
import { failuresOf } from './outputs.ts';
import { day, image, imageId, ourTags, prunedOf, server } from './retention-scenes.ts';
import { idOf, openStage, WEB } from './stage.ts';

const stage = openStage();
const TYPO = idOf(99);
const COMMON = { series: 'nightly', retention: 'keep-last: 1', 'max-age': '26h', 'run-key': 'night' };

beforeEach(async () => {
  await stage.seed({ [WEB]: [server(1)] });
  await stage.aws.seed({ id: WEB, images: [1, 2].map((number) => image(number, day(number))) });
});

const places = [
  { where: 'the input', account: null, inputs: { targets: WEB, instances: `${idOf(1)}, ${TYPO}` } },
  {
    where: 'the target',
    account: WEB,
    inputs: { targets: `{account: ${WEB}, instances: [${idOf(1)}, ${TYPO}]}` },
  },
];

test.each(
  [
    { mode: 'backup', phase: 'plan' },
    { mode: 'check', phase: 'plan' },
    { mode: 'prune', phase: 'prune' },
  ].flatMap((each) => places.map((place) => ({ ...each, ...place }))),
)('$mode fails for one of $where', async ({ mode, phase, account, inputs }) => {
  const run = await stage.step({ ...COMMON, ...inputs, mode });
  expect(run.exitCode).toBe(1);
  expect(failuresOf(run)).toContainEqual(
    expect.objectContaining({ phase, account_id: account, instance_id: TYPO, code: 'InstanceNotFound' }),
  );
});

test('plan foresees it', async () => {
  const run = await stage.step({ ...COMMON, targets: WEB, instances: TYPO, mode: 'plan' });
  expect(run.log).toMatch(new RegExp(`InstanceNotFound: .*${TYPO}`));
});

test.each(['wait', 'validate'])('%s does not look for it', async (mode) => {
  const tags = ourTags();
  const run = await stage.step({
    targets: WEB,
    instances: TYPO,
    'run-key': tags['cross-account-ami:run-key'] ?? '',
    series: 'nightly',
    mode,
  });
  expect(failuresOf(run)).toEqual([]);
  expect(run.log).not.toContain('InstanceNotFound');
  expect(JSON.stringify(await stage.ec2Calls())).not.toContain(TYPO);
});

test('prune prunes those that exist all the same', async () => {
  const run = await stage.step({ ...COMMON, targets: WEB, instances: `${idOf(1)}, ${TYPO}`, mode: 'prune' });
  expect(prunedOf(run)).toEqual([imageId(1)]);
  expect(run.summary).toContain('1 image of 1 instance pruned, 1 failure');
});
