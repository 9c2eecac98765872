/** What in a configuration needs the number of the repository, to tell its images from those of others. Pure. */
import type { Mode } from '../model/event.ts';
import type { Problem } from '../model/problem.ts';
import type { Config } from './config.ts';

/** Outside of GitHub a repository may have no number. */
export function repositoryProblem(config: Config, repositoryId: string): Problem | undefined {
  const needs = needsOf(config);
  if (repositoryId !== '' || needs.length === 0) return undefined;
  const what = `GITHUB_REPOSITORY_ID is empty: without it, ${needs.join(', ')} cannot tell the images of this repository from those of others`;
  const mend =
    'Set GITHUB_REPOSITORY_ID to a number that no other repository uses in these accounts, or leave out what needs it.';
  return { code: 'EnvironmentInvalid', phase: 'sign-in', place: {}, what, mend };
}

const modesInNeed: readonly Mode[] = ['check', 'wait', 'prune'];

function needsOf({ mode, targets }: Pick<Config, 'mode' | 'targets'>): string[] {
  if (modesInNeed.includes(mode)) return [`mode ${mode}`];
  return [
    ...(targets.some(({ retention }) => retention !== undefined) ? ['retention'] : []),
    ...(targets.some(({ skipIfNewerThan }) => skipIfNewerThan !== undefined) ? ['skip-if-newer-than'] : []),
  ];
}
