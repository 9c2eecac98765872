/** What a plan cannot try, which fails no step, and what it foresees that is no lack of permission, which does. */
import { expect, test } from '@jest/globals';
import type { ActionRun } from '../emulator/runner.ts';
import { MAIN_ROLE } from '../emulator/world.ts';
import { headline } from './check-scenes.ts';
import { failuresOf } from './outputs.ts';
import {
  answersOf,
  cellsOf,
  dryRunsOf,
  fatesOf,
  foreseenOf,
  inRegion,
  KEEPING,
  MAKING,
} from './plan-scenes.ts';
import { NOTHING_YET, plannedOf } from './plan-scenes.ts';
import { daysAgo, image, imageId, pageShows, server, SERIES } from './retention-scenes.ts';
import { DB, idOf, openStage, roleIn, SHOP, WEB } from './stage.ts';

const stage = openStage();
const PLAN = { mode: 'plan', targets: WEB, instances: 'all', series: SERIES, retention: 'keep-last: 1' };

/** It ends as the backup would end, which misses no permission. */
function expectEnd(run: ActionRun): void {
  const failures = foreseenOf(run);
  const ends = failures.length === 0 ? [0, 'success'] : [1, 'failure'];
  expect([run.exitCode, run.outputs['result'], failuresOf(run)]).toEqual([...ends, failures]);
  expect(cellsOf(run, { answer: 'denied' })).toEqual([]);
  const icon = failures.length === 0 ? '✅' : '❌';
  expect(headline(run)).toMatch(
    new RegExp(`^## ${icon} .*; no permission that can be tried is missing$`, 'u'),
  );
}

test('before the first backup the rights of retention cannot be tried', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  // An image of another repository and one that is not whole are nothing to try them with.
  const others = [
    image(11, daysAgo(9), { repositoryId: '700100201' }),
    image(12, daysAgo(1), {}, { state: 'failed' }),
  ];
  await stage.aws.seed({ id: WEB, images: others });
  const run = await stage.step(PLAN);
  expectEnd(run);
  expect(answersOf(run, inRegion(WEB))).toEqual({
    ...KEEPING,
    'ec2:DescribeImageReferences': NOTHING_YET,
    'ec2:DescribeImageAttribute': NOTHING_YET,
    'ec2:DeregisterImage': NOTHING_YET,
    'ec2:DeleteSnapshot': NOTHING_YET,
  });
  const page = pageShows(run.summary);
  expect(page).toContain('- ec2:DeregisterImage: no image of ours is there to try it with');
  expect(await dryRunsOf(stage, 'DeregisterImage')).toEqual([]);
});

test('without the wait nothing is pruned, and no right for it is asked for', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  await stage.aws.seed({ id: WEB, images: [1, 2, 3].map((number) => image(number, daysAgo(9 - number))) });
  await stage.aws.deny({ action: 'ec2:DeregisterImage' }, { action: 'autoscaling:*' });
  const run = await stage.step({ ...PLAN, wait: 'false' });
  expectEnd(run);
  expect(answersOf(run, inRegion(WEB))).toEqual(MAKING);
  expect((await stage.ec2Calls()).map(({ action }) => action)).not.toContain('DeregisterImage');
});

/** A failure that a backup would have: told in report, summary, log and an annotation. */
function expectForeseen(run: ActionRun, at: { instance?: string; account?: string }, code: string): void {
  const found = foreseenOf(run).find((each) => {
    return each.code === code && each.instance_id === (at.instance ?? null);
  });
  expect(found).toMatchObject({ account_id: at.account ?? WEB, instance_id: at.instance ?? null, code });

  // Failures that are alike are one annotation.
  expect(run.commands).toContainEqual(
    expect.objectContaining({ name: 'error', message: expect.stringMatching(/^A backup would fail: /) }),
  );
  expect(run.log).toContain(`A backup would fail: ${code}: ${found?.message ?? ''}`);
  const page = pageShows(run.summary);
  expect(page).toMatch(new RegExp(`^- \\*\\*\\[${code}\\].*${at.account ?? WEB}`, 'm'));
  if (at.instance !== undefined) expect(fatesOf(run)).toContain(`${at.instance} failed ${code}`);
}

