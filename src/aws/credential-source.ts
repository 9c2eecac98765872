/** Where the credentials of the runner come from: the first place in AWS's order that holds some. Pure. */
import type { Profile } from './shared-files.ts';

export type CredentialSource =
  | { readonly kind: 'environment' }
  | { readonly kind: 'profile'; readonly name: string; readonly isFrozen: boolean }
  | { readonly kind: 'token-file'; readonly path: string; readonly roleArn: string }
  | { readonly kind: 'container' }
  | { readonly kind: 'instance-profile' }
  /** On a hosted runner, where the metadata service is not AWS's. */
  | { readonly kind: 'none'; readonly why: string };

/** `profiles` begins with the one in use; then come those that it names as its source. */
export function credentialSource(
  environment: NodeJS.ProcessEnv,
  profiles: readonly Profile[],
  hosted: boolean,
): CredentialSource {
  const isSet = (name: string): boolean => (environment[name] ?? '') !== '';
  // As in the AWS CLI; the SDK lets AWS_PROFILE win.
  if (isSet('AWS_ACCESS_KEY_ID') && isSet('AWS_SECRET_ACCESS_KEY')) return { kind: 'environment' };
  const [profile] = profiles;
  if (profile !== undefined && (isUnknown(profile, isSet('AWS_PROFILE')) || hasCredentials(profile)))
    return profileSource(profile, profiles, hosted);
  if (isSet('AWS_WEB_IDENTITY_TOKEN_FILE') && isSet('AWS_ROLE_ARN')) {
    const { AWS_WEB_IDENTITY_TOKEN_FILE: path = '', AWS_ROLE_ARN: roleArn = '' } = environment;
    return { kind: 'token-file', path, roleArn };
  }
  const container = ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'];
  if (container.some(isSet)) return { kind: 'container' };
  return hosted
    ? { kind: 'none', why: 'There are no credentials in the environment or in a profile' }
    : { kind: 'instance-profile' };
}

/** For the log. */
export function sourceText(source: CredentialSource): string {
  switch (source.kind) {
    case 'environment':
      return 'credentials of the environment, which cannot be renewed';
    case 'profile': {
      const frozen = source.isFrozen ? ', whose session token cannot be renewed' : '';
      return `the credentials of the profile ${source.name}${frozen}`;
    }
    case 'token-file':
      return 'the token in AWS_WEB_IDENTITY_TOKEN_FILE';
    case 'container':
      return 'the container credentials of the runner';
    case 'instance-profile':
      return 'the instance profile of the runner';
    case 'none':
      return 'no credentials';
  }
}

/** Another source must not replace a profile that was mistyped. */
function isUnknown({ settings }: Profile, isAsked: boolean): boolean {
  return isAsked && Object.keys(settings).length === 0;
}

const credentialKeys =
  /^(aws_access_key_id|role_arn|credential_process|credential_source|web_identity_token_file|login_session|sso_.+)$/;

function hasCredentials({ settings }: Profile): boolean {
  return Object.keys(settings).some((key) => credentialKeys.test(key));
}

function profileSource({ name }: Profile, profiles: readonly Profile[], hosted: boolean): CredentialSource {
  const asking = profiles.find(({ settings }) => settings['credential_source'] === 'Ec2InstanceMetadata');
  if (hosted && asking !== undefined) {
    const why = `The profile ${asking.name} uses the instance metadata service, which does not belong to you on a GitHub-hosted runner`;
    return { kind: 'none', why };
  }
  const isFrozen = profiles.some(({ settings }) => (settings['aws_session_token'] ?? '') !== '');
  return { kind: 'profile', name, isFrozen };
}
