import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mistakeText } from '../../../src/config/mistake.ts';
import { allInputs } from '../../../scripts/action-metadata.ts';
import { configOf, good, mistakesOf, read, sentencesOf } from './inputs.ts';

describe('the run', () => {
  test('has the defaults of the contract', () => {
    const { mode, run } = configOf({});
    expect({ mode, ...run }).toMatchObject({
      mode: 'backup',
      wait: true,
      waitTimeout: 330 * 60_000,
      maxFailures: 0,
      ifNoInstances: 'error',
    });
  });

  test('reads what is given', () => {
    const inputs = {
      mode: 'validate',
      wait: 'False',
      'wait-timeout': '2h',
      'max-failures': '3',
      'if-no-instances-found': 'warn',
    };
    const { mode, run } = configOf({ inputs });
    expect({ mode, ...run }).toMatchObject({
      mode: 'validate',
      wait: false,
      waitTimeout: 120 * 60_000,
      maxFailures: 3,
      ifNoInstances: 'warn',
    });
  });

  test.each([
    { input: 'mode', value: 'bakup', mend: 'Did you mean "backup"?' },
    { input: 'wait', value: 'yes', mend: undefined },
    { input: 'wait-timeout', value: '2 hours', mend: undefined },
    { input: 'max-failures', value: '-1', mend: undefined },
    { input: 'if-no-instances-found', value: 'ignor', mend: 'Did you mean "ignore"?' },
  ])('$input cannot be $value', ({ input, value, mend }) => {
    const mistakes = mistakesOf({ inputs: { [input]: value } });
    expect(mistakes).toMatchObject([{ source: input, found: `"${value}"` }]);
    expect(mistakes[0]?.mend).toBe(mend);
  });
});

describe('where the targets stand', () => {
  const file = { targets: '', 'targets-file': 'targets.yml' };

  test('may be a file', () => {
    const config = configOf({ inputs: file, files: { 'targets.yml': '- self\n- 222222222222' } });
    expect(config.targets.map(({ at }) => at.kind)).toEqual(['self', 'role']);
  });

  test('is named in its mistakes', () => {
    const sentences = sentencesOf({ inputs: file, files: { 'targets.yml': '- self\n- nobody' } });
    expect(sentences).toEqual([
      expect.stringMatching(/^targets\.yml, line 2, column 3 \(2\): found "nobody"/),
    ]);
  });

  test.each([
    { why: 'neither', inputs: { targets: '' }, found: 'neither targets nor targets-file' },
    { why: 'both', inputs: { 'targets-file': 'x' }, found: 'both targets and targets-file' },
    { why: 'a file that cannot be read', inputs: file, found: '"targets.yml"' },
  ])('$why is a mistake', ({ inputs, found }) => {
    expect(mistakesOf({ inputs })).toMatchObject([{ found }]);
  });
});

describe('all mistakes are told at once', () => {
  test('of every part of the inputs', () => {
    const sources = mistakesOf({
      inputs: {
        'role-to-assume': 'x',
        'aws-region': 'x',
        'role-duration-seconds': 'x',
        'copy-tags': 'x',
        wait: 'x',
        mode: 'x',
        targets: '[222222222222, x]',
      },
    }).map(({ source }) => source);
    expect(new Set(sources)).toEqual(
      new Set([
        'role-to-assume',
        'aws-region',
        'role-duration-seconds',
        'copy-tags',
        'wait',
        'mode',
        'targets',
      ]),
    );
  });

  test('of the form of a target together with those of its rules', () => {
    const targets = '{account: 333333333333, role: "arn:aws:iam::222222222222:role/x", copy-tags: maybe}';
    const paths = mistakesOf({ inputs: { targets } }).map(({ path }) => path.join('.'));
    expect(paths.toSorted()).toEqual(['copy-tags', 'role']);
  });

  test.each([
    { input: 'instances', value: 'Nope: x' },
    { input: 'target-role', value: 'no role' },
    { input: 'regions', value: 'nowhere' },
  ])('and a wrong $input is not told a second time as one that is missing', ({ input, value }) => {
    expect(mistakesOf({ inputs: { [input]: value, targets: '[222222222222, 333333333333]' } })).toMatchObject(
      [{ source: input }],
    );
  });
});

describe('whatever stands in the inputs', () => {
  const names = allInputs().map(([name]) => name);
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    ': ',
    ', ',
    '\n',
    '- ',
    '*',
    '&a ',
    '~',
    '"',
    '${run}',
    '${x',
    '${x}',
    '!!set ',
    '#',
    '__proto__',
  ];
  const words = [
    '222222222222',
    '1234567890',
    'self',
    'all',
    'arn:aws:iam::222222222222:role/x',
    'account',
    'tag:A',
    'eu-west-1',
    'true',
    '5h',
  ];
  const garbage = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.array(fc.constantFrom(...pieces, ...words), { maxLength: 12 }).map((parts) => parts.join('')),
    fc.constantFrom(...words, ...Object.values(good)),
  );
  const inputs = fc.dictionary(fc.constantFrom(...names), garbage, { noNullPrototype: true });

  test('there is a configuration or at least one mistake, each on one line', () => {
    fc.assert(
      fc.property(inputs, fc.option(garbage, { nil: undefined }), garbage, (texts, region, file) => {
        const place = region === undefined ? {} : { region };
        const answer = read({ inputs: texts, ...place, files: { self: file } });
        const sentences = answer.ok ? [] : answer.mistakes.map(mistakeText);
        expect(answer.ok ? answer.config.targets.length : sentences.length).toBeGreaterThan(0);
        expect(sentences.filter((sentence) => /[\r\n]/.test(sentence))).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});
