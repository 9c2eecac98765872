/** What package.json and the workflows cannot say of themselves stands in CONTRIBUTING.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';

const contributing = readFileSync('CONTRIBUTING.md', 'utf8');

type Overrides = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

const { overrides, dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  overrides: Overrides;
  dependencies: Readonly<Record<string, string>>;
};

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly 'timeout-minutes'?: number;
  readonly environment?: string;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly name: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const FOLDER = '.github/workflows';
const workflows = readdirSync(FOLDER).map((file) => {
  const text = readFileSync(`${FOLDER}/${file}`, 'utf8');
  return { file, text, workflow: parse(text) as Workflow };
});

test('the table of the overrides has each of them, and a reason', () => {
  const [, table = ''] = /^\| Override .*\n\| -+ .*\n((?:\|.*\n)+)/m.exec(contributing) ?? [];
  const rows = table
    .trim()
    .split('\n')
    .map((row) => row.split('|').map((cell) => cell.trim()));
  const names = Object.entries(overrides).flatMap(([name, within]) =>
    typeof within === 'string'
      ? [`\`${name}\``]
      : Object.keys(within).map((inner) => `\`${name}\` > \`${inner}\``),
  );
  expect(rows.map(([, name]) => name)).toEqual(names);
  for (const [, , why = ''] of rows) expect(why.length).toBeGreaterThan(10);
});

test('no package stands for a Node that is there already', () => {
  expect(Object.keys(dependencies).filter((name) => name.startsWith('node-'))).toEqual([]);
  expect(readFileSync('package-lock.json', 'utf8')).not.toMatch(/"node_modules\/node-(linux|win|darwin)-/);
});

test.each(['package-lock.json', 'scripts/node-24/package-lock.json'])('%s names no registry', (path) => {
  expect(readFileSync(path, 'utf8')).not.toContain('"resolved"');
});

test.each(workflows)('$file: few rights, an end, and no credentials left in the checkout', ({ workflow }) => {
  expect([{}, { contents: 'read' }]).toContainEqual(workflow.permissions);
  expect(workflow.concurrency).toBeDefined();
  for (const job of Object.values(workflow.jobs)) {
    expect(job['timeout-minutes']).toBeGreaterThan(0);
    for (const step of job.steps.filter(({ uses = '' }) => uses.startsWith('actions/checkout@')))
      expect(step.with?.['persist-credentials']).toBe(false);
  }
});

test.each(workflows)(
  '$file: an action of others is pinned by its commit, and says which version that is',
  ({ text }) => {
    for (const [, action = ''] of text.matchAll(/^ *(?:- )?uses: (.+)$/gm))
      expect(action).toMatch(/^(\.\/|[\w.-]+(\/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
  },
);

test('an action has the same commit wherever it is used', () => {
  const pins = workflows.flatMap(({ text }) => [
    ...text.matchAll(/^ *(?:- )?uses: ([\w.-]+\/[\w.-]+)[^@\n]*@(\S+)/gm),
  ]);
  const commits = Map.groupBy(pins, ([, action]) => action);
  for (const [action, used] of commits)
    expect([action, new Set(used.map(([, , sha]) => sha)).size]).toEqual([action, 1]);
});

test('variables and environments of the workflows are in the text', () => {
  const variables = workflows.flatMap(({ text }) =>
    [...text.matchAll(/\bvars\.(\w+)/g)].map(([, name = '']) => name),
  );
  const environments = workflows.flatMap(({ workflow }) =>
    Object.values(workflow.jobs).flatMap(({ environment }) => environment ?? []),
  );
  expect(variables.length * environments.length).toBeGreaterThan(0);
  for (const name of [...variables, ...environments]) expect(contributing).toContain(`\`${name}\``);
});
