import { describe, expect, test } from '@jest/globals';
import { configOf, mistakesOf, type Given } from './inputs.ts';

function runKey(given: Given = {}): string {
  return configOf(given).run.runKey;
}

const usual = runKey();

test('the run key is the run id and 8 hex digits', () => {
  expect(usual).toMatch(/^42-[0-9a-f]{8}$/);
});

describe('the run key is equal', () => {
  test.each<{ when: string; given: Given }>([
    { when: 'the same run is run again', given: {} },
    { when: 'only the mode differs', given: { inputs: { mode: 'validate' } } },
    { when: 'the sessions carry tags', given: { inputs: { 'session-tags': 'true' } } },
    {
      when: 'an issue is kept',
      given: { inputs: { 'report-issue': 'true', 'github-token': 'ghs_0123456789' } },
    },
    { when: 'an input has more space around it', given: { inputs: { instances: ' all ' } } },
  ])('when $when', ({ given }) => {
    expect(runKey(given)).toBe(usual);
  });
});

test('the run key is another one in each other run, repository, job, matrix leg, step and configuration', () => {
  const others: Given[] = [
    {},
    { identity: { runId: '43' } },
    { identity: { repositoryId: '778' } },
    { identity: { job: 'other' } },
    { identity: { step: '__run_2' } },
    { inputs: { 'run-key': 'auto 1' } },
    { inputs: { targets: '333333333333' } },
    { inputs: { instances: 'i-0123456789abcdef0' } },
    { inputs: { series: 'nightly' } },
    { inputs: { 'role-to-assume': 'arn:aws:iam::111111111111:role/other' } },
    { inputs: { 'target-role': 'other' } },
    { inputs: { tags: '{A: b}' } },
    { inputs: { wait: 'false' } },
    { inputs: { 'max-failures': '1' } },
    { inputs: { targets: '', 'targets-file': 'a.yml' }, files: { 'a.yml': '444444444444' } },
  ];
  const digests = others.map((given) => runKey(given).replace(/^\d+-/, ''));
  expect(new Set(digests.slice(2)).size).toBe(others.length - 2);
  expect(digests.slice(2)).not.toContain(digests[0]);
  expect(new Set(others.map((given) => runKey(given))).size).toBe(others.length);
});

test('the content of a targets file is part of the configuration', () => {
  const withFile = (content: string): string =>
    runKey({ inputs: { targets: '', 'targets-file': 'a.yml' }, files: { 'a.yml': content } });
  expect(withFile('222222222222')).not.toBe(withFile('333333333333'));
});

describe('a given run key', () => {
  test.each([{ key: 'release-2026.11_24' }, { key: '0' }, { key: 'x'.repeat(128) }, { key: 'automatic-7' }])(
    '$key is used as it is',
    ({ key }) => {
      expect(runKey({ inputs: { 'run-key': key } })).toBe(key);
    },
  );

  test.each([{ key: 'a b' }, { key: 'x'.repeat(129) }, { key: 'a/b' }, { key: 'ä' }])(
    '$key is a mistake',
    ({ key }) => {
      expect(mistakesOf({ inputs: { 'run-key': key } })).toMatchObject([{ source: 'run-key' }]);
    },
  );

  test.each([{ key: '' }, { key: '~' }, { key: 'null' }])('$key is none, so one is made', ({ key }) => {
    expect(runKey({ inputs: { 'run-key': key } })).toMatch(/^42-[0-9a-f]{8}$/);
  });
});
