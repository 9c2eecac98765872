/** What the session in an account of a target carries, so that CloudTrail and policies there know who has asked. */

export interface SessionTags {
  /** Key to value. */
  readonly tags: ReadonlyMap<string, string>;
  /** Nothing when the runner names neither who has asked nor the repository. */
  readonly sourceIdentity?: string;
}

/** What both ends of the second hop must allow for that, besides sts:AssumeRole. */
export const sessionTagActions = ['sts:TagSession', 'sts:SetSourceIdentity'] as const;
