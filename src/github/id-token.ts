/** The OIDC token of the workflow. */
import { getIDToken } from '@actions/core';
import { setTimeout as timeout } from 'node:timers/promises';
import type { Clock, IdToken } from '../model/ports.ts';
import type { Problem, Result } from '../model/problem.ts';
import { isFinal, pauseBefore, refusalOf } from './token-refusal.ts';

/** The toolkit waits 3 minutes for a reply, and for ever for the rest of one that breaks off. */
const REPLY_WITHIN = 20_000;

/** Asks GitHub; tries again for a minute when there is an outage. */
export class GitHubIdToken implements IdToken {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;

  /** When the signal is aborted no further try is made. */
  constructor(environment: NodeJS.ProcessEnv, clock: Clock, signal: AbortSignal) {
    this.#environment = environment;
    this.#clock = clock;
    this.#signal = signal;
  }

  async request(audience: string): Promise<Result<string>> {
    // The runner sets both variables only when the job has the permission.
    const url = this.#environment['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '';
    const token = this.#environment['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '';
    if (url === '' || token === '') return { ok: false, problem: notPermitted };
    const begun = this.#clock.elapsed();
    for (let failures = 1; ; failures++) {
      try {
        return { ok: true, value: await inTime(getIDToken(audience), this.#signal) };
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        const pause = pauseBefore(failures, this.#clock.elapsed() - begun, Math.random());
        if (pause === undefined || isFinal(said) || this.#signal.aborted)
          return { ok: false, problem: refusalOf(said) };
        await this.#clock.sleep(pause, this.#signal);
      }
    }
  }
}

async function inTime<T>(reply: Promise<T>, signal: AbortSignal): Promise<T> {
  const waiting = new AbortController();
  const late = async (): Promise<never> => {
    await timeout(REPLY_WITHIN, undefined, { signal: AbortSignal.any([waiting.signal, signal]) });
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
