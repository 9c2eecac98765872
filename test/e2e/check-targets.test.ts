/** The mode `check` over several targets: what is selected, what is denied, and what is tolerated. */
import { afterEach, expect, test } from '@jest/globals';
import { CHECK, checksOf, headline, hoursAgo, tableBelow, verdictByInstance } from './check-scenes.ts';
import { codesOf, commandsOf, failuresOf, imageIdsOf } from './outputs.ts';
import { image, imageId, server, SERIES, warningsOf } from './retention-scenes.ts';
import { DB, idOf, openStage, SHOP, WEB } from './stage.ts';

const stage = openStage();
const BOTH = { ...CHECK, targets: `${WEB}, ${DB}` };

function of(instance: number, series = SERIES) {
  return { instance: idOf(instance), series };
}

/** Instances 1 and 2 in one account, 3 in the other; `fresh` ones have an image of an hour ago. */
async function seedThree(...fresh: readonly number[]): Promise<void> {
  await stage.seed({ [WEB]: [server(1), server(2)], [DB]: [server(3)] });
  const images = fresh.map((number) => image(number, hoursAgo(1), of(number)));
  await stage.aws.seed({ id: WEB, images: images.filter(({ instanceId }) => instanceId !== idOf(3)) });
  await stage.aws.seed({ id: DB, images: images.filter(({ instanceId }) => instanceId === idOf(3)) });
}

afterEach(async () => {
  const mutating = (await stage.aws.calls()).filter((call) => call.mutating);
  expect(mutating).toEqual([]);
});

test('accounts, regions and series are checked each for itself, in the order of the targets', async () => {
  const us = { region: 'us-east-1' };
  await stage.seed({ [WEB]: [server(1), server(2, us)], [DB]: [server(3), server(4)], [SHOP]: [server(5)] });
  const at = hoursAgo(3);
  await stage.aws.seed(
    { id: WEB, images: [image(1, at, of(1)), image(2, at, of(2), us)] },
    { id: DB, images: [image(3, at, of(3)), image(4, at, of(4, 'weekly')), image(5, at, of(3, 'weekly'))] },
    { id: SHOP, images: [image(6, at, of(5))] },
  );
  const targets = [
    `- {account: ${DB}, series: weekly}`,
    `- {account: ${WEB}, regions: [us-east-1, eu-west-1]}`,
    `- {account: ${DB}, instances: ${idOf(4)}}`,
    `- {account: ${SHOP}, series: weekly}`,
  ].join('\n');
  const run = await stage.step({ ...CHECK, targets });
  expect(
    checksOf(run).map(({ account_id, region, series, instance_id, verdict }) =>
      [account_id, region, series, instance_id, verdict].join(' '),
    ),
  ).toEqual([
    `${DB} eu-west-1 weekly ${idOf(3)} fresh`,
    `${DB} eu-west-1 weekly ${idOf(4)} fresh`,
    `${WEB} us-east-1 nightly ${idOf(2)} fresh`,
    `${WEB} eu-west-1 nightly ${idOf(1)} fresh`,
    `${DB} eu-west-1 nightly ${idOf(4)} no image`,
    `${SHOP} eu-west-1 weekly ${idOf(5)} no image`,
  ]);
  expect(headline(run)).toBe('## ❌ 2 of 6 instances have no image younger than max-age');
  expect(imageIdsOf(run)).toEqual([5, 4, 2, 1].map(imageId));
  // One look for all targets of an account and region.
  expect(await stage.ec2Calls('DescribeImages')).toHaveLength(4);
});

test.each([
  ['2', 0],
  ['1', 1],
])('max-failures: %s ends with %d when two are stale', async (most, exitCode) => {
  await seedThree(1);
  const run = await stage.step({ ...BOTH, 'max-failures': most });
  expect([run.exitCode, run.outputs['result']]).toEqual([exitCode, 'partial']);
  expect(codesOf(run)).toEqual(['NoImage', 'NoImage']);
  const level = exitCode === 0 ? 'warning' : 'error';
  expect(commandsOf(run, level)).toContainEqual(
    expect.stringContaining(`${WEB} eu-west-1: server-2; ${DB} eu-west-1: server-3`),
  );
});

test('exclude is honoured', async () => {
  await seedThree(1);
  const run = await stage.step({
    ...BOTH,
    exclude: `${idOf(2)}, ${idOf(3)}`,
    'if-no-instances-found': 'ignore',
  });
  expect([run.exitCode, run.outputs['result']]).toEqual([0, 'success']);
  expect(verdictByInstance(run)).toEqual({ [idOf(1)]: 'fresh' });
});

test('an id that does not exist fails, in the input as in a target', async () => {
  await seedThree(1, 2, 3);
  const targets = `[{account: ${WEB}, instances: [${idOf(2)}, ${idOf(78)}]}, ${DB}]`;
  const run = await stage.step({ ...CHECK, targets, instances: `${idOf(3)}, ${idOf(77)}` });
  expect([run.exitCode, run.outputs['result']]).toEqual([1, 'partial']);
  const missing = { phase: 'plan', code: 'InstanceNotFound', region: null };
  expect(failuresOf(run)).toMatchObject([
    { ...missing, account_id: WEB, instance_id: idOf(78) },
    { ...missing, account_id: null, instance_id: idOf(77) },
  ]);
  expect(headline(run)).toBe('## ❌ The check is not complete, 2 failures');
  expect(verdictByInstance(run)).toEqual({ [idOf(2)]: 'fresh', [idOf(3)]: 'fresh' });
});

