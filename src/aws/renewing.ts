/** Credentials that are asked for once, shared by all clients, and renewed before they expire. */
import type { AwsCredentialIdentity } from '@smithy/types';

/** What a client of the SDK asks before each call. */
export interface Credentials {
  (): Promise<AwsCredentialIdentity>;
  /** Those that a call would use now without fetching any. */
  readonly current?: () => AwsCredentialIdentity | undefined;
  /** Makes the next call fetch new ones, when AWS says that these have expired; no matter once others are there. */
  readonly forget?: (expired?: AwsCredentialIdentity) => void;
}

/** The SDK's own margin: it renews credentials that have less than 5 minutes left. */
const MARGIN = 5 * 60_000;

/** After a renewal that failed, the next one is tried no sooner, in milliseconds. */
const RETRY_AFTER = 20_000;

/** `fetch` is called once at a time, however many ask. Expiry is compared with `now`, AWS's time. */
export function renewing(fetch: () => Promise<AwsCredentialIdentity>, now: () => number): Credentials {
  let current: AwsCredentialIdentity | undefined;
  let renewAt = 0;
  let underWay: Promise<AwsCredentialIdentity> | undefined;

  async function renew(): Promise<AwsCredentialIdentity> {
    try {
      current = await fetch();
      renewAt = renewalTime(current, now());
      return current;
    } catch (error) {
      // The old ones are still valid: a short outage must not end the wait.
      if (current?.expiration === undefined || current.expiration.getTime() <= now()) throw error;
      renewAt = now() + RETRY_AFTER;
      return current;
    } finally {
      underWay = undefined;
    }
  }

  function credentials(): Promise<AwsCredentialIdentity> {
    if (current !== undefined && now() < renewAt) return Promise.resolve(current);
    underWay ??= renew();
    return underWay;
  }

  function forget(expired?: AwsCredentialIdentity): void {
    if (expired === undefined || expired === current) current = undefined;
  }

  // The SDK would keep a second copy for each client, which `forget` could not reach.
  return Object.assign(credentials, { current: () => current, forget, memoized: true });
}

/** Credentials that live shorter than the margin are renewed after three quarters of their life. */
function renewalTime({ expiration }: AwsCredentialIdentity, now: number): number {
  if (expiration === undefined) return Number.POSITIVE_INFINITY;
  const life = expiration.getTime() - now;
  return now + life - Math.min(MARGIN, life / 4);
}
