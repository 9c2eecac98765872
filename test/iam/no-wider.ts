/** Mutants of the roles' statements that open nothing, each with the reason. */
export interface NoWider {
  readonly mutants: RegExp;
  readonly reason: string;
}

export const noWider: readonly NoWider[] = [
  {
    mutants:
      /^(Read|SeeWhat\w+|AssumeTargetRoles|TagTargetSessions): Condition StringEquals as StringEqualsIfExists$/,
    reason: 'AWS fills in the region and the account of the resource in every call',
  },
  {
    mutants: /^CreateImageOfTaggedInstances: Condition StringLike as StringLikeIfExists$/,
    reason: 'AWS fills in the region in every call',
  },
  {
    mutants:
      /^(Read|See\w+|AssumeTargetRoles|TagTargetSessions|\w+Ours?\w*|CreateOnly\w+): .* as StringEqualsIgnoreCase$/,
    reason: 'the numbers of accounts and repositories and the names of regions have one spelling',
  },
  {
    mutants: /^TagOnlyWhileCreating: Condition StringEquals as StringEqualsIgnoreCase$/,
    reason: 'EC2 spells the name of the call itself',
  },
  {
    mutants: /^CreateImageOf\w+: Resource .*:instance\/\* as arn:aws:ec2:\*:\d+:\*$/,
    reason: 'CreateImage knows no other resource with an account in its ARN',
  },
  {
    mutants: /^CreateOnlyTaggedImages: Resource .* as (\*|arn:aws:ec2:\*::\*)$/,
    reason: 'the tags that are asked for stand in the request for images and snapshots alone',
  },
  {
    mutants:
      /^(DeleteOurSnapshots|DeregisterOurImages|SeeWhomOur\w+): Resource .* as (\*|arn:aws:ec2:\*::\*)$/,
    reason: 'the action knows no other kind of resource',
  },
  {
    mutants: /^TagOnlyWhileCreating: Resource .* as (\*|arn:aws:ec2:\*::\*)$/,
    reason: 'CreateImage tags images and snapshots alone',
  },
  {
    mutants: /^TagOnlyWhileCreating: Action ec2:CreateTags as /,
    reason: 'no action but CreateTags knows ec2:CreateAction',
  },
  {
    mutants: /^DeleteOurSnapshots: Action ec2:DeleteSnapshot as ec2:Delete\*$/,
    reason: 'DeleteTags is the only other one on a snapshot, and does not know ec2:Owner',
  },
  {
    mutants: /^DeregisterOurImages: Action ec2:DeregisterImage as ec2:Deregister\*$/,
    reason: 'no other one is on an image',
  },
  {
    mutants: /^SeeWhomOurImagesAreSharedWith: Action ec2:DescribeImageAttribute as ec2:Describe\*$/,
    reason: 'no other one is on an image',
  },
  {
    mutants: /^(trust )?\w+: Action sts:AssumeRole(WithWebIdentity)? as sts:Assume\*$/,
    reason: 'the others are for tokens and assertions, which have a principal of another kind, or for root',
  },
  {
    mutants: /^(trust )?\w+: Action sts:TagSession as sts:Tag\*$/,
    reason: 'there is no other one',
  },
  {
    mutants: /^trust GitHubWorkflow: Principal as \*$/,
    reason: 'the conditions name the issuer whose claims they are, and no other provider fills them in',
  },
];

/** Mutants of the service control policy that stop the same. */
export const sameGuard: readonly NoWider[] = [
  {
    mutants: / as arn:aws:ec2:\*::\*$/,
    reason: 'of what has tags, images and snapshots alone have no account in their ARN',
  },
  { mutants: / as ArnNotLikeIfExists$/, reason: 'AWS fills in who calls in every call' },
  {
    mutants: /^CreateOnlyByOurRoles: Action ec2:CreateTags as /,
    reason: 'no action but CreateTags knows ec2:CreateAction',
  },
];