test('an id that does not exist, a state that cannot be imaged, a root volume that is left out', async () => {
  await stage.seed({ [WEB]: [server(1), server(2, { state: 'terminated' })], [DB]: [server(3)] });
  const ids = `instances: [${[1, 2, 77].map(idOf).join(', ')}]`;
  const targets = `[{account: ${WEB}, ${ids}}, {account: ${DB}, exclude-volumes: /dev/xvda}]`;
  const run = await stage.step({ ...PLAN, targets });
  expectEnd(run);
  expect(foreseenOf(run)).toHaveLength(3);
  expectForeseen(run, { instance: idOf(77) }, 'InstanceNotFound');
  expectForeseen(run, { instance: idOf(2) }, 'InstanceNotImageable');
  expectForeseen(run, { instance: idOf(3), account: DB }, 'VolumeNotExcludable');
  expect(fatesOf(run)[0]).toBe(`${idOf(1)} created`);
  expect(headline(run)).toContain('A backup would create 1 image, fail in 3 places;');
});

test('names that clash, and a name that somebody else has', async () => {
  await stage.seed({
    [WEB]: [server(1, { name: 'web' }), server(2, { name: 'web' }), server(3, { name: 'db' })],
  });
  const held = { id: imageId(50), name: 'db-nightly', instanceId: idOf(3) };
  await stage.aws.seed({ id: WEB, images: [held] });
  const run = await stage.step({ ...PLAN, name: '${instance-name}-${series}' });
  expectEnd(run);
  expectForeseen(run, { instance: idOf(1) }, 'NameClash');
  expectForeseen(run, { instance: idOf(2) }, 'NameClash');
  expectForeseen(run, { instance: idOf(3) }, 'NameTaken');
  expect(foreseenOf(run)).toHaveLength(3);
});

test('a target that selects nothing, one that selects too much, and an instance that is selected twice', async () => {
  await stage.seed({ [WEB]: [server(1), server(2)], [DB]: [server(3), server(4)], [SHOP]: [server(5)] });
  const targets = [
    `- {account: ${WEB}, instances: {tag:Role: none}}`,
    `- {account: ${DB}, max-instances: 1}`,
    `- ${SHOP}`,
    `- {account: ${SHOP}, instances: ${idOf(5)}}`,
  ].join('\n');
  const run = await stage.step({ ...PLAN, targets });
  expectEnd(run);
  expectForeseen(run, {}, 'NoInstancesFound');
  expectForeseen(run, { account: DB }, 'TooManyInstances');
  expectForeseen(run, { instance: idOf(5), account: SHOP }, 'SelectedTwice');
  const tolerated = await stage.step({
    ...PLAN,
    instances: 'tag:Role: none',
    'if-no-instances-found': 'ignore',
  });
  expectEnd(tolerated);
  expect([foreseenOf(tolerated), plannedOf(tolerated)]).toEqual([[], []]);
});

test('in a region that is not enabled nothing can be tried', async () => {
  await stage.seed({ [WEB]: [server(1), server(2, { region: 'us-east-1' })] });
  await stage.aws.settings({ disabledRegions: [{ region: 'us-east-1', account: WEB }] });
  const run = await stage.step({ ...PLAN, regions: 'eu-west-1, us-east-1' });
  expectEnd(run);
  const { region, ...rest } = foreseenOf(run)[0] ?? { region: null };
  expect([region, rest, foreseenOf(run).length]).toMatchObject(['us-east-1', { code: 'RegionDisabled' }, 1]);
  expectForeseen(run, {}, 'RegionDisabled');
  const closed = answersOf(run, inRegion(WEB, 'us-east-1'));
  expect(Object.keys(closed)).toEqual(expect.arrayContaining(Object.keys(KEEPING)));
  for (const answer of Object.values(closed))
    expect(answer).toMatch(/^cannot be tried: AWS said: AuthFailure: /);
  expect(answersOf(run, inRegion(WEB))).toMatchObject(MAKING);
  expect(fatesOf(run)).toEqual([`${idOf(1)} created`]);
});

