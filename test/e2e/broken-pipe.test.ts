/** The log's reader goes away, and disks are full: what cannot be told costs nothing else. */
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { setTimeout as timeout } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { ActionOptions, ActionRun } from '../emulator/runner.ts';
import { codesOf, commandsOf, imageIdsOf, reportOf, reportTextOf } from './outputs.ts';
import { idOf, openStage, WEB } from './stage.ts';

const stage = openStage();
const ALL = { targets: WEB, instances: 'all' };
const PENDING = /is pending/;
const onLinux = process.platform === 'linux' ? test : test.skip;
const FULL = '/dev/full';

/** A run that could not tell its failures to anyone must not grow by them either. */
function expectSmall(run: ActionRun): void {
  expect(reportTextOf(run).length).toBeLessThan(100_000);
  expect(run.peakMemoryMiB ?? 0).toBeLessThan(400);
}

/** The process of the step runs this first. */
function preloaded(script: string): Pick<ActionOptions, 'env' | 'workspaceFiles'> {
  return { env: { NODE_OPTIONS: '--import=./first.mjs' }, workspaceFiles: { 'first.mjs': script } };
}

function warningsOf(run: ActionRun): string[] {
  return commandsOf(run, 'warning');
}

test("a backup whose log's reader goes away waits for its images and ends well", async () => {
  await stage.seed({ [WEB]: [{ id: idOf(1) }, { id: idOf(2) }] });
  await stage.aws.settings({ pendingSeconds: 6 });
  const run = await stage.step(ALL, { deafAfter: PENDING, timeoutMs: 45_000 });
  expect([run.timedOut, run.exitCode]).toEqual([false, 0]);
  expect(imageIdsOf(run)).toHaveLength(2);
  expect(run.outputs).toMatchObject({ result: 'success', failures: '[]' });
  expect(run.summary).toContain('## ✅ 2 images in 1 account are available');
  const { finished, failures, images } = reportOf(run);
  expect({ finished, failures }).toEqual({ finished: true, failures: [] });
  expect(images.map(({ state }) => state)).toEqual(['available', 'available']);
  expectSmall(run);
});

test("a cancelled run ends within 5 seconds, though its log's reader is long gone", async () => {
  await stage.seed({ [WEB]: [{ id: idOf(1) }] });
  await stage.aws.settings({ pendingSeconds: 60 });
  const stop = new AbortController();
  const step = stage.step(ALL, { deafAfter: PENDING, kill: stop.signal, timeoutMs: 40_000 });
  while ((await stage.ec2Calls('CreateImage')).length === 0) await timeout(100);
  await timeout(5_000);
  const stoppedAt = performance.now();
  stop.abort('SIGTERM');
  const run = await step;
  expect(performance.now() - stoppedAt).toBeLessThan(5_000);
  expect([run.timedOut, run.exitCode]).toEqual([false, 1]);
  expect(run.log).not.toContain('Cancelled');
  expect(codesOf(run)).toContain('Cancelled');
  expect(reportOf(run)).toMatchObject({
    finished: true,
    failures: expect.arrayContaining([expect.objectContaining({ code: 'Cancelled' })]),
  });
  expectSmall(run);
});

test('a reader that is there and reads nothing does not hold the step', async () => {
  const targets = Array.from({ length: 4_000 }, (_, at) => `- ${100_000_000_000 + at}`);
  const inputs = { mode: 'validate', 'targets-file': 'targets.yml', instances: 'all' };
  const workspaceFiles = { 'targets.yml': `${targets.join('\n')}\n` };
  const run = await stage.step(inputs, { workspaceFiles, stallAfter: /^Target 1:/, timeoutMs: 20_000 });
  expect([run.timedOut, run.exitCode, run.outputs['result']]).toEqual([false, 0, 'success']);
  expect(reportOf(run).finished).toBe(true);
});

onLinux('a crash that cannot be told is recorded once, and ends the step', async () => {
  await stage.seed({ [WEB]: [{ id: idOf(1) }] });
  await stage.aws.settings({ pendingSeconds: 60 });
  const crash = "process.on('SIGUSR2', () => { throw new Error('crashed'); });";
  const run = await stage.step(ALL, {
    ...preloaded(crash),
    deafAfter: PENDING,
    stop: { after: PENDING, how: 'SIGUSR2' },
    timeoutMs: 20_000,
  });
  expect([run.timedOut, run.exitCode]).toEqual([false, 1]);
  expect(codesOf(run).filter((code) => code === 'Unexpected')).toHaveLength(1);
  expect(reportOf(run).finished).toBe(true);
  expectSmall(run);
});

test('a print that throws costs nothing but the log', async () => {
  const throwing = preloaded("process.stdout.write = () => { throw new Error('no room'); };");
  const run = await stage.step({ ...ALL, mode: 'validate' }, throwing);
  expect([run.exitCode, run.outputs['result'], run.stdout]).toEqual([0, 'success', '']);
  expect(reportOf(run)).toMatchObject({ finished: true, failures: [] });
});

onLinux('outputs that cannot be written fail the step, which says so, and cost no image', async () => {
  await stage.seed({ [WEB]: [{ id: idOf(1) }] });
  const run = await stage.step(ALL, { env: { GITHUB_OUTPUT: FULL } });
  expect(run.exitCode).toBe(1);
  expect(warningsOf(run)).toEqual([
    expect.stringMatching(/^An output cannot be written: ENOSPC.* \(\/dev\/full\)$/),
  ]);
  expect(commandsOf(run, 'error')).toEqual([
    expect.stringMatching(
      /^1 image in 1 account is available; but the step fails, as the outputs run-key, report-file, result, .* cannot be written to \/dev\/full/,
    ),
  ]);
  expect(run.summary).toMatch(/^\*\*1 image in 1 account is available; but the step fails/);
  const report = Object.entries(run.files).find(([name]) => /^temp\/cross-account-ami-.*\.json$/.test(name));
  expect(JSON.parse(report?.[1] ?? '')).toMatchObject({
    finished: true,
    failures: [],
    images: [{ state: 'available' }],
  });
});

onLinux('a summary on a full disk is one warning, and costs nothing else', async () => {
  await stage.seed({ [WEB]: [{ id: idOf(1) }] });
  const run = await stage.step(ALL, { env: { GITHUB_STEP_SUMMARY: FULL } });
  expect(run.exitCode).toBe(0);
  expect(warningsOf(run)).toEqual([
    expect.stringMatching(/^The job summary cannot be written: .*\/dev\/full/),
  ]);
  expect(imageIdsOf(run)).toHaveLength(1);
  expect(reportOf(run)).toMatchObject({ finished: true, result: 'success' });
});

onLinux('when nothing at all can be written, each is told once', async () => {
  await stage.seed({ [WEB]: [{ id: idOf(1) }] });
  await stage.aws.settings({ pendingSeconds: 3 });
  const nowhere = join(tmpdir(), 'a-folder-that-is-not-there');
  const env = { GITHUB_OUTPUT: FULL, GITHUB_STEP_SUMMARY: FULL, RUNNER_TEMP: nowhere };
  const run = await stage.step(ALL, { env });
  expect(run.exitCode).toBe(1);
  expect(warningsOf(run).map((text) => text.replace(/:.*/, ''))).toEqual([
    'An output cannot be written',
    'The report file cannot be written',
    'The job summary cannot be written',
  ]);
  expect(commandsOf(run, 'error')).toEqual([
    expect.stringMatching(/^1 image in 1 account is available; but/),
  ]);
});
