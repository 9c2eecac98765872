/**
 * Runs a script on Node 24: `node scripts/node-24.js demo/demo.ts`. Where Node is older, npm fetches Node 24 once into .cache/, at
 * the version and with the checksum that scripts/node-24/ locks. Plain JavaScript, for the older Node reads it.
 */
import console from 'node:console';
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';

const LOCKED = fileURLToPath(new URL('node-24', import.meta.url));
const CACHE = fileURLToPath(new URL('../.cache', import.meta.url));

function node24() {
  if (Number.parseInt(process.versions.node) >= 24) return process.execPath;
  const { optionalDependencies } = JSON.parse(readFileSync(join(LOCKED, 'package.json'), 'utf8'));
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const version = optionalDependencies[name];
  if (version === undefined) throw new Error('It comes along only for Linux and for Windows on x64.');
  const home = join(CACHE, `${name}-${version}`);
  if (!existsSync(home)) fetchInto(home);
  return join(home, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** Whole or not at all: another script may be doing the same. */
function fetchInto(home) {
  console.error(`This is Node ${process.version}. Fetching Node 24 into ${home} (once)`);
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(`${home}-`);
  for (const file of ['package.json', 'package-lock.json'])
    copyFileSync(join(LOCKED, file), join(draft, file));
  const command = 'npm ci --ignore-scripts --no-audit --no-fund --loglevel=error';
  // The output of npm is not that of the script.
  const { status } = spawnSync(command, { shell: true, cwd: draft, stdio: ['ignore', 2, 2] });
  if (status === 0 && !existsSync(home)) renameSync(draft, home);
  else rmSync(draft, { recursive: true });
  if (status !== 0) throw new Error('npm could not fetch it.');
}

function run() {
  const node = node24();
  // For what the script starts in its turn.
  process.env.PATH = `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`;
  const child = spawn(node, process.argv.slice(2), { stdio: 'inherit' });
  // The terminal sends Ctrl+C to both; the script decides when to end.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}

try {
  run();
} catch (error) {
  console.error(
    `This needs Node 24. ${error.message} Install Node 24 from https://nodejs.org, then run it again.`,
  );
  process.exitCode = 1;
}
