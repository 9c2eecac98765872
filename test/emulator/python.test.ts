/** The server's own life: it needs a Python, and it ends with the process that started it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { emulatorPython } from './python.ts';

const before = process.env['PYTHON'];
afterEach(() => {
  if (before === undefined) delete process.env['PYTHON'];
  else process.env['PYTHON'] = before;
});

test('without a Python it says what to install', async () => {
  process.env['PYTHON'] = join(import.meta.dirname, 'no-such-python');
  await expect(emulatorPython()).rejects.toThrow(
    /needs Python 3\.10 or newer[^]*apt-get install python3 python3-venv/,
  );
});

test.each([
  { server: 'of its own', variables: { AWS_EMULATOR_FORKS_PORT: undefined } },
  { server: 'that is forked', variables: {} },
])(
  'a server $server ends when its parent is killed',
  async ({ variables }) => {
    const script = `const { startAws } = await import('./aws.ts'); console.log((await startAws()).url);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: import.meta.dirname,
      env: { ...process.env, ...variables },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const first: unknown[] = await Promise.race([once(parent.stdout, 'data'), once(parent, 'exit')]);
    const url = String(first[0]).trim();
    expect((await fetch(`${url}/_control/ledger`)).status).toBe(200);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    await expect(gone(url)).resolves.toBe(true);
  },
  180_000,
);

async function gone(url: string): Promise<boolean> {
  for (let tries = 0; tries < 50; tries += 1) {
    const answers = await fetch(url).then(
      () => true,
      () => false,
    );
    if (!answers) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}
