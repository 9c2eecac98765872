/** Inputs that cannot be carried out: all told at once, and nobody is called. */
import { expect, test } from '@jest/globals';
import { commandsOf, codesOf, failuresOf } from './outputs.ts';
import { DB, idOf, openStage, roleIn, WEB } from './stage.ts';

const stage = openStage();

interface Wrong {
  readonly why: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** What the message has to say. */
  readonly says: readonly RegExp[];
}

/** Some of each kind; test/unit/config/input-errors.ts has them all, word for word. */
const MISTAKES: readonly Wrong[] = [
  {
    why: 'an unknown key',
    inputs: { targets: `{account: ${WEB}, region: eu-west-1}` },
    says: [/region/, /regions/],
  },
  {
    why: 'an ARN of another account',
    inputs: { targets: `{account: ${WEB}, role: '${roleIn(DB)}'}` },
    says: [/222222222222/, /333333333333/],
  },
  {
    why: 'an ARN of another partition',
    inputs: { targets: roleIn(WEB).replace('aws', 'aws-cn') },
    says: [/partition/],
  },
  {
    why: 'an account id that lost its zero',
    inputs: { targets: '44444444444' },
    says: [/44444444444/, /quote/],
  },
  { why: 'no role', inputs: { targets: WEB, 'target-role': '' }, says: [/target-role/] },
  { why: 'no instances', inputs: { targets: WEB, instances: '' }, says: [/instances/] },
  { why: 'no target at all', inputs: { targets: '[]' }, says: [/targets/] },
  { why: 'neither targets nor a file', inputs: {}, says: [/targets-file/] },
  {
    why: 'a file besides targets',
    inputs: { targets: WEB, 'targets-file': 'a.yml' },
    says: [/targets-file/],
  },
  {
    why: 'a region of another partition',
    inputs: { targets: WEB, regions: 'cn-north-1' },
    says: [/cn-north-1/, /partition/],
  },
  { why: 'no region', inputs: { targets: WEB, 'aws-region': '' }, says: [/aws-region/] },
  {
    why: 'a template variable that is none',
    inputs: { targets: WEB, name: '${instance}-${run}' },
    says: [/instance/],
  },
  {
    why: 'a tag of ours',
    inputs: { targets: WEB, tags: 'cross-account-ami:series: x' },
    says: [/cross-account-ami:series/],
  },
  { why: 'a tag of AWS', inputs: { targets: WEB, tags: 'aws:x: y' }, says: [/aws:x/] },
  {
    why: 'a tag value beyond 256 characters',
    inputs: { targets: WEB, tags: `Long: ${'x'.repeat(257)}` },
    says: [/Long/],
  },
  {
    why: 'an unknown EC2 filter',
    inputs: { targets: WEB, instances: 'tags:Environment: production' },
    says: [/Write tag:Environment/],
  },
  {
    why: 'a series with a space',
    inputs: { targets: WEB, series: 'every night' },
    says: [/series/, /every night/],
  },
  {
    why: 'a duration in seconds',
    inputs: { targets: WEB, 'wait-timeout': '90s' },
    says: [/wait-timeout/, /90s/],
  },
  { why: 'a boolean in other words', inputs: { targets: WEB, wait: 'yes' }, says: [/wait/, /yes/] },
  { why: 'an unquoted star', inputs: { targets: WEB, instances: '*' }, says: [/alias/, /quote the text/] },
  {
    why: 'an unquoted brace',
    inputs: { targets: `{account: ${WEB}, description: {sha}}` },
    says: [/Quote a text that begins with \{/],
  },
  {
    why: 'aliases without end',
    inputs: { targets: `- &a ${WEB}\n${'- *a\n'.repeat(5_000)}` },
    says: [/many aliases/],
  },
  { why: 'nesting without end', inputs: { targets: '['.repeat(20_000) }, says: [/deeper nesting/] },
];

test.each(MISTAKES)('$why', async ({ inputs, says }) => {
  const run = await stage.step({ instances: 'all', ...inputs });
  expect(run.exitCode).toBe(1);
  expect(codesOf(run)).toEqual(['InputInvalid']);
  expect(run.outputs['result']).toBe('failure');
  for (const words of says) expect(failuresOf(run)[0]?.message).toMatch(words);
  for (const words of says) expect(commandsOf(run, 'error').join('\n')).toMatch(words);
  expect(stage.github.requests).toEqual([]);
  expect(await stage.aws.calls()).toEqual([]);
});

test('all mistakes are told together, with their lines, and without a stack trace', async () => {
  const targets = [
    `- account: ${WEB}`,
    '  series: a b',
    `- 12345`,
    `- account: ${DB}`,
    '  copy-tags: maybe',
  ].join('\n');
  const run = await stage.step({
    targets,
    instances: 'all',
    'max-failures': 'few',
    'aws-region': 'eu-west-99x',
  });
  expect(run.exitCode).toBe(1);
  const messages = failuresOf(run).map(({ message }) => message);
  const expected = [/line 2.*series/, /line 3.*12345/, /line 5.*copy-tags/, /max-failures/, /aws-region/];
  for (const each of expected) expect(messages).toContainEqual(expect.stringMatching(each));
  expect(run.stdout).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  expect(stage.github.requests).toEqual([]);
  expect(await stage.aws.calls()).toEqual([]);
});

test('null, ~ and empty mean not given; booleans have six spellings', async () => {
  await stage.seed({ [WEB]: [{ id: idOf(1), name: 'web-1' }] });
  const nothing = {
    targets: `{account: ${WEB}, exclude: ~, tags: null, regions: }`,
    exclude: '~',
    tags: 'null',
  };
  const spellings = ['true', 'True', 'TRUE', 'false', 'False', 'FALSE'];
  const run = await stage.step({ instances: 'all', ...nothing, wait: 'FALSE' });
  expect(run.exitCode).toBe(0);
  expect(run.outputs['result']).toBe('pending');
  const runs = await Promise.all(
    spellings.map((wait) => stage.step({ targets: WEB, instances: 'all', mode: 'validate', wait })),
  );
  expect(runs.map(({ exitCode }) => exitCode)).toEqual(spellings.map(() => 0));
});

test('validate calls nobody', async () => {
  const run = await stage.step({ targets: WEB, instances: 'all', mode: 'validate' });
  expect(run.exitCode).toBe(0);
  expect(stage.github.requests).toEqual([]);
  expect(await stage.aws.calls()).toEqual([]);
});
