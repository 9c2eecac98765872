/** The issues of the repository, as far as one token has opened them. */
import type { IssueChange, OpenIssue } from '../model/issue.ts';

const LABEL = 'cross-account-ami';

/** What can be done with them; each ends with the first failure. */
export interface Issues {
  /** Those that are open and that this token's user or app has opened. */
  readonly open: () => Promise<OpenIssue[]>;
  readonly change: (change: IssueChange) => Promise<void>;
}

/** Loads the toolkit's client, which goes to GITHUB_API_URL and through the runner's proxy. */
export async function issuesOf(repository: string, token: string, signal: AbortSignal): Promise<Issues> {
  const { getOctokit } = await import('@actions/github');
  const { rest, graphql, paginate } = getOctokit(token, { log: silent });
  const [owner = '', repo = ''] = repository.split('/');
  const common = { owner, repo, request: { signal } };

  async function openNew(title: string, body: string): Promise<void> {
    const { data } = await rest.issues.create({ ...common, title, body });
    // Who may open an issue need not be allowed to label it.
    await rest.issues
      .addLabels({ ...common, issue_number: data.number, labels: [LABEL] })
      .catch(() => undefined);
  }

  return {
    open: async () => {
      // Not by GET /user, which the token of a job may not ask.
      const { viewer } = await graphql<{ viewer: { login: string } }>('{viewer{login}}', {
        request: { signal },
      });
      const all = await paginate(rest.issues.listForRepo, {
        ...common,
        state: 'open',
        creator: viewer.login,
        sort: 'created',
        direction: 'asc',
        per_page: 100,
      });
      const own = all.filter((issue) => issue.user?.login === viewer.login && !('pull_request' in issue));
      return own.map(({ number, body, comments }) => ({ number, body: body ?? '', comments }));
    },
    change: async (change) => {
      if (change.kind === 'open') {
        await openNew(change.title, change.body);
        return;
      }
      const one = { ...common, issue_number: change.issue };
      // Closed first: it is not closed twice when the comment fails.
      if (change.kind === 'close')
        await rest.issues.update({ ...one, state: 'closed', state_reason: 'completed' });
      await rest.issues.createComment({ ...one, body: change.body });
    },
  };
}

const say = (): void => undefined;
const silent = { debug: say, info: say, warn: say, error: say };
