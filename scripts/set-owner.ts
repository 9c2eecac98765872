/** Sets the owner of the project's repository in every file: `node scripts/set-owner.ts octo-org`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NAME, ownerOf, PLACEHOLDER, REPOSITORY } from './project.ts';
import { writtenFiles } from './project-files.ts';

/** GitHub's rule: letters, digits and single hyphens between them, at most 39. */
const ownerName = /^(?=.{1,39}$)[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/;

export function isOwner(name: string): boolean {
  return ownerName.test(name) && name.toUpperCase() !== PLACEHOLDER;
}

/** The text of a file with another owner: in `owner/name`, also within a regular expression, and in CODEOWNERS. */
export function withOwner(text: string, from: string, to: string): string {
  return text
    .replace(new RegExp(`(?<![\\w-])${from}(?=\\\\?/${NAME}(?![\\w-]))`, 'g'), to)
    .replace(new RegExp(`^(\\S+ +@)${from}$`, 'gm'), `$1${to}`);
}

/** Sets it in the files under this folder; the paths of those that changed. */
export function setOwner(root: string, from: string, to: string): string[] {
  const changed: string[] = [];
  for (const [path, text] of writtenFiles(root)) {
    const fresh = withOwner(text, from, to);
    if (fresh === text) continue;
    writeFileSync(join(root, path), fresh);
    changed.push(path);
  }
  return changed;
}

if (import.meta.main) {
  const [owner = '', ...more] = process.argv.slice(2);
  if (!isOwner(owner) || more.length > 0) {
    console.error('Give the owner as GitHub knows it: node scripts/set-owner.ts octo-org');
    process.exitCode = 1;
  } else {
    const changed = setOwner(process.cwd(), ownerOf(REPOSITORY), owner);
    console.log(
      changed.length === 0 ? 'Nothing to change.' : `${changed.join('\n')}\nNext: npm run fix, then commit.`,
    );
  }
}
