/** The examples of README.md and the guides: each is YAML, and each step of ours is one that the action takes. */
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { mistakeText } from '../../src/config/mistake.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { blocks as blocksUnder, OURS, workflowOf } from '../examples/workflows.ts';

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow extends Pick<Job, 'permissions'> {
  readonly on?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const action = parse(readFileSync('action.yml', 'utf8')) as {
  inputs: Record<string, { default?: string }>;
  outputs: Record<string, unknown>;
};
const schema = JSON.parse(readFileSync('targets.schema.json', 'utf8')) as Record<string, unknown>;
const accepts = new Ajv2020().compile(schema);

/** Inputs alone are part of no workflow. */
const shown = blocksUnder('.').filter((block) => workflowOf(block) !== undefined);
const blocks = shown.map(({ text }) => text);

/** What GitHub would put in place of an expression. */
const samples: Readonly<Record<string, string>> = {
  'inputs.account': '012345678901',
  'inputs.instances': 'i-0123456789abcdef0, i-0123456789abcdef1',
  'inputs.mode': 'plan',
  'github.token': 'ghs_0123456789abcdef',
  'matrix.role': 'arn:aws-us-gov:iam::111111111111:role/cross-account-ami-main',
  'matrix.region': 'us-gov-west-1',
  'matrix.targets': "'222222222222'",
  'matrix.shard': '2/5',
  'vars.INSTANCES': 'all',
  // In the last part of the matrix; in the others it is empty.
  "matrix.part == 4 && '{keep-daily: 7, keep-weekly: 4}' || ''": '{keep-daily: 7, keep-weekly: 4}',
};

function evaluated(text: string): string {
  return text.replace(/\$\{\{ *(.*?) *\}\}/g, (_, name: string) => samples[name] ?? 'sample');
}

/** A block is a workflow, or some of the steps of one. */
function jobsOf(text: string): { job: Job; permissions: Readonly<Record<string, string>> }[] {
  const value = parse(text) as Workflow | Step[];
  if (Array.isArray(value)) return [{ job: { steps: value }, permissions: { 'id-token': 'write' } }];
  return Object.values(value.jobs).map((job) => ({
    job,
    permissions: job.permissions ?? value.permissions ?? {},
  }));
}

const steps = blocks.flatMap((block) =>
  jobsOf(block).flatMap(({ job, permissions }) =>
    job.steps
      .filter(({ uses }) => uses === OURS)
      .map((step) => ({
        inputs: inputsOf(step),
        permissions,
        before: job.steps.slice(0, job.steps.indexOf(step)),
      })),
  ),
);

function inputsOf(step: Step): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(step.with ?? {}).map(([name, value]) => [name, evaluated(String(value))]),
  );
}

test('there are examples, each with a name of its own', () => {
  expect(steps.length).toBeGreaterThanOrEqual(10);
  expect(new Set(shown.map(({ name }) => name)).size).toBe(shown.length);
});

test('a linter finds each line of an example where it is on its page', () => {
  for (const block of shown) {
    const page = readFileSync(block.page, 'utf8').split('\n');
    const lines = workflowOf(block)?.split('\n') ?? [];
    const ofBlock = lines.slice(block.line - 1, -1).map((line) => line.trim());
    expect(ofBlock).toEqual(
      page.slice(block.line - 1, block.line - 1 + ofBlock.length).map((line) => line.trim()),
    );
  }
});

test.each(blocks.map((block) => ({ block })))(
  'is YAML, and names no other version of ours: $block',
  ({ block }) => {
    expect(jobsOf(block).length).toBeGreaterThan(0);
    for (const { job } of jobsOf(block)) {
      for (const { uses = OURS } of job.steps)
        expect(uses).toMatch(/^(OWNER\/cross-account-ami@v0$|(actions|aws-actions)\/[\w-]+@[0-9a-f]{40}$)/);
    }
  },
);

describe.each(steps)('the step with $inputs', ({ inputs, permissions, before }) => {
  test('uses inputs that there are', () => {
    expect(Object.keys(inputs).filter((name) => !(name in action.inputs))).toEqual([]);
  });

  test('has no mistake', () => {
    const defaults = Object.entries(action.inputs).map(([name, input]) => [
      name,
      evaluated(input.default ?? ''),
    ]);
    const texts = new Map([...defaults, ...Object.entries(inputs)] as [string, string][]);
    const answer = readConfig({
      inputs: (name) => texts.get(name) ?? '',
      region: undefined,
      readFile: () => Buffer.from('- account: 222222222222\n  instances: all'),
      identity: {
        ...{ runId: '1', job: 'backup', step: 'images', sha: '4d1f2a', ref: 'refs/heads/main' },
        ...{ repositoryId: '2', repository: 'octo/images', actor: 'octocat' },
      },
    });
    expect(answer.ok ? [] : answer.mistakes.map(mistakeText)).toEqual([]);
  });

  test('has targets that an editor accepts', () => {
    const { targets } = inputs;
    expect(targets === undefined || accepts(parse(targets, { schema: 'failsafe' }))).toBe(true);
  });

  test('has the permission that its mode needs, and the file', () => {
    const signsInBefore = before.some(({ uses = '' }) => uses.startsWith('aws-actions/'));
    const signsIn = signsInBefore || inputs['role-to-assume'] !== undefined;
    const needsToken = inputs['mode'] !== 'validate' && signsIn;
    expect(permissions['id-token']).toBe(needsToken ? 'write' : undefined);
    const checksOut = before.some(({ uses = '' }) => uses.startsWith('actions/checkout@'));
    expect(checksOut).toBe(inputs['targets-file'] !== undefined);
  });
});

test('outputs that examples use are those of the action', () => {
  const used = [...blocks.join('').matchAll(/steps\.\w+\.outputs\.([a-z-]+)/g)].map(([, name = '']) => name);
  expect(used.length).toBeGreaterThan(0);
  expect(used.filter((name) => !(name in action.outputs))).toEqual([]);
});
