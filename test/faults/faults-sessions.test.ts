/** Credentials that run out while the run lasts. */
import { expect, test } from '@jest/globals';
import { failuresOf, imagesOf } from '../e2e/outputs.ts';
import type { AwsCall, SessionKeys } from '../emulator/aws.ts';
import { MAIN_ROLE } from '../emulator/world.ts';
import { expectSound } from './audit.ts';
import { accounts, REGION, roleIn, server, TWO_TARGETS, WEB } from './places.ts';
import { openScenes } from './scenes.ts';
import { frozenCredentials, renewedOnce, shortSessions, wrongClock } from './table-runs.ts';

const inScene = openScenes(3);

/** Milliseconds between one sign-in into the role and the next. */
function gaps(calls: readonly AwsCall[], roleArn: string): number[] {
  const times = calls.filter(({ params }) => params['RoleArn'] === roleArn).map(({ at }) => at);
  return times.slice(1).map((time, at) => time - (times[at] ?? time));
}

function environmentOf(keys: SessionKeys): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_SESSION_TOKEN: keys.sessionToken,
  };
}

test.concurrent(
  shortSessions.fault,
  inScene(async ({ aws, github, step }) => {
    await aws.seed(...accounts(github), {
      id: WEB,
      regions: [REGION],
      instances: [{ ...server(4), region: 'us-east-1' }],
    });
    await aws.settings({ sessionSeconds: 5, pendingSeconds: 15 });
    const inputs = { ...TWO_TARGETS, regions: `${REGION}, us-east-1`, 'if-no-instances-found': 'ignore' };
    const run = await step(inputs);
    expect(run.exitCode).toBe(0);
    expect(await expectSound(run, aws)).toHaveLength(4);
    const calls = await aws.calls();
    for (const role of [MAIN_ROLE, roleIn(WEB)]) {
      expect(gaps(calls, role).length).toBeGreaterThanOrEqual(2);
      expect(Math.min(...gaps(calls, role))).toBeGreaterThan(2_000);
    }
    const toMain = calls.filter(({ action }) => action === 'AssumeRoleWithWebIdentity');
    expect(new Set(github.tokens).size).toBe(toMain.length);
  }),
);

test.concurrent(
  renewedOnce.fault,
  inScene(async ({ aws, github, step }) => {
    await aws.seed(...accounts({ ...github, servers: { [WEB]: [1, 2, 3, 4] } }));
    const expired = { action: 'CreateImage', status: 400, code: 'RequestExpired' };
    await aws.fault(...[50, 200, 350, 500].map((delayMs) => ({ ...expired, delayMs })));
    const run = await step({ targets: WEB, instances: 'all' });
    expect(run.exitCode).toBe(0);
    expect(await expectSound(run, aws)).toHaveLength(4);
    const calls = await aws.calls();
    expect(calls.filter(({ errorCode }) => errorCode === 'RequestExpired')).toHaveLength(4);
    expect(calls.filter(({ params }) => params['RoleArn'] === roleIn(WEB))).toHaveLength(2);
  }),
);

test.concurrent(
  frozenCredentials.fault,
  inScene(async ({ aws, github, step }) => {
    await aws.seed(...accounts(github));
    await aws.settings({ sessionSeconds: 5, pendingSeconds: 60 });
    const env = environmentOf(await aws.session(MAIN_ROLE, 7));
    const run = await step({ ...TWO_TARGETS, 'role-to-assume': '' }, { env });
    const made = await expectSound(run, aws);
    expect(run.durationMs).toBeLessThan(30_000);
    expect(run.log).toContain('cannot be renewed');
    expect(failuresOf(run).map(({ code, phase }) => `${code} ${phase}`)).toEqual(
      made.map(() => 'CredentialsExpired wait'),
    );
    const ids = made.map(({ id }) => id).toSorted();
    expect(ids).toHaveLength(3);
    expect(
      failuresOf(run)
        .map(({ image_id }) => image_id)
        .toSorted(),
    ).toEqual(ids);
    for (const { image_id, message } of failuresOf(run)) {
      expect(message).toContain(image_id);
      expect(message).toContain('role-to-assume');
    }
    expect(imagesOf(run).map(({ state }) => state)).toEqual(made.map(() => null));
  }),
);

for (const clockSkewSeconds of [600, -600]) {
  test.concurrent(
    `${wrongClock.fault}: ${clockSkewSeconds} seconds`,
    inScene(async ({ aws, github, step }) => {
      await aws.seed(...accounts(github));
      await aws.settings({ clockSkewSeconds });
      const env = environmentOf(await aws.session(MAIN_ROLE));
      const run = await step({ ...TWO_TARGETS, 'role-to-assume': '' }, { env });
      expect(failuresOf(run)).toEqual([]);
      expect(await expectSound(run, aws)).toHaveLength(3);
      expect(imagesOf(run).map(({ outcome }) => outcome)).toEqual(['created', 'created', 'created']);
    }),
  );
}
