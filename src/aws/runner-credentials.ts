/** The credentials that are already on the runner, when the main account is not signed in to by OIDC. */
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { fromIni } from '@aws-sdk/credential-provider-ini';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { loadSharedConfigFiles } from '@smithy/core/config';
import type { AwsCredentialIdentity } from '@smithy/types';
import type { Credentials } from './renewing.ts';

type Source = () => Promise<AwsCredentialIdentity>;

/** The SDK's default chain; on a hosted runner without the instance metadata service, which there is not AWS's. */
export function runnerCredentials(hosted: boolean, mask: (secret: string) => void): Credentials {
  const source: Source = hosted ? hostedSource : defaultProvider();
  return async () => {
    const credentials = await source();
    mask(credentials.secretAccessKey);
    if (credentials.sessionToken !== undefined) mask(credentials.sessionToken);
    return credentials;
  };
}

async function hostedSource(): Promise<AwsCredentialIdentity> {
  try {
    return await fromEnv()();
  } catch (notInEnvironment) {
    if (await profilesAskMetadata()) throw notInEnvironment;
    return fromIni()();
  }
}

/** A profile can send the SDK to the metadata service by `credential_source`. */
async function profilesAskMetadata(): Promise<boolean> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  const profiles = [...Object.values(configFile), ...Object.values(credentialsFile)];
  return profiles.some((profile) => profile['credential_source'] === 'Ec2InstanceMetadata');
}
