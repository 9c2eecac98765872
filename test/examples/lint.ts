/**
 * What actionlint and zizmor say of the workflows in README.md and docs/: `node test/examples/lint.ts`. It needs Go and
 * `pip install -r .github/requirements.txt`. Each finding names the line of the page.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { blocks, workflowOf } from './workflows.ts';

const PROJECT = resolve(import.meta.dirname, '../..');
const FOLDER = join(PROJECT, 'build', 'examples');
const WORKFLOWS = join(FOLDER, '.github', 'workflows');

const files = writeWorkflows();
console.log(`${files.length} workflows of README.md and docs/, in build/examples/`);
const ended = [
  run('go', ['run', actionlint(), '-config-file', join(import.meta.dirname, 'actionlint.yml'), ...files]),
  // Offline: OWNER/cross-account-ami is not yet on GitHub.
  run('zizmor', [
    '--offline',
    '--persona',
    'pedantic',
    '--config',
    join(import.meta.dirname, 'zizmor.yml'),
    ...files,
  ]),
];
process.exitCode = ended.every((status) => status === 0) ? 0 : 1;

function writeWorkflows(): string[] {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(WORKFLOWS, { recursive: true });
  return blocks(PROJECT).flatMap((block) => {
    const text = workflowOf(block);
    if (text === undefined) return [];
    writeFileSync(join(WORKFLOWS, `${block.name}.yml`), text);
    return [join('.github', 'workflows', `${block.name}.yml`)];
  });
}

/** The version with which CI looks at our own workflows. */
function actionlint(): string {
  const found = /go run (\S+\/actionlint@\S+)/.exec(
    readFileSync(join(PROJECT, '.github/workflows/ci.yml'), 'utf8'),
  );
  if (found?.[1] === undefined) throw new Error('.github/workflows/ci.yml runs no actionlint');
  return found[1];
}

function run(command: string, args: readonly string[]): number | null {
  const { error, status } = spawnSync(command, args, { cwd: FOLDER, stdio: 'inherit' });
  if (error) throw new Error(`${command} cannot be started: ${error.message}`);
  console.log(`${status === 0 ? 'ok' : 'FAILED'} ${command}`);
  return status;
}
