/** A cancelled run stops within five seconds, and leaves everything that it knows. */
import { expect, test } from '@jest/globals';
import type { InstanceSeed } from '../emulator/aws.ts';
import type { ActionRun } from '../emulator/runner.ts';
import { codesOf, failuresOf, imageIdsOf, imagesOf, reportOf } from './outputs.ts';
import { DB, idOf, openStage, WEB } from './stage.ts';

const stage = openStage();
const BOTH = { targets: `${WEB}, ${DB}`, instances: 'all' };
const WHEN_PENDING = { after: /is pending/, how: 'cancel' } as const;
/** Of the contract, and what the start of the step may take on a busy machine. */
const WITHIN = 5_000 + 3_000;

function servers(...numbers: number[]): InstanceSeed[] {
  return numbers.map((number) => ({ id: idOf(number), name: `server-${number}` }));
}

async function seedStuck(): Promise<void> {
  await stage.seed({ [WEB]: servers(1, 2), [DB]: servers(3) });
  const stuck = { end: 'stuck' } as const;
  await stage.aws.settings({ instances: { [idOf(1)]: stuck, [idOf(2)]: stuck, [idOf(3)]: stuck } });
}

/** By itself, in time, and with everything written. */
function expectOrderlyEnd(run: ActionRun): void {
  expect([run.exitCode, run.signal, run.timedOut]).toEqual([1, null, false]);
  expect(run.durationMs).toBeLessThan(WITHIN);
  expect(codesOf(run)).toContain('Cancelled');
  expect(reportOf(run)).toMatchObject({ finished: true, images: imagesOf(run), failures: failuresOf(run) });
  expect(run.summary).toContain('Cancelled');
  expect(run.log).toContain('Cancelled');
}

test('while waiting: the pending images are named, and go on', async () => {
  await seedStuck();
  const run = await stage.step(BOTH, { stop: WHEN_PENDING });
  expectOrderlyEnd(run);
  expect(run.outputs['result']).toBe('failure');
  const accepted = (await stage.aws.state()).images.map(({ id }) => id);
  expect(accepted).toHaveLength(3);
  expect(imageIdsOf(run).toSorted()).toEqual(accepted.toSorted());
  expect(imagesOf(run).map(({ state, outcome }) => [state, outcome])).toEqual(
    accepted.map(() => ['pending', 'created']),
  );
  const named = failuresOf(run).filter(({ code, image_id }) => code === 'Cancelled' && image_id !== null);
  expect(named.map(({ image_id }) => image_id).toSorted()).toEqual(accepted.toSorted());
  for (const id of accepted) expect(run.summary).toContain(id);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s alone is enough', async (how) => {
  await seedStuck();
  const run = await stage.step(BOTH, { stop: { after: /is pending/, how } });
  expectOrderlyEnd(run);
});

test('an image that is available by then stays good', async () => {
  await stage.seed({ [WEB]: servers(1), [DB]: servers(2) });
  await stage.aws.settings({ instances: { [idOf(2)]: { end: 'stuck' } } });
  const run = await stage.step(BOTH, { stop: { after: /is available/, how: 'cancel' } });
  expectOrderlyEnd(run);
  expect(run.outputs['result']).toBe('partial');
  expect(imagesOf(run).map(({ state }) => state)).toEqual(['available', 'pending']);
});

test('a reply in flight is waited for a moment: its image is not lost', async () => {
  await seedStuck();
  await stage.aws.fault({ action: 'CreateImage', account: DB, delayMs: 1_500 });
  const run = await stage.step(BOTH, { stop: WHEN_PENDING });
  expectOrderlyEnd(run);
  const made = (await stage.aws.state()).images.find(({ account }) => account === DB);
  expect(imagesOf(run).at(-1)).toMatchObject({ account_id: DB, image_id: made?.id, outcome: 'created' });
});

test('calls that hang do not hold the step', async () => {
  const hanging = ['AssumeRole', 'DescribeInstances', 'DescribeImages', 'CreateImage'];
  const accounts = hanging.map((_, at) => `55555555555${at}`);
  const targets = accounts.map((account, at) => [account, servers(10 + at)] as const);
  await stage.seed({ [WEB]: servers(1), ...Object.fromEntries(targets) });
  await stage.aws.settings({ instances: { [idOf(1)]: { end: 'stuck' } } });
  const faults = hanging.map((action, at) => ({
    action,
    account: accounts[at] ?? '',
    delayMs: 12_000,
    times: 5,
  }));
  await stage.aws.fault(...faults);
  const run = await stage.step(
    { targets: [WEB, ...accounts].join(','), instances: 'all' },
    { stop: WHEN_PENDING },
  );
  expectOrderlyEnd(run);
  expect(imagesOf(run).filter(({ image_id }) => image_id !== null)).toMatchObject([{ instance_id: idOf(1) }]);
});

test('a sign-in that hangs does not hold it either', async () => {
  await seedStuck();
  await stage.aws.fault({ action: 'AssumeRoleWithWebIdentity', delayMs: 12_000, times: 5 });
  const run = await stage.step(BOTH, { stop: { after: /add-mask::ey/, how: 'cancel' } });
  expectOrderlyEnd(run);
  expect(imagesOf(run)).toEqual([]);
});

test('after the cancellation no image is begun', async () => {
  const many = Array.from({ length: 12 }, (_, at) => at + 10);
  await stage.seed({ [WEB]: servers(1), [DB]: servers(...many) });
  await stage.aws.fault({ action: 'CreateImage', account: DB, times: 12, delayMs: 1_000 });
  const run = await stage.step(BOTH, { stop: WHEN_PENDING });
  expectOrderlyEnd(run);
  const { images } = await stage.aws.state();
  const inDb = images.filter(({ account }) => account === DB);
  expect(inDb.length).toBeLessThan(many.length);
  const told = imagesOf(run).flatMap(({ account_id, image_id }) =>
    account_id === DB ? (image_id ?? []) : [],
  );
  expect(told.toSorted()).toEqual(inDb.map(({ id }) => id).toSorted());
  const notBegun = failuresOf(run).filter(
    ({ image_id, instance_id }) => instance_id !== null && image_id === null,
  );
  expect(notBegun).toHaveLength(many.length - inDb.length);
});

test('cancelled before the sign-in, nothing is done and everything is told', async () => {
  await seedStuck();
  const run = await stage.step(BOTH, { stop: { after: /Run key/, how: 'cancel' } });
  expectOrderlyEnd(run);
  expect(await stage.ec2Calls()).toEqual([]);
});
