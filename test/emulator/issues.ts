/** The issues of one repository at GitHub's API on loopback: as much of it as keeping an issue needs. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { REPOSITORY } from './github.ts';

export interface StoredIssue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly user: { readonly login: string };
  state: 'open' | 'closed';
  labels: string[];
  readonly comments: string[];
  readonly pull_request?: object;
}

export interface IssuesSettings {
  /** Every request, or only one that writes, is answered with this status and message, or never. */
  refuse?: { readonly status: number | 'hang'; readonly message?: string; readonly only?: 'writes' };
  labels?: 'refused';
}

export interface IssuesApi {
  /** For GITHUB_API_URL. */
  readonly url: string;
  readonly token: string;
  readonly issues: StoredIssue[];
  /** Such as `GET /repos/octo-org/images/issues?page=2`. */
  readonly requests: string[];
  settings(part: IssuesSettings): void;
  /** Makes an issue that is there already. */
  seed(parts: Partial<StoredIssue>): void;
  reset(): void;
  stop(): Promise<void>;
}

/** What the token of a job is called. */
export const BOT = 'github-actions[bot]';
const ISSUES = `/repos/${REPOSITORY.name}/issues`;

export async function startIssues(): Promise<IssuesApi> {
  const desk = new IssueDesk();
  const server = createServer((request, response) => void desk.answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    token: desk.token,
    issues: desk.issues,
    requests: desk.requests,
    settings: (part) => (desk.settings = { ...desk.settings, ...part }),
    seed: (parts) => desk.add(parts),
    reset: () => {
      desk.issues.length = 0;
      desk.requests.length = 0;
      desk.settings = {};
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

type Given = Readonly<Record<string, unknown>>;

class IssueDesk {
  readonly token = `ghs_${randomUUID().replaceAll('-', '')}`;
  readonly issues: StoredIssue[] = [];
  readonly requests: string[] = [];
  settings: IssuesSettings = {};

  add(parts: Partial<StoredIssue>): StoredIssue {
    const empty = { title: '', body: '', user: { login: BOT }, state: 'open' as const };
    const issue = { ...empty, labels: [], comments: [], ...parts, number: this.issues.length + 1 };
    this.issues.push(issue);
    return issue;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    this.requests.push(`${method} ${url}`);
    const parts = await request.toArray();
    const given = parts.length === 0 ? {} : (JSON.parse(Buffer.concat(parts).toString()) as Given);
    const answer = this.#refusal(method === 'GET' || url === '/graphql') ?? this.#allowed(request, given);
    if (answer.status === 'hang') return;
    const { status, body, headers: more } = answer;
    response.writeHead(status, { 'content-type': 'application/json', ...more }).end(JSON.stringify(body));
  }

  #refusal(isRead: boolean): (Omit<Answer, 'status'> & { readonly status: number | 'hang' }) | undefined {
    const { refuse } = this.settings;
    if (refuse === undefined || (isRead && refuse.only === 'writes')) return undefined;
    return { status: refuse.status, body: { message: refuse.message ?? 'No' } };
  }

  #allowed({ method = '', url = '', headers }: IncomingMessage, given: Given): Answer {
    if (headers.authorization !== `token ${this.token}`)
      return { status: 401, body: { message: 'Bad credentials' } };
    return this.#route(method, new URL(url, `http://${headers.host ?? ''}`), given);
  }

  #route(method: string, url: URL, given: Given): Answer {
    const path = url.pathname;
    if (path === '/graphql') return { status: 200, body: { data: { viewer: { login: BOT } } } };
    if (method === 'GET' && path === ISSUES) return this.#list(url);
    if (method === 'POST' && path === ISSUES) {
      const issue = this.add({ title: String(given['title']), body: String(given['body']) });
      return { status: 201, body: shown(issue) };
    }
    const [, number, part = ''] = /^\/(\d+)(?:\/(\w+))?$/.exec(path.slice(ISSUES.length)) ?? [];
    const issue = this.issues.find((one) => one.number === Number(number));
    if (!path.startsWith(ISSUES) || issue === undefined)
      return { status: 404, body: { message: 'Not Found' } };
    return this.#change(issue, `${method} ${part}`, given);
  }

  #change(issue: StoredIssue, what: string, given: Given): Answer {
    if (what === 'POST comments') {
      issue.comments.push(String(given['body']));
      return { status: 201, body: {} };
    }
    if (what === 'POST labels') {
      if (this.settings.labels === 'refused')
        return { status: 403, body: { message: 'Resource not accessible by integration' } };
      issue.labels = given['labels'] as string[];
      return { status: 200, body: [] };
    }
    issue.state = given['state'] as 'closed';
    return { status: 200, body: shown(issue) };
  }

  #list(url: URL): Answer {
    const asked = (name: string): string => url.searchParams.get(name) ?? '';
    const size = Number(asked('per_page'));
    const page = Number(asked('page') || '1');
    const all = this.issues.filter(
      ({ state, user }) => state === asked('state') && user.login === asked('creator'),
    );
    const next = new URL(url);
    next.searchParams.set('page', String(page + 1));
    const link = page * size < all.length ? { link: `<${next.href}>; rel="next"` } : {};
    return { status: 200, body: all.slice((page - 1) * size, page * size).map(shown), headers: link };
  }
}

function shown({ comments, ...issue }: StoredIssue): object {
  return { ...issue, comments: comments.length };
}
