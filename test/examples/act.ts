/**
 * Runs a whole workflow on this machine with act (https://github.com/nektos/act), which is built by Go once into `.cache/`. `uses:` of
 * our action is answered by this checkout; `actions/checkout` copies the files that the workflow has, as act does it by itself.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import type { Aws } from '../emulator/aws.ts';
import { REPOSITORY, SHA, type GitHub } from '../emulator/github.ts';
import { go } from '../iam/go.ts';
import { jobsOf, type Job } from './act-log.ts';
import { OURS } from './workflows.ts';

const VERSION = '0.2.89';
/** Shorter than the longest test, so that act ends before it. */
const LONGEST_MS = 280_000;
const PROJECT = resolve(import.meta.dirname, '../..');

/** What GitHub knows of a run and act does not: without it each run would be run 1 of no repository. */
const RUN = {
  GITHUB_REPOSITORY: REPOSITORY.name,
  GITHUB_REPOSITORY_ID: REPOSITORY.id,
  GITHUB_REPOSITORY_OWNER: 'octo-org',
  GITHUB_RUN_ID: '8800110022',
  GITHUB_RUN_NUMBER: '42',
  GITHUB_RUN_ATTEMPT: '1',
  GITHUB_REF: 'refs/heads/main',
  // act's name for GITHUB_SHA.
  SHA_REF: SHA,
};

export interface Workflow {
  readonly text: string;
  readonly event: string;
  /** What GitHub sends with the event. */
  readonly payload?: object;
  /** What `actions/checkout` finds. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Other actions, as `uses:` names them, and the `action.yml` that stands for each: nothing is fetched. */
  readonly standIns?: Readonly<Record<string, string>>;
}

export interface WorkflowRun {
  readonly succeeded: boolean;
  /** Those that were not skipped, in the order in which they ended. */
  readonly jobs: readonly Job[];
  /** All that act has said. */
  readonly log: string;
}

/** The path of act. Its first build takes a minute or two. */
export function act(): string {
  const home = join(PROJECT, '.cache', `act-${VERSION}`);
  const built = join(home, 'act');
  if (existsSync(built)) return built;
  mkdirSync(home, { recursive: true });
  const said = go(['mod', 'download', '-json', `github.com/nektos/act@v${VERSION}`], home);
  const { Dir } = JSON.parse(said) as { Dir: string };
  // Two test files may build at the same time.
  const whole = `${built}-${process.pid}`;
  go(['build', '-o', whole, '.'], Dir);
  renameSync(whole, built);
  return built;
}

export async function runWorkflow(
  workflow: Workflow,
  { aws, github }: { aws: Aws; github: GitHub },
): Promise<WorkflowRun> {
  const place = mkdtempSync(join(tmpdir(), 'act-'));
  try {
    const env = {
      ...RUN,
      ACTIONS_ID_TOKEN_REQUEST_URL: github.requestUrl,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: github.requestToken,
      AWS_ENDPOINT_URL: aws.url,
      ...workflow.env,
    };
    return await start(place, arguments_(place, workflow, env));
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function arguments_(place: string, workflow: Workflow, env: Readonly<Record<string, string>>): string[] {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(place, path)), { recursive: true });
    writeFileSync(join(place, path), text, { mode: 0o755 });
    return join(place, path);
  };
  for (const [path, text] of Object.entries({ ...workflow.files, '.actrc': '' }))
    write(`repository/${path}`, text);
  // With one in its home, act asks nobody for an image of Docker.
  write('home/.actrc', '');
  for (const path of ['action.yml', 'dist'])
    cpSync(join(PROJECT, path), join(place, 'action', path), { recursive: true });
  return [
    workflow.event,
    ...['--workflows', write('workflow.yml', workflow.text)],
    ...['--eventpath', write('event.json', JSON.stringify(workflow.payload ?? {}))],
    ...['--directory', join(place, 'repository')],
    ...['--platform', 'ubuntu-latest=-self-hosted'],
    ...['--local-repository', `${OURS}=${join(place, 'action')}`],
    ...Object.entries(workflow.standIns ?? {}).flatMap(([uses, text], at) => [
      '--local-repository',
      `${uses}=${dirname(write(`stand-in-${at}/action.yml`, text))}`,
    ]),
    ...['--json', '--no-cache-server'],
    ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
  ];
}

/** The action runs on the `node` of PATH, so this one comes first there. */
function start(place: string, args: readonly string[]): Promise<WorkflowRun> {
  const path = [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter);
  const env = { PATH: path, HOME: join(place, 'home') };
  const child = spawn(act(), args, {
    cwd: place,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_MS,
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      log += part;
    });
  return new Promise((done, failed) => {
    child.once('error', failed);
    child.once('close', (code) => {
      done({ succeeded: code === 0, jobs: jobsOf(log), log });
    });
  });
}
