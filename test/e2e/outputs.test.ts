/** Outputs, exit code and report file, as the next step of a workflow finds them. */
import { expect, test } from '@jest/globals';
import type { ActionRun } from '../emulator/runner.ts';
import { MAIN, README_INPUTS, seedWorld, TARGETS } from '../emulator/world.ts';
import { failuresOf, imageByInstanceOf, imageIdsOf, imagesOf, reportOf } from './outputs.ts';
import { closedTo, DB, idOf, openStage, roleIn, SHOP, WEB } from './stage.ts';

const stage = openStage();
const SIX = ['i-0aa00000000000001', 'i-0aa00000000000002', 'i-0bb00000000000001'].concat([
  'i-0cc00000000000001',
  'i-0cc00000000000002',
  'i-0cc00000000000003',
]);
const NAMES = [
  'failures',
  'image-by-instance',
  'image-id',
  'image-ids',
  'images',
  'matrix',
  'pruned-image-ids',
  'report-file',
  'result',
  'run-key',
];
const ONE_EACH = { [WEB]: [{ id: idOf(1) }], [DB]: [{ id: idOf(2) }], [SHOP]: [{ id: idOf(3) }] };
const ALL_THREE = { targets: TARGETS.join(','), instances: 'all' };

test('the workflow of the README: six images in three accounts', async () => {
  await seedWorld(stage.aws, stage.github);
  const run = await stage.step(README_INPUTS);
  expect(run.exitCode).toBe(0);
  expect(Object.keys(run.outputs).sort()).toEqual(NAMES);
  expect(run.outputs).toMatchObject({ result: 'success', 'image-id': '', failures: '[]' });
  expect(run.outputs['run-key']).toMatch(/^8800110022-[0-9a-f]{8}$/);
  const state = await stage.aws.state();
  const expected = SIX.map((id) => state.images.find(({ instanceId }) => instanceId === id));
  expect(imagesOf(run)).toEqual(
    expected.map((image) => ({
      account_id: image?.account,
      region: image?.region,
      instance_id: image?.instanceId,
      instance_name: expect.stringMatching(/^(web|db|shop|shop-us)-\d$/),
      image_id: image?.id,
      image_name: image?.name,
      state: 'available',
      outcome: 'created',
      snapshot_ids: image?.snapshotIds,
    })),
  );
  expect(imageIdsOf(run)).toEqual(expected.map((image) => image?.id));
  expect(Object.entries(imageByInstanceOf(run))).toEqual(
    expected.map((image) => [image?.instanceId, image?.id]),
  );
  expect(state.images).toHaveLength(6);
  expect(reportOf(run)).toMatchObject({
    version: 1,
    run_key: run.outputs['run-key'],
    finished: true,
    result: 'success',
    images: imagesOf(run),
    failures: [],
  });
  expect(run.summary.split('\n')[0]).toContain('6 images in 3 accounts');
  expect(run.log.trimEnd().split('\n').at(-1)).toContain('6 images in 3 accounts');
  for (const line of [run.envFile, run.stateFile, run.pathFile]) expect(line).toBe('');
});

test('image-id is the image of the one instance that was selected', async () => {
  await stage.seed(ONE_EACH);
  const [one, failed] = await Promise.all([
    stage.step({ targets: WEB, instances: idOf(1) }),
    stage.step({ targets: WEB, instances: `${idOf(1)}, ${idOf(77)}` }),
  ]);
  expect(one.outputs['image-id']).toMatch(/^ami-[0-9a-f]{17}$/);
  expect(one.outputs['image-ids']).toBe(JSON.stringify([one.outputs['image-id']]));
  expect(failed.outputs['image-id']).toBe('');
});

test('one role denied, two targets done: partial, and the step fails', async () => {
  await stage.seed(ONE_EACH);
  await stage.aws.deny(closedTo(DB));
  const run = await stage.step(ALL_THREE);
  expect(run.exitCode).toBe(1);
  expect(run.outputs['result']).toBe('partial');
  expect(imagesOf(run).map(({ account_id, state }) => [account_id, state])).toEqual([
    [WEB, 'available'],
    [SHOP, 'available'],
  ]);
  const [failure, ...others] = failuresOf(run);
  expect(others).toEqual([]);
  expect(failure).toEqual({
    phase: 'sign-in',
    account_id: DB,
    region: null,
    instance_id: null,
    image_id: null,
    code: 'AssumeRoleDenied',
    aws_code: 'AccessDenied',
    message: expect.stringContaining(roleIn(DB)),
  });
  expect(run.summary.split('\n')[0]).toContain('1 failure');
  expect(run.summary).toContain('AssumeRoleDenied');
  expect(run.summary).toContain(DB);
  expect(reportOf(run)).toMatchObject({ result: 'partial', failures: [failure] });
  expect(run.commands.filter(({ name }) => name === 'error').length).toBeGreaterThan(0);
});

test('nothing but failures is a failure; tolerated ones let the step pass and are still told', async () => {
  await stage.seed(ONE_EACH);
  await stage.aws.deny(closedTo(WEB), { action: 'CreateImage', account: DB });
  const [none, tolerated, tooMany] = await Promise.all([
    stage.step({ targets: `${WEB}, ${DB}`, instances: 'all' }),
    stage.step({ ...ALL_THREE, 'max-failures': '2' }),
    stage.step({ ...ALL_THREE, 'max-failures': '1' }),
  ]);
  const resultOf = (run: ActionRun) => [run.exitCode, run.outputs['result'], failuresOf(run).length];
  expect(resultOf(none)).toEqual([1, 'failure', 2]);
  expect(resultOf(tolerated)).toEqual([0, 'partial', 2]);
  expect(resultOf(tooMany)).toEqual([1, 'partial', 2]);
  expect(imageIdsOf(none)).toEqual([]);
  expect(tolerated.commands.map(({ name }) => name)).toContain('warning');
  expect(tolerated.commands.map(({ name }) => name)).not.toContain('error');
  expect(imagesOf(tolerated).map(({ account_id, outcome }) => [account_id, outcome])).toEqual([
    [DB, 'failed'],
    [SHOP, 'created'],
  ]);
});

