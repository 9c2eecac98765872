/** What is told when not everything can be written, and what is never tolerated. */
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { expect, test } from '@jest/globals';
import { codesOf, imageIdsOf } from './outputs.ts';
import { idOf, openStage, WEB } from './stage.ts';

const stage = openStage();
const ALL = { targets: WEB, instances: 'all' };
const NOWHERE = join(tmpdir(), 'a-folder-that-is-not-there', 'temp');

test('a report file that cannot be written is a warning, and costs no image', async () => {
  await stage.seed({ [WEB]: [{ id: idOf(1) }] });
  const run = await stage.step(ALL, { env: { RUNNER_TEMP: NOWHERE } });
  expect(run.exitCode).toBe(0);
  expect(imageIdsOf(run)).toHaveLength(1);
  const warnings = run.commands.filter(({ name }) => name === 'warning').map(({ message }) => message);
  expect(warnings).toEqual([expect.stringMatching(/^The report file cannot be written: ENOENT/)]);
});

test('a summary that cannot be written is a warning, and costs no image', async () => {
  await stage.seed({ [WEB]: [{ id: idOf(1) }] });
  const run = await stage.step(ALL, { env: { GITHUB_STEP_SUMMARY: NOWHERE } });
  expect(run.exitCode).toBe(0);
  expect(imageIdsOf(run)).toHaveLength(1);
  expect(run.log).toMatch(/The job summary cannot be written/);
  expect(run.log).not.toMatch(/^\s+at .*index\.js/m);
});

test('a job that may not sign in fails, however many failures are tolerated', async () => {
  const run = await stage.step(
    { ...ALL, 'max-failures': '100' },
    { env: { ACTIONS_ID_TOKEN_REQUEST_URL: undefined } },
  );
  expect([run.exitCode, run.outputs['result'], codesOf(run)]).toEqual([1, 'failure', ['OidcNotPermitted']]);
});

test('a cancelled run fails, however many failures are tolerated', async () => {
  await stage.seed({ [WEB]: [{ id: idOf(1) }] });
  await stage.aws.settings({ pendingSeconds: 60 });
  const run = await stage.step(
    { ...ALL, 'max-failures': '100' },
    { stop: { after: /is pending/, how: 'SIGINT' } },
  );
  expect(run.exitCode).toBe(1);
  expect(codesOf(run)).toContain('Cancelled');
});

test('a role that does not trust the job is told with what the token says', async () => {
  await stage.seed({ [WEB]: [{ id: idOf(1) }] });
  stage.github.settings({ claims: { sub: 'repo:octo-org/other:ref:refs/heads/main' } });
  const run = await stage.step(ALL);
  expect(codesOf(run)).toEqual(['OidcNotTrusted']);
  expect(run.log).toContain('repo:octo-org/other:ref:refs/heads/main');
});

test('a targets-file may stand outside the workspace', async () => {
  await stage.seed({ [WEB]: [{ id: idOf(1) }] });
  const outside = join(import.meta.dirname, 'fixtures', 'targets.yml');
  const run = await stage.step({ 'targets-file': outside, instances: 'all' });
  expect(run.exitCode).toBe(0);
  expect(imageIdsOf(run)).toHaveLength(1);
});
