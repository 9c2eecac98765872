/** What no statement in the policy of the role helps against, and what is denied only within another call. */
import { expect, test } from '@jest/globals';
import { MAIN, MAIN_ROLE } from '../emulator/world.ts';
import { failuresOf } from './outputs.ts';
import { answersOf, cellsOf, foreseenOf, inRegion, KEEPING } from './plan-scenes.ts';
import { daysAgo, image, pageShows, server, SERIES } from './retention-scenes.ts';
import { idOf, openStage, roleIn, WEB } from './stage.ts';

const stage = openStage();
const PLAN = { mode: 'plan', targets: WEB, instances: 'all', series: SERIES, retention: 'keep-last: 1' };

async function seedTwo(): Promise<void> {
  await stage.seed({ [WEB]: [server(1), server(2)] });
  await stage.aws.seed({ id: WEB, images: [1, 2].map((night) => image(10 + night, daysAgo(9 - night))) });
}

/** As AWS words it: IAM User Guide, "Troubleshoot access denied error messages". */
function refusal(action: string, why: string, caller = roleIn(WEB)): string {
  return `User: ${caller} is not authorized to perform: ${action} ${why}`;
}

test.each(['permissions boundary', 'service control policy', 'session policy', 'VPC endpoint policy'])(
  'no %s allows it: no statement would help, and the policy is named',
  async (by) => {
    await seedTwo();
    const action = 'ec2:CreateImage';
    const message = refusal(action, `because no ${by} allows the ${action} action`);
    await stage.aws.deny({ action, account: WEB, message });
    const run = await stage.step(PLAN);
    expect(run.exitCode).toBe(1);
    expect(cellsOf(run, { answer: 'denied' })).toMatchObject([
      { action, missing_action: action, statements: [] },
    ]);
    // The backup would fail for each of the two instances.
    expect(failuresOf(run).map(({ message: text }) => text)).toEqual(
      [1, 2].map(() => expect.stringContaining(`The ${by} does not allow ${action}: `)),
    );
    expect(pageShows(run.summary)).not.toContain('To add to the policy of');
  },
);

test('the trust policy of the target role does not allow it: that end alone is written out', async () => {
  await seedTwo();
  const why = 'because no role trust policy allows the sts:AssumeRole action';
  const message = refusal('sts:AssumeRole', why, MAIN_ROLE);
  await stage.aws.deny({ action: 'sts:AssumeRole', account: WEB, message });
  const run = await stage.step(PLAN);
  expect(cellsOf(run, { answer: 'denied' })).toMatchObject([{ action: 'sts:AssumeRole', statements: [] }]);
  const [failure] = failuresOf(run);
  const trust = { Effect: 'Allow', Principal: { AWS: MAIN_ROLE }, Action: 'sts:AssumeRole' };
  expect(failure?.message).toContain(JSON.stringify(trust));
  expect(failure?.message).not.toContain(`In the policy of arn:aws:iam::${MAIN}:`);
});

test('DescribeInstances is denied only within DescribeImageReferences: that call lacks it', async () => {
  await seedTwo();
  const call = 'ec2:DescribeImageReferences';
  const missing = 'ec2:DescribeInstances';
  const message = refusal(missing, `because no identity-based policy allows the ${missing} action`);
  await stage.aws.deny({ action: call, account: WEB, message });
  const run = await stage.step(PLAN);
  const { [call]: answer, ...others } = answersOf(run, inRegion(WEB));
  expect(answer).toBe('denied');
  expect(KEEPING).toMatchObject(others);
  const byEc2 = { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'ec2-images.amazonaws.com' } };
  const statement = { Effect: 'Allow', Action: missing, Resource: '*', Condition: byEc2 };
  expect(cellsOf(run, { answer: 'denied' })).toMatchObject([
    { action: call, missing_action: missing, statements: [statement] },
  ]);
  expect(failuresOf(run).map(({ message: text }) => text)).toEqual([
    expect.stringContaining(`${call} is denied because ${missing} is not allowed · `),
  ]);
});

test('a right that was not tried has its true reason', async () => {
  await seedTwo();
  const many = await stage.step({ ...PLAN, 'max-instances': '1' });
  expect(foreseenOf(many)).toMatchObject([{ code: 'TooManyInstances' }]);
  expect(answersOf(many, inRegion(WEB))['ec2:CreateImage']).toBe(
    'cannot be tried: the target fails earlier: see where a backup would fail',
  );
  const none = await stage.step({ ...PLAN, exclude: 'all', 'if-no-instances-found': 'ignore' });
  expect(answersOf(none, inRegion(WEB))['ec2:CreateImage']).toBe(
    'cannot be tried: there is no instance to make an image of',
  );
  await stage.aws.deny({ action: 'ec2:DescribeInstances', account: WEB });
  const blind = await stage.step({ ...PLAN, instances: idOf(1) });
  expect(answersOf(blind, inRegion(WEB))['ec2:CreateImage']).toBe(
    'cannot be tried: the instances could not be looked up',
  );
});
