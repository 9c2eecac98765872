/** What an STS reply says of the session it opens. */
import type { AwsCredentialIdentity } from '@smithy/types';
import type { Credentials as StsCredentials } from '@aws-sdk/client-sts';
import type { Problem } from '../model/problem.ts';
import { ProblemError } from './problem-error.ts';

export interface Session {
  readonly account: string;
  readonly arn: string;
  readonly credentials: AwsCredentialIdentity;
}

interface SessionReply {
  readonly AssumedRoleUser?: { readonly Arn?: string | undefined } | undefined;
  readonly Credentials?: StsCredentials | undefined;
}

/** Reads a reply, masks its secrets, and refuses one of another account than the role's. */
export function sessionOf(reply: SessionReply, roleArn: string, mask: (secret: string) => void): Session {
  const arn = reply.AssumedRoleUser?.Arn ?? '';
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = reply.Credentials ?? {};
  for (const secret of [SecretAccessKey, SessionToken]) if (secret !== undefined) mask(secret);
  const account = accountOf(arn);
  if (account !== accountOf(roleArn)) throw new ProblemError(wrongAccount(roleArn, arn));
  if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined) {
    throw new ProblemError({
      code: 'AwsFailed',
      phase: 'sign-in',
      place: { account },
      what: `STS answered without credentials for ${roleArn}`,
    });
  }
  const credentials = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    ...(Expiration === undefined ? {} : { expiration: Expiration }),
  };
  return { account, arn, credentials };
}

/** The account in an ARN; empty when there is none. */
export function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}

function wrongAccount(roleArn: string, answered: string): Problem {
  return {
    code: 'WrongAccount',
    phase: 'sign-in',
    place: { account: accountOf(roleArn) },
    what: `${roleArn} was asked for, and ${answered === '' ? 'no role' : answered} answered`,
  };
}
