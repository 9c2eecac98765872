/** What it means when GitHub gives no OIDC token, and whether to try again. Pure. */
import type { Problem } from '../model/problem.ts';

/** For this many milliseconds the action tries again when there is an outage. */
const OUTAGE = 60_000;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;

/** Milliseconds until the next try; nothing when the outage has lasted too long. `random` is from 0 to 1. */
export function pauseBefore(failures: number, waited: number, random: number): number | undefined {
  const pause = Math.min(FIRST_PAUSE * 2 ** (failures - 1), LONGEST_PAUSE) * (0.5 + random / 2);
  return waited + pause < OUTAGE ? pause : undefined;
}

/** GitHub has understood the request and refuses it, or the certificate at the other end is not trusted. */
export function isFinal(said: string): boolean {
  const status = statusOf(said);
  const refused = status !== undefined && status >= 400 && status < 500 && ![408, 429].includes(status);
  return refused || isOfCertificate(said);
}

export function refusalOf(said: string): Problem {
  const problem = {
    code: 'OidcTokenUnavailable',
    phase: 'sign-in',
    place: {},
    what: 'GitHub gave no OIDC token',
    said: plain(said),
  } as const;
  if (!isOfCertificate(said)) return { ...problem, saidBy: 'GitHub' };
  return { ...problem, saidBy: 'the system', mend: CERTIFICATE };
}

const CERTIFICATE =
  'The certificate of this GitHub (or of a proxy that inspects TLS) is not trusted: name the file with its CA in `NODE_EXTRA_CA_CERTS`, in the `env` of the job or of the runner.';

/** The toolkit puts the status into its sentence, `undefined` when there was no answer. */
function statusOf(said: string): number | undefined {
  const digits = /Error Code : (\d{3})\b/.exec(said)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** OpenSSL's and Node's sentences; the toolkit drops the code of the error. */
function isOfCertificate(said: string): boolean {
  return statusOf(said) === undefined && /\bcertificate\b/i.test(said);
}

/** The toolkit's sentence has lines, indents, and a code also when there is none. */
function plain(said: string): string {
  return said
    .replace(/Error Code : undefined/, '')
    .replace(/\s+/g, ' ')
    .trim();
}
