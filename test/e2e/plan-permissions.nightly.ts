/** Each right that a backup needs is taken away in turn: the plan finds it, and says what to add. */
import { expect, test } from '@jest/globals';
import type { ActionRun } from '../emulator/runner.ts';
import { MAIN, MAIN_ROLE } from '../emulator/world.ts';
import { failuresOf } from './outputs.ts';
import { answersOf, cellsOf, fatesOf, inRegion, KEEPING } from './plan-scenes.ts';
import { daysAgo, image, pageShows, server, SERIES } from './retention-scenes.ts';
import { DB, idOf, openStage, roleIn, WEB } from './stage.ts';

const stage = openStage();
const US = 'us-east-1';
const PLAN = {
  mode: 'plan',
  targets: `[{account: ${WEB}, regions: [eu-west-1, ${US}]}, ${DB}]`,
  instances: 'all',
  series: SERIES,
  retention: 'keep-last: 1',
  'no-reboot': 'false',
};
const ALL_ALLOWED = { ...KEEPING, 'ec2:DescribeInstanceStatus': 'allowed' };

/** One instance in each of WEB's two regions and one in DB, with two images each. */
async function seedThree(): Promise<void> {
  const places = [
    [WEB, 'eu-west-1'],
    [WEB, US],
    [DB, 'eu-west-1'],
  ] as const;
  await stage.seed({ [WEB]: [server(1), server(2, { region: US })], [DB]: [server(3)] });
  for (const [at, [id, region]] of places.entries()) {
    const of = { instance: idOf(at + 1) };
    const images = [1, 2].map((night) => image((at + 1) * 10 + night, daysAgo(9 - night), of, { region }));
    await stage.aws.seed({ id, images });
  }
}

function deniedIn(run: ActionRun) {
  return cellsOf(run, { answer: 'denied' });
}

const IMAGES = `arn:aws:ec2:${US}::image/*`;
const SNAPSHOTS = `arn:aws:ec2:${US}::snapshot/*`;
const RUN_KEY = { 'aws:ResourceTag/cross-account-ami:run-key': 'false' };
const REPOSITORY = { 'aws:ResourceTag/cross-account-ami:repository-id': '700100200' };
const OURS = { Null: RUN_KEY, StringEquals: REPOSITORY };
const OWNED = { Null: RUN_KEY, StringEquals: { ...REPOSITORY, 'ec2:Owner': WEB } };
const TAGGED = {
  Null: Object.fromEntries(
    ['run-key', 'instance-id'].map((tag) => [`aws:RequestTag/cross-account-ami:${tag}`, 'false']),
  ),
  StringEquals: { 'aws:RequestTag/cross-account-ami:repository-id': '700100200' },
};
const IN_REGION = { StringEquals: { 'ec2:Region': US } };
const ASKED_IN_REGION = { StringEquals: { 'aws:RequestedRegion': US } };
const BY_EC2 = { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'ec2-images.amazonaws.com' } };

interface Right {
  /** What is missing. */
  readonly action: string;
  /** The call whose cell shows it. Default: the same. */
  readonly call?: string;
  readonly resource?: string | readonly string[];
  readonly condition?: object;
  /** What is missing besides, as a statement of its own. */
  readonly also?: string;
}

const RIGHTS: readonly Right[] = [
  { action: 'ec2:DescribeInstances', condition: IN_REGION },
  { action: 'ec2:DescribeImages', condition: IN_REGION },
  { action: 'ec2:DescribeSnapshots', condition: IN_REGION },
  { action: 'ec2:DescribeInstanceStatus', condition: IN_REGION },
  {
    action: 'ec2:CreateImage',
    resource: [IMAGES, SNAPSHOTS],
    condition: TAGGED,
    also: `arn:aws:ec2:${US}:${WEB}:instance/*`,
  },
  {
    action: 'ec2:CreateTags',
    resource: [IMAGES, SNAPSHOTS],
    condition: { StringEquals: { 'ec2:CreateAction': 'CreateImage' } },
  },
  { action: 'ec2:DescribeImageReferences', condition: ASKED_IN_REGION },
  { action: 'ssm:GetParameters', call: 'ec2:DescribeImageReferences', condition: BY_EC2 },
  { action: 'ec2:DescribeLaunchTemplateVersions', call: 'ec2:DescribeImageReferences', condition: BY_EC2 },
  { action: 'imagebuilder:ListImageRecipes', call: 'ec2:DescribeImageReferences', condition: BY_EC2 },
  { action: 'ec2:DescribeImageAttribute', resource: IMAGES, condition: OURS },
  { action: 'autoscaling:DescribeLaunchConfigurations', condition: ASKED_IN_REGION },
  { action: 'autoscaling:DescribeAutoScalingGroups', condition: ASKED_IN_REGION },
  { action: 'ec2:DescribeLockedSnapshots', condition: ASKED_IN_REGION },
  { action: 'ec2:DescribeFastSnapshotRestores', condition: ASKED_IN_REGION },
  { action: 'ec2:DeregisterImage', resource: IMAGES, condition: OWNED },
  { action: 'ec2:DeleteSnapshot', resource: SNAPSHOTS, condition: OWNED },
];

