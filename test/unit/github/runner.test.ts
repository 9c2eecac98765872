import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runnerFacts } from '../../../src/github/runner.ts';

const before = { ...process.env };
beforeAll(() => {
  process.env['GITHUB_REPOSITORY'] = 'octo/images';
});
afterAll(() => {
  process.env = before;
});

const page = 'blob/v1/docs/troubleshooting.md';

test.each([
  { repository: 'octo/ami', ref: 'v1', docs: `https://github.com/octo/ami/${page}` },
  { repository: 'octo/ami', ref: 'releases/v1', docs: expect.stringContaining('/blob/releases/v1/docs/') },
  { repository: 'octo/ami', ref: '', docs: undefined },
  { repository: '', ref: 'v1', docs: undefined },
  { repository: 'octo/ami', ref: 'v1) <b>', docs: undefined },
])('the documents of $repository at $ref are at $docs', ({ repository, ref, docs }) => {
  const facts = runnerFacts({ GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref });
  expect(facts.docs).toEqual(docs);
});
