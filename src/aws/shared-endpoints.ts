/** Endpoints that the SDK takes from the shared config file. AWS SDKs and Tools Reference Guide, "Service-specific endpoints". */
import { loadSharedConfigFiles } from '@smithy/core/config';

/** Those of the profile, and of the section `services` that it names. */
export async function sharedEndpoints(
  environment: NodeJS.ProcessEnv,
): Promise<{ name: string; url: string }[]> {
  const { configFile } = await loadSharedConfigFiles();
  const name = environment['AWS_PROFILE'] ?? 'default';
  const profile = configFile[name] ?? {};
  const services = configFile[`services.${profile['services'] ?? ''}`] ?? {};
  return Object.entries({ ...profile, ...services }).flatMap(([key, url = '']) =>
    key.endsWith('endpoint_url') && url !== '' ? [{ name: `${key} of the profile ${name}`, url }] : [],
  );
}
