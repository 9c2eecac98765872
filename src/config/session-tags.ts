/** Who asks -> tags and source identity of a session, as STS takes them. Pure. */
import type { SessionTags } from '../model/session-tags.ts';

/** What the runner says of the run; empty where it says nothing. */
export interface WhoAsks {
  readonly repository: string;
  readonly repositoryId: string;
  readonly runId: string;
  readonly actor: string;
  readonly sha: string;
  readonly ref: string;
}

/** What a session of this run carries; a fact that is not there has no tag. */
export function sessionTagsOf(who: WhoAsks): SessionTags {
  const facts = {
    repository: who.repository,
    'repository-id': who.repositoryId,
    // Without a number of the run the toolkit says NaN.
    'run-id': Number(who.runId) > 0 ? who.runId : '',
    actor: who.actor,
    sha: who.sha,
    ref: who.ref,
  };
  const given = Object.entries(facts).filter(([, value]) => value.trim() !== '');
  const tags = new Map(given.map(([key, value]) => [`cross-account-ami:${key}`, tagValue(value)]));
  const sourceIdentity = [who.actor, who.repository].map(identity).find((name) => name !== undefined);
  return sourceIdentity === undefined ? { tags } : { tags, sourceIdentity };
}

/** STS API reference, Tag. Cut first: half a character that is left by it is no letter. */
function tagValue(value: string): string {
  return value.slice(0, 256).replace(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '-');
}

/**
 * STS takes 2 to 64 of these characters, and nothing that begins with `aws:`, which they cannot spell (STS API
 * reference, SourceIdentity). What has no letter and no digit among them says nobody's name.
 */
function identity(name: string): string | undefined {
  const cleaned = name.replace(/[^\w+=,.@-]/g, '-').slice(0, 64);
  return /[A-Za-z0-9]/.test(cleaned) ? cleaned.padEnd(2, '-') : undefined;
}
