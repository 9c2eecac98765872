/** Tries a sign-in again when AWS may refuse it only for a short time. */
import type { Clock } from '../model/ports.ts';
import type { Problem, Result } from '../model/problem.ts';

/** IAM shows a role or an identity provider that was made a moment ago everywhere after some seconds. */
export const NEW_IN_IAM = 15_000;

/** A refusal after this many milliseconds is not about something new. */
const STILL_NEW = 10_000;

/** For this many milliseconds AWS may be unable to fetch the keys of the issuer. */
const KEYS_WITHIN = 60_000;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 15_000;

/** What has been tried so far. */
export interface Tries {
  readonly refusals: number;
  /** Milliseconds since the first try began. */
  readonly waited: number;
  /** Whether the role was never assumed in this run. */
  readonly fresh: boolean;
}

/** Milliseconds until the next try; nothing when the answer is final. Pure, but for `random` from 0 to 1. */
export function pauseAfter(problem: Problem, tries: Tries, random: number): number | undefined {
  if (areKeysUnread(problem)) {
    const pause = Math.min(FIRST_PAUSE * 2 ** (tries.refusals - 1), LONGEST_PAUSE) * (0.5 + random / 2);
    return tries.waited + pause < KEYS_WITHIN ? pause : undefined;
  }
  return tries.fresh && tries.waited < STILL_NEW && mayBeNew(problem) ? NEW_IN_IAM : undefined;
}

/** AWS could not fetch the keys with which it checks an OIDC token. */
export function areKeysUnread({ awsCode = '', said = '' }: Problem): boolean {
  return awsCode.startsWith('IDPCommunicationError') || /retrieve verification key/i.test(said);
}

/** A policy that denies explicitly is in force already; one that does not allow yet may be new. */
function mayBeNew({ code, said = '' }: Problem): boolean {
  const refused = ['AssumeRoleDenied', 'OidcNotTrusted', 'OidcProviderMissing'].includes(code);
  return refused && !/explicit deny/i.test(said);
}

/** Tries until it succeeds, the answer is final, or the run is cancelled. */
export async function patiently<T>(
  tryOnce: () => Promise<Result<T>>,
  clock: Pick<Clock, 'elapsed' | 'sleep'>,
  signal: AbortSignal,
  fresh: boolean,
): Promise<Result<T>> {
  const begun = clock.elapsed();
  for (let refusals = 1; ; refusals++) {
    const result = await tryOnce();
    if (result.ok) return result;
    const tries = { refusals, waited: clock.elapsed() - begun, fresh };
    const pause = pauseAfter(result.problem, tries, Math.random());
    if (pause === undefined || hasEnded(signal)) return result;
    await clock.sleep(pause, signal);
    if (hasEnded(signal)) return result;
  }
}

/** A function, because the compiler assumes that a field does not change. */
function hasEnded({ aborted }: AbortSignal): boolean {
  return aborted;
}