interface Lacking {
  readonly action: string;
  readonly call: string;
  readonly statements: readonly unknown[];
}

/** What the backup would fail with: of two images that go, the snapshots would stay. */
function expectLacking(run: ActionRun, { action, call, statements }: Lacking): void {
  if (action === 'ec2:DeleteSnapshot') {
    expect(failuresOf(run).map(({ code }) => code)).toEqual(['SnapshotsLeft', 'SnapshotsLeft']);
    return;
  }
  const [failure, ...others] = failuresOf(run);
  expect(others).toEqual([]);
  expect(failure).toMatchObject({ phase: 'plan', account_id: WEB, region: US, code: 'AccessDenied' });
  const lacking = call === action ? '' : ` for want of ${action}`;
  expect(failure?.message.startsWith(`${call} is denied${lacking} · account ${WEB}, ${US}`)).toBe(true);
  expect(failure?.message).toContain(`not authorized to perform: ${action} `);
  expect(failure?.message).toContain(
    `Add to the policy of ${roleIn(WEB)}: ${statements.map((each) => JSON.stringify(each)).join(', ')}`,
  );
}

test.each(RIGHTS.map((right) => [right.action, right] as const))(
  'without %s in one region',
  async (action, { call = action, resource = '*', condition, also }) => {
    await seedThree();
    await stage.aws.deny({ action, account: WEB, region: US });
    const run = await stage.step(PLAN);
    expect([run.exitCode, run.outputs['result'], run.outputs['pruned-image-ids']]).toEqual([
      ...[1, 'failure', '[]'],
    ]);
    const granted = { Effect: 'Allow', Action: action, Resource: resource };
    const statements = [
      condition === undefined ? granted : { ...granted, Condition: condition },
      ...(also === undefined ? [] : [{ Effect: 'Allow', Action: action, Resource: also }]),
    ];
    const cell = {
      ...{ account_id: WEB, region: US, role_arn: roleIn(WEB), action: call, answer: 'denied' },
      ...{ note: null, missing_action: action },
      statements,
    };
    expect(deniedIn(run)).toEqual([cell]);
    expectLacking(run, { action, call, statements });
    // The statements can be copied from the summary.
    const policy = { Version: '2012-10-17', Statement: statements };
    expect(run.summary).toContain(['```json', JSON.stringify(policy, undefined, 2), '```'].join('\n'));
    expect(answersOf(run, inRegion(WEB))).toEqual(ALL_ALLOWED);
    expect(answersOf(run, inRegion(DB))).toEqual(ALL_ALLOWED);
    expect((await stage.ec2Calls()).filter(({ mutating }) => mutating)).toEqual([]);
  },
);

test('a role that cannot be assumed: both policies are told, and nothing behind it can be tried', async () => {
  await seedThree();
  await stage.aws.deny({ action: 'sts:AssumeRole', account: WEB });
  const run = await stage.step(PLAN);
  expect(run.exitCode).toBe(1);
  const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: roleIn(WEB) };
  expect(deniedIn(run)).toEqual([
    {
      ...{ account_id: WEB, region: null, role_arn: roleIn(WEB), action: 'sts:AssumeRole' },
      ...{ answer: 'denied', note: null, missing_action: 'sts:AssumeRole', statements: [statement] },
    },
  ]);
  expect(failuresOf(run)).toMatchObject([
    { phase: 'sign-in', account_id: WEB, region: null, code: 'AssumeRoleDenied' },
  ]);
  const trust = { Effect: 'Allow', Principal: { AWS: MAIN_ROLE }, Action: 'sts:AssumeRole' };
  for (const part of ['sts:AssumeRole', JSON.stringify(statement), JSON.stringify(trust)])
    expect(failuresOf(run)[0]?.message).toContain(part);
  for (const region of ['eu-west-1', US]) {
    const behind = answersOf(run, inRegion(WEB, region));
    expect(Object.keys(behind)).toEqual(expect.arrayContaining(Object.keys(ALL_ALLOWED)));
    expect(new Set(Object.values(behind))).toEqual(
      new Set(['cannot be tried: the role could not be assumed']),
    );
  }
  expect(answersOf(run, inRegion(DB))).toEqual(ALL_ALLOWED);
});