test('a region that fails whole is one failure, and its neighbour is done', async () => {
  const us = { region: 'us-east-1' };
  await stage.seed({ [WEB]: [{ id: idOf(1) }, { id: idOf(2), ...us }, { id: idOf(3), ...us }] });
  await stage.aws.deny({ action: 'DescribeInstances', region: 'us-east-1' });
  const run = await stage.step({ targets: WEB, regions: 'us-east-1, eu-west-1', instances: 'all' });
  expect(run.exitCode).toBe(1);
  expect(failuresOf(run)).toMatchObject([
    { phase: 'plan', account_id: WEB, region: 'us-east-1', instance_id: null, code: 'AccessDenied' },
  ]);
  expect(imagesOf(run)).toMatchObject([{ region: 'eu-west-1', instance_id: idOf(1), state: 'available' }]);
});

test('killed at once, a step has left its run key and the path of its report', async () => {
  await stage.seed(ONE_EACH);
  const run = await stage.step(ALL_THREE, { stop: { after: /Signed in/, how: 'SIGKILL' } });
  expect(run.signal).toBe('SIGKILL');
  expect(Object.keys(run.outputs).sort()).toEqual(['report-file', 'run-key']);
  expect(run.outputs['run-key']).toMatch(/^8800110022-[0-9a-f]{8}$/);
  expect(run.outputs['report-file']).toMatch(/_temp.*\.json$/);
});

test('killed while waiting, it has left a report with every image that was accepted', async () => {
  await stage.seed(ONE_EACH);
  await stage.aws.settings({
    instances: { [idOf(1)]: { end: 'stuck' }, [idOf(3)]: { pendingDescribes: 1 } },
  });
  const after = new RegExp(`${idOf(3)}.*is available`);
  const run = await stage.step(ALL_THREE, { stop: { after, how: 'SIGKILL' } });
  expect(run.signal).toBe('SIGKILL');
  const report = reportOf(run);
  expect(report).toMatchObject({ run_key: run.outputs['run-key'], finished: false, result: null });
  const { images } = await stage.aws.state();
  const accepted = images.map(({ account, id }) => [account, id]).sort();
  expect(report.images.map(({ account_id, image_id }) => [account_id, image_id]).sort()).toEqual(accepted);
  expect(report.images.find(({ account_id }) => account_id === DB)?.state).toBe('available');
});

test('outputs that GitHub would not take are left empty, and the report file has everything', async () => {
  await stage.seed(ONE_EACH);
  const unknown = Array.from({ length: 700 }, (_, at) => idOf(at + 1000));
  const run = await stage.step({ targets: WEB, instances: [idOf(1), ...unknown].join(',') });
  expect(run.exitCode).toBe(1);
  expect([run.outputs['images']?.length, run.outputs['failures']?.length]).toEqual([0, 0]);
  expect(imageIdsOf(run)).toHaveLength(1);
  expect(reportOf(run).failures.map(({ instance_id }) => instance_id)).toEqual(unknown);
  const errors = run.commands.filter(({ name }) => name === 'error').map(({ message }) => message);
  // GitHub shows ten for a step.
  expect(errors.length).toBeLessThanOrEqual(10);
  for (const name of ['images', 'failures'])
    expect(errors.find((text) => text.includes(`output ${name} `))).toContain(run.outputs['report-file']);
  expect(Buffer.byteLength(run.summary)).toBeLessThan(1024 * 1024);
});

test('two steps of a job have two run keys, and two report files', async () => {
  await stage.seed(ONE_EACH);
  const inputs = { targets: WEB, instances: 'all', wait: 'false' };
  const steps = ['first', 'second'].map((id) => stage.step(inputs, { env: { GITHUB_ACTION: id } }));
  const runs = await Promise.all(steps);
  for (const name of ['run-key', 'report-file'])
    expect(runs[0]?.outputs[name]).not.toBe(runs[1]?.outputs[name]);
});

/** The runner drops an output of a job that holds a masked value (actions/runner, JobExtension). */
function outputsOfJob(run: ActionRun, masks: readonly string[]): Record<string, string> {
  const kept = Object.entries(run.outputs).filter(([, value]) => !masks.some((mask) => value.includes(mask)));
  return Object.fromEntries(kept);
}

test('when account ids are masked, the outputs without account ids still pass from job to job', async () => {
  await stage.seed(ONE_EACH);
  await stage.aws.deny(closedTo(DB));
  const [several, one] = await Promise.all([
    stage.step(ALL_THREE),
    stage.step({ targets: WEB, instances: 'all' }),
  ]);
  const passed = ['image-ids', 'image-by-instance', 'result', 'run-key', 'report-file'];
  for (const run of [several, one]) {
    const own = run.commands.filter(({ name }) => name === 'add-mask').map(({ message }) => message);
    for (const account of [MAIN, ...TARGETS]) expect(own.join('\n')).not.toContain(account);
    const left = outputsOfJob(run, [MAIN, ...TARGETS, ...own]);
    for (const name of passed) expect(left[name]).toBe(run.outputs[name]);
    expect(left).not.toHaveProperty('images');
  }
  expect(outputsOfJob(one, [WEB])['image-id']).toMatch(/^ami-/);
  expect(outputsOfJob(several, [WEB, DB, SHOP])).not.toHaveProperty('failures');
});
