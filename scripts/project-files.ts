/** The text files of the project that people write: what git knows, without what is built or locked. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const NOT_WRITTEN = /^dist\/|(^|\/)package-lock\.json$|\.(png|ico)$/;

/** Path to text, under this folder. */
export function writtenFiles(root: string): Map<string, string> {
  const listed = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
  const paths = listed.split('\0').filter((path) => path !== '' && !NOT_WRITTEN.test(path));
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}
