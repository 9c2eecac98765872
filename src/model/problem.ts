/** What can go wrong, in the words that the log, the outputs, the summary and the troubleshooting page share. */

export type Phase = 'sign-in' | 'plan' | 'create' | 'wait' | 'copy' | 'prune' | 'check';

/** Where something happened; what is not known is left out. */
export interface Place {
  readonly account?: string;
  readonly region?: string;
  readonly instance?: string;
  readonly image?: string;
}

export interface FilePlace {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** An action that a policy does not allow. */
export interface Denial {
  /** As IAM writes it: `ec2:CreateImage`. */
  readonly action: string;
  /** On what, when AWS says so. */
  readonly resource?: string;
  /** The kind of policy that denies or does not allow it; nothing when the role's own policy does not allow it. */
  readonly by?: string;
}

/** A problem is a value: it travels in events and reports, it is never thrown, so a problem in one target does not stop the others. */
export interface Problem {
  readonly code: ProblemCode;
  readonly phase: Phase;
  readonly place: Place;
  /** What failed, without a full stop. */
  readonly what: string;
  /** What was answered, as it was said. */
  readonly said?: string;
  /** Who said it; AWS when left out. */
  readonly saidBy?: 'AWS' | 'GitHub' | 'the system' | 'the action';
  /** The code of that answer, such as `UnauthorizedOperation`. */
  readonly awsCode?: string;
  /** What the role lacks, when that is why. */
  readonly denied?: Denial;
  /** The line of a file of the repository that has to be mended. */
  readonly file?: FilePlace;
  /** What to do about it; the catalogue's words when left out. */
  readonly mend?: string;
  /** Of an error of our own: where in the code it arose, for the log of a run in debug mode. */
  readonly stack?: string;
}

/** Either a value, or the problem because of which there is none. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

/**
 * The catalogue: every code, with what the reader can do about it. The codes are headings of
 * docs/troubleshooting.md, which a test compares with this table.
 */
export const catalogue = {
  InputInvalid: 'Correct the input; nothing was called and nothing was changed.',

  OidcNotPermitted:
    'Give the job `permissions: id-token: write`. A run of a pull request from a fork cannot have it.',
  OidcTokenUnavailable:
    'Re-run the job, and see githubstatus.com. On a self-hosted runner, check the proxy or firewall between the runner and GitHub.',
  OidcProviderMissing:
    'Create the identity provider for GitHub in the main account (iam/main-role.yaml does it), or correct the account in `role-to-assume`.',
  OidcAudienceWrong:
    'Make the input `audience` one of the audiences of the identity provider, and of the `aud` condition in the role trust policy.',
  OidcNotTrusted:
    'Compare the `sub` of the trust policy of this role with the repository, branch and environment of this job. Repositories made after 15 July 2026 have the form repo:OWNER@OWNER_ID/REPO@REPO_ID:...',
  OidcTokenRejected:
    'Compare the issuer of the identity provider in the main account with this GitHub instance.',
  NoCredentials:
    'Set `role-to-assume` and give the job `permissions: id-token: write`, or sign in to the main account in an earlier step. The action uses the instance metadata service only on a self-hosted runner; in a container, its hop limit must be 2 or more.',
  CredentialsInvalid:
    'The credentials of the main account are not valid; sign in again in the step before this one.',
  CredentialsExpired:
    'The credentials expired. Use `role-to-assume` instead of credentials from the environment: the action renews its credentials during the run.',
  AssumeRoleDenied:
    'Compare both ends: the main role must be allowed sts:AssumeRole on this role, and the trust policy of this role must name the main role and the same external id.',
  WrongAccount:
    'The role answered from another account than the one in its ARN; nothing was done there. Correct the target or the endpoint.',
  AccountNotAllowed: 'Add the account to `allowed-account-ids`, or remove the target.',

  AccessDenied: 'Allow the action in the policy of the role; the templates in iam/ have all actions.',
  RegionDisabled: 'Enable the region in this account, or remove it from `regions`.',
  AccountNotReady:
    'AWS does not let this account use the service: complete the sign-up of the account, wait until AWS has verified it, or ask AWS Support why it is blocked.',
  ProxyNeedsNode:
    'Update the runner to one with Node 24.5 or later, or let the job reach AWS without a proxy.',
  EnvironmentInvalid:
    'Correct the variable or the setting, or remove it. In a user name or password, write signs such as / and @ percent-encoded (%2F, %40).',
  NetworkUnreachable:
    'Check DNS, proxy and firewall between the runner and AWS; `aws-region` must be a real region.',
  Throttled:
    'AWS refused calls because there were too many. Re-run the job, or spread the targets over several runs.',
  AwsRefused: 'AWS refused the call. See what it said, and correct the input that it names.',
  AwsFailed: 'AWS had an internal error. See what it said, and re-run the job.',

  NoInstancesFound:
    'Correct `instances` or `regions`; or set `if-no-instances-found: warn` when this target may be empty.',
  TooManyInstances: 'Narrow `instances`, or raise `max-instances` when you want this many images.',
  InstanceNotFound:
    'Correct or remove the id. An instance is only found in the account and regions of its target.',
  InstanceNotImageable: 'EC2 makes images of instances that are running, stopping or stopped.',
  InstanceStoreRoot:
    'EC2 makes images only of instances with an EBS root volume; leave this one out with `exclude`.',
  SelectedTwice: 'Let only one of the targets select the instance, or give the targets different `series`.',

  NameTaken:
    'Deregister the image of that name, or give `name` a part that differs from run to run, such as ${run}.',
  NameClash: 'Give `name` a part that differs from instance to instance, such as ${instance-id}.',
  NameTooLong:
    'Shorten the template `name`: EC2 takes 128 characters, and only the name of the instance is shortened.',
  VolumeNotExcludable:
    'Name only devices of data volumes in `exclude-volumes`; the root volume is part of every image.',
  LimitReached:
    'A quota of this account and region is used up; raise it in Service Quotas or remove old images.',
  TagsRejected:
    'EC2, or a tag policy of the organization, does not allow a tag; correct `tags` or set `copy-tags: false`.',
  VolumeBusy: 'EC2 allows few snapshots of one volume at a time; re-run the job when the others are done.',
  KeyUnusable: 'The KMS key of an encrypted volume cannot be used; enable it, or allow the role to use it.',
  RebootRefused:
    'An Auto Scaling group replaces an instance that fails a health check; set `no-reboot: true`, or leave the instance out with `exclude`.',
  RebootNotRecovered:
    'The instance did not pass its status checks within 15 minutes of its reboot: look at it now. No further instance was rebooted there.',

  ImageTooOld:
    'Look at the runs that should have made a newer image: did they fail, and does their schedule run?',
  NoImage:
    'Let a run with the same repository, `series` and `exclude-volumes` make an image of the instance.',
  NothingToWaitFor:
    'Set `run-key` to the output of the run that made the images, and use the same targets and regions.',
  ImageFailed: 'EC2 could not make the image; see its reason. Remove the failed image and re-run the job.',
  ImageVanished: 'EC2 no longer shows the image. CloudTrail shows who deregistered it. Re-run the job.',
  WaitTimedOut: 'EC2 goes on with the image. Raise `wait-timeout`, or look at the image in the console.',
  PruneFailed: 'The image stays, and the next run tries again. See what AWS said.',
  SnapshotsLeft:
    'The image is gone, but some of its snapshots are not: see what AWS said. If the permission is missing, allow ec2:DeleteSnapshot on snapshots with our tags. A locked snapshot can be deleted when its lock ends. `loose-after` deletes them in a later run.',
  Cancelled: 'Re-run the job. EC2 goes on with the images that it had accepted.',
  Unexpected: 'This is a defect of the action: please report it with the log of a run in debug mode.',
} as const satisfies Record<string, string>;

export type ProblemCode = keyof typeof catalogue;
