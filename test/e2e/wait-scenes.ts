/** A run that asks for images and does not wait, and another job that finishes it. */
import { expect } from '@jest/globals';
import type { ImageSeed } from '../emulator/aws.ts';
import type { ActionOptions, ActionRun } from '../emulator/runner.ts';
import { imagesOf } from './outputs.ts';
import { image, ourTags, SERIES, type Made } from './retention-scenes.ts';
import { idOf, type Stage } from './stage.ts';

export const RUN_KEY = 'nightly-4711';

/** Another workflow run, job and step than those that asked for the images. */
const OTHER_JOB = { GITHUB_RUN_ID: '8800110077', GITHUB_JOB: 'finish', GITHUB_ACTION: 'wait' };

/** Longer than `wait` looks for images of a run that EC2 does not show yet. */
const LONG_AGO = 240;

/**
 * Asks for the images; what the ledger has afterwards is the other job's. By AWS's time this job was minutes ago, as
 * in a real workflow: while the newest image is younger than 3 minutes, `wait` looks for others that EC2 does not show
 * yet, and each test would last that long.
 */
export async function begin(
  stage: Stage,
  inputs: Record<string, string>,
  secondsAgo = LONG_AGO,
): Promise<ActionRun> {
  await stage.aws.settings({ clockSkewSeconds: -secondsAgo });
  const run = await stage.step({
    'run-key': RUN_KEY,
    series: SERIES,
    instances: 'all',
    ...inputs,
    wait: 'false',
  });
  expect([run.exitCode, run.outputs['result']]).toEqual([0, 'pending']);
  await stage.aws.settings({ clockSkewSeconds: 0 });
  await stage.aws.clearCalls();
  return run;
}

/** Waits for them, knowing nothing but the run key and the targets; makes no image, whatever happens. */
export async function finish(
  stage: Stage,
  inputs: Record<string, string>,
  options: Omit<ActionOptions, 'inputs'> = {},
): Promise<ActionRun> {
  const run = await stage.step(
    { mode: 'wait', 'run-key': RUN_KEY, series: SERIES, ...inputs },
    { ...options, env: { ...OTHER_JOB, ...options.env } },
  );
  expect(await stage.ec2Calls('CreateImage')).toEqual([]);
  return run;
}

/** An image of the run; `runKey` makes it one of another run. */
export function imageOfRun(
  number: number,
  at: string,
  made: Made & { runKey?: string } = {},
  more: Partial<ImageSeed> = {},
): ImageSeed {
  const tags = { ...ourTags(made), 'cross-account-ami:run-key': made.runKey ?? RUN_KEY };
  return image(number, at, made, { ...more, tags });
}

export function ofInstance(instance: number, more: Made = {}): Made {
  return { instance: idOf(instance), ...more };
}

/** What the other job has to say of images that were asked for. */
export function adopted(run: ActionRun): object[] {
  return imagesOf(run).map((entry) => ({
    ...entry,
    state: 'available',
    outcome: 'adopted',
    snapshot_ids: expect.any(Array),
  }));
}

/** What the outputs and the report file say when all is well. */
export function expectSuccess(run: ActionRun): void {
  expect([run.exitCode, run.outputs['result'], run.outputs['failures']]).toEqual([0, 'success', '[]']);
}
