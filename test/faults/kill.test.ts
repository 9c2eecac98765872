/**
 * Killed at any call: the process ends without a word right before or right after each call of a run of three
 * accounts with two instances each, and a re-run of the job finishes it. Meanwhile EC2 does not show the new images.
 */
import { expect, jest, test } from '@jest/globals';
import { amount } from '../amounts.ts';
import { imagesOf } from '../e2e/outputs.ts';
import type { ActionOptions, ActionRun } from '../emulator/runner.ts';
import { auditImages } from './audit.ts';
import { openGate } from './gate.ts';
import { accounts, DB, idOf, SHOP, WEB } from './places.ts';
import { openScenes, type Scene } from './scenes.ts';
import { killedAnywhere } from './table-runs.ts';

const inScene = openScenes(4);
const SERVERS = { [WEB]: [1, 2], [DB]: [3, 4], [SHOP]: [5, 6] };
const INSTANCES = [1, 2, 3, 4, 5, 6].map(idOf);
const INPUTS = { targets: `${WEB}, ${DB}, ${SHOP}`, instances: 'all' };
/** Of the kills each so many-th is tried, others with each seed of jest, which it prints (`--seed` tries the same again). */
const EACH = amount({ gate: 6, nightly: 1 });
/** Of the re-run: so long after their birth images are not shown. */
const HIDDEN_SECONDS = 3;

interface Kill {
  readonly call: number;
  readonly when: 'before' | 'after';
}

/** What is wrong after the re-run; each line says which kill it was. */
interface Losses {
  readonly lost: string[];
  readonly doubled: string[];
  readonly untagged: string[];
  readonly unsaid: string[];
  readonly notKilled: string[];
}

test(killedAnywhere.fault, async () => {
  const calls = await callsOfCleanRun();
  const kills = Array.from({ length: calls }, (_, at) => at + 1).flatMap((call): Kill[] => [
    { call, when: 'before' },
    { call, when: 'after' },
  ]);
  const tried = kills.filter((_, at) => (at + Math.abs(jest.getSeed())) % EACH === 0);
  const losses: Losses = { lost: [], doubled: [], untagged: [], unsaid: [], notKilled: [] };
  await Promise.all(tried.map((kill) => inScene((scene) => killAndRunAgain(kill, scene, losses))()));
  expect(losses).toEqual({ lost: [], doubled: [], untagged: [], unsaid: [], notKilled: [] });
  expect(kills.length).toBeGreaterThanOrEqual(50);
});

async function callsOfCleanRun(): Promise<number> {
  let calls = 0;
  await inScene(async (scene) => {
    await seed(scene);
    const gate = await openGate(scene, { fate: () => 'pass' });
    const run = await scene.step(INPUTS, { aws: gate.aws, github: gate.github });
    await gate.close();
    expect(run.exitCode).toBe(0);
    calls = gate.calls.length;
  })();
  return calls;
}

async function seed({ aws, github }: Scene): Promise<void> {
  await aws.seed(...accounts({ ...github, servers: SERVERS }));
}

async function killAndRunAgain({ call, when }: Kill, scene: Scene, losses: Losses): Promise<void> {
  await seed(scene);
  const begun = performance.now();
  const killed = await killedRun({ call, when }, scene);
  const name = `${when} call ${call} (${killed.action})`;
  if (killed.run.signal !== 'SIGKILL') losses.notKilled.push(name);
  await scene.aws.settings({ hiddenSeconds: (performance.now() - begun) / 1_000 + HIDDEN_SECONDS });
  const again = await scene.step(INPUTS, { env: { GITHUB_RUN_ATTEMPT: '2' } });
  const state = await scene.aws.state();
  const { doubled, untagged } = auditImages(state, state.images);
  losses.doubled.push(...doubled.map((id) => `${name}: ${id}`));
  losses.untagged.push(...untagged.map((id) => `${name}: ${id}`));
  losses.lost.push(...lostIn(again, state.images).map((id) => `${name}: ${id}`));
  losses.unsaid.push(...unsaidIn(killed.run, again).map((output) => `${name}: ${output}`));
}

async function killedRun({ call, when }: Kill, scene: Scene): Promise<{ run: ActionRun; action: string }> {
  const killer = new AbortController();
  const gate = await openGate(scene, {
    fate: (at) => (at === call ? when : 'pass'),
    strike: () => {
      killer.abort();
    },
  });
  const options: ActionOptions = { aws: gate.aws, github: gate.github, kill: killer.signal };
  const run = await scene.step(INPUTS, options);
  await gate.close();
  return { run, action: gate.calls[call - 1] ?? 'never made' };
}

/** Instances of which the re-run does not name the image that AWS has. */
function lostIn(run: ActionRun, images: readonly { id: string; instanceId: string }[]): string[] {
  const told = run.outputs['images'] === undefined ? [] : imagesOf(run);
  return INSTANCES.filter((id) => {
    const image = images.find(({ instanceId }) => instanceId === id);
    const entry = told.find(({ instance_id }) => instance_id === id);
    return image === undefined || entry?.image_id !== image.id || entry.state !== 'available';
  });
}

/** The outputs that are written before any call, which the re-run must share. */
function unsaidIn(killed: ActionRun, again: ActionRun): string[] {
  const runKey = killed.outputs['run-key'] ?? '';
  const missing = runKey !== '' && runKey === again.outputs['run-key'] ? [] : ['run-key'];
  return (killed.outputs['report-file'] ?? '') === '' ? [...missing, 'report-file'] : missing;
}
