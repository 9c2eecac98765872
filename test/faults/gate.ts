/** Stands between a step and the world: counts its calls, and can take one as the moment of a disaster. */
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GitHub } from '../emulator/github.ts';
import type { Scene } from './scenes.ts';

/** What becomes of one call. */
export type Fate =
  | 'pass'
  /** The disaster comes before the call takes effect: it is never forwarded. */
  | 'before'
  /** It comes right after: the call took effect, and nobody hears the answer. */
  | 'after'
  /** It is never answered; all others pass. */
  | 'hold'
  /** The head of the answer arrives, and half of its body. */
  | 'cut'
  /** The same, and then nothing: the connection stays open. */
  | 'stall'
  /** A machine on the way answers in place of AWS: 200, with a page for people. */
  | 'page';

export interface Gate {
  readonly aws: { readonly url: string };
  readonly github: GitHub;
  /** Actions in the order of arrival. */
  readonly calls: readonly string[];
  close(): Promise<void>;
}

export interface Disaster {
  /** Decides by the number of the call, from 1, and its action. */
  readonly fate: (call: number, action: string) => Fate;
  /** Told at `before` and `after`, from which on nothing passes, and at `hold`. */
  readonly strike?: () => void;
}

const TOKEN_PATH = '/_apis/';
const PAGE = '<!doctype html><html><body>Please sign in to the network</body></html>';

export async function openGate({ aws, github }: Scene, { fate, strike }: Disaster): Promise<Gate> {
  const calls: string[] = [];
  let closed = false;
  const fall = (response: ServerResponse): void => {
    closed = true;
    strike?.();
    response.destroy();
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = Buffer.concat((await request.toArray()) as Buffer[]);
    const path = request.url ?? '/';
    const ofToken = path.startsWith(TOKEN_PATH);
    const action = ofToken ? 'IdToken' : (new URLSearchParams(body.toString()).get('Action') ?? '');
    if (closed) {
      response.destroy();
      return;
    }
    const doom = fate(calls.push(action), action);
    if (doom === 'before') {
      fall(response);
      return;
    }
    if (doom === 'hold') {
      strike?.();
      return;
    }
    if (doom === 'page') {
      response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
      return;
    }
    const origin = ofToken ? new URL(github.requestUrl).origin : aws.url;
    const reply = await sent(new URL(path, origin), request, body);
    if (doom === 'after') fall(response);
    else deliver(reply, response, doom);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const asked = new URL(github.requestUrl);
  return {
    aws: { url },
    github: { ...github, requestUrl: `${url}${asked.pathname}${asked.search}` },
    calls,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

function sent(url: URL, { method, headers }: IncomingMessage, body: Buffer): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const call = forward(url, { method, headers, agent: false }, (reply) => {
      reply.toArray().then((parts) => {
        const { statusCode: status = 502 } = reply;
        resolve({ status, headers: reply.headers, body: Buffer.concat(parts as Buffer[]) });
      }, reject);
    });
    call.once('error', reject).end(body);
  });
}

function deliver({ status, headers, body }: Reply, response: ServerResponse, doom: Fate): void {
  response.writeHead(status, headers);
  if (doom !== 'cut' && doom !== 'stall') response.end(body);
  else
    response.write(body.subarray(0, body.length / 2), () => {
      if (doom === 'cut') response.socket?.resetAndDestroy();
    });
}
