/** What is easily got wrong in the telling of a plan. */
import { expect, test } from '@jest/globals';
import { MAIN, MAIN_ROLE } from '../emulator/world.ts';
import { headline } from './check-scenes.ts';
import { commandsOf } from './outputs.ts';
import { answersOf, cellsOf, fatesOf, foreseenOf, NOTHING_YET, plannedOf, rowsBelow } from './plan-scenes.ts';
import { daysAgo, image, pageShows, server, SERIES } from './retention-scenes.ts';
import { DB, idOf, openStage, WEB } from './stage.ts';

const stage = openStage();
const PLAN = { mode: 'plan', targets: WEB, instances: 'all', series: SERIES, retention: 'keep-last: 1' };

test('the cells of a target stand in the order of its regions, whichever answers first', async () => {
  await stage.seed({ [WEB]: [server(1), server(2, { region: 'us-east-1' })] });
  const slow = { action: 'DescribeImages', region: 'eu-west-1', delayMs: 300, times: 9 };
  await stage.aws.fault(slow);
  const run = await stage.step({ ...PLAN, regions: 'eu-west-1, us-east-1' });
  const regions = cellsOf(run, { action: 'ec2:CreateImage' }).map(({ region }) => region);
  expect(regions).toEqual(['eu-west-1', 'us-east-1']);
});

test('the rows of the matrix go from looking to creating to pruning, whichever account needs them', async () => {
  await stage.seed({ [WEB]: [server(1)], [DB]: [server(2)] });
  const targets = `[${WEB}, {account: ${DB}, no-reboot: false}]`;
  const run = await stage.step({ ...PLAN, targets });
  const rows = rowsBelow(run, '| Call |').map(([call]) => call);
  expect(rows).toEqual([
    'ec2:DescribeInstances',
    'ec2:DescribeImages',
    'ec2:DescribeSnapshots',
    'ec2:DescribeInstanceStatus',
    'ec2:CreateImage',
    'ec2:CreateTags',
    'ec2:DescribeImageReferences',
    'ec2:DescribeImageAttribute',
    'autoscaling:DescribeLaunchConfigurations',
    'autoscaling:DescribeAutoScalingGroups',
    'ec2:DescribeLockedSnapshots',
    'ec2:DescribeFastSnapshotRestores',
    'ec2:DeregisterImage',
    'ec2:DeleteSnapshot',
    'EC2 quotas',
  ]);
});

test('in the account that is signed in to it is the role that lacks a right, not its session', async () => {
  await stage.seed({});
  await stage.aws.seed({ id: MAIN, instances: [server(1)] });
  await stage.aws.deny({ action: 'ec2:CreateImage' });
  const run = await stage.step({ ...PLAN, targets: 'self' });
  expect(cellsOf(run, { answer: 'denied' })).toMatchObject([{ account_id: MAIN, role_arn: MAIN_ROLE }]);
  expect(pageShows(run.summary)).toContain(`| Call | ${MAIN}<br>eu-west-1<br>cross-account-ami-main |`);
});

test('when our images cannot be looked up, nobody says that there are none', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  await stage.aws.seed({ id: WEB, images: [1, 2].map((number) => image(number, daysAgo(9 - number))) });
  await stage.aws.deny({ action: 'ec2:DescribeImages' });
  const run = await stage.step(PLAN);
  expect(Object.values(answersOf(run, { account_id: WEB }))).not.toContain(NOTHING_YET);
});

test('a plan of a part without a target still has the matrix of all parts', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  const run = await stage.step({ ...PLAN, shard: '3/3' });
  expect(run.outputs['matrix']).toBe('{"shard":["1/3","2/3","3/3"]}');
});

test('a plan that was cancelled does not say that no permission is missing', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  await stage.aws.fault({ action: 'DescribeInstances', delayMs: 2500, times: 9 });
  const run = await stage.step(PLAN, { stop: { after: /Signed in/, how: 'cancel' } });
  expect(run.exitCode).toBe(1);
  expect(headline(run)).not.toContain('no permission that can be tried is missing');
});

test('what EC2 refuses for other reasons than a permission would fail in the backup, too', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  const fault = { action: 'CreateImage', status: 400, code: 'TagPolicyViolation', message: 'CostCenter' };
  await stage.aws.fault({ ...fault, times: 9 });
  const run = await stage.step(PLAN);
  expect([run.exitCode, headline(run).slice(0, 5)]).toEqual([1, '## ❌ ']);
  expect(foreseenOf(run)).toMatchObject([{ code: 'TagsRejected', instance_id: idOf(1) }]);
  expect(fatesOf(run)).toEqual([`${idOf(1)} failed TagsRejected`]);
});

test('an instance about which nothing can be decided is told all the same', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  await stage.aws.deny({ action: 'ec2:DescribeImages' });
  const run = await stage.step(PLAN);
  expect(plannedOf(run)).toMatchObject([{ instance_id: idOf(1), outcome: 'failed', image_name: null }]);
});

test('retention that is not applied is no secret', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  for (const mode of ['plan', 'backup']) {
    const run = await stage.step({ ...PLAN, mode, wait: 'false' });
    expect(commandsOf(run, 'warning')).toEqual([
      'retention is not applied, as wait is false: a run of mode wait or prune does it',
    ]);
  }
});
