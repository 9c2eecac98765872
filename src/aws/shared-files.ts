/** The shared config and credentials files, as the SDK reads them. */
import { devNull, homedir } from 'node:os';
import { loadSharedConfigFiles } from '@smithy/core/config';

export type Settings = Readonly<Record<string, string | undefined>>;

/** A profile, with what both files say of it. */
export interface Profile {
  readonly name: string;
  readonly settings: Settings;
}

export interface SharedFiles {
  /** The profile in use, and behind it those that it names as its source. */
  readonly profiles: readonly Profile[];
  /** Sections of services, as `services.NAME`. */
  readonly sections: Readonly<Record<string, Settings>>;
}

/** The SDK reads where the files are from the environment of the process. */
export async function readSharedFiles(environment: NodeJS.ProcessEnv): Promise<SharedFiles> {
  giveHome();
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  const settingsOf = (name: string): Settings => ({ ...configFile[name], ...credentialsFile[name] });
  return { profiles: profilesFrom(profileName(environment), settingsOf), sections: configFile };
}

export function profileName({ AWS_PROFILE: asked = '' }: NodeJS.ProcessEnv): string {
  return asked === '' ? 'default' : asked;
}

/** Follows `source_profile`, which may lead in a circle. Pure. */
export function profilesFrom(first: string, settingsOf: (name: string) => Settings): Profile[] {
  const found = new Map<string, Profile>();
  let name: string | undefined = first;
  while (name !== undefined && !found.has(name)) {
    const settings = settingsOf(name);
    found.set(name, { name, settings });
    name = settings['source_profile'];
  }
  return [...found.values()];
}

/** Without a home the SDK throws wherever it looks for a file; a home without such a file is the same as no home. */
function giveHome(): void {
  const { HOME, USERPROFILE, HOMEPATH } = process.env;
  if (HOME || USERPROFILE || HOMEPATH) return;
  try {
    homedir();
  } catch {
    process.env['HOME'] = devNull;
  }
}

/** The SDK reads these from the environment of the process, and only when they are written as it wants. */
export function tellSdk(settings: Readonly<Record<string, string>>): void {
  Object.assign(process.env, settings);
}
