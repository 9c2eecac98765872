/** When use, sharing or the images themselves cannot be looked up, images stay, and people are told what is missing. */
import { expect, test } from '@jest/globals';
import {
  day,
  expectVerdicts,
  image,
  imageId,
  left,
  only,
  PRUNE,
  prunedOf,
  server,
  verdictsOf,
  warningsOf,
} from './retention-scenes.ts';
import { failuresOf } from './outputs.ts';
import { DB, idOf, openStage, SHOP, WEB } from './stage.ts';

const stage = openStage();
const USES = 'Cannot look up what uses the images';
const SCALING = 'Cannot look up launch configurations and Auto Scaling groups';
const SHARED = 'Cannot look up whom the image is shared with';

/** Each account lacks one right. What AWS checks besides DescribeImageReferences: "Identify your resources referencing specified AMIs". */
const LOOKS: readonly [action: string, failed: string, code: string][] = [
  ['ec2:DescribeImageReferences', USES, 'UnauthorizedOperation'],
  ['ec2:DescribeLaunchTemplateVersions', USES, 'UnauthorizedOperation'],
  ['ssm:GetParameters', USES, 'UnauthorizedOperation'],
  ['imagebuilder:ListImageRecipes', USES, 'UnauthorizedOperation'],
  ['autoscaling:DescribeLaunchConfigurations', SCALING, 'AccessDenied'],
  ['autoscaling:DescribeAutoScalingGroups', SCALING, 'AccessDenied'],
  ['ec2:DescribeImageAttribute', SHARED, 'UnauthorizedOperation'],
  ['ec2:DescribeLockedSnapshots', 'Cannot look up locked snapshots', 'UnauthorizedOperation'],
  ['ec2:DescribeFastSnapshotRestores', 'Cannot look up fast snapshot restores', 'UnauthorizedOperation'],
];

test('when a check is denied the images stay, and a warning names the right that is missing', async () => {
  const accounts = LOOKS.map((_, at) => `66666666666${at}`);
  await stage.seed(Object.fromEntries(accounts.map((account, at) => [account, [server(at + 1)]])));
  for (const [at, id] of accounts.entries()) {
    const made = { instance: idOf(at + 1) };
    const three = [1, 2, 3].map((night) => image(night * 100 + at, day(night), made));
    await stage.aws.seed({ id, images: three });
  }
  await stage.aws.deny(...LOOKS.map(([action], at) => ({ action, account: accounts[at] ?? '' })));
  const run = await stage.step({ ...PRUNE, targets: accounts.join(','), instances: 'all' });
  expect([run.exitCode, run.outputs['result'], run.outputs['failures']]).toEqual([0, 'success', '[]']);
  expect(prunedOf(run)).toEqual([]);
  const expected = LOOKS.flatMap(([, failed, code], at) => [
    ...[100, 200].map((night) => [imageId(night + at), `kept: not checked: ${failed} (${code})`]),
    [imageId(300 + at), 'kept: last 1'],
  ]);
  expectVerdicts(run, Object.fromEntries(expected) as Record<string, string>);
  // One for an account and its instance, not one for each image.
  const warnings = warningsOf(run);
  expect(warnings).toHaveLength(LOOKS.length);
  for (const [at, [action]] of LOOKS.entries()) {
    const own = warnings.filter((text) => text.includes(accounts[at] ?? ''));
    expect(own).toEqual([expect.stringContaining(`not authorized to perform: ${action}`)]);
    expect(run.log).toContain(`not authorized to perform: ${action}`);
    expect(run.summary).toContain(action.split(':')[1]);
  }
  expect(await stage.ec2Calls('DeregisterImage')).toEqual([]);
});

test('a check that fails in one look keeps its image, with a warning; one for all images keeps all', async () => {
  await stage.seed({ [WEB]: [server(1)], [DB]: [server(2)], [SHOP]: [server(3)] });
  for (const [at, id] of [WEB, DB, SHOP].entries()) {
    const made = { instance: idOf(at + 1) };
    await stage.aws.seed({ id, images: [1, 2, 3].map((night) => image(night * 100 + at, day(night), made)) });
  }
  const fault = { code: 'UnauthorizedOperation', status: 403 };
  await stage.aws.fault(
    { ...fault, action: 'DescribeImageReferences', account: WEB, skip: 1 },
    { ...fault, action: 'DescribeImageAttribute', account: DB, skip: 1 },
    // Listed once for all prunes.
    { ...fault, action: 'DescribeAutoScalingGroups', account: SHOP, code: 'AccessDenied' },
  );
  const run = await stage.step({ ...PRUNE, targets: [WEB, DB, SHOP].join(','), instances: 'all' });
  expect([run.exitCode, run.outputs['result']]).toEqual([0, 'success']);
  expect(prunedOf(run).toSorted()).toEqual([imageId(100), imageId(101)]);
  expect(warningsOf(run)).toHaveLength(3);
  const why = [
    `${USES} (UnauthorizedOperation)`,
    `${SHARED} (UnauthorizedOperation)`,
    `${SCALING} (AccessDenied)`,
  ];
  for (const text of why) expect(Object.values(verdictsOf(run))).toContain(`kept: not checked: ${text}`);
  expect((await left(stage)).images).toHaveLength(7);
});

/** Two old images each; the second prune of an account meets the fault. */
async function seedTwoOld(): Promise<void> {
  await stage.seed({ [WEB]: [server(1)] });
  await stage.aws.seed({ id: WEB, images: [1, 2, 3].map((number) => image(number, day(number))) });
}

test('when the images cannot be listed again, the rest stays, and that is a failure', async () => {
  await seedTwoOld();
  // The list that decides, then one before each prune.
  await stage.aws.fault({ action: 'DescribeImages', skip: 2, code: 'UnauthorizedOperation', status: 403 });
  const run = await stage.step({ ...PRUNE, targets: WEB, instances: 'all' });
  expect([run.exitCode, run.outputs['result']]).toEqual([1, 'partial']);
  expectVerdicts(run, {
    [imageId(1)]: 'pruned: no rule keeps it',
    [imageId(2)]: 'kept: not checked again: Cannot look up our images',
    [imageId(3)]: 'kept: last 1',
  });
  expect(failuresOf(run)).toMatchObject([
    { phase: 'prune', account_id: WEB, instance_id: idOf(1), image_id: imageId(2), code: 'AccessDenied' },
  ]);
  expect(await left(stage)).toEqual(only(2, 3));
});

test('without any list of the images nothing is decided, and the failures name the right', async () => {
  await seedTwoOld();
  await stage.aws.deny({ action: 'DescribeImages' });
  const run = await stage.step({ ...PRUNE, targets: WEB, instances: 'all' });
  expect([run.exitCode, run.outputs['result']]).toEqual([1, 'failure']);
  expect(prunedOf(run)).toEqual([]);
  for (const { phase, account_id, region, code, message } of failuresOf(run)) {
    expect([phase, account_id, region, code]).toEqual(['prune', WEB, 'eu-west-1', 'AccessDenied']);
    expect(message).toContain('Allow ec2:DescribeImages');
  }
  expect(run.summary).toContain('ec2&#58;DescribeImages');
  expect(await left(stage)).toEqual(only(1, 2, 3));
});
