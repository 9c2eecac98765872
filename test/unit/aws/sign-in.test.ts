import { beforeEach, describe, expect, test } from '@jest/globals';
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { AwsClock } from '../../../src/aws/clock.ts';
import type { Runner, SignIn } from '../../../src/aws/main-account.ts';
import { signIn } from '../../../src/aws/sign-in.ts';
import type { Accounts } from '../../../src/model/ports.ts';
import type { Result } from '../../../src/model/problem.ts';
import { aProblem, roleOf } from '../builders.ts';
import { awsError } from './errors.ts';

const sts = mockClient(STSClient);

const MAIN = '111111111111';
const ROLE = `arn:aws:iam::${MAIN}:role/main`;
const OTHER = '222222222222';

const CONFIG: SignIn = {
  roleArn: ROLE,
  region: 'eu-west-1',
  audience: 'sts.amazonaws.com',
  sessionName: 'images-42',
  durationSeconds: 7200,
};

/** The pauses of the tests take no time, but on this clock. */
class QuickClock extends AwsClock {
  readonly pauses: number[] = [];

  override sleep(milliseconds: number): Promise<void> {
    this.pauses.push(milliseconds);
    return Promise.resolve();
  }

  override elapsed(): number {
    return super.elapsed() + this.pauses.reduce((sum, pause) => sum + pause, 0);
  }
}

/** What STS replies for a role of the account. */
function sessionIn(account: string, name = 'main') {
  return {
    AssumedRoleUser: { Arn: `arn:aws:sts::${account}:assumed-role/${name}/images-42`, AssumedRoleId: 'x' },
    Credentials: {
      AccessKeyId: `key of ${account}`,
      SecretAccessKey: `secret of ${account}`,
      SessionToken: `token of ${account}`,
      Expiration: new Date(Date.now() + 3600_000),
    },
  };
}

beforeEach(() => {
  sts.reset();
  sts.on(AssumeRoleWithWebIdentityCommand).resolves(sessionIn(MAIN));
  sts.on(AssumeRoleCommand).resolves(sessionIn(OTHER, 'cross-account-ami'));
});

function arrange(token: Result<string> = { ok: true, value: 'jwt' }) {
  const masked: string[] = [];
  const audiences: string[] = [];
  const idToken = {
    request: (audience: string) => {
      audiences.push(audience);
      return Promise.resolve(token);
    },
  };
  const mask = (secret: string) => masked.push(secret);
  const { signal } = new AbortController();
  const runner: Runner = { environment: {}, hosted: true, idToken, mask, signal };
  const clock = new QuickClock();
  const run = (config: Partial<SignIn> = {}) => signIn({ ...CONFIG, ...config }, runner, clock);
  return { run, masked, audiences, clock };
}

async function accountsOf(config: Partial<SignIn> = {}): Promise<Accounts> {
  const signedIn = await arrange().run(config);
  if (!signedIn.ok) throw new Error(signedIn.problem.what);
  return signedIn.value.accounts;
}

function assumed(): unknown[] {
  return sts.commandCalls(AssumeRoleCommand).map((call) => call.args[0].input);
}

