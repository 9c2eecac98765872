/** Where the project lives on GitHub. */
import { readFileSync } from 'node:fs';

/** Stands for the owner until `node scripts/set-owner.ts` has set one. */
export const PLACEHOLDER = 'OWNER';

export const NAME = 'cross-account-ami';

/** With its owner; set-owner.ts changes this line as it does all others. */
export const REPOSITORY = 'OWNER/cross-account-ami';

const packageFile = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

export const VERSION = packageFile.version;

/** The tag that users and editors name: it moves with each release of its major version. */
export const MAJOR_TAG = `v${VERSION.split('.')[0] ?? ''}`;

/** The address of a file of the newest release. */
export function publishedFile(path: string): string {
  return `https://raw.githubusercontent.com/${REPOSITORY}/${MAJOR_TAG}/${path}`;
}

export function ownerOf(repository: string): string {
  return repository.slice(0, repository.indexOf('/'));
}
