/**
 * Variables of the environment that the AWS SDK reads strictly, or not at all, and ignores silently.
 * AWS SDKs and Tools Reference Guide, "Environment variables"; what is read is what the SDK of this bundle reads. Pure.
 */
import type { Problem, Result } from './model/problem.ts';

interface Setting {
  readonly name: string;
  /** In a profile of the shared files. */
  readonly key?: string;
  /** Only of the sign-in with what is there on the runner. */
  readonly ofRunner?: true;
  readonly expected: string;
  /** As the SDK wants it written; nothing when it is none of its values. */
  readonly read: (value: string) => string | undefined;
}

function oneOf(...values: readonly string[]): Pick<Setting, 'expected' | 'read'> {
  const read = (given: string): string | undefined =>
    values.find((value) => value.toLowerCase() === given.toLowerCase());
  return { expected: values.join(' or '), read };
}

const boolean = oneOf('true', 'false');

const settings: readonly Setting[] = [
  { name: 'AWS_USE_FIPS_ENDPOINT', key: 'use_fips_endpoint', ...boolean },
  { name: 'AWS_USE_DUALSTACK_ENDPOINT', key: 'use_dualstack_endpoint', ...boolean },
  { name: 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', key: 'ignore_configured_endpoint_urls', ...boolean },
  { name: 'AWS_DISABLE_CLOCK_SKEW_CORRECTION', key: 'disable_clock_skew_correction', ...boolean },
  { name: 'AWS_EC2_METADATA_DISABLED', ofRunner: true, ...boolean },
  {
    name: 'AWS_EC2_METADATA_V1_DISABLED',
    key: 'ec2_metadata_v1_disabled',
    ofRunner: true,
    ...boolean,
  },
  {
    name: 'AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE',
    key: 'ec2_metadata_service_endpoint_mode',
    ofRunner: true,
    ...oneOf('IPv4', 'IPv6'),
  },
  {
    name: 'AWS_EC2_METADATA_SERVICE_ENDPOINT',
    key: 'ec2_metadata_service_endpoint',
    ofRunner: true,
    expected: 'a URL such as http://169.254.169.254',
    read: (value) => (URL.parse(value)?.protocol === 'http:' ? value : undefined),
  },
  {
    name: 'AWS_CREDENTIAL_EXPIRATION',
    ofRunner: true,
    expected: 'a time such as 2030-01-31T12:00:00Z',
    read: (value) => (Number.isNaN(Date.parse(value)) ? undefined : value),
  },
];

/** What other tools of AWS read, and nothing here does; with what holds instead. */
const unused: Readonly<Record<string, string>> = {
  AWS_CA_BUNDLE: 'name the file in NODE_EXTRA_CA_CERTS',
  AWS_DEFAULT_PROFILE: 'name the profile in AWS_PROFILE',
  AWS_DEFAULTS_MODE: 'the time-outs of calls are fixed',
  AWS_MAX_ATTEMPTS: 'the retries of calls are fixed',
  AWS_RETRY_MODE: 'the retries of calls are fixed',
  AWS_STS_REGIONAL_ENDPOINTS: 'STS is called in aws-region',
};

/** The settings that count, by the names of their variables, as the SDK wants them written. */
export type AwsSettings = Readonly<Record<string, string>>;

/** The environment comes before the profile in use, as in the SDK; what is empty is not set. */
export function awsSettings(
  environment: NodeJS.ProcessEnv,
  profile: { readonly name: string; readonly settings: Readonly<Record<string, string | undefined>> },
  isRoleGiven: boolean,
): Result<AwsSettings> {
  const found: Record<string, string> = {};
  for (const { name, key = '', ofRunner, expected, read } of settings) {
    if (isRoleGiven && ofRunner) continue;
    const inEnvironment = environment[name] ?? '';
    const given = inEnvironment || profile.settings[key];
    if (given === undefined) continue;
    const value = read(given);
    const where = inEnvironment === '' ? `${key} of the profile ${profile.name}` : name;
    if (value === undefined) return { ok: false, problem: invalid(where, expected) };
    found[name] = value;
  }
  return { ok: true, value: found };
}

/** A custom endpoint has no such variants: the SDK refuses both together. */
export function endpointConflict(
  found: AwsSettings,
  endpoints: readonly { readonly name: string }[],
): Problem | undefined {
  const variant = ['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT'].find(
    (name) => found[name] === 'true',
  );
  const [endpoint] = endpoints;
  if (variant === undefined || endpoint === undefined) return undefined;
  const what = `${variant} is true and ${endpoint.name} names an endpoint, but the two cannot be combined`;
  return { code: 'EnvironmentInvalid', phase: 'sign-in', place: {}, what, mend: 'Remove one of the two.' };
}

/** Says of what is set and not used that it is not. */
export function unusedNotices(environment: NodeJS.ProcessEnv): string[] {
  return Object.entries(unused)
    .filter(([name]) => (environment[name] ?? '') !== '')
    .map(([name, instead]) => `${name} is set, but this action does not use it: ${instead}`);
}

function invalid(where: string, expected: string): Problem {
  const what = `${where} is set to something other than ${expected}`;
  return { code: 'EnvironmentInvalid', phase: 'sign-in', place: {}, what, mend: 'Correct it, or remove it.' };
}
