import { describe, expect, test } from '@jest/globals';
import type { AwsCredentialIdentity } from '@smithy/types';
import { renewing } from '../../../src/aws/renewing.ts';

const MINUTE = 60_000;

/** A source that hands out numbered credentials of a life, and a time that the test sets. */
function arrange(life: number | undefined) {
  const state = { now: 0, fetched: 0, broken: false };
  const fetch = (): Promise<AwsCredentialIdentity> => {
    state.fetched += 1;
    if (state.broken) return Promise.reject(new Error('no token'));
    const keys = { accessKeyId: `key ${state.fetched}`, secretAccessKey: 'secret' };
    return Promise.resolve(life === undefined ? keys : { ...keys, expiration: new Date(state.now + life) });
  };
  const credentials = renewing(fetch, () => state.now);
  const keyAt = async (now: number): Promise<string> => {
    state.now = now;
    return (await credentials()).accessKeyId;
  };
  return { state, credentials, keyAt };
}

test('many callers at once are one fetch', async () => {
  const { credentials, state } = arrange(60 * MINUTE);
  const all = await Promise.all(Array.from({ length: 10 }, () => credentials()));
  expect(new Set(all.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['key 1']));
  expect(state.fetched).toBe(1);
});

describe('credentials are renewed', () => {
  test.each([
    {
      life: 60 * MINUTE,
      lastUse: 55 * MINUTE - 1,
      renewal: 55 * MINUTE,
      why: 'five minutes before they expire',
    },
    {
      life: 4 * MINUTE,
      lastUse: 3 * MINUTE - 1,
      renewal: 3 * MINUTE,
      why: 'after three quarters of a short life',
    },
  ])('$why', async ({ life, lastUse, renewal }) => {
    const { keyAt } = arrange(life);
    expect([await keyAt(0), await keyAt(lastUse), await keyAt(renewal)]).toEqual(['key 1', 'key 1', 'key 2']);
  });

  test('never, when they do not expire', async () => {
    const { keyAt } = arrange(undefined);
    expect([await keyAt(0), await keyAt(1e12)]).toEqual(['key 1', 'key 1']);
  });

  test('at each call, when they come expired', async () => {
    const { keyAt } = arrange(-MINUTE);
    expect([await keyAt(0), await keyAt(0)]).toEqual(['key 1', 'key 2']);
  });

  test('when they are to be forgotten', async () => {
    const { credentials, keyAt } = arrange(60 * MINUTE);
    await keyAt(0);
    credentials.forget?.();
    expect(await keyAt(1)).toBe('key 2');
  });
});

test('a failed fetch fails those who wait for it, and the next one is a new one', async () => {
  const { credentials, state } = arrange(60 * MINUTE);
  state.broken = true;
  const failed = await Promise.allSettled([credentials(), credentials()]);
  expect([failed.map(({ status }) => status), state.fetched]).toEqual([['rejected', 'rejected'], 1]);
  state.broken = false;
  expect((await credentials()).accessKeyId).toBe('key 2');
});

test('a renewal that fails leaves the old ones in use until they expire, and is tried again after a while', async () => {
  const { state, keyAt } = arrange(60 * MINUTE);
  await keyAt(0);
  state.broken = true;
  expect(await keyAt(56 * MINUTE)).toBe('key 1');
  expect(await keyAt(56 * MINUTE + 19_000)).toBe('key 1');
  expect(state.fetched).toBe(2);
  expect(await keyAt(56 * MINUTE + 21_000)).toBe('key 1');
  expect(state.fetched).toBe(3);
  await expect(keyAt(60 * MINUTE)).rejects.toThrow('no token');
});
