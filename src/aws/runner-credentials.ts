/** The credentials that are already on the runner, when the main account is not signed in to by OIDC. */
import { readFile } from 'node:fs/promises';
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { fromIni } from '@aws-sdk/credential-provider-ini';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import type { AwsCredentialIdentity } from '@smithy/types';
import type { Problem } from '../model/problem.ts';
import type { CredentialSource } from './credential-source.ts';
import type { InnerRoles } from './inner-roles.ts';
import { ProblemError } from './problem-error.ts';
import { renewing, type Credentials } from './renewing.ts';

interface Parts {
  readonly roles: InnerRoles;
  readonly mask: (secret: string) => void;
  readonly now: () => number;
  readonly sessionName: string;
}

/** Those of the environment never change; others are asked for again before they expire. */
export function runnerCredentials(source: CredentialSource, parts: Parts): Credentials {
  const fetch = fetcherOf(source, parts);
  const masked = async (): Promise<AwsCredentialIdentity> => {
    const credentials = await fetch();
    parts.mask(credentials.secretAccessKey);
    if (credentials.sessionToken !== undefined) parts.mask(credentials.sessionToken);
    return credentials;
  };
  return source.kind === 'environment' ? masked : renewing(masked, parts.now);
}

function fetcherOf(source: CredentialSource, parts: Parts): () => Promise<AwsCredentialIdentity> {
  switch (source.kind) {
    case 'environment':
      return fromEnv();
    case 'profile':
      return () => fromProfile(source.name, parts.roles);
    case 'token-file':
      return () => fromTokenFile(source, parts);
    case 'container':
    case 'instance-profile': {
      const provider = defaultProvider();
      return () => provider({ forceRefresh: true });
    }
    case 'none':
      return () => Promise.reject(new ProblemError(problem('NoCredentials', source.why)));
  }
}

/** A profile may ask for roles; they are assumed as all others are, by clients of ours. */
async function fromProfile(name: string, { assume, assumeByToken, connection }: InnerRoles) {
  try {
    return await fromIni({
      profile: name,
      roleAssumer: assume,
      roleAssumerWithWebIdentity: assumeByToken,
      clientConfig: connection,
    })();
  } catch (error) {
    if (!isMissingFile(error)) throw error;
    throw new ProblemError(
      problem('EnvironmentInvalid', `A file that the profile ${name} names cannot be read`),
    );
  }
}

async function fromTokenFile(
  { path, roleArn }: Extract<CredentialSource, { kind: 'token-file' }>,
  { roles, mask, sessionName }: Parts,
): Promise<AwsCredentialIdentity> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const token = text.trim();
  if (token === '') {
    const what = 'AWS_WEB_IDENTITY_TOKEN_FILE names a file that is empty or cannot be read';
    throw new ProblemError(problem('EnvironmentInvalid', what));
  }
  mask(token);
  const { AWS_ROLE_SESSION_NAME: asked = '' } = process.env;
  return roles.assumeByToken({
    RoleArn: roleArn,
    RoleSessionName: asked === '' ? sessionName : asked,
    WebIdentityToken: token,
  });
}

function isMissingFile(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR';
}

function problem(code: Problem['code'], what: string): Problem {
  return { code, phase: 'sign-in', place: {}, what };
}
