/** An example of the pages, run by act on the AWS and the GitHub of a stage. */
import { readFileSync } from 'node:fs';
import type { ImageEntry } from '../../src/model/report-file.ts';
import type { InstanceSeed } from '../emulator/aws.ts';
import { hoursAgo } from '../e2e/check-scenes.ts';
import { image, imageId } from '../e2e/retention-scenes.ts';
import { idOf, WEB, type Stage } from '../e2e/stage.ts';
import type { Job } from './act-log.ts';
import { runWorkflow, type Workflow, type WorkflowRun } from './act.ts';
import { blocks, workflowOf } from './workflows.ts';

const all = blocks('.');

/** The file that the recipes show, as `actions/checkout` would bring it. */
export const TARGETS_FILE = shownFile('.github/image-targets.yml');

export function example(name: string): string {
  const found = all.find((block) => block.name === name);
  if (found === undefined)
    throw new Error(`no page shows ${name}, only ${all.map((block) => block.name).join(', ')}`);
  return workflowOf(found) ?? found.text;
}

export function run(stage: Stage, name: string, more: Omit<Workflow, 'text'>): Promise<WorkflowRun> {
  return runWorkflow({ text: example(name), ...more }, stage);
}

function shownFile(path: string): Readonly<Record<string, string>> {
  const page = readFileSync('docs/recipes.md', 'utf8');
  const shown = page.split(`\`${path}\`:\n\n`)[1]?.split('\n\n')[0] ?? '';
  return { [path]: `${shown.replaceAll(/^ {4}/gm, '')}\n` };
}

export function production(number: number): InstanceSeed {
  return { id: idOf(number), name: `server-${number}`, tags: { Environment: 'production' } };
}

/** Three images of instance 1, of yesterday: `keep-daily` keeps the newest, and the oldest while it has room; the id of the other. */
export async function seedYesterday(stage: Stage): Promise<string> {
  const day = hoursAgo(24).slice(0, 10);
  const images = [1, 2, 3].map((number) => image(number, `${day}T12:0${number}:00.000Z`));
  await stage.aws.seed({ id: WEB, images });
  return imageId(2);
}

/** Each job that ran with how it ended, in the order in which they began. */
export function results({ jobs }: WorkflowRun): string[] {
  return jobs.map(({ id, matrix, result }) => [id, ...Object.values(matrix), result].join(' '));
}

export function jobNamed({ jobs, log }: WorkflowRun, id: string): Job {
  const job = jobs.find((each) => each.id === id);
  if (job === undefined) throw new Error(`no job ${id} ran:\n${log}`);
  return job;
}

/** Instances of the output `images` of a job, with what became of each. */
export function imagesOf(job: Job): string[] {
  const entries = JSON.parse(job.outputs['images'] ?? '[]') as ImageEntry[];
  return entries.map(({ instance_id, outcome }) => `${instance_id} ${outcome}`);
}

export function codesOf(job: Job): string[] {
  const failures = JSON.parse(job.outputs['failures'] ?? '[]') as { code: string }[];
  return failures.map(({ code }) => code);
}

/** Instance and state of each image that AWS holds. */
export async function held(stage: Stage): Promise<string[]> {
  const { images } = await stage.aws.state();
  return images.map(({ instanceId, state }) => `${instanceId} ${state}`).toSorted();
}