describe('the first hop', () => {
  test('assumes the role with a token for the audience', async () => {
    const { run, audiences, masked } = arrange();
    const signedIn = await run({ audience: 'mine' });
    expect(signedIn).toMatchObject({ ok: true, value: { how: 'OIDC', accounts: { main: { id: MAIN } } } });
    expect(audiences).toEqual(['mine']);
    expect(sts.commandCalls(AssumeRoleWithWebIdentityCommand).map((call) => call.args[0].input)).toEqual([
      { RoleArn: ROLE, RoleSessionName: 'images-42', WebIdentityToken: 'jwt', DurationSeconds: 7200 },
    ]);
    expect(masked.toSorted()).toEqual(['jwt', `secret of ${MAIN}`, `token of ${MAIN}`]);
  });

  test('without a token is the problem of the token', async () => {
    const problem = aProblem('OidcNotPermitted', { phase: 'sign-in', place: {} });
    const signedIn = await arrange({ ok: false, problem }).run();
    expect(signedIn).toMatchObject({ ok: false, problem: { code: 'OidcNotPermitted', phase: 'sign-in' } });
    expect(sts.calls()).toHaveLength(0);
  });

  test.each([
    { name: 'AccessDenied', message: 'Not authorized', code: 'OidcNotTrusted' },
    {
      name: 'InvalidIdentityTokenException',
      message: 'No OpenIDConnect provider found',
      code: 'OidcProviderMissing',
    },
    { name: 'InvalidIdentityTokenException', message: 'Incorrect token audience', code: 'OidcAudienceWrong' },
    { name: 'InvalidIdentityTokenException', message: 'Signature', code: 'OidcTokenRejected' },
    { name: 'IDPRejectedClaimException', message: 'x', code: 'OidcTokenRejected' },
    { name: 'ExpiredTokenException', message: 'x', code: 'OidcTokenRejected' },
    { name: 'RegionDisabledException', message: 'x', code: 'RegionDisabled' },
  ])('that fails with $name ($message) is $code', async ({ name, message, code }) => {
    sts.on(AssumeRoleWithWebIdentityCommand).rejects(awsError(name, message));
    expect(await arrange().run()).toMatchObject({
      ok: false,
      problem: { code, phase: 'sign-in', place: { account: MAIN } },
    });
  });

  test('that cannot be checked for a moment is made again with another token', async () => {
    const unread = awsError('InvalidIdentityTokenException', "Couldn't retrieve verification key from x");
    sts.on(AssumeRoleWithWebIdentityCommand).rejectsOnce(unread).resolves(sessionIn(MAIN));
    const { run, audiences, clock } = arrange();
    expect((await run()).ok).toBe(true);
    expect([audiences.length, clock.pauses.length]).toEqual([2, 1]);
  });

  test('that leads into another account is refused', async () => {
    sts.on(AssumeRoleWithWebIdentityCommand).resolves(sessionIn(OTHER));
    expect(await arrange().run()).toMatchObject({ ok: false, problem: { code: 'WrongAccount' } });
  });
});

