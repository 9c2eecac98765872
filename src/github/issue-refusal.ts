/** Why an issue could not be written, and what to do about it. Pure. */

/** What fails when GitHub answers with this status. */
const byStatus: Readonly<Record<number, string>> = {
  401: 'The token is not valid: write `github-token: ${{ github.token }}`.',
  403: 'Give the job `permissions: issues: write`. A run of a pull request from a fork cannot have it.',
  404: 'The token does not reach the issues of this repository: give the job `permissions: issues: write`.',
  410: 'Switch issues on in the settings of the repository, or remove `report-issue`.',
};

const LIMITED = 'Too much is asked of GitHub at once; the next run tries again.';
const OTHER = 'See githubstatus.com and the proxy of the runner; the next run tries again.';

/** One sentence of what was said and one of what to do. */
export function issueRefusal(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  const status = statusOf(error);
  const answer = status === undefined ? said : `GitHub answered ${status}: ${said}`;
  const short = answer.replace(/\s+/g, ' ').trim().slice(0, 300);
  return `The issue of this step cannot be written: ${short} · ${mendOf(status, said)}`;
}

function mendOf(status: number | undefined, said: string): string {
  if (status === 429 || /rate limit|abuse/i.test(said)) return LIMITED;
  return (status === undefined ? undefined : byStatus[status]) ?? OTHER;
}

/** The client gives an error without an answer the status 500. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error && 'status' in error && 'response' in error)) return undefined;
  const { status, response } = error;
  return typeof status === 'number' && response !== undefined ? status : undefined;
}
