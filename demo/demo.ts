/** The main job on an AWS and a GitHub of this machine: `npm run demo`, or one of the scenes: `npm run demo -- plan`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { styleText } from 'node:util';
import { startAws, type Aws } from '../test/emulator/aws.ts';
import { startGitHub, type GitHub } from '../test/emulator/github.ts';
import { runAction, type ActionRun } from '../test/emulator/runner.ts';
import { seedWorld } from '../test/emulator/world.ts';
import { heldText, mistakes } from './aws-holds.ts';
import { introduction } from './introduction.ts';
import { LiveLog } from './live-log.ts';
import { sceneOf, type Scene } from './scenes.ts';
import { listServers } from './servers.ts';
import { outputLines } from './step-text.ts';
import { summaryAsText, summaryPage } from './summary.ts';

const RESULTS = join(import.meta.dirname, '..', 'build', 'demo');

const interruption = new AbortController();
const interrupt = () => {
  interruption.abort();
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);
// Nobody reads on, as with `| head`.
process.stdout.on('error', interrupt);
interruption.signal.addEventListener('abort', () => {
  console.log('\nStopping: the step comes to its end, then everything is shut down.');
});

try {
  process.exitCode = (await demo()) ? 0 : 1;
} catch (error) {
  process.exitCode = interruption.signal.aborted ? 130 : 1;
  if (interruption.signal.aborted) console.log('Stopped. Nothing is left running.');
  else console.error(error instanceof Error ? error.message : error);
}

/** Whether AWS holds what it should at the end. */
async function demo(): Promise<boolean> {
  const scene = sceneOf(process.argv[2]);
  await using running = new AsyncDisposableStack();
  console.log('Starting an emulated AWS and GitHub on this machine ...');
  const aws = running.adopt(await startAws(), (server) => server.stop());
  const github = running.adopt(await startGitHub(), (server) => server.stop());
  await seedWorld(aws, github);
  const servers = await listServers(aws);
  show('What happens now', `${scene.title}.\n${introduction(servers)}`);
  await scene.prepare?.(aws, (inputs) => runAction({ inputs: { ...inputs }, aws, github }));
  const run = await runStep(scene, aws, github);
  tell(run);
  const { images } = await aws.state();
  show('What AWS holds now', heldText(images, servers));
  const imageIds = JSON.parse(run.outputs['image-ids'] || '[]') as string[];
  // Only the backup makes an image of each server, and no other.
  const wrong = scene === sceneOf('backup') ? mistakes(images, servers, imageIds) : [];
  if (run.exitCode !== scene.ends) wrong.unshift(`The step ended with exit code ${run.exitCode}.`);
  for (const sentence of wrong) console.error(sentence);
  return wrong.length === 0;
}

async function runStep({ inputs }: Scene, aws: Aws, github: GitHub): Promise<ActionRun> {
  show('Running dist/index.js as a runner would', 'Its log:');
  interruption.signal.throwIfAborted();
  const log = new LiveLog((line) => {
    console.log(line);
  });
  const hear = (part: string): void => {
    log.hear(part);
  };
  const run = await runAction({ inputs: { ...inputs }, aws, github, hear });
  interruption.signal.throwIfAborted();
  return run;
}

function tell(run: ActionRun): void {
  show('Outputs of the step', outputLines(run.outputs).join('\n'));
  show('Job summary', summaryAsText(run.summary));
  console.log(`\nAs a page: ${keep('summary.html', summaryPage(run.summary))}`);
  const report = Object.entries(run.files).find(([path]) => path.endsWith('.json'))?.[1];
  if (report !== undefined) console.log(`Report file: ${keep('report.json', report)}`);
}

function keep(name: string, text: string): string {
  mkdirSync(RESULTS, { recursive: true });
  const path = join(RESULTS, name);
  writeFileSync(path, text);
  return relative(process.cwd(), path);
}

function show(title: string, text: string): void {
  console.log(`\n${styleText('bold', `── ${title} ──`)}\n${text}`);
}
