/** What keeps a tag from becoming a release: `node scripts/release-check.ts v1.2.3`. */
import { MAJOR_TAG, NAME, ownerOf, PLACEHOLDER, REPOSITORY, VERSION } from './project.ts';
import { writtenFiles } from './project-files.ts';

export interface Release {
  readonly tag: string;
  /** Of package.json. */
  readonly version: string;
  /** Path to text. */
  readonly files: ReadonlyMap<string, string>;
}

/** A sentence for each obstacle. */
export function obstacles({ tag, version, files }: Release): string[] {
  const heading = `## [${version}]`;
  const hasSection = files.get('CHANGELOG.md')?.includes(heading) === true;
  return [
    ...(tag === `v${version}` ? [] : [`The tag is ${tag}, but package.json says ${version}.`]),
    ...(hasSection ? [] : [`CHANGELOG.md has no section "${heading}".`]),
    ...[...files].flatMap(([path, text]) => obstaclesIn(path, text)),
  ];
}

function obstaclesIn(path: string, text: string): string[] {
  const ownerless = text.includes(`${PLACEHOLDER}/${NAME}`) || text.includes(` @${PLACEHOLDER}\n`);
  const tags = [...text.matchAll(new RegExp(`${NAME}(?:@|/|\\.git\\S*\\?ref=)(v\\d+)(?![\\w.])`, 'g'))].map(
    ([, name = '']) => name,
  );
  const others = [...new Set(tags)].filter((name) => name !== MAJOR_TAG);
  return [
    ...(ownerless ? [`${path} names no owner. Run: node scripts/set-owner.ts`] : []),
    ...others.map((name) => `${path} names ${name} of this action; this release moves ${MAJOR_TAG}.`),
  ];
}

if (import.meta.main) {
  const [tag = ''] = process.argv.slice(2);
  const found = obstacles({ tag, version: VERSION, files: writtenFiles(process.cwd()) });
  for (const sentence of found) console.log(`::error::${sentence}`);
  if (found.length > 0) process.exitCode = 1;
  else console.log(`${tag} of ${ownerOf(REPOSITORY)} can be released.`);
}