test('max-age is needed: told before anything is called', async () => {
  await seedThree(1, 2, 3);
  const run = await stage.step({ ...BOTH, 'max-age': '', 'max-failures': '5' });
  expect([run.exitCode, run.outputs['result']]).toEqual([1, 'failure']);
  const message = 'max-age: found nothing; expected an age such as 26h, because mode is check.';
  expect(failuresOf(run)).toMatchObject([
    { code: 'InputInvalid', message: expect.stringContaining(message) },
  ]);
  expect(stage.github.requests).toEqual([]);
  expect(await stage.aws.calls()).toEqual([]);
});

test('a target that selects nothing follows if-no-instances-found', async () => {
  await stage.seed({ [WEB]: [] });
  const words = ['error', 'warn', 'ignore'];
  const runs = await Promise.all(
    words.map((word) => stage.step({ ...CHECK, targets: WEB, 'if-no-instances-found': word })),
  );
  expect(runs.map((run) => [run.exitCode, run.outputs['result'], codesOf(run)])).toEqual([
    [1, 'failure', ['NoInstancesFound']],
    [0, 'success', []],
    [0, 'success', []],
  ]);
  const none = 'No instance was selected, and none was checked';
  expect(runs.map(headline)).toEqual([
    '## ❌ The check is not complete, 1 failure',
    `## ✅ ${none}`,
    `## ✅ ${none}`,
  ]);
  expect(runs.map((run) => warningsOf(run).length)).toEqual([0, 1, 0]);
  expect(await stage.ec2Calls('DescribeImages')).toEqual([]);
});

test.each([
  ['DescribeImages', 'check', 'AccessDenied', 'The check is not complete, 1 failure'],
  ['DescribeInstances', 'plan', 'AccessDenied', 'The check is not complete, 1 failure'],
  [
    'sts:AssumeRole',
    'sign-in',
    'AssumeRoleDenied',
    `The check is not complete, 1 failure; not reached: ${DB}`,
  ],
])(
  '%s denied in one account: it is not called fresh, and the other is checked',
  async (action, phase, code, says) => {
    await seedThree(1, 2, 3);
    await stage.aws.deny({ action, account: DB });
    const run = await stage.step(BOTH);
    expect([run.exitCode, run.outputs['result']]).toEqual([1, 'partial']);
    expect(failuresOf(run)).toMatchObject([{ phase, account_id: DB, instance_id: null, code }]);
    expect(headline(run)).toBe(`## ❌ ${says}`);
    expect(verdictByInstance(run)).toEqual({ [idOf(1)]: 'fresh', [idOf(2)]: 'fresh' });
    expect(imageIdsOf(run)).toEqual([1, 2].map(imageId));
  },
);

test('stale ones and a denied account are counted apart', async () => {
  await seedThree(1);
  await stage.aws.deny({ action: 'DescribeImages', account: DB });
  const run = await stage.step(BOTH);
  expect(codesOf(run)).toEqual(['NoImage', 'AccessDenied']);
  expect(headline(run)).toBe('## ❌ 1 of 2 instances has no image younger than max-age, 1 other failure');
});

test('a region that is denied does not make its neighbour fail, nor the target fresh', async () => {
  await stage.seed({ [WEB]: [server(1), server(2, { region: 'us-east-1' })] });
  const images = [image(1, hoursAgo(1)), image(2, hoursAgo(1), of(2), { region: 'us-east-1' })];
  await stage.aws.seed({ id: WEB, images });
  await stage.aws.deny({ action: 'DescribeImages', region: 'us-east-1' });
  const run = await stage.step({ ...CHECK, targets: WEB, regions: 'eu-west-1, us-east-1' });
  expect([run.exitCode, run.outputs['result']]).toEqual([1, 'partial']);
  expect(failuresOf(run)).toMatchObject([{ phase: 'check', region: 'us-east-1', code: 'AccessDenied' }]);
  expect(verdictByInstance(run)).toEqual({ [idOf(1)]: 'fresh' });
});

test('when nothing could be looked at, not even max-failures makes it a success', async () => {
  await seedThree(1, 2, 3);
  await stage.aws.deny({ action: 'DescribeImages' });
  const [run, tolerated] = await Promise.all([
    stage.step(BOTH),
    stage.step({ ...BOTH, 'max-failures': '2' }),
  ]);
  expect([run.exitCode, run.outputs['result'], codesOf(run)]).toEqual([
    1,
    'failure',
    ['AccessDenied', 'AccessDenied'],
  ]);
  expect([tolerated.exitCode, tolerated.outputs['result']]).toEqual([0, 'failure']);
  expect(headline(tolerated)).toBe('## ⚠️ The check is not complete, 2 failures');
  expect(tableBelow(tolerated, 'Newest images')).toEqual([]);
});

test('cancelled, it is not complete, whatever was fresh by then', async () => {
  await seedThree(1, 2, 3);
  await stage.aws.fault({ action: 'DescribeImages', account: DB, delayMs: 1_000 });
  const run = await stage.step(BOTH, { stop: { after: /Signed in/, how: 'SIGINT' } });
  expect([run.exitCode, run.signal, codesOf(run)]).toEqual([1, null, ['Cancelled']]);
  expect(headline(run)).toMatch(/^## ❌ The check is not complete, 1 failure$/u);
});

test("how old an image is, AWS's clock tells", async () => {
  await stage.seed({ [WEB]: [server(1), server(2)] });
  // AWS is a day ahead of this machine.
  await stage.aws.settings({ clockSkewSeconds: 24 * 3600 });
  await stage.aws.seed({ id: WEB, images: [image(1, hoursAgo(3), of(1)), image(2, hoursAgo(1), of(2))] });
  const run = await stage.step({ ...CHECK, targets: WEB });
  expect(verdictByInstance(run)).toEqual({ [idOf(1)]: 'too old', [idOf(2)]: 'fresh' });
});
