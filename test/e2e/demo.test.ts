/** The demo, as a newcomer runs it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';

const PROJECT = resolve(import.meta.dirname, '../..');
const DEMO = join(PROJECT, 'demo', 'demo.ts');
const PAGE = join(PROJECT, 'build', 'demo', 'summary.html');
const PRODUCTION = ['web-1', 'web-2', 'db-1', 'shop-1', 'shop-2', 'shop-us-1'];

interface Demo {
  exitCode: unknown;
  shown: string;
  complaints: string;
}

async function runDemo(
  env: Record<string, string> = {},
  interruptAt?: string,
  scene: readonly string[] = [],
): Promise<Demo> {
  const demo = spawn(process.execPath, [DEMO, ...scene], {
    cwd: PROJECT,
    env: { ...process.env, NODE_OPTIONS: '', AWS_EMULATOR_FORKS_PORT: undefined, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  demo.stdout.on('data', (part: Buffer) => {
    if (interruptAt !== undefined && part.includes(interruptAt)) demo.kill('SIGINT');
  });
  const [shown, complaints, [exitCode]] = await Promise.all([
    text(demo.stdout),
    text(demo.stderr),
    once(demo, 'close') as Promise<unknown[]>,
  ]);
  return { exitCode, shown, complaints };
}

function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

test('it images the six production servers of three accounts, shows it, and leaves nothing running', async () => {
  rmSync(PAGE, { force: true });
  const { exitCode, shown, complaints } = await runDemo();
  expect(complaints.replace(/^Preparing the AWS emulator .*\n/, '')).toBe('');
  expect(exitCode).toBe(0);
  const held = shown.slice(shown.indexOf('What AWS holds now'));
  expect(held).toContain('6 images in 3 accounts:');
  const named = [...held.matchAll(/(ami-[0-9a-f]{17}) {2}of (\S+) +available/g)];
  expect(named.map(([, , name]) => name)).toEqual(PRODUCTION);
  expect(held).toContain('No image of web-test and build-1.');
  const page = readFileSync(PAGE, 'utf8');
  for (const [, id = ''] of named) expect(page).toContain(id);
  expect(shown).toContain(join('build', 'demo', 'summary.html'));
  expect(await answers(/http:\/\/127\.0\.0\.1:\d+/.exec(shown)?.[0] ?? '')).toBe(false);
}, 180_000);

test('without a Python it says what to install, and no more', async () => {
  const { exitCode, complaints } = await runDemo({ PYTHON: join(PROJECT, 'no-such-python') });
  expect(exitCode).toBe(1);
  expect(complaints).toMatch(/^The AWS emulator needs Python 3\.10 or newer\./);
  expect(complaints).not.toMatch(/^ +at /m);
});

test.each([
  {
    scene: 'plan',
    shown: ['What fails', 'AccessDenied', 'To add to the policy of', 'What a backup would do'],
  },
  { scene: 'failure', shown: ['AssumeRoleDenied', '044444444444 (whole account)', 'web-1, web-2'] },
  { scene: 'retention', shown: ['6 images kept, 6 pruned', 'a month at 0.05'] },
  { scene: 'check', shown: ['4 of 6 instances have no image younger than max-age', 'max-age is 25 h'] },
])(
  '$scene shows the log and the summary of that',
  async ({ scene, shown: texts }) => {
    const { exitCode, shown } = await runDemo({}, undefined, [scene]);
    expect(exitCode).toBe(0);
    const summary = shown.slice(shown.indexOf('── Job summary ──'));
    for (const text of texts) expect(summary).toContain(text);
  },
  180_000,
);

test('a scene that is none is told, with those that there are', async () => {
  const { exitCode, complaints } = await runDemo({}, undefined, ['party']);
  expect([exitCode, complaints]).toEqual([
    1,
    'There is no demo named party; there are backup, plan, failure, retention, check.\n',
  ]);
});

// Windows has no signals to send: the process would just be ended.
const testWithSignals = process.platform === 'win32' ? test.skip : test;
testWithSignals(
  'interrupted, it shuts everything down',
  async () => {
    rmSync(PAGE, { force: true });
    const { exitCode, shown } = await runDemo({}, 'is pending');
    expect(exitCode).toBe(130);
    expect(shown).toContain('Nothing is left running.');
    expect(existsSync(PAGE)).toBe(false);
  },
  180_000,
);
