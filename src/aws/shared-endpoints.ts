/** Endpoints that the SDK takes from the shared config file. AWS SDKs and Tools Reference Guide, "Service-specific endpoints". */
import { loadSharedConfigFiles } from '@smithy/core/config';

/** Of the services that are called here. */
const keys = ['endpoint_url', 'ec2.endpoint_url', 'sts.endpoint_url', 'auto_scaling.endpoint_url'];

/** Those of the profile, and of the section `services` that it names. */
export async function sharedEndpoints(
  environment: NodeJS.ProcessEnv,
): Promise<{ name: string; url: string }[]> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  const { AWS_PROFILE: asked = '' } = environment;
  const name = asked === '' ? 'default' : asked;
  const profile = { ...configFile[name], ...credentialsFile[name] };
  const services = configFile[`services.${profile['services'] ?? ''}`] ?? {};
  const settings: Record<string, string | undefined> = { ...profile, ...services };
  return keys.flatMap((key) => {
    const url = settings[key] ?? '';
    return url === '' ? [] : [{ name: `${key} of the profile ${name}`, url }];
  });
}
