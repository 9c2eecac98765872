/** The folders and the environment that the runner gives to one step. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { REPOSITORY, SHA, type GitHub } from './github.ts';

const FILE_COMMANDS = [
  'GITHUB_OUTPUT',
  'GITHUB_ENV',
  'GITHUB_PATH',
  'GITHUB_STATE',
  'GITHUB_STEP_SUMMARY',
] as const;
type FileCommand = (typeof FILE_COMMANDS)[number];

/** From the machine comes only what a program needs to start; no AWS_*, GITHUB_*, NODE_OPTIONS. */
const FROM_MACHINE = ['PATH', 'LANG', 'TZ', 'SystemRoot', 'windir', 'ComSpec', 'PATHEXT', 'TEMP', 'TMP'];

export interface RunnerHome {
  readonly root: string;
  readonly temp: string;
  readonly workspace: string;
  readonly event: string;
  readonly fileCommands: Record<FileCommand, string>;
}

export function makeRunnerHome(workspaceFiles: Record<string, string | Uint8Array>): RunnerHome {
  const root = mkdtempSync(join(tmpdir(), 'runner-'));
  const temp = join(root, '_temp');
  const workspace = join(root, 'images', 'images');
  const commands = join(root, '_file_commands');
  const event = join(root, '_github_workflow', 'event.json');
  for (const folder of [temp, workspace, commands, dirname(event), join(root, 'home')])
    mkdirSync(folder, { recursive: true });
  const repository = { id: Number(REPOSITORY.id), full_name: REPOSITORY.name, private: true };
  writeFileSync(event, JSON.stringify({ schedule: '17 2 * * *', repository }));
  for (const [path, content] of Object.entries(workspaceFiles)) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), content);
  }
  const fileCommands = Object.fromEntries(
    FILE_COMMANDS.map((name) => [name, join(commands, name.toLowerCase())]),
  );
  for (const path of Object.values(fileCommands)) writeFileSync(path, '');
  return { root, temp, workspace, event, fileCommands: fileCommands as Record<FileCommand, string> };
}

export function runnerEnvironment(home: RunnerHome, github: GitHub | undefined): Record<string, string> {
  const machine = Object.fromEntries(
    FROM_MACHINE.flatMap((name) => [[name, process.env[name]]]).filter(([, value]) => value !== undefined),
  );
  return {
    ...(machine as Record<string, string>),
    ...jobEnvironment(home),
    ...home.fileCommands,
    ...tokenEnvironment(github),
  };
}

function jobEnvironment(home: RunnerHome): Record<string, string> {
  return {
    HOME: join(home.root, 'home'),
    USERPROFILE: join(home.root, 'home'),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: '__octo-org_cross-account-ami',
    GITHUB_ACTION_REPOSITORY: 'octo-org/cross-account-ami',
    GITHUB_ACTION_REF: 'v1',
    GITHUB_ACTOR: 'octocat',
    GITHUB_ACTOR_ID: '583231',
    GITHUB_TRIGGERING_ACTOR: 'octocat',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_GRAPHQL_URL: 'https://api.github.com/graphql',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_BASE_REF: '',
    GITHUB_HEAD_REF: '',
    GITHUB_EVENT_NAME: 'schedule',
    GITHUB_EVENT_PATH: home.event,
    GITHUB_JOB: 'backup',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REF_NAME: 'main',
    GITHUB_REF_PROTECTED: 'true',
    GITHUB_REF_TYPE: 'branch',
    GITHUB_REPOSITORY: REPOSITORY.name,
    GITHUB_REPOSITORY_ID: REPOSITORY.id,
    GITHUB_REPOSITORY_OWNER: 'octo-org',
    GITHUB_REPOSITORY_OWNER_ID: REPOSITORY.ownerId,
    GITHUB_RETENTION_DAYS: '90',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '8800110022',
    GITHUB_RUN_NUMBER: '42',
    GITHUB_SHA: SHA,
    GITHUB_WORKFLOW: 'Nightly images',
    GITHUB_WORKFLOW_REF: `${REPOSITORY.name}/.github/workflows/nightly.yml@refs/heads/main`,
    GITHUB_WORKFLOW_SHA: SHA,
    GITHUB_WORKSPACE: home.workspace,
    RUNNER_ARCH: process.arch === 'arm64' ? 'ARM64' : 'X64',
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_NAME: 'GitHub Actions 7',
    RUNNER_OS: { win32: 'Windows', darwin: 'macOS' }[process.platform as string] ?? 'Linux',
    RUNNER_TEMP: home.temp,
    RUNNER_TOOL_CACHE: join(home.root, '_tool'),
    RUNNER_WORKSPACE: dirname(home.workspace),
  };
}

/** Set only for a job with `permissions: id-token: write`. */
function tokenEnvironment(github: GitHub | undefined): Record<string, string> {
  if (!github) return {};
  return {
    ACTIONS_ID_TOKEN_REQUEST_URL: github.requestUrl,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: github.requestToken,
  };
}

/** Every file that the step left in RUNNER_TEMP and the workspace, as `temp/...` and `workspace/...`. */
export function filesLeft(home: RunnerHome): Record<string, string> {
  return { ...readTree(home.temp, 'temp'), ...readTree(home.workspace, 'workspace') };
}

function readTree(root: string, name: string): Record<string, string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [`${name}/${relative(root, path).replaceAll('\\', '/')}`, readFileSync(path, 'utf8')];
    }),
  );
}
