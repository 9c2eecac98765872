/** What keeps calls from being made at all, and where they go instead of to AWS. Pure. */
import { awsSettings, endpointConflict, unusedNotices, type AwsSettings } from './aws-settings.ts';
import {
  addressProblem,
  endpointNotices,
  endpointsOf,
  proxiesOf,
  proxyProblem,
  type Address,
} from './environment-checks.ts';
import type { Result } from './model/problem.ts';
import { pastedProblem, profilesProblem, type Profile } from './pasted-values.ts';

/** What the shared config files say. */
export interface Shared {
  /** The profile in use, and behind it those that it follows. */
  readonly profiles: readonly Profile[];
  readonly endpoints: readonly Address[];
}

export interface Judged {
  readonly settings: AwsSettings;
  readonly notices: readonly string[];
}

/** With a role to assume, the credentials of the runner are not used and do not matter. */
export function judgeEnvironment(
  environment: NodeJS.ProcessEnv,
  shared: Shared,
  { isRoleGiven, nodeVersion }: { readonly isRoleGiven: boolean; readonly nodeVersion: string },
): Result<Judged> {
  const [profile = { name: 'default', settings: {} }] = shared.profiles;
  const isProfileUsed = !isRoleGiven && (environment['AWS_ACCESS_KEY_ID'] ?? '') === '';
  const pasted =
    pastedProblem(environment, isRoleGiven) ?? (isProfileUsed ? profilesProblem(shared.profiles) : undefined);
  if (pasted !== undefined) return { ok: false, problem: pasted };
  const settings = awsSettings(environment, profile, isRoleGiven);
  if (!settings.ok) return settings;
  const areIgnored = settings.value['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true';
  const endpoints = areIgnored ? [] : [...endpointsOf(environment), ...shared.endpoints];
  const proxies = proxiesOf(environment);
  const problem =
    addressProblem(proxies, endpoints) ??
    proxyProblem(proxies, nodeVersion) ??
    endpointConflict(settings.value, endpoints);
  if (problem !== undefined) return { ok: false, problem };
  const notices = [...endpointNotices(endpoints), ...unusedNotices(environment)];
  return { ok: true, value: { settings: settings.value, notices } };
}
