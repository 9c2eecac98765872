/** The hallway: read what is asked -> sign in -> run the mode -> report. */
import { join } from 'node:path';
import { versions } from 'node:process';
import { AwsClock } from './aws/clock.ts';
import { listenForCancel, type Cancelling } from './github/cancelling.ts';
import type { Config } from './config/config.ts';
import { mistakeText } from './config/mistake.ts';
import { readConfig, type ReadConfig } from './config/read-config.ts';
import { pageFacts } from './config/report-fields.ts';
import { repositoryProblem } from './config/repository-needs.ts';
import { endpointsOf, passwordsOf, proxiesOf } from './environment-checks.ts';
import { maskSecret } from './github/console.ts';
import { GitHubIdToken } from './github/id-token.ts';
import { exitWhenPrinted } from './github/log-streams.ts';
import { inputText, runnerFacts, workspaceFile, type RunnerFacts } from './github/runner.ts';
import { keeperOf } from './issue-keeper.ts';
import { judgeEnvironment } from './judge-environment.ts';
import { RunJournal } from './journal.ts';
import type { Problem } from './model/problem.ts';
import type { Target } from './model/target.ts';
import { tellRefusedSignIn } from './modes/plan.ts';
import { runMode } from './modes/run-mode.ts';
import { unexpected } from './regions/unexpected.ts';
import { Secrets } from './secrets.ts';

/** Where a run takes place. */
interface ThisRun {
  readonly environment: NodeJS.ProcessEnv;
  readonly facts: RunnerFacts;
  readonly clock: AwsClock;
  readonly secrets: Secrets;
  readonly journal: RunJournal;
  readonly cancelling: Cancelling;
}

/** One run of the action, reported whatever happens. */
export async function run(
  process: NodeJS.Process,
  environment: NodeJS.ProcessEnv,
  secrets: Secrets,
): Promise<void> {
  const cancelling = listenForCancel(process);
  const clock = new AwsClock();
  const facts = runnerFacts(environment);
  const asked = readConfig({
    inputs: inputText,
    region: facts.region,
    readFile: (path) => workspaceFile(environment, path),
    identity: facts,
  });
  const { runKey, wait, maxFailures, maxAge } = asked.ok ? asked.config.run : notAsked;
  const { mode } = asked.ok ? asked.config : asked;
  const reportFile = reportFilePath(facts, runKey);
  const keeper = keeperOf(asked, facts, secrets, cancelling.signal);
  const journal = new RunJournal(clock, secrets, reportFile, keeper?.tell.bind(keeper));
  const page = pageFacts(asked.ok ? asked.config.report : asked.report, facts);
  const age = maxAge === undefined ? {} : { maxAge };
  const waits = wait || mode === 'wait';
  journal.record({ kind: 'started', mode, runKey, reportFile, wait: waits, maxFailures, ...age, page });
  reportCrashes(process, journal, environment);
  const thisRun: ThisRun = { environment, facts, clock, secrets, journal, cancelling };
  if (asked.ok) await perform(asked.config, thisRun);
  else refuse(asked, thisRun);
  await journal.finish(environment);
}

/** What nobody caught ends the process, but not before the outputs, the summary and the report are written. */
function reportCrashes(process: NodeJS.Process, journal: RunJournal, environment: NodeJS.ProcessEnv): void {
  const end = async (error: Error): Promise<void> => {
    journal.record({ kind: 'run-failed', problem: unexpected(error) });
    await journal.finish(environment);
  };
  let isEnding = false;
  process.on('uncaughtException', (error) => {
    process.exitCode = 1;
    // Telling one may be what causes the next: only the first is told.
    if (isEnding) return;
    isEnding = true;
    void end(error).finally(() => {
      exitWhenPrinted(process);
    });
  });
}

const notAsked = { runKey: '', wait: true, maxFailures: 0, maxAge: undefined };

/** What an earlier step, a container or the job itself signs in with. */
const secretVariables = [
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
  'INPUT_GITHUB-TOKEN',
];

/** Those, and passwords in addresses; the runner does not know that they are secret. */
export function knownSecrets(environment: NodeJS.ProcessEnv): Secrets {
  const secrets = new Secrets(maskSecret);
  // Those around a secret that was pasted are none of it.
  for (const name of secretVariables)
    for (const text of [environment[name], environment[name]?.trim()]) secrets.add(text);
  const addresses = [...proxiesOf(environment), ...endpointsOf(environment)];
  for (const password of passwordsOf(addresses)) secrets.add(password);
  return secrets;
}

