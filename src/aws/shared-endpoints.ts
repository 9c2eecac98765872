/** Endpoints that the SDK takes from the shared config file. AWS SDKs and Tools Reference Guide, "Service-specific endpoints". */
import type { Settings, SharedFiles } from './shared-files.ts';

/** Of the services that are called here. */
const keys = ['endpoint_url', 'ec2.endpoint_url', 'sts.endpoint_url', 'auto_scaling.endpoint_url'];

/** Those of the profile in use, and of the section `services` that it names. Pure. */
export function sharedEndpoints({ profiles, sections }: SharedFiles): { name: string; url: string }[] {
  const [{ name, settings: profile } = { name: 'default', settings: {} }] = profiles;
  const services = sections[`services.${profile['services'] ?? ''}`] ?? {};
  const settings: Settings = { ...profile, ...services };
  return keys.flatMap((key) => {
    const url = settings[key] ?? '';
    return url === '' ? [] : [{ name: `${key} of the profile ${name}`, url }];
  });
}
