/** The first hop: signs in to the main account. */
import {
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  type STSClient,
} from '@aws-sdk/client-sts';
import type { IdToken } from '../model/ports.ts';
import type { ProblemCode, Result } from '../model/problem.ts';
import type { SessionTags } from '../model/session-tags.ts';
import type { AwsClock } from './clock.ts';
import type { Clients } from './clients.ts';
import { credentialSource, sourceText } from './credential-source.ts';
import { innerRoles } from './inner-roles.ts';
import { oidcProblem } from './oidc-problem.ts';
import { patiently } from './patience.ts';
import { ProblemError } from './problem-error.ts';
import { attempt } from './problems.ts';
import { renewing, type Credentials } from './renewing.ts';
import { runnerCredentials } from './runner-credentials.ts';
import { readSharedFiles } from './shared-files.ts';
import { accountOf, sessionOf, type Session } from './session.ts';

export interface SignIn {
  readonly roleArn?: string;
  readonly region: string;
  readonly audience: string;
  readonly sessionName: string;
  readonly durationSeconds: number;
  readonly allowedAccounts?: readonly string[];
  /** What the sessions in the accounts of the targets carry. */
  readonly sessionTags?: SessionTags;
}

/** The runner, and what it offers. */
export interface Runner {
  readonly environment: NodeJS.ProcessEnv;
  readonly hosted: boolean;
  readonly idToken: IdToken;
  /** Gets every secret before it is used. */
  readonly mask: (secret: string) => void;
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal;
}

export interface MainAccount {
  readonly id: string;
  readonly arn: string;
  readonly credentials: Credentials;
  /** In words, for the log. */
  readonly how: string;
}

interface Parts {
  readonly clients: Clients;
  readonly clock: AwsClock;
}

/** With a role: OIDC, renewed with a fresh token each time. Without: the credentials that are already there. */
export async function signInToMain(
  signIn: SignIn,
  runner: Runner,
  parts: Parts,
): Promise<Result<MainAccount>> {
  const { roleArn } = signIn;
  return roleArn === undefined
    ? signInWithWhatIsThere(signIn, runner, parts)
    : signInWithOidc({ ...signIn, roleArn }, runner, parts);
}

async function signInWithOidc(
  signIn: SignIn & { roleArn: string },
  runner: Runner,
  { clients, clock }: Parts,
): Promise<Result<MainAccount>> {
  const { roleArn, region } = signIn;
  // The call is not signed; anonymous credentials keep the SDK from looking for others.
  const sts = clients.sts({
    region,
    credentials: () => Promise.resolve({ accessKeyId: '', secretAccessKey: '' }),
  });
  let session: Session | undefined;
  const credentials = renewing(
    async () => {
      const tryOnce = () => exchange(signIn, runner, sts);
      const opened = await patiently(tryOnce, clock, runner.signal, session === undefined);
      if (!opened.ok) throw new ProblemError(opened.problem);
      session = opened.value;
      return session.credentials;
    },
    () => clock.now(),
  );

  const words = { phase: 'sign-in', place: { account: accountOf(roleArn) }, what: 'Cannot sign in' } as const;
  const signedIn = await attempt(words, credentials);
  if (!signedIn.ok) return signedIn;
  const arn = session?.arn ?? '';
  return { ok: true, value: { id: accountOf(arn), arn, credentials, how: 'OIDC' } };
}

/** A fresh token of GitHub for a session of the role. */
async function exchange(
  { roleArn, audience, sessionName, durationSeconds }: SignIn & { roleArn: string },
  { idToken, mask }: Runner,
  sts: STSClient,
): Promise<Result<Session>> {
  const token = await idToken.request(audience);
  if (!token.ok) return token;
  mask(token.value);
  const command = new AssumeRoleWithWebIdentityCommand({
    RoleArn: roleArn,
    RoleSessionName: sessionName,
    WebIdentityToken: token.value,
    DurationSeconds: durationSeconds,
  });
  const what = `Cannot assume ${roleArn} with the OIDC token of this workflow`;
  const place = { account: accountOf(roleArn) };
  const words = { phase: 'sign-in', place, what, codes: webIdentityCodes } as const;
  const reply = await attempt(words, async () => sessionOf(await sts.send(command), roleArn, mask));
  return reply.ok ? reply : { ok: false, problem: oidcProblem(reply.problem, roleArn, token.value) };
}

const webIdentityCodes: Readonly<Record<string, ProblemCode>> = {
  AccessDenied: 'OidcNotTrusted',
  InvalidIdentityTokenException: 'OidcTokenRejected',
  IDPRejectedClaimException: 'OidcTokenRejected',
  IDPCommunicationErrorException: 'OidcTokenRejected',
  ExpiredTokenException: 'OidcTokenRejected',
};

async function signInWithWhatIsThere(
  { region, sessionName }: SignIn,
  { environment, hosted, mask }: Runner,
  { clients, clock }: Parts,
): Promise<Result<MainAccount>> {
  const { profiles } = await readSharedFiles(environment);
  const source = credentialSource(environment, profiles, hosted);
  const roles = innerRoles(clients, region);
  const credentials = runnerCredentials(source, { roles, mask, sessionName, now: () => clock.now() });
  const sts = clients.sts({ region, credentials });
  const how = sourceText(source);
  const what = `Cannot sign in to the main account with ${how}`;
  const reply = await attempt({ phase: 'sign-in', place: {}, what }, () =>
    sts.send(new GetCallerIdentityCommand({})),
  );
  if (!reply.ok) return reply;
  const { Account: id = '', Arn: arn = '' } = reply.value;
  return { ok: true, value: { id, arn, credentials, how } };
}
