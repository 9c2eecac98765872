/** Stands between the action and AWS: learns every secret that STS hands out, and has errors repeat them. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Aws } from '../emulator/aws.ts';

/** In an error message ordered by a test: here AWS repeats the secrets that it knows by then. */
export const ECHO = '((secrets))';

export interface Recorder {
  readonly url: string;
  /** Secret keys and session tokens, in the order of their birth. */
  readonly secrets: string[];
  stop(): Promise<void>;
}

export async function startRecorder(aws: Pick<Aws, 'url'>): Promise<Recorder> {
  const secrets: string[] = [];
  const server = createServer((request, response) => {
    void forward(aws.url, request, secrets).then(({ status, headers, text }) => {
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

async function forward(url: string, request: IncomingMessage, secrets: string[]) {
  const body = (await request.toArray()).join('');
  // STS sends the OIDC token, and EC2 the session token of the caller: AWS knows both.
  const token = new URLSearchParams(body).get('WebIdentityToken') ?? '';
  const signed = Object.entries(request.headers).filter(([name]) =>
    /^(x-amz-|authorization$|content-type$)/.test(name),
  );
  const headers = Object.fromEntries(signed.map(([name, value]) => [name, String(value)]));
  const reply = await fetch(`${url}${request.url ?? ''}`, { method: 'POST', headers, body });
  const text = await reply.text();
  for (const [, secret = ''] of text.matchAll(/<(?:SecretAccessKey|SessionToken)>([^<]+)</g))
    secrets.push(secret);
  return {
    status: reply.status,
    headers: {
      'content-type': reply.headers.get('content-type') ?? 'text/xml',
      date: reply.headers.get('date') ?? '',
    },
    text: text.replaceAll(ECHO, [token, ...secrets].join(' \n')),
  };
}
