/** Roles that a profile or a token file of the runner asks for, assumed by our clients: same region, proxy and time-outs. */
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, type Credentials } from '@aws-sdk/client-sts';
import type { fromIni } from '@aws-sdk/credential-provider-ini';
import type { AwsCredentialIdentity } from '@smithy/types';
import type { Clients } from './clients.ts';
import { ProblemError } from './problem-error.ts';
import { attempt, type Attempt } from './problems.ts';
import { accountOf } from './session.ts';

type Init = NonNullable<Parameters<typeof fromIni>[0]>;

export interface InnerRoles {
  readonly assume: NonNullable<Init['roleAssumer']>;
  readonly assumeByToken: NonNullable<Init['roleAssumerWithWebIdentity']>;
  /** For clients of other services that the SDK makes itself. */
  readonly connection: object;
}

export function innerRoles(clients: Clients, region: string): InnerRoles {
  return {
    assume: (source, params) =>
      sessionFrom(params.RoleArn, () => {
        const sts = clients.sts({ region, credentials: () => Promise.resolve(source) });
        return sts.send(new AssumeRoleCommand(params));
      }),
    assumeByToken: (params) =>
      sessionFrom(params.RoleArn, () => {
        // The call is not signed; anonymous credentials keep the SDK from looking for others.
        const credentials = () => Promise.resolve({ accessKeyId: '', secretAccessKey: '' });
        return clients.sts({ region, credentials }).send(new AssumeRoleWithWebIdentityCommand(params));
      }),
    connection: clients.connection(),
  };
}

async function sessionFrom(
  roleArn: string,
  call: () => Promise<{ Credentials?: Credentials | undefined }>,
): Promise<AwsCredentialIdentity> {
  const what = `Cannot assume ${roleArn}, which the credentials of the runner name`;
  const words: Attempt = { phase: 'sign-in', place: { account: accountOf(roleArn) }, what };
  const reply = await attempt(words, call);
  if (!reply.ok) throw new ProblemError(reply.problem);
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = reply.value.Credentials ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined) {
    const { phase, place } = words;
    throw new ProblemError({
      code: 'AwsFailed',
      phase,
      place,
      what: `STS answered without credentials for ${roleArn}`,
    });
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    ...(Expiration === undefined ? {} : { expiration: Expiration }),
  };
}
