/** The issues of a repository, against GitHub's API on loopback. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Issues } from '../../../src/github/issues.ts';
import { startIssues, type IssuesApi } from '../../emulator/issues.ts';

let api: IssuesApi;
let issuesOf: (token: string, signal?: AbortSignal) => Promise<Issues>;
const before = process.env['GITHUB_API_URL'];

beforeAll(async () => {
  api = await startIssues();
  // The toolkit reads it as it is loaded.
  process.env['GITHUB_API_URL'] = api.url;
  const made = await import('../../../src/github/issues.ts');
  issuesOf = (token, signal = new AbortController().signal) =>
    made.issuesOf('octo-org/images', token, signal);
  await issuesOf('any token');
});
afterAll(async () => {
  if (before === undefined) delete process.env['GITHUB_API_URL'];
  else process.env['GITHUB_API_URL'] = before;
  await api.stop();
});
beforeEach(() => {
  api.reset();
});

test('all that are open and that this token has opened are found, page by page', async () => {
  for (let number = 1; number <= 250; number += 1) api.seed({ body: `issue ${number}` });
  api.seed({ body: 'of somebody else', user: { login: 'mallory' } });
  api.seed({ body: 'closed', state: 'closed' });
  api.seed({ body: 'a pull request', pull_request: {} });
  const { open } = await issuesOf(api.token);
  const found = await open();
  expect(found.map(({ body }) => body)).toEqual(Array.from({ length: 250 }, (_, at) => `issue ${at + 1}`));
  expect(api.requests).toHaveLength(4);
});

test('one is opened with its label, commented and closed', async () => {
  const { change } = await issuesOf(api.token);
  await change({ kind: 'open', title: 'It fails', body: 'So' });
  await change({ kind: 'comment', issue: 1, body: 'Again' });
  await change({ kind: 'close', issue: 1, body: 'Good' });
  expect(api.issues).toMatchObject([
    {
      title: 'It fails',
      body: 'So',
      labels: ['cross-account-ami'],
      state: 'closed',
      comments: ['Again', 'Good'],
    },
  ]);
});

test('a label that is refused costs no issue', async () => {
  api.settings({ labels: 'refused' });
  const { change } = await issuesOf(api.token);
  await change({ kind: 'open', title: 'It fails', body: 'So' });
  expect(api.issues).toMatchObject([{ title: 'It fails', labels: [] }]);
});

test.each([401, 403, 404, 410, 429, 500])('a status %d is told', async (status) => {
  api.settings({ refuse: { status, message: 'No' } });
  const { open, change } = await issuesOf(api.token);
  await expect(open()).rejects.toMatchObject({ status });
  await expect(change({ kind: 'open', title: 'a', body: 'b' })).rejects.toMatchObject({ status });
});

test('a request that is never answered ends with its signal', async () => {
  api.settings({ refuse: { status: 'hang' } });
  const { open } = await issuesOf(api.token, AbortSignal.timeout(50));
  await expect(open()).rejects.toThrow();
});
