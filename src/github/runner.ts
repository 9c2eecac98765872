/** What the runner says of the run: inputs, identity, surroundings. */
import { getInput } from '@actions/core';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';

export interface RunnerFacts {
  readonly repository: string;
  /** Its number; empty outside of GitHub. */
  readonly repositoryId: string;
  /** `<run attempt>-<8 hex digits of this process>`: no other step has the same. */
  readonly attempt: string;
  readonly runId: string;
  readonly runUrl: string;
  /** Its name, which others may have too, and the path of its file. */
  readonly workflow: string;
  readonly workflowFile: string;
  readonly job: string;
  readonly step: string;
  /** Who has started the run; empty outside of GitHub. */
  readonly actor: string;
  readonly sha: string;
  readonly ref: string;
  /** On a runner of GitHub's, where the instance metadata service is not AWS's. */
  readonly hosted: boolean;
  readonly region: string | undefined;
  /** Address of the troubleshooting page of this version of the action; nothing for an action of the workspace. */
  readonly docs: string | undefined;
  /** A folder that is emptied before and after each job. */
  readonly temporary: string;
}

/** From the variables that the runner sets in every job; `context` of @actions/github has no more, and loads much. */
export function runnerFacts(environment: NodeJS.ProcessEnv): RunnerFacts {
  const text = (name: string): string => environment[name] ?? '';
  const repository = text('GITHUB_REPOSITORY');
  if (repository === '')
    throw new Error('GITHUB_REPOSITORY is not set. Run this action in a job of GitHub Actions.');
  const runId = text('GITHUB_RUN_ID') || '0';
  const server = text('GITHUB_SERVER_URL') || 'https://github.com';
  return {
    repository,
    repositoryId: text('GITHUB_REPOSITORY_ID'),
    attempt: `${text('GITHUB_RUN_ATTEMPT') || '1'}-${randomBytes(4).toString('hex')}`,
    runId,
    runUrl: `${server}/${repository}/actions/runs/${runId}`,
    workflow: text('GITHUB_WORKFLOW'),
    workflowFile: pathOf(text('GITHUB_WORKFLOW_REF')),
    job: text('GITHUB_JOB'),
    step: text('GITHUB_ACTION'),
    actor: text('GITHUB_ACTOR'),
    sha: text('GITHUB_SHA'),
    ref: text('GITHUB_REF'),
    hosted: text('RUNNER_ENVIRONMENT') === 'github-hosted',
    region: text('AWS_REGION') || text('AWS_DEFAULT_REGION') || undefined,
    docs: docsOf(environment, server),
    temporary: text('RUNNER_TEMP') || tmpdir(),
  };
}

/** `.github/workflows/a.yml` of `owner/name/.github/workflows/a.yml@refs/heads/main`. */
function pathOf(workflowRef: string): string {
  return workflowRef.replace(/@.*$/s, '').replace(/^[^/]*\/[^/]*\//, '');
}

function docsOf(environment: NodeJS.ProcessEnv, server: string): string | undefined {
  const repository = environment['GITHUB_ACTION_REPOSITORY'] ?? '';
  const ref = environment['GITHUB_ACTION_REF'] ?? '';
  const isPlain = /^[\w.-]+\/[\w.-]+$/.test(repository) && /^[\w./-]+$/.test(ref);
  return isPlain ? `${server}/${repository}/blob/${ref}/docs/troubleshooting.md` : undefined;
}

/** The text of an input; empty when it is not given. */
export function inputText(name: string): string {
  return getInput(name, { trimWhitespace: false });
}

/** Bytes of a file of the workspace; nothing when it cannot be read. */
export function workspaceFile(environment: NodeJS.ProcessEnv, path: string): Uint8Array | undefined {
  try {
    return readFileSync(resolve(environment['GITHUB_WORKSPACE'] ?? '', path));
  } catch {
    return undefined;
  }
}
