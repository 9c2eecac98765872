/** The licences of everything that the bundle is made of: the production dependencies and all that they need. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface LockedPackage {
  readonly dev?: boolean;
  readonly optional?: boolean;
}

/** Names that a licence file has. */
const licenceFile = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

/** The text of dist/licenses.txt: name, version, licence and its text, for each package. */
export async function licensesText(): Promise<string> {
  const lock = JSON.parse(await readFile('package-lock.json', 'utf8')) as {
    packages: Readonly<Record<string, LockedPackage>>;
  };
  const folders = Object.entries(lock.packages).filter(([folder, { dev, optional }]) => {
    return folder !== '' && dev !== true && optional !== true;
  });
  const entries = await Promise.all(folders.map(([folder]) => entryOf(folder)));
  return `${entries.toSorted().join('\n\n')}\n`;
}

async function entryOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  const files = (await readdir(folder)).filter((file) => licenceFile.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return [
    `${name} ${version}`,
    license ?? 'no licence named',
    ...texts.map((text) => text.replaceAll('\r\n', '\n').trim()),
  ].join('\n');
}
