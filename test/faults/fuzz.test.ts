/** Whatever others write - inputs, names, tags, messages of AWS - is text: it crashes nothing and commands nothing. */
import { afterEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { marked } from 'marked';
import { problemOf } from '../../src/aws/problems.ts';
import { mistakeText } from '../../src/config/mistake.ts';
import { readConfig, type ReadConfig } from '../../src/config/read-config.ts';
import { annotations } from '../../src/report/annotations.ts';
import { logText, pageText } from '../../src/report/escape.ts';
import { LogFold } from '../../src/report/log.ts';
import { makeOutputs } from '../../src/report/outputs.ts';
import { problemText } from '../../src/report/problem-text.ts';
import { reportFileText } from '../../src/report/report-file.ts';
import { foldEvents } from '../../src/report/report.ts';
import { summaryText } from '../../src/report/summary.ts';
import { parseCommand } from '../emulator/workflow-commands.ts';
import { configOf } from '../unit/config/inputs.ts';
import { events, hostile, problem } from '../unit/report/histories.ts';

const RUNS = { numRuns: 400 };

/** Pieces with which commands, markup, YAML and JavaScript objects are attacked. */
const attacks = [
  '::add-mask::x',
  '::stop-commands::x',
  '##[add-mask]x',
  '##[error]x',
  '%0A::error::x',
  '\n::error::x',
  '\r\n##[group]x',
  '\u2028::error::x',
  '\u00a0::error::x',
  '#\u0000#[add-mask]',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '![x](https://evil.example/x.png)',
  'https://evil.example',
  'www.evil.example',
  '@octocat',
  '|',
  '\\|',
  '`',
  '```',
  '-->',
  '</details>',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  '&a *a',
  '!!js/function',
  '${{ secrets.X }}',
  '${instance-name}',
  'ghadelimiter_',
  '\ud800',
  '💾',
];
const text = fc
  .array(fc.oneof(fc.constantFrom(...attacks), hostile), { maxLength: 5 })
  .map((parts) => parts.join(''));

afterEach(() => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

/** What the runner makes of a line, and the stricter rule of its own: no such beginning at all. */
function expectPlainLine(line: string): void {
  expect(line).not.toMatch(/[\r\n\u0085\u2028\u2029]/);
  expect(line).not.toMatch(/^\s*::/);
  expect(line).not.toContain('##[');
  expect(parseCommand(line)).toBeUndefined();
}

function expectSentence(message: string): void {
  expect(message).not.toMatch(/\n\s+at |node_modules|undefined|\[object /);
}

const inputNames = [
  'role-to-assume',
  'aws-region',
  'audience',
  'role-session-name',
  'role-duration-seconds',
  'allowed-account-ids',
  'targets',
  'targets-file',
  'target-role',
  'target-external-id',
  'regions',
  'instances',
  'exclude',
  'max-instances',
  'name',
  'description',
  'tags',
  'copy-tags',
  'no-reboot',
  'max-reboots',
  'exclude-volumes',
  'series',
  'run-key',
  'adopt-within',
  'wait',
  'wait-timeout',
  'max-failures',
  'if-no-instances-found',
  'mode',
];

function read(inputs: Readonly<Record<string, string>>, file = ''): ReadConfig {
  const texts = new Map(Object.entries(inputs));
  return readConfig({
    inputs: (name) => texts.get(name) ?? '',
    region: 'eu-west-1',
    readFile: () => file,
    identity: { runId: '42', repositoryId: '777', repository: 'octo/images', job: 'backup', step: '__run' },
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

test('whatever happens in a run, no line of the log is a command', () => {
  fc.assert(
    fc.property(events, (history) => {
      const fold = new LogFold();
      const entries = [...history.flatMap((event) => fold.add(event)), ...fold.rest()];
      const lines = entries.flatMap((entry) => (entry.kind === 'line' ? entry.text : entry.lines));
      for (const line of lines) expectPlainLine(line);
    }),
    RUNS,
  );
});

test('outputs, report file and annotations of any run are whole', () => {
  fc.assert(
    fc.property(events, (history) => {
      const report = foldEvents(history);
      const { outputs, emptied } = makeOutputs(report);
      for (const [name, value] of Object.entries(outputs)) {
        if (name === 'result' || name === 'image-id' || emptied.includes(name)) continue;
        expect(typeof JSON.parse(value)).toBe('object');
      }
      expect(typeof JSON.parse(reportFileText(report, true))).toBe('object');
      for (const annotation of annotations(report, emptied)) expectPlainLine(annotation.text);
    }),
    RUNS,
  );
});

const OUR_MARKUP = new Set(
  'a br code details h2 h3 li p strong summary table tbody td th thead tr ul'.split(' '),
);

/** The page as GitHub renders it holds only our own elements, and links to the console of AWS. */
function expectHarmlessPage(markdown: string): void {
  const page = marked.parse(markdown, { async: false, gfm: true });
  const names = [...page.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, name = '']) => name.toLowerCase());
  expect(names.filter((name) => !OUR_MARKUP.has(name))).toEqual([]);
  expect(page).not.toMatch(/<!--|<[^>]* on\w+=|<img/i);
  const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, target = '']) => target);
  const foreign = links.filter(
    (target) =>
      !/^https:\/\/[a-z0-9.-]*console\.(aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)\//.test(target),
  );
  expect(foreign).toEqual([]);
}

test('the page of any run holds no markup and no link of others', () => {
  fc.assert(
    fc.property(events, (history) => {
      expectHarmlessPage(summaryText(foldEvents(history)));
    }),
    RUNS,
  );
});

test('text of others is plain on the page, alone and in a table', () => {
  fc.assert(
    fc.property(text, (others) => {
      const shown = pageText(others);
      expect(shown).not.toMatch(/[<>|`*_[\]()!\\~@$\r\n]/);
      expectHarmlessPage(shown);
      const table = marked.parse(`| a | b |\n|---|---|\n| ${shown} | x |\n`, { async: false, gfm: true });
      expect(table.match(/<td>/g)).toHaveLength(2);
    }),
    RUNS,
  );
});

test('a problem of any words is one harmless line', () => {
  fc.assert(
    fc.property(problem, text, (one, said) => {
      const line = logText(problemText({ ...one, said }));
      expectPlainLine(line);
      expect(line).toContain(' · ');
    }),
    RUNS,
  );
});

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
      expect((found.said ?? '').length).toBeLessThanOrEqual(600);
      const line = problemText(found);
      expectSentence(line.replace(found.said ?? '', ''));
      expectPlainLine(logText(line));
    }),
    RUNS,
  );
});