describe('the second hop', () => {
  const usual = { RoleArn: roleOf(OTHER).roleArn, RoleSessionName: 'images-42', DurationSeconds: 3600 };

  test('assumes the role of the target for an hour, with the same session name', async () => {
    const accounts = await accountsOf();
    const entered = await accounts.enter({ ...roleOf(OTHER), externalId: 'team' });
    expect(entered).toMatchObject({ ok: true, value: { id: OTHER, arn: expect.stringContaining(OTHER) } });
    expect(assumed()).toEqual([{ ...usual, ExternalId: 'team' }]);
  });

  const tags = new Map([['k', 'v']]);
  const Tags = [{ Key: 'k', Value: 'v' }];

  test.each<{ carried: Partial<SignIn>; more: object }>([
    { carried: { sessionTags: { tags, sourceIdentity: 'me' } }, more: { Tags, SourceIdentity: 'me' } },
    { carried: { sessionTags: { tags } }, more: { Tags } },
    { carried: {}, more: {} },
  ])('passes no external id without one, and tags when they are asked for: $more', async (scene) => {
    await (await accountsOf(scene.carried)).enter(roleOf(OTHER));
    expect(assumed()).toStrictEqual([{ ...usual, ...scene.more }]);
  });

  test('that may not pass tags says so', async () => {
    sts.on(AssumeRoleCommand).rejects(awsError('AccessDenied', 'not authorized to perform: sts:TagSession'));
    const entered = await (await accountsOf()).enter(roleOf(OTHER));
    expect(entered).toMatchObject({ problem: { mend: expect.stringContaining('sts:TagSession') } });
  });

  test('is one session for one role and external id, whoever asks', async () => {
    const accounts = await accountsOf();
    const role = roleOf(OTHER);
    const [first, second] = await Promise.all([accounts.enter(role), accounts.enter({ ...role })]);
    await accounts.enter({ ...role, externalId: 'other' });
    expect(first).toBe(second);
    expect(assumed()).toHaveLength(2);
  });

  test('masks its secrets', async () => {
    const { run, masked } = arrange();
    const signedIn = await run();
    if (signedIn.ok) await signedIn.value.accounts.enter(roleOf(OTHER));
    expect(masked).toEqual(expect.arrayContaining([`secret of ${OTHER}`, `token of ${OTHER}`]));
  });

  test('that is denied is made again after 15 s, for the role may be new', async () => {
    sts.on(AssumeRoleCommand).rejectsOnce(awsError('AccessDenied', 'no')).resolves(sessionIn(OTHER));
    const { run, clock } = arrange();
    const signedIn = await run();
    const entered = signedIn.ok ? await signedIn.value.accounts.enter(roleOf(OTHER)) : signedIn;
    expect([entered.ok, clock.pauses]).toEqual([true, [15_000]]);
  });

  test('that is denied says that both ends are to be compared', async () => {
    sts
      .on(AssumeRoleCommand)
      .rejects(awsError('AccessDenied', 'User is not authorized to perform: sts:AssumeRole'));
    const entered = await (await accountsOf()).enter(roleOf(OTHER));
    expect(entered).toMatchObject({
      ok: false,
      problem: { code: 'AssumeRoleDenied', phase: 'sign-in', place: { account: OTHER } },
    });
    expect(entered.ok ? '' : entered.problem.what).toContain(roleOf(OTHER).roleArn);
    expect(entered.ok ? undefined : entered.problem.mend).toBeUndefined();
  });

  test('that leads into another account is refused', async () => {
    sts.on(AssumeRoleCommand).resolves(sessionIn('333333333333'));
    expect(await (await accountsOf()).enter(roleOf(OTHER))).toMatchObject({
      ok: false,
      problem: { code: 'WrongAccount', place: { account: OTHER } },
    });
  });

  test('with credentials that STS calls expired is made again with new ones', async () => {
    sts.on(AssumeRoleCommand).rejectsOnce(awsError('ExpiredToken', 'old')).resolves(sessionIn(OTHER));
    const entered = await (await accountsOf()).enter(roleOf(OTHER));
    expect([entered.ok, assumed().length]).toEqual([true, 2]);
  });
});

test('self is the account signed in to, without a second hop', async () => {
  const accounts = await accountsOf();
  expect(await accounts.enter({ kind: 'self' })).toEqual({ ok: true, value: accounts.main });
  expect(assumed()).toEqual([]);
});

describe('allowed-account-ids', () => {
  test.each([
    { why: 'a role', target: roleOf(OTHER), account: OTHER },
    { why: 'self', target: { kind: 'self' } as const, account: MAIN },
  ])('stops $why that is not in it, without a call', async ({ target, account }) => {
    const accounts = await accountsOf({ allowedAccounts: ['999999999999'] });
    expect(await accounts.enter(target)).toMatchObject({
      ok: false,
      problem: { code: 'AccountNotAllowed', phase: 'sign-in', place: { account } },
    });
    expect(assumed()).toEqual([]);
  });

  test('lets one in that is in it', async () => {
    const accounts = await accountsOf({ allowedAccounts: [OTHER] });
    expect((await accounts.enter(roleOf(OTHER))).ok).toBe(true);
  });
});

test('an account has one client for a region', async () => {
  const { main } = await accountsOf();
  const here = main.inRegion('eu-west-1');
  expect([here.account, here.region]).toEqual([MAIN, 'eu-west-1']);
  expect(main.inRegion('eu-west-1')).toBe(here);
  expect(main.inRegion('us-east-1')).not.toBe(here);
});
