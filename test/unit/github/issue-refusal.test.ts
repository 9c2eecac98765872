import { expect, test } from '@jest/globals';
import { issueRefusal } from '../../../src/github/issue-refusal.ts';

function answered(status: number, message: string): Error {
  return Object.assign(new Error(message), { status, response: {} });
}

test.each([
  { error: answered(401, 'Bad credentials'), fix: /token is not valid/ },
  { error: answered(403, 'Resource not accessible by integration'), fix: /issues: write/ },
  { error: answered(404, 'Not Found'), fix: /does not reach/ },
  { error: answered(410, 'Issues are disabled for this repo'), fix: /Switch issues on/ },
  { error: answered(403, 'You have exceeded a secondary rate limit'), fix: /next run tries again/ },
  { error: answered(429, 'Slow down'), fix: /Too much is asked/ },
  { error: answered(502, `<html>\n${'x'.repeat(5_000)}`), fix: /githubstatus/ },
  {
    error: Object.assign(new Error('getaddrinfo ENOTFOUND'), { status: 500, response: undefined }),
    fix: /written: getaddrinfo ENOTFOUND · .*proxy of the runner/,
  },
  { error: 'odd', fix: /githubstatus/ },
])('$error.message leads to its fix', ({ error, fix }) => {
  const text = issueRefusal(error);
  expect(text).toMatch(fix);
  expect(text).toMatch(/^The issue of this step cannot be written: [^\n]{1,500}$/);
});
