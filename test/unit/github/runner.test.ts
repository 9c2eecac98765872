/** What the runner says of the run, read from its environment. */
import { tmpdir } from 'node:os';
import { expect, test } from '@jest/globals';
import { runnerFacts } from '../../../src/github/runner.ts';

const job = {
  GITHUB_ACTION: 'images',
  GITHUB_ACTOR: 'octocat',
  GITHUB_JOB: 'backup',
  GITHUB_REF: 'refs/heads/main',
  GITHUB_REPOSITORY: 'octo-org/images',
  GITHUB_REPOSITORY_ID: '700100200',
  GITHUB_RUN_ATTEMPT: '3',
  GITHUB_RUN_ID: '8800110022',
  GITHUB_SERVER_URL: 'https://github.example.com',
  GITHUB_SHA: '4d1f2a',
  GITHUB_WORKFLOW: 'Nightly images',
  GITHUB_WORKFLOW_REF: 'octo-org/images/.github/workflows/nightly.yml@refs/heads/a@b',
  RUNNER_ENVIRONMENT: 'github-hosted',
  RUNNER_TEMP: '/runner/temp',
};

test('every fact comes from its variable', () => {
  expect(runnerFacts({ ...job, AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'us-east-1' })).toEqual({
    repository: 'octo-org/images',
    repositoryId: '700100200',
    attempt: expect.stringMatching(/^3-[0-9a-f]{8}$/),
    runId: '8800110022',
    runUrl: 'https://github.example.com/octo-org/images/actions/runs/8800110022',
    workflow: 'Nightly images',
    workflowFile: '.github/workflows/nightly.yml',
    job: 'backup',
    step: 'images',
    actor: 'octocat',
    sha: '4d1f2a',
    ref: 'refs/heads/main',
    hosted: true,
    region: 'eu-west-1',
    temporary: '/runner/temp',
  });
});

test('what may be missing has a value of its own', () => {
  const { GITHUB_REPOSITORY } = job;
  expect(runnerFacts({ GITHUB_REPOSITORY, AWS_DEFAULT_REGION: 'us-east-1' })).toMatchObject({
    repositoryId: '',
    attempt: expect.stringMatching(/^1-/),
    runUrl: 'https://github.com/octo-org/images/actions/runs/0',
    hosted: false,
    region: 'us-east-1',
    temporary: tmpdir(),
  });
});

test('without a repository there is no run', () => {
  expect(() => runnerFacts({ ...job, GITHUB_REPOSITORY: '' })).toThrow('GITHUB_REPOSITORY is not set');
});

const page = 'blob/v1/docs/troubleshooting.md';

test.each([
  { repository: 'octo/ami', ref: 'v1', docs: `https://github.example.com/octo/ami/${page}` },
  { repository: 'octo/ami', ref: 'releases/v1', docs: expect.stringContaining('/blob/releases/v1/docs/') },
  { repository: 'octo/ami', ref: '', docs: undefined },
  { repository: '', ref: 'v1', docs: undefined },
  { repository: 'octo/ami', ref: 'v1) <b>', docs: undefined },
])('the documents of $repository at $ref are at $docs', ({ repository, ref, docs }) => {
  const facts = runnerFacts({ ...job, GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref });
  expect(facts.docs).toEqual(docs);
});
