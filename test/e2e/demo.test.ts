/** The demo, as a newcomer runs it. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { PROJECT, runDemo } from './demo-run.ts';

const PAGE = join(PROJECT, 'build', 'demo', 'summary.html');
const PRODUCTION = ['web-1', 'web-2', 'db-1', 'shop-1', 'shop-2', 'shop-us-1'];

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
