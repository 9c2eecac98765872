/** Finds a Python and gives the emulator a virtual environment of its own, built once and kept in `.cache/`. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const HERE = import.meta.dirname;
const PROJECT = resolve(HERE, '../..');
const REQUIREMENTS = join(HERE, 'requirements.txt');
const OLDEST_MINOR = 10;

const HOW_TO_INSTALL = [
  `The AWS emulator needs Python 3.${OLDEST_MINOR} or newer.`,
  '  Debian, Ubuntu: sudo apt-get install python3 python3-venv',
  '  macOS:          brew install python',
  '  Windows:        winget install Python.Python.3.13',
  'Or name one in the environment variable PYTHON.',
].join('\n');

interface Python {
  readonly command: readonly string[];
  readonly version: string;
}

/** The path of a Python that has the emulator's requirements. */
export async function emulatorPython(): Promise<string> {
  const python = findPython();
  const digest = createHash('sha256').update(readFileSync(REQUIREMENTS)).update(python.version).digest('hex');
  const home = join(PROJECT, '.cache', `emulator-venv-${digest.slice(0, 12)}`);
  const done = join(home, 'complete');
  mkdirSync(join(PROJECT, '.cache'), { recursive: true });
  while (!existsSync(done)) {
    if (takeLock(`${home}.lock`)) buildLocked(python, home);
    else await sleep(250);
  }
  return executable(home);
}

function findPython(): Python {
  const chosen = process.env['PYTHON'];
  const commands = chosen ? [[chosen]] : [['python3'], ['python'], ['py', '-3']];
  for (const command of commands) {
    const answer = run(command, ['-c', 'import sys; print("%d.%d.%d" % sys.version_info[:3])']);
    const version = answer.stdout.trim();
    const [major, minor] = version.split('.').map(Number);
    if (answer.status === 0 && major === 3 && minor !== undefined && minor >= OLDEST_MINOR)
      return { command, version };
  }
  throw new Error(HOW_TO_INSTALL);
}

function buildLocked(python: Python, home: string): void {
  try {
    if (!existsSync(join(home, 'complete'))) build(python, home);
  } finally {
    rmSync(`${home}.lock`, { force: true });
  }
}

/** A virtual environment holds its own path, so it cannot be built elsewhere and moved: the marker file says that it is whole. */
function build(python: Python, home: string): void {
  process.stderr.write(`Preparing the AWS emulator in ${home} (once)\n`);
  rmSync(home, { recursive: true, force: true });
  const venv = run(python.command, ['-m', 'venv', home]);
  if (venv.status !== 0) throw new Error(venvProblem(python, venv.stdout + venv.stderr));
  const pip = run(
    [executable(home)],
    ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS],
  );
  if (pip.status !== 0)
    throw new Error(`pip could not install the emulator's requirements:\n${pip.stdout}${pip.stderr}`);
  writeFileSync(join(home, 'complete'), `${python.version}\n`);
}

function venvProblem(python: Python, output: string): string {
  const [major, minor] = python.version.split('.');
  if (/ensurepip|No module named venv/.test(output)) {
    return `Python ${python.version} has no venv module. On Debian and Ubuntu: sudo apt-get install python3-venv (or python${major}.${minor}-venv)\n${output}`;
  }
  return `Python could not make a virtual environment:\n${output}`;
}

/** The file holds the id of its maker: when that process is gone, so is its claim. */
function takeLock(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    if (isAbandoned(path)) rmSync(path, { force: true });
    return false;
  }
}

function isAbandoned(path: string): boolean {
  try {
    const maker = Number(readFileSync(path, 'utf8'));
    if (maker > 0) process.kill(maker, 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

/** Without instanceof: under jest, errors of Node's own modules come from another realm. */
function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

function executable(home: string): string {
  return process.platform === 'win32' ? join(home, 'Scripts', 'python.exe') : join(home, 'bin', 'python');
}

function run(
  command: readonly string[],
  args: readonly string[],
): { status: number | null; stdout: string; stderr: string } {
  const [file = '', ...first] = command;
  const result = spawnSync(file, [...first, ...args], { encoding: 'utf8' });
  if (result.error) return { status: null, stdout: '', stderr: result.error.message };
  return { status: result.status, stdout: result.stdout, stderr: result.stderr };
}
