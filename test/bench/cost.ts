/** What a run costs: size and start of the bundle, then time, memory and calls of 3 accounts with 5 instances each. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { startAws, type InstanceSeed } from '../emulator/aws.ts';
import { startGitHub } from '../emulator/github.ts';
import { runAction } from '../emulator/runner.ts';
import { MAIN, MAIN_ROLE, SIGN_IN, TARGETS } from '../emulator/world.ts';

const INSTANCES = 5;

function servers(account: string): InstanceSeed[] {
  return Array.from({ length: INSTANCES }, (_, at) => ({
    id: `i-${account}${String(at).padStart(5, '0')}`,
    name: `server-${at}`,
    volumes: [{ device: '/dev/xvda', sizeGiB: 8 }],
  }));
}

function bundleSize(): string {
  const folder = join(import.meta.dirname, '../../dist');
  const files = readdirSync(folder).filter((name) => name.endsWith('.js'));
  const sizes = files.map((name) => statSync(join(folder, name)).size);
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  const main = statSync(join(folder, 'index.js')).size;
  return `${(whole / 1e6).toFixed(2)} MB in ${files.length} files, index.js ${(main / 1e6).toFixed(2)} MB`;
}

/** The middle of several runs: one of them may have met a busy machine. */
function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

async function startTime(): Promise<number> {
  const inputs = { mode: 'validate', 'aws-region': 'eu-west-1', targets: 'self', instances: 'all' };
  const times: number[] = [];
  for (let run = 0; run < 5; run += 1) times.push((await runAction({ inputs })).durationMs);
  return median(times);
}

const aws = await startAws();
const github = await startGitHub();
try {
  const main = {
    id: MAIN,
    oidcProviders: [github.issuer],
    roles: [{ name: 'cross-account-ami-main', oidcSubjects: [github.subject] }],
  };
  const targets = TARGETS.map((id) => ({
    id,
    roles: [{ name: 'cross-account-ami', trusts: [MAIN_ROLE] }],
    instances: servers(id),
  }));
  await aws.seed(main, ...targets);
  await aws.settings({ pendingDescribes: 1 });
  console.log(`bundle: ${bundleSize()}`);
  console.log(`start to end without AWS (validate): ${Math.round(await startTime())} ms`);
  const inputs = { ...SIGN_IN, targets: JSON.stringify(TARGETS), instances: 'all' };
  const run = await runAction({ inputs, aws, github });
  const calls = Map.groupBy(await aws.calls(), ({ action }) => action);
  const counts = [...calls].map(([action, made]) => `${action} ${made.length}`);
  console.log(
    `3 accounts x ${INSTANCES} instances: exit ${run.exitCode}, ${Math.round(run.durationMs)} ms, ${run.peakMemoryMiB} MiB`,
  );
  console.log(`calls: ${counts.join(', ')}`);
} finally {
  await Promise.all([aws.stop(), github.stop()]);
}
