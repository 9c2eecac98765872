/** Stands between the action and AWS: learns every secret that STS hands out, and has errors repeat them. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Aws } from '../emulator/aws.ts';

/**
 * In an error message ordered by a test: here AWS repeats the secrets of all sessions that have been used by then.
 * One whose reply is still on its way to the action is unknown to it, and nobody could have masked it.
 */
export const ECHO = '((secrets))';

/** Other spellings in which a message can repeat them: `((secrets in a URL))`. */
export const SPELLINGS: Readonly<Record<string, (secret: string) => string>> = {
  '((secrets in a URL))': encodeURIComponent,
  '((secrets in a page))': (secret) =>
    secret.replace(/[/+=]/g, (sign) => `&amp;#x${sign.charCodeAt(0).toString(16)};`),
  '((secrets in JSON))': (secret) => JSON.stringify(secret).replaceAll('/', '\\/').replaceAll('+', '\\u002b'),
  '((secrets in base64))': (secret) => Buffer.from(`user:${secret}`).toString('base64'),
  '((secrets broken over lines))': (secret) => secret.replace(/.{16}/g, '$&\n  '),
};

export interface Recorder {
  readonly url: string;
  /** Secret keys and session tokens, in the order of their birth. */
  readonly secrets: string[];
  stop(): Promise<void>;
}

export async function startRecorder(aws: Pick<Aws, 'url'>): Promise<Recorder> {
  const secrets: string[] = [];
  const memory: Memory = { sessions: new Map(), used: new Set() };
  const server = createServer((request, response) => {
    void forward(aws.url, request, memory).then(({ status, headers, text, learnt }) => {
      secrets.push(...learnt);
      response.writeHead(status, headers).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    secrets,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Memory {
  /** Secret key and session token by access key id. */
  readonly sessions: Map<string, readonly string[]>;
  /** Access key ids that have signed a call. */
  readonly used: Set<string>;
}

async function forward(url: string, request: IncomingMessage, { sessions, used }: Memory) {
  const body = (await request.toArray()).join('');
  // STS sends the OIDC token, and EC2 the session token of the caller: AWS knows both.
  const token = new URLSearchParams(body).get('WebIdentityToken') ?? '';
  const signed = Object.entries(request.headers).filter(([name]) =>
    /^(x-amz-|authorization$|content-type$)/.test(name),
  );
  const headers = Object.fromEntries(signed.map(([name, value]) => [name, String(value)]));
  const [, caller] = /Credential=(\w+)/.exec(headers['authorization'] ?? '') ?? [];
  if (caller !== undefined) used.add(caller);
  const reply = await fetch(`${url}${request.url ?? ''}`, { method: 'POST', headers, body });
  const text = await reply.text();
  const [, session] = /<AccessKeyId>([^<]+)</.exec(text) ?? [];
  const learnt = [...text.matchAll(/<(?:SecretAccessKey|SessionToken)>([^<]+)</g)].map(
    ([, secret = '']) => secret,
  );
  if (session !== undefined) sessions.set(session, learnt);
  const known = [...used].flatMap((key) => sessions.get(key) ?? []);
  return {
    status: reply.status,
    headers: {
      'content-type': reply.headers.get('content-type') ?? 'text/xml',
      date: reply.headers.get('date') ?? '',
    },
    text: echoed(text, [token, ...known]),
    learnt,
  };
}

function echoed(text: string, secrets: readonly string[]): string {
  return Object.entries({ [ECHO]: (secret: string) => secret, ...SPELLINGS }).reduce(
    (left, [echo, spell]) => left.replaceAll(echo, () => secrets.map(spell).join(' \n')),
    text,
  );
}
