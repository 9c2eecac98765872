/** Inputs that cannot be carried out: all told at once, and nobody is called. */
import { expect, test } from '@jest/globals';
import { commandsOf, codesOf, failuresOf } from './outputs.ts';
import { DB, idOf, openStage, roleIn, WEB } from './stage.ts';

const stage = openStage();

/** `targets` or other inputs that are wrong, and what the message has to say. */
const MISTAKES: [string, Record<string, string>, RegExp[]][] = [
  ['an unknown key', { targets: `{account: ${WEB}, region: eu-west-1}` }, [/region/, /regions/]],
  [
    'an ARN of another account',
    { targets: `{account: ${WEB}, role: '${roleIn(DB)}'}` },
    [/222222222222/, /333333333333/],
  ],
  ['an ARN of another partition', { targets: roleIn(WEB).replace('aws', 'aws-cn') }, [/partition/]],
  ['an account id that lost its zero', { targets: '44444444444' }, [/44444444444/, /quote/]],
  ['no role', { targets: WEB, 'target-role': '' }, [/target-role/]],
  ['no instances', { targets: WEB, instances: '' }, [/instances/]],
  ['no target at all', { targets: '[]' }, [/targets/]],
  ['neither targets nor a file', {}, [/targets-file/]],
  ['a file besides targets', { targets: WEB, 'targets-file': 'a.yml' }, [/targets-file/]],
  ['a region of another partition', { targets: WEB, regions: 'cn-north-1' }, [/cn-north-1/, /partition/]],
  ['no region', { targets: WEB, 'aws-region': '' }, [/aws-region/]],
  ['a template variable that is none', { targets: WEB, name: '${instance}-${run}' }, [/instance/]],
  ['a tag of ours', { targets: WEB, tags: 'cross-account-ami:series: x' }, [/cross-account-ami:series/]],
  ['a tag of AWS', { targets: WEB, tags: 'aws:x: y' }, [/aws:x/]],
  ['a tag value beyond 256 characters', { targets: WEB, tags: `Long: ${'x'.repeat(257)}` }, [/Long/]],
  [
    'an unknown EC2 filter',
    { targets: WEB, instances: 'tags:Environment: production' },
    [/tags:Environment/],
  ],
  ['a series with a space', { targets: WEB, series: 'every night' }, [/series/, /every night/]],
  ['a duration in seconds', { targets: WEB, 'wait-timeout': '90s' }, [/wait-timeout/, /90s/]],
  ['a boolean in other words', { targets: WEB, wait: 'yes' }, [/wait/, /yes/]],
];

test.each(MISTAKES)('%s', async (_, inputs, words) => {
  const run = await stage.step({ instances: 'all', ...inputs });
  expect(run.exitCode).toBe(1);
  expect(codesOf(run)).toEqual(['InputInvalid']);
  expect(run.outputs['result']).toBe('failure');
  for (const word of words) expect(failuresOf(run)[0]?.message).toMatch(word);
  for (const word of words) expect(commandsOf(run, 'error').join('\n')).toMatch(word);
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