test('two roles into one account and region are tried each for itself', async () => {
  await stage.seed({ [WEB]: [server(1), server(2)] });
  await stage.aws.seed({ id: WEB, roles: [{ name: 'databases', trusts: [MAIN_ROLE] }] });
  await stage.aws.seed({ id: WEB, images: [1, 2].map((number) => image(number, daysAgo(9 - number))) });
  const second = `arn:aws:iam::${WEB}:role/databases`;
  const targets = `[{account: ${WEB}, instances: ${idOf(1)}}, {role: '${second}', instances: ${idOf(2)}}]`;
  const run = await stage.step({ ...PLAN, targets });
  expectEnd(run);
  const hops = cellsOf(run, { action: 'sts:AssumeRole' }).map(({ role_arn, answer }) => [role_arn, answer]);
  expect(hops).toEqual([
    [roleIn(WEB), 'allowed'],
    [second, 'allowed'],
  ]);
  // Each prunes the images of its own instances; one of them looks for snapshots without an image.
  expect(answersOf(run, inRegion(WEB))).toEqual(KEEPING);
  const pruning = Object.entries(KEEPING).filter(([action]) => action !== 'ec2:DescribeSnapshots');
  expect(answersOf(run, { ...inRegion(WEB), role_arn: second })).toEqual(Object.fromEntries(pruning));
  const tried = (await dryRunsOf(stage, 'CreateImage')).map(({ params, roleArn }) => [
    params['InstanceId'],
    roleArn,
  ]);
  expect(tried.toSorted()).toEqual([
    [idOf(1), roleIn(WEB)],
    [idOf(2), second],
  ]);
  expect(pageShows(run.summary)).toContain(
    `| Call | ${WEB}<br>eu-west-1<br>cross-account-ami | ${WEB}<br>eu-west-1<br>databases |`,
  );
});

test('a runner whose clock is ten minutes off tries as often as another, and is done as soon', async () => {
  const numbers = [1, 2, 3, 4, 5];
  await stage.seed({ [WEB]: numbers.map((number) => server(number)) });
  await stage.aws.settings({ clockSkewSeconds: 600 });
  await stage.aws.seed({ id: WEB, images: [1, 2].map((number) => image(number, daysAgo(9 - number))) });
  const run = await stage.step(PLAN);
  expectEnd(run);
  expect(run.durationMs).toBeLessThan(20_000);
  const tried = await dryRunsOf(stage, 'CreateImage');
  for (const number of numbers) {
    const own = tried.filter(({ params }) => params['InstanceId'] === idOf(number));
    expect([1, 2]).toContain(own.length);
    expect(own.at(-1)?.errorCode).toBe('DryRunOperation');
  }
  for (const action of ['DeregisterImage', 'DeleteSnapshot'])
    expect([1, 2]).toContain(
      (await dryRunsOf(stage, action)).filter(({ errorCode }) => errorCode === 'DryRunOperation').length,
    );
  expect(answersOf(run, inRegion(WEB))).toEqual(KEEPING);
});

test('without ec2:DescribeVolumes the sizes are left out, and nothing is called missing', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  await stage.aws.deny({ action: 'ec2:DescribeVolumes' });
  const run = await stage.step({ ...PLAN, retention: '' });
  expectEnd(run);
  expect(plannedOf(run)).toMatchObject([{ instance_id: idOf(1), snapshots: 1, size_gib: null }]);
  expect(run.summary).toContain('1 new image with 1 snapshot, of unknown size.');
  expect(run.log).toContain('Sizes are not shown: allow ec2:DescribeVolumes to see them');
  // Whether a volume is encrypted is not known either.
  expect(answersOf(run, inRegion(WEB))['KMS keys']).toMatch(/^cannot be tried: /);
});
