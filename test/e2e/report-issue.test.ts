/** The issue that a step keeps while it fails, through the bundle. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startIssues, type IssuesApi } from '../emulator/issues.ts';
import type { ActionRun } from '../emulator/runner.ts';
import { closedTo, idOf, openStage, WEB } from './stage.ts';

const stage = openStage();
let issues: IssuesApi;

beforeAll(async () => {
  issues = await startIssues();
});
afterAll(() => issues.stop());
beforeEach(async () => {
  issues.reset();
  await seed();
});

function seed(): Promise<void> {
  return stage.seed({ [WEB]: [{ id: idOf(1) }] });
}

function step(inputs: Record<string, string> = {}): Promise<ActionRun> {
  const asked = { 'report-issue': 'true', 'github-token': issues.token, ...inputs };
  return stage.step(
    { targets: WEB, instances: 'all', series: 'nightly', wait: 'false', ...asked },
    { env: { GITHUB_API_URL: issues.url } },
  );
}

test('an issue is opened by the first failure, commented by the second, closed by a success; the next failure opens another', async () => {
  await stage.aws.deny(closedTo());
  const first = await step();
  expect(issues.issues).toMatchObject([
    {
      title: 'The backup of series nightly fails: workflow Nightly images, job backup',
      labels: ['cross-account-ami'],
      state: 'open',
      comments: [],
    },
  ]);
  expect(issues.issues[0]?.body).toContain('AssumeRoleDenied');
  await step();
  expect(issues.issues.map(({ comments }) => comments.length)).toEqual([1]);
  await stage.aws.reset();
  await seed();
  const good = await step();
  expect(issues.issues.map(({ state, comments }) => [state, comments.length])).toEqual([['closed', 2]]);
  await step({ targets: 'nonsense' });
  expect(issues.issues.map(({ state }) => state)).toEqual(['closed', 'open']);
  expect([first.exitCode, good.exitCode]).toEqual([1, 0]);
  const written = JSON.stringify([issues.issues, issues.requests, first.outputs, first.summary, first.files]);
  expect(written).not.toContain(issues.token);
  const lines = first.stdout.split('\n').filter((line) => !line.startsWith('::add-mask::'));
  expect(lines.join('\n')).not.toContain(issues.token);
});

test('a token without the right is a warning, and changes nothing of the run', async () => {
  issues.settings({ refuse: { status: 403, message: 'Resource not accessible by integration' } });
  const run = await step();
  expect(run.exitCode).toBe(0);
  const warnings = run.commands.filter(({ name }) => name === 'warning').map(({ message }) => message);
  expect(warnings).toEqual([expect.stringContaining('`permissions: issues: write`')]);
});

test('without report-issue, and without a run that could fail, GitHub is not asked', async () => {
  const run = await step({ 'report-issue': 'false' });
  const plan = await step({ mode: 'validate' });
  expect([run.exitCode, plan.exitCode, issues.requests]).toEqual([0, 0, []]);
});
