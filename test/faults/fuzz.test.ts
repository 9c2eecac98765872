/** Inputs of any text and shape, and errors of any words: they crash nothing, command nothing, change no prototype. */
import { afterEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { allInputs } from '../../scripts/action-metadata.ts';
import { problemOf } from '../../src/aws/problems.ts';
import { mistakeText } from '../../src/config/mistake.ts';
import { readConfig, type ReadConfig } from '../../src/config/read-config.ts';
import { logText } from '../../src/report/escape.ts';
import { problemText } from '../../src/report/problem-text.ts';
import { configOf } from '../unit/config/inputs.ts';
import { expectPlainLine, RUNS, text } from './hostile-text.ts';

afterEach(() => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

function expectSentence(message: string): void {
  expect(message).not.toMatch(/\n\s+at |node_modules|undefined|\[object /);
}

const inputNames = allInputs().map(([name]) => name);

const octo = { repository: 'octo/images', actor: 'octocat', sha: '4d1f2a', ref: 'refs/heads/main' };
const identity = { runId: '42', repositoryId: '777', job: 'backup', step: '__run', ...octo };

function read(inputs: Readonly<Record<string, string>>, file = ''): ReadConfig {
  const texts = new Map(Object.entries(inputs));
  return readConfig({
    inputs: (name) => texts.get(name) ?? '',
    region: 'eu-west-1',
    readFile: () => Buffer.from(file),
    identity,
  });
}

function expectReadable(answer: ReadConfig): void {
  if (answer.ok) return;
  expect(answer.mistakes.length).toBeGreaterThan(0);
  for (const mistake of answer.mistakes) {
    const sentence = mistakeText(mistake);
    expect(sentence.length).toBeGreaterThan(10);
    expect(sentence).not.toMatch(/\n\s+at |node_modules|\[object /);
    expectPlainLine(logText(sentence));
  }
}

test('inputs of any text are read or refused in sentences', () => {
  const inputs = fc.dictionary(fc.constantFrom(...inputNames), text, { maxKeys: 12 });
  fc.assert(
    fc.property(inputs, text, (given, file) => {
      expectReadable(read(given, file));
    }),
    RUNS,
  );
});

/** Values of YAML, down to some depth, with keys that mean something to JavaScript. */
const { value: yamlValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.oneof(fc.constantFrom('account', 'role', 'tags', 'instances', 'regions'), text),
      tie('value'),
      {
        maxKeys: 4,
      },
    ),
  ),
}));

test('structured inputs of any shape are read or refused in sentences', () => {
  const names = fc.constantFrom('targets', 'instances', 'exclude', 'tags', 'regions', 'exclude-volumes');
  fc.assert(
    fc.property(names, yamlValue, (name, value) => {
      const good = { targets: '222222222222', 'target-role': 'ami', instances: 'all' };
      expectReadable(read({ ...good, [name]: JSON.stringify(value) }));
    }),
    RUNS,
  );
});

test.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
  'the tag key %s is a tag key like any other',
  (key) => {
    const [target] = configOf({
      inputs: { tags: `{${key}: x}` },
    }).targets;
    expect([...(target?.images.tags.keys() ?? [])]).toEqual([key]);
    const nested = read({ targets: `- account: 222222222222\n  ${key}:\n    polluted: yes\n` });
    expect(nested.ok).toBe(false);
    expectReadable(nested);
  },
);

/** What the SDK throws, and what it does not: other shapes, nothing at all. */
const thrown = fc.oneof(
  fc.record(
    {
      name: fc.oneof(text, fc.constantFrom('UnauthorizedOperation', 'InvalidParameterValue', 'TimeoutError')),
      message: fc.oneof(
        text,
        text.map(
          (who) => `User: ${who} is not authorized to perform: ec2:${who} with an explicit deny in a ${who}`,
        ),
      ),
      code: text,
      $metadata: fc.record({ httpStatusCode: fc.nat(599) }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  ),
  fc.anything(),
);

test('whatever a call throws becomes a problem of the catalogue', () => {
  fc.assert(
    fc.property(thrown, (error) => {
      const found = problemOf(error, { phase: 'create', place: {}, what: 'Cannot create the image' });
      const line = problemText(found);
      expectSentence(line.replace(found.said ?? '', ''));
      expectPlainLine(logText(line));
    }),
    RUNS,
  );
});
