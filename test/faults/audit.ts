/** What must hold after every run, whatever went wrong in it. */
import { expect } from '@jest/globals';
import { failuresOf, imagesOf, reportOf } from '../e2e/outputs.ts';
import type { Aws, AwsState, ImageState } from '../emulator/aws.ts';
import type { ActionRun } from '../emulator/runner.ts';

const OURS = 'cross-account-ami:';

/** `Name` and those of our prefix. */
const TAGS = [
  'Name',
  ...[
    'run-key',
    'series',
    'instance-id',
    'repository',
    'repository-id',
    'run-url',
    'sha',
    'excluded-volumes',
    'attempt',
    'instance-type',
  ].map((name) => OURS + name),
];

export interface Faults {
  /** Instances of more than one image. */
  readonly doubled: readonly string[];
  /** Images and snapshots without all our tags. */
  readonly untagged: readonly string[];
}

/** Images of this run key, as AWS has them. */
export function newImages({ images }: AwsState, before: readonly string[] = []): ImageState[] {
  return images.filter(({ id }) => !before.includes(id));
}

export function auditImages(state: AwsState, images: readonly ImageState[]): Faults {
  const instances = images.map(({ instanceId }) => instanceId);
  const doubled = instances.filter((id, at) => instances.indexOf(id) !== at);
  const snapshots = state.snapshots.filter(({ id }) =>
    images.some((image) => image.snapshotIds.includes(id)),
  );
  const untagged = [...images, ...snapshots].filter(
    ({ tags }) => !TAGS.every((key) => (tags[key] ?? '') !== ''),
  );
  return { doubled, untagged: untagged.map(({ id }) => id) };
}

/** Nothing doubled, untagged or forgotten; outputs, report file, page and exit code agree; no stack trace. */
export async function expectSound(
  run: ActionRun,
  aws: Aws,
  before: readonly string[] = [],
): Promise<ImageState[]> {
  const state = await aws.state();
  const made = newImages(state, before);
  expect(auditImages(state, made)).toEqual({ doubled: [], untagged: [] });
  const told = imagesOf(run).flatMap(({ image_id }) => image_id ?? []);
  expect(told.toSorted()).toEqual(made.map(({ id }) => id).toSorted());
  const failures = failuresOf(run);
  expect(run.exitCode).toBe(failures.length === 0 ? 0 : 1);
  expect([run.signal, run.timedOut]).toEqual([null, false]);
  expect(reportOf(run)).toMatchObject({ finished: true, result: run.outputs['result'], failures });
  for (const { code, message } of failures) {
    expect(message.split(' · ').length).toBeGreaterThanOrEqual(2);
    expect(run.summary).toContain(code);
  }
  expect(run.stdout).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
  expect(run.silentMs).toBeLessThan(1_000);
  return made;
}
