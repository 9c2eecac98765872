/** A way into the accounts that is closed for a while only, and one that stays closed. */
import { describe, expect, test } from '@jest/globals';
import { MAIN_ROLE } from '../emulator/world.ts';
import { codesOf, failuresOf, imagesOf } from './outputs.ts';
import { DB, idOf, openStage, roleIn, WEB } from './stage.ts';

const stage = openStage();
const INPUTS = { targets: `- ${WEB}`, instances: 'all', wait: 'false' };
const TWO = { ...INPUTS, targets: `- ${WEB}\n- ${DB}` };

async function seedTwo(): Promise<void> {
  await stage.seed({ [WEB]: [{ id: idOf(1), name: 'web-1' }], [DB]: [{ id: idOf(2), name: 'db-1' }] });
}

async function callsInto(roleArn: string) {
  return (await stage.aws.calls()).filter(({ params }) => params['RoleArn'] === roleArn);
}

describe('GitHub', () => {
  test.each([
    ['answers 503', { failures: 3, failWith: 503 }],
    ['drops the connection', { failures: 2, failWith: 'drop' }],
  ] as const)('%s a few times, and then gives the token', async (_, settings) => {
    await seedTwo();
    stage.github.settings(settings);
    expect((await stage.step(INPUTS)).exitCode).toBe(0);
    expect(stage.github.requests).toHaveLength(settings.failures + 1);
  });

  test('answers 500 for 10 seconds: that is sat out', async () => {
    await seedTwo();
    stage.github.settings({ failSeconds: 10, failWith: 500 });
    const run = await stage.step(INPUTS);
    expect([run.exitCode, codesOf(run)]).toEqual([0, []]);
    expect(stage.github.requests.length).toBeLessThan(12);
  });

  test('refuses: asked once, and AWS is not called', async () => {
    await seedTwo();
    stage.github.settings({ failures: 1000, failWith: 403 });
    const run = await stage.step(INPUTS);
    expect([run.exitCode, codesOf(run)]).toEqual([1, ['OidcTokenUnavailable']]);
    expect(failuresOf(run)[0]?.message).toContain('Error Code : 403');
    expect(stage.github.requests).toHaveLength(1);
    expect(await stage.aws.calls()).toEqual([]);
  });

  test('that gives no token for a minute is named, and AWS is not called', async () => {
    await seedTwo();
    stage.github.settings({ failures: 1000, failWith: 'drop' });
    const run = await stage.step(INPUTS, { timeoutMs: 90_000 });
    expect([run.exitCode, codesOf(run)]).toEqual([1, ['OidcTokenUnavailable']]);
    expect(run.durationMs).toBeGreaterThan(45_000);
    expect(run.durationMs).toBeLessThan(70_000);
    expect(await stage.aws.calls()).toEqual([]);
  }, 120_000);

  test('that gives no token does not keep a cancelled run', async () => {
    await seedTwo();
    stage.github.settings({ failures: 1000, failWith: 500 });
    const stop = new AbortController();
    setTimeout(() => {
      stop.abort('SIGTERM');
    }, 4_000);
    const run = await stage.step(INPUTS, { kill: stop.signal });
    expect([run.exitCode, codesOf(run)[0]]).toEqual([1, 'Cancelled']);
    expect(run.durationMs).toBeLessThan(9_000);
  });
});

test('keys of GitHub that AWS cannot fetch for a moment: each try has a token of its own', async () => {
  await seedTwo();
  const message =
    "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements";
  const unread = { status: 400, code: 'InvalidIdentityToken', message };
  await stage.aws.fault({ action: 'AssumeRoleWithWebIdentity', times: 3, ...unread });
  const run = await stage.step(INPUTS);
  expect([run.exitCode, codesOf(run)]).toEqual([0, []]);
  const calls = await callsInto(MAIN_ROLE);
  expect(calls.map(({ errorCode }) => errorCode)).toEqual([...Array<string>(3).fill(unread.code), null]);
  expect(new Set(stage.github.tokens).size).toBe(4);
});

describe('a role made a moment ago', () => {
  const denied = { status: 403, code: 'AccessDenied', message: 'not authorized to perform: sts:AssumeRole' };

  test.each(['backup', 'plan'])('is entered 15 s later; the others do not wait: %s', async (mode) => {
    await seedTwo();
    await stage.aws.fault({ action: 'AssumeRole', account: DB, ...denied });
    const run = await stage.step({ ...TWO, mode });
    expect([run.exitCode, codesOf(run)]).toEqual([0, []]);
    const [first, second, ...more] = await callsInto(roleIn(DB));
    expect(more).toEqual([]);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(14_900);
    if (mode === 'plan') return;
    expect(imagesOf(run).map(({ account_id }) => account_id)).toEqual([WEB, DB]);
    const imaged = (await stage.ec2Calls('CreateImage')).find(({ account }) => account === WEB);
    expect(imaged?.at).toBeLessThan((first?.at ?? 0) + 10_000);
  });

  test('and that of the main account, too', async () => {
    await seedTwo();
    await stage.aws.fault({ action: 'AssumeRoleWithWebIdentity', ...denied });
    const run = await stage.step(INPUTS);
    expect([run.exitCode, codesOf(run)]).toEqual([0, []]);
    expect(new Set(stage.github.tokens).size).toBe(2);
  });

  test('is no reason for a cancelled run to wait', async () => {
    await seedTwo();
    await stage.aws.deny({ action: 'AssumeRole', account: DB });
    await stage.aws.settings({ instances: { [idOf(1)]: { end: 'stuck' } } });
    const run = await stage.step({ ...TWO, wait: 'true' }, { stop: { after: /is pending/, how: 'SIGINT' } });
    expect([run.exitCode, run.signal]).toEqual([1, null]);
    expect(run.durationMs).toBeLessThan(12_000);
    expect(await callsInto(roleIn(DB))).toHaveLength(1);
  });

  test('is none when a policy denies it explicitly', async () => {
    await seedTwo();
    const message = `User: x is not authorized to perform: sts:AssumeRole on resource: ${roleIn(DB)} with an explicit deny in a service control policy`;
    await stage.aws.deny({ action: 'AssumeRole', account: DB, message });
    const run = await stage.step(TWO);
    expect(codesOf(run)).toEqual(['AssumeRoleDenied']);
    expect(await callsInto(roleIn(DB))).toHaveLength(1);
  });
});