/** Two steps of a job may have the same run key, but not the same step id. */
function reportFilePath({ temporary, step, runId }: RunnerFacts, runKey: string): string {
  const name = `cross-account-ami-${runKey === '' ? runId : runKey}-${step}`.replace(/[^\w.-]/g, '_');
  return join(temporary, `${name}.json`);
}

function refuse({ mistakes, file }: Extract<ReadConfig, { ok: false }>, { journal }: ThisRun): void {
  for (const mistake of mistakes) {
    const { source, line, column = 1 } = mistake;
    const inFile = source === file && line !== undefined ? { file: { path: source, line, column } } : {};
    const what = mistakeText(mistake);
    const problem: Problem = { code: 'InputInvalid', phase: 'plan', place: {}, what, ...inFile };
    journal.record({ kind: 'run-failed', problem });
  }
}

async function perform(config: Config, thisRun: ThisRun): Promise<void> {
  const { journal, cancelling } = thisRun;
  for (const text of config.warnings) journal.record({ kind: 'warned', text, place: {} });
  if (config.mode === 'validate') {
    for (const text of config.targets.map(targetText)) journal.record({ kind: 'noticed', text, place: {} });
    return;
  }
  cancelling.onSignal((signalName) => {
    const what = `The run was cancelled (${signalName})`;
    journal.record({
      kind: 'run-failed',
      problem: { code: 'Cancelled', phase: 'create', place: {}, what },
    });
  });
  await cancelling.within(
    signInAndRun(config, thisRun).catch((error: unknown) => {
      journal.record({ kind: 'run-failed', problem: unexpected(error) });
    }),
  );
}

async function signInAndRun(config: Config, thisRun: ThisRun): Promise<void> {
  const { environment, facts, clock, secrets, journal, cancelling } = thisRun;
  const { signal } = cancelling;
  const unnumbered = repositoryProblem(config, facts.repositoryId);
  if (unnumbered !== undefined) {
    journal.record({ kind: 'run-failed', problem: unnumbered });
    return;
  }
  // The AWS SDK is most of the bundle; it is loaded only when the inputs are good.
  const { signIn } = await import('./aws/sign-in.ts');
  const obstacle = await obstacleIn(thisRun, config.signIn.roleArn !== undefined);
  if (obstacle !== undefined) journal.record({ kind: 'run-failed', problem: obstacle });
  if (obstacle !== undefined || signal.aborted) return;
  const idToken = new GitHubIdToken(environment, clock, signal);
  const mask = (secret: string): void => {
    secrets.add(secret);
  };
  const runner = { environment, hosted: facts.hosted, idToken, mask, signal };
  const signedIn = await signIn(config.signIn, runner, clock);
  // What a cancelled run did not get is no refusal.
  if (cancelling.signal.aborted) return;
  if (!signedIn.ok) {
    journal.record({ kind: 'run-failed', problem: signedIn.problem });
    if (config.mode === 'plan') tellRefusedSignIn(signedIn.problem, config.signIn.roleArn, journal);
    return;
  }
  const { accounts, how } = signedIn.value;
  journal.record({ kind: 'signed-in', account: accounts.main.id, arn: accounts.main.arn, how });
  const { runKey, isKeyGiven } = config.run;
  await runMode(config, accounts, { clock, journal, signal, facts: { ...facts, runKey, isKeyGiven } });
}

/** What keeps calls from being made at all; where they go instead of to AWS is told. */
async function obstacleIn(
  { environment, journal }: ThisRun,
  isRoleGiven: boolean,
): Promise<Problem | undefined> {
  const [{ readSharedFiles, tellSdk }, { sharedEndpoints }] = await Promise.all([
    import('./aws/shared-files.ts'),
    import('./aws/shared-endpoints.ts'),
  ]);
  const shared = await readSharedFiles(environment);
  const files = { profiles: shared.profiles, endpoints: sharedEndpoints(shared) };
  const judged = judgeEnvironment(environment, files, { isRoleGiven, nodeVersion: versions.node });
  if (!judged.ok) return judged.problem;
  tellSdk(judged.value.settings);
  for (const text of judged.value.notices) journal.record({ kind: 'noticed', text, place: {} });
  return undefined;
}

function targetText({ position, at, regions }: Target): string {
  const account = at.kind === 'self' ? 'the account signed in to' : `account ${at.account} by ${at.roleArn}`;
  return `Target ${position}: ${account} in ${regions.join(', ')}`;
}
