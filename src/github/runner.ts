/** What the runner says of the run: inputs, identity, surroundings. */
import { getInput } from '@actions/core';
import { context } from '@actions/github';
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

export function runnerFacts(environment: NodeJS.ProcessEnv): RunnerFacts {
  const { owner, repo } = context.repo;
  const repository = `${owner}/${repo}`;
  return {
    repository,
    repositoryId: environment['GITHUB_REPOSITORY_ID'] ?? '',
    attempt: `${context.runAttempt || 1}-${randomBytes(4).toString('hex')}`,
    runId: String(context.runId),
    runUrl: `${context.serverUrl}/${repository}/actions/runs/${context.runId}`,
    job: context.job,
    step: context.action,
    actor: environment['GITHUB_ACTOR'] ?? '',
    sha: context.sha || '',
    ref: context.ref || '',
    hosted: environment['RUNNER_ENVIRONMENT'] === 'github-hosted',
    region: environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION'] || undefined,
    docs: docsOf(environment, context.serverUrl),
    temporary: environment['RUNNER_TEMP'] || tmpdir(),
  };
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