test('a main role that cannot be assumed ends the plan', async () => {
  await seedThree();
  await stage.aws.deny({ action: 'sts:AssumeRoleWithWebIdentity', account: MAIN });
  const run = await stage.step(PLAN);
  expect(run.exitCode).toBe(1);
  const action = 'sts:AssumeRoleWithWebIdentity';
  expect(cellsOf(run)).toEqual([
    {
      ...{ account_id: MAIN, region: null, role_arn: MAIN_ROLE, action, answer: 'denied' },
      ...{ note: expect.stringContaining(`Not authorized to perform ${action}`), missing_action: action },
      statements: [],
    },
  ]);
  const [failure, ...others] = failuresOf(run);
  expect(others).toEqual([]);
  expect(failure).toMatchObject({ phase: 'sign-in', account_id: MAIN, code: 'OidcNotTrusted' });
  expect(failure?.message).toContain(action);
  expect(run.summary).toContain('Nothing was planned, 1 failure');
});

test('max-failures tolerates so many denied permissions and foreseen failures', async () => {
  await seedThree();
  await stage.aws.deny({ action: 'ec2:DescribeSnapshots', region: US });
  const inputs = { ...PLAN, targets: `[{account: ${WEB}, regions: [eu-west-1, ${US}]}, 099999999999]` };
  const ends = { '2': 0, '1': 1 };
  for (const [most, exitCode] of Object.entries(ends)) {
    const run = await stage.step({ ...inputs, 'max-failures': most });
    expect([run.exitCode, failuresOf(run).map(({ code }) => code)]).toEqual([
      exitCode,
      ['AccessDenied', 'AssumeRoleDenied'],
    ]);
  }
});

test('denied for one of three instances: it alone would fail, and the cell says for how many', async () => {
  await stage.seed({ [WEB]: [1, 2, 3].map((number) => server(number)) });
  await stage.aws.deny({ action: 'ec2:CreateImage', account: WEB, resource: idOf(2) });
  const run = await stage.step({ mode: 'plan', targets: WEB, instances: 'all' });
  expect(run.exitCode).toBe(1);
  expect(deniedIn(run)).toMatchObject([{ action: 'ec2:CreateImage', note: 'for 1 of 3' }]);
  expect(fatesOf(run)).toEqual([
    `${idOf(1)} created`,
    `${idOf(2)} failed AccessDenied`,
    `${idOf(3)} created`,
  ]);
  expect(pageShows(run.summary)).toContain('| ec2:CreateImage | ❌ for 1 of 3 |');
  expect(run.log).toContain(`server-2 ${idOf(2)}: would fail, as a permission is missing`);
  expect(failuresOf(run)).toMatchObject([
    { account_id: WEB, region: 'eu-west-1', instance_id: idOf(2), code: 'AccessDenied' },
  ]);
  expect(failuresOf(run)[0]?.message).toContain('ec2:CreateImage is denied for 1 of 3 · ');
  // A statement would lift the limit that spares this one.
  expect(deniedIn(run)).toMatchObject([{ statements: [] }]);
  expect(failuresOf(run)[0]?.message).toContain('InstanceTagKey');
});

test('an explicit deny: no statement would help, and the policy is named', async () => {
  await seedThree();
  const message = `User: arn:aws:sts::${WEB}:assumed-role/cross-account-ami/x is not authorized to perform: ec2:CreateImage on resource: arn:aws:ec2:${US}::image/* with an explicit deny in a service control policy`;
  await stage.aws.deny({ action: 'ec2:CreateImage', account: WEB, region: US, message });
  const run = await stage.step(PLAN);
  expect(run.exitCode).toBe(1);
  expect(deniedIn(run)).toMatchObject([
    { action: 'ec2:CreateImage', missing_action: 'ec2:CreateImage', statements: [] },
  ]);
  expect(failuresOf(run).map(({ message: text }) => text)).toEqual([
    expect.stringContaining('The service control policy denies ec2:CreateImage: '),
  ]);
  expect(pageShows(run.summary)).not.toContain('To add to the policy of');
  expect(pageShows(run.summary)).toContain('The service control policy denies ec2:CreateImage: ');
});
