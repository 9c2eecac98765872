/** The OIDC token of the workflow. */
import { getIDToken } from '@actions/core';
import { setTimeout as timeout } from 'node:timers/promises';
import type { IdToken } from '../model/ports.ts';
import type { Problem, Result } from '../model/problem.ts';

/** The toolkit retries only 502, 503 and 504 answers; a dropped connection is tried again here. */
const PAUSES = [500, 2_000];

/** The toolkit waits 3 minutes for a reply, and for ever for the rest of one that breaks off. */
const REPLY_WITHIN = 20_000;

export class GitHubIdToken implements IdToken {
  readonly #environment: NodeJS.ProcessEnv;

  constructor(environment: NodeJS.ProcessEnv) {
    this.#environment = environment;
  }

  async request(audience: string): Promise<Result<string>> {
    // The runner sets both variables only when the job has the permission.
    const url = this.#environment['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '';
    const token = this.#environment['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '';
    if (url === '' || token === '') return { ok: false, problem: notPermitted };
    let last: unknown;
    for (const pause of [...PAUSES, undefined]) {
      try {
        return { ok: true, value: await inTime(getIDToken(audience)) };
      } catch (error) {
        last = error;
        if (pause !== undefined) await timeout(pause);
      }
    }
    return { ok: false, problem: unavailable(last) };
  }
}

async function inTime<T>(reply: Promise<T>): Promise<T> {
  const waiting = new AbortController();
  const late = async (): Promise<never> => {
    await timeout(REPLY_WITHIN, undefined, { signal: waiting.signal });
    throw new Error(`no reply within ${REPLY_WITHIN / 1000} s`);
  };
  try {
    return await Promise.race([reply, late()]);
  } finally {
    waiting.abort();
  }
}

const notPermitted: Problem = {
  code: 'OidcNotPermitted',
  phase: 'sign-in',
  place: {},
  what: 'This job may not ask GitHub for an OIDC token',
};

function unavailable(error: unknown): Problem {
  const said = error instanceof Error ? error.message : String(error);
  return {
    code: 'OidcTokenUnavailable',
    phase: 'sign-in',
    place: {},
    what: 'GitHub gave no OIDC token',
    said: said.replace(/\s+/g, ' '),
    saidBy: 'GitHub',
  };
}
