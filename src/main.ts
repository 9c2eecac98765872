/** The hallway: read what is asked -> sign in -> run the mode -> report. */
import { join } from 'node:path';
import { AwsClock } from './aws/clock.ts';
import { listenForCancel } from './cancelling.ts';
import type { Config } from './config/config.ts';
import { mistakeText } from './config/mistake.ts';
import { readConfig, type ReadConfig } from './config/read-config.ts';
import { maskSecret } from './github/console.ts';
import { GitHubIdToken } from './github/id-token.ts';
import { inputText, runnerFacts, workspaceFile, type RunnerFacts } from './github/runner.ts';
import type { Problem } from './model/problem.ts';
import type { Target } from './model/target.ts';
import { backup } from './modes/backup.ts';
import { prune } from './modes/prune.ts';
import { Reporting } from './reporting.ts';

/** Where a run takes place. */
interface Scene {
  readonly process: NodeJS.Process;
  readonly facts: RunnerFacts;
  readonly clock: AwsClock;
  readonly journal: Reporting;
}

/** One run of the action, reported whatever happens. Answers false when a cancelled run left calls in flight. */
export async function run(process: NodeJS.Process): Promise<boolean> {
  const { env: environment } = process;
  const clock = new AwsClock();
  const facts = runnerFacts(environment);
  const asked = readConfig({
    inputs: inputText,
    region: facts.region,
    readFile: (path) => workspaceFile(environment, path),
    identity: facts,
  });
  const { runKey, wait, maxFailures } = asked.ok
    ? asked.config.run
    : { runKey: '', wait: true, maxFailures: 0 };
  const reportFile = reportFilePath(facts, runKey);
  const scene: Scene = { process, facts, clock, journal: new Reporting(clock, reportFile) };
  const { mode } = asked.ok ? asked.config : asked;
  scene.journal.record({ kind: 'started', mode, runKey, reportFile, wait, maxFailures });
  const ended = asked.ok ? await perform(asked.config, scene) : refuse(asked, scene);
  await scene.journal.finish(environment);
  return ended;
}

/** Two steps of a job may have the same run key, but not the same step id. */
function reportFilePath({ temporary, step, runId }: RunnerFacts, runKey: string): string {
  const name = `cross-account-ami-${runKey === '' ? runId : runKey}-${step}`.replace(/[^\w.-]/g, '_');
  return join(temporary, `${name}.json`);
}

function refuse({ mistakes, file }: Extract<ReadConfig, { ok: false }>, { journal }: Scene): true {
  for (const mistake of mistakes) {
    const { source, line, column = 1 } = mistake;
    const inFile = source === file && line !== undefined ? { file: { path: source, line, column } } : {};
    const what = mistakeText(mistake);
    const problem: Problem = { code: 'InputInvalid', phase: 'plan', place: {}, what, ...inFile };
    journal.record({ kind: 'target-failed', problem });
  }
  return true;
}

async function perform(config: Config, scene: Scene): Promise<boolean> {
  const { journal } = scene;
  if (config.mode === 'validate') {
    for (const text of config.targets.map(targetText)) journal.record({ kind: 'noticed', text, place: {} });
    return true;
  }
  const cancelling = listenForCancel(scene.process, (name) => {
    const what = `The run was cancelled (${name})`;
    journal.record({
      kind: 'target-failed',
      problem: { code: 'Cancelled', phase: 'create', place: {}, what },
    });
  });
  return cancelling.within(
    signInAndRun(config, scene, cancelling.signal).catch((error: unknown) => {
      journal.record({ kind: 'target-failed', problem: unexpected(error) });
    }),
  );
}

async function signInAndRun(config: Config, scene: Scene, signal: AbortSignal): Promise<void> {
  const { process, facts, clock, journal } = scene;
  const { env: environment } = process;
  for (const text of endpointNotices(environment)) journal.record({ kind: 'noticed', text, place: {} });
  if (needsNewerNode(environment, process.versions.node)) {
    const what = `HTTPS_PROXY is set, and Node ${process.versions.node} of this runner cannot use it`;
    journal.record({
      kind: 'target-failed',
      problem: { code: 'ProxyNeedsNode', phase: 'sign-in', place: {}, what },
    });
    return;
  }
  // The AWS SDK is most of the bundle; it is loaded only when the inputs are good.
  const { signIn } = await import('./aws/sign-in.ts');
  const idToken = new GitHubIdToken(environment);
  const runner = { environment, hosted: facts.hosted, idToken, mask: maskSecret };
  const signedIn = await signIn(config.signIn, runner, clock);
  if (!signedIn.ok) {
    journal.record({ kind: 'target-failed', problem: signedIn.problem });
    return;
  }
  const { accounts, how } = signedIn.value;
  journal.record({ kind: 'signed-in', account: accounts.main.id, arn: accounts.main.arn, how });
  const { runKey, wait, adoptWithin, waitTimeout, ifNoInstances } = config.run;
  const context = { accounts, clock, journal, signal, ifNoInstances, facts: { ...facts, runKey } };
  if (config.mode === 'prune') await prune(config.targets, context);
  else await backup(config.targets, { ...context, wait, adoptWithin, deadline: waitTimeout });
}

function targetText({ position, at, regions }: Target): string {
  const account = at.kind === 'self' ? 'the account signed in to' : `account ${at.account} by ${at.roleArn}`;
  return `Target ${position}: ${account} in ${regions.join(', ')}`;
}

/** Agents read a proxy from the environment since Node 24.5 (Node.js documentation, `http.Agent`). */
function needsNewerNode(environment: NodeJS.ProcessEnv, version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const proxy = environment['HTTPS_PROXY'] ?? environment['https_proxy'] ?? '';
  return proxy !== '' && (major < 24 || (major === 24 && minor < 5));
}

/** Another endpoint than AWS's gets every call, with signatures: nobody shall overlook it. */
function endpointNotices(environment: NodeJS.ProcessEnv): string[] {
  const names = ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_STS', 'AWS_ENDPOINT_URL_EC2'];
  return names.flatMap((name) => {
    const url = environment[name] ?? '';
    return url === '' ? [] : [`${name} sends calls to ${url} instead of AWS`];
  });
}

function unexpected(error: unknown): Problem {
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    code: 'Unexpected',
    phase: 'plan',
    place: {},
    what: 'The action came upon an error of its own',
    said,
  };
}
