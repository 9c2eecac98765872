/**
 * Runs lanes beside each other, and the commands of a lane one after the other: `node scripts/verify.ts checks tests` is all that CI
 * runs. Each command says all that it has to say when it ends; at the end stands which of them failed.
 */
import { spawn } from 'node:child_process';

const build = 'tsc -p tsconfig.build.json && node scripts/build.ts';

const lanes: Readonly<Record<string, readonly string[]>> = {
  build: [build],
  fix: ['node scripts/generate.ts', 'prettier --write --log-level warn .', 'eslint --fix .', build],
  tests: ['npm test', 'node test/iam/prove-calls.ts'],
  checks: [
    'tsc -p tsconfig.build.json --noCheck && node scripts/build.ts --check',
    'node scripts/generate.ts --check',
    'tsc --noEmit',
    'eslint src scripts demo',
    'prettier --check --log-level warn .',
  ],
};

interface Ended {
  readonly command: string;
  readonly code: number;
  readonly seconds: number;
}

function run(command: string): Promise<Ended> {
  const begun = performance.now();
  const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const parts: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => void parts.push(part));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      const seconds = Math.round((performance.now() - begun) / 1_000);
      process.stdout.write(`\n> ${command}\n${Buffer.concat(parts).toString()}`);
      resolve({ command, code: code ?? 1, seconds });
    });
  });
}

async function runLane(name: string): Promise<Ended[]> {
  const ended: Ended[] = [];
  for (const command of lanes[name] ?? []) ended.push(await run(command));
  return ended;
}

const ended = (await Promise.all(process.argv.slice(2).map(runLane))).flat();
const lines = ended.map(
  ({ command, code, seconds }) => `${code === 0 ? 'ok    ' : 'FAILED'} ${seconds} s  ${command}`,
);
console.log(`\n${lines.join('\n')}`);
process.exitCode = ended.every(({ code }) => code === 0) ? 0 : 1;
