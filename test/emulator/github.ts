/**
 * GitHub's OIDC issuer on loopback: the endpoint that a job asks for ID tokens, and the issuer that AWS verifies them
 * with. The claims are those of GitHub's "OpenID Connect reference".
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OAuth2Server } from 'oauth2-mock-server';

const TOKEN_LIFETIME_SECONDS = 300;

export interface GitHubSettings {
  /** So many of the next requests fail ... */
  failures?: number;
  /** ... or all of the next so many seconds ... */
  failSeconds?: number;
  /** ... with this status, a dropped connection, or one that is never answered. Default 503. */
  failWith?: number | 'drop' | 'hang';
  /** Replace or add claims of the tokens. */
  claims?: Record<string, unknown>;
  /** Negative: the token is expired when it arrives. */
  lifetimeSeconds?: number;
}

export interface GitHub {
  /** What AWS is told to trust. */
  readonly issuer: string;
  /** For ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN. */
  readonly requestUrl: string;
  readonly requestToken: string;
  readonly subject: string;
  /** Every token handed out, to be looked for where none may be. */
  readonly tokens: string[];
  /** One entry for each request, also for those that failed. */
  readonly requests: { audience: string | null; status: number }[];
  settings(part: GitHubSettings): void;
  stop(): Promise<void>;
}

export async function startGitHub(): Promise<GitHub> {
  const issuer = new OAuth2Server();
  await issuer.issuer.keys.generate('RS256');
  await issuer.start(0, '127.0.0.1');
  const issuerUrl = `http://127.0.0.1:${issuer.address().port}`;
  issuer.issuer.url = issuerUrl;
  const desk = new TokenDesk(issuer);
  const endpoint = createServer((request, response) => void desk.answer(request, response));
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  const { port } = endpoint.address() as AddressInfo;
  return {
    issuer: issuerUrl,
    requestUrl: `http://127.0.0.1:${port}/_apis/distributedtask/idtoken?api-version=2.0`,
    requestToken: desk.requestToken,
    subject: SUBJECT,
    tokens: desk.tokens,
    requests: desk.requests,
    settings: (part) => {
      desk.change(part);
    },
    stop: async () => {
      endpoint.closeAllConnections();
      await new Promise((resolve) => endpoint.close(resolve));
      await issuer.stop();
    },
  };
}

export const REPOSITORY = { name: 'octo-org/images', id: '700100200', ownerId: '65001' } as const;
export const SHA = '3f2a9c1d4b5e6f708192a3b4c5d6e7f809a1b2c3';
const SUBJECT = `repo:${REPOSITORY.name}:ref:refs/heads/main`;

const CLAIMS = {
  sub: SUBJECT,
  repository: REPOSITORY.name,
  repository_id: REPOSITORY.id,
  repository_owner: 'octo-org',
  repository_owner_id: REPOSITORY.ownerId,
  repository_visibility: 'private',
  ref: 'refs/heads/main',
  ref_type: 'branch',
  ref_protected: 'true',
  sha: SHA,
  event_name: 'schedule',
  workflow: 'Nightly images',
  workflow_ref: `${REPOSITORY.name}/.github/workflows/nightly.yml@refs/heads/main`,
  workflow_sha: SHA,
  job_workflow_ref: `${REPOSITORY.name}/.github/workflows/nightly.yml@refs/heads/main`,
  job_workflow_sha: SHA,
  run_id: '8800110022',
  run_number: '42',
  run_attempt: '1',
  runner_environment: 'github-hosted',
  actor: 'octocat',
  actor_id: '583231',
  base_ref: '',
  head_ref: '',
};

class TokenDesk {
  readonly requestToken = `runtime-${randomUUID()}`;
  readonly tokens: string[] = [];
  readonly requests: { audience: string | null; status: number }[] = [];
  readonly #server: OAuth2Server;
  #settings: GitHubSettings = {};
  #failUntil = 0;

  constructor(server: OAuth2Server) {
    this.#server = server;
  }

  change(part: GitHubSettings): void {
    this.#settings = { ...this.#settings, ...part };
    if (part.failSeconds !== undefined) this.#failUntil = performance.now() + part.failSeconds * 1000;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const audience = new URL(request.url ?? '/', 'http://loopback').searchParams.get('audience');
    const failure = this.#takeFailure();
    if (failure === 'drop' || failure === 'hang') {
      this.requests.push({ audience, status: 0 });
      if (failure === 'drop') request.socket.resetAndDestroy();
      return;
    }
    const status = failure ?? (this.#knows(request.headers.authorization) ? 200 : 401);
    this.requests.push({ audience, status });
    const body =
      status === 200 ? { count: 1, value: await this.#token(audience) } : { message: `status ${status}` };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  /** The word before the token may be written in any case. */
  #knows(authorization = ''): boolean {
    return /^bearer (.+)$/i.exec(authorization)?.[1] === this.requestToken;
  }

  #takeFailure(): GitHubSettings['failWith'] {
    const { failures = 0, failWith = 503 } = this.#settings;
    if (performance.now() < this.#failUntil) return failWith;
    if (failures === 0) return undefined;
    this.change({ failures: failures - 1 });
    return failWith;
  }

  async #token(audience: string | null): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const lifetime = this.#settings.lifetimeSeconds ?? TOKEN_LIFETIME_SECONDS;
    const times = { iat: now, nbf: now - 5, exp: now + lifetime };
    const claims = { ...CLAIMS, aud: audience ?? 'https://github.com/octo-org', jti: randomUUID(), ...times };
    const token = await this.#server.issuer.buildToken({
      scopesOrTransform: (_header, payload) => void Object.assign(payload, claims, this.#settings.claims),
    });
    this.tokens.push(token);
    return token;
  }
}
