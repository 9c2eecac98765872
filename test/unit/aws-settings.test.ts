/** Settings of the environment that the SDK would pass over without a word. */
import { describe, expect, test } from '@jest/globals';
import { awsSettings, endpointConflict, unusedNotices } from '../../src/aws-settings.ts';

const none = { name: 'default', settings: {} };

function found(environment: NodeJS.ProcessEnv, settings: Record<string, string> = {}, isRoleGiven = false) {
  return awsSettings(environment, { name: 'team', settings }, isRoleGiven);
}

/** Name, key of a profile, whether it is used with a role to assume. */
const booleans = [
  ['AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint', true],
  ['AWS_USE_DUALSTACK_ENDPOINT', 'use_dualstack_endpoint', true],
  ['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'ignore_configured_endpoint_urls', true],
  ['AWS_DISABLE_CLOCK_SKEW_CORRECTION', 'disable_clock_skew_correction', true],
  ['AWS_EC2_METADATA_V1_DISABLED', 'ec2_metadata_v1_disabled', false],
  ['AWS_EC2_METADATA_DISABLED', undefined, false],
] as const;

describe.each(booleans)('%s', (name, key, isAlwaysUsed) => {
  test.each([
    ['true', 'true'],
    ['True', 'true'],
    ['TRUE', 'true'],
    ['false', 'false'],
    ['False', 'false'],
  ])('may be %s', (given, value) => {
    expect(found({ [name]: given })).toEqual({ ok: true, value: { [name]: value } });
  });

  test.each(['1', 'yes', 'on', ' true', 'S3cret'])('may not be %j', (given) => {
    const problem = {
      code: 'EnvironmentInvalid',
      phase: 'sign-in',
      place: {},
      what: `${name} is set to something other than true or false`,
      mend: 'Correct it, or remove it.',
    };
    expect(found({ [name]: given })).toEqual({ ok: false, problem });
    expect(found({ [name]: given }, {}, true).ok).toBe(!isAlwaysUsed);
  });

  test('that is empty is not set', () => {
    expect(found({ [name]: '' })).toEqual({ ok: true, value: {} });
  });

  test('of a profile counts when the environment does not say it', () => {
    if (key === undefined) return;
    expect(found({ [name]: '' }, { [key]: 'True' })).toEqual({ ok: true, value: { [name]: 'true' } });
    expect(found({ [name]: 'false' }, { [key]: 'x' })).toEqual({ ok: true, value: { [name]: 'false' } });
    expect(found({}, { [key]: '1' })).toMatchObject({
      problem: { what: `${key} of the profile team is set to something other than true or false` },
    });
  });
});

test.each([
  ['AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE', 'ipv6', 'IPv6'],
  ['AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE', 'IPv4', 'IPv4'],
  ['AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE', 'v6', undefined],
  ['AWS_EC2_METADATA_SERVICE_ENDPOINT', 'http://169.254.169.254', 'http://169.254.169.254'],
  ['AWS_EC2_METADATA_SERVICE_ENDPOINT', '169.254.169.254', undefined],
  ['AWS_CREDENTIAL_EXPIRATION', '2030-01-31T12:00:00Z', '2030-01-31T12:00:00Z'],
  ['AWS_CREDENTIAL_EXPIRATION', 'tomorrow', undefined],
])('%s may be %s: %s', (name, given, value) => {
  const settings = found({ [name]: given });
  expect(settings.ok ? settings.value[name] : undefined).toBe(value);
  expect(found({ [name]: given }, {}, true)).toEqual({ ok: true, value: {} });
});

test('nothing is set', () => {
  expect(awsSettings({}, none, false)).toEqual({ ok: true, value: {} });
});

test.each([
  ['AWS_USE_FIPS_ENDPOINT', 'true', true],
  ['AWS_USE_DUALSTACK_ENDPOINT', 'true', true],
  ['AWS_USE_FIPS_ENDPOINT', 'false', false],
  ['AWS_DISABLE_CLOCK_SKEW_CORRECTION', 'true', false],
])('%s = %s beside an endpoint of one’s own is a conflict: %s', (name, value, isConflict) => {
  const conflict = endpointConflict({ [name]: value }, [{ name: 'AWS_ENDPOINT_URL' }]);
  expect(conflict?.what.startsWith(`${name} is true and AWS_ENDPOINT_URL`) ?? false).toBe(isConflict);
  expect(endpointConflict({ [name]: value }, [])).toBeUndefined();
});

test.each([
  'AWS_CA_BUNDLE',
  'AWS_DEFAULT_PROFILE',
  'AWS_DEFAULTS_MODE',
  'AWS_MAX_ATTEMPTS',
  'AWS_RETRY_MODE',
  'AWS_STS_REGIONAL_ENDPOINTS',
])('%s is said not to be used, when it is set', (name) => {
  expect(unusedNotices({ [name]: 'S3cret' })).toEqual([
    expect.stringMatching(new RegExp(`^${name} is set, but this action does not use it: `)),
  ]);
  expect(unusedNotices({ [name]: '' })).toEqual([]);
});
