/** The words of the AWS emulator's control endpoints. */

export interface VolumeSeed {
  device: string;
  sizeGiB?: number;
  type?: string;
  encrypted?: boolean;
  kmsKeyId?: string;
}

export type InstanceState = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';

export interface InstanceSeed {
  /** Given: the output of a run can be told beforehand. Seeded again, an instance replaces the one there was. */
  id?: string;
  /** Default: the account's first region. */
  region?: string;
  name?: string;
  tags?: Record<string, string>;
  state?: InstanceState;
  rootDeviceType?: 'ebs' | 'instance-store';
  rootDeviceName?: string;
  /** The first one is the root. Default: one of 8 GiB at /dev/xvda. */
  volumes?: VolumeSeed[];
  platform?: 'windows';
  instanceType?: string;
  imageId?: string;
}

/** An image that is there before the test begins. */
export interface ImageSeed {
  id?: string;
  region?: string;
  name: string;
  /** Need not exist (any more). */
  instanceId: string;
  description?: string;
  /** ISO text. Default: now. */
  creationDate?: string;
  tags?: Record<string, string>;
  /** Default: the same as `tags`. */
  snapshotTags?: Record<string, string>;
  /** One that an earlier image has already is shared with it. */
  snapshotIds?: string[];
  state?: 'available' | 'failed' | 'error' | 'invalid';
  launchPermissions?: { UserId: string }[];
  protection?: 'disabled' | 'enabled';
}

export interface RoleSeed {
  name: string;
  /** As `/teams/backup/`. */
  path?: string;
  /** Account ids, or ARNs of roles and users. */
  trusts?: string[];
  externalId?: string;
  /** The exact `sub` claims that may assume it with an OIDC token. */
  oidcSubjects?: string[];
  oidcAudience?: string;
  maxSessionSeconds?: number;
}

export interface AccountSeed {
  id: string;
  /** The first one decides the partition of the account's ARNs. Default: eu-west-1. */
  regions?: string[];
  /** Issuer URLs that the account has an OIDC provider for. */
  oidcProviders?: string[];
  roles?: RoleSeed[];
  /** Names of users; each gets a long-lived access key. */
  users?: string[];
  instances?: InstanceSeed[];
  images?: ImageSeed[];
}

export interface SeededAccount {
  id: string;
  /** ARNs, in the order of the seed. */
  roles: string[];
  users: { accessKeyId: string; secretAccessKey: string }[];
  /** Ids, in the order of the seed. */
  instances: string[];
  images: string[];
}

export interface InstanceSettings {
  pendingDescribes?: number;
  pendingSeconds?: number;
  hiddenSeconds?: number;
  rebootSeconds?: number;
  /** `stuck`: pending for ever. `vanish`: gone when it should be ready. */
  end?: 'available' | 'failed' | 'error' | 'invalid' | 'stuck' | 'vanish';
  stateReason?: { code: string; message: string };
}

export interface AwsSettings {
  /** An image stays pending for so many DescribeImages that show it. Default 2. */
  pendingDescribes?: number;
  /** When given, counts instead of `pendingDescribes`. */
  pendingSeconds?: number | null;
  /** Eventual consistency: a new image is not shown at all for so long. */
  hiddenSeconds?: number;
  hideMappingsWhilePending?: boolean;
  rebootSeconds?: number;
  /** The status checks notice a reboot so much later. */
  rebootLagSeconds?: number;
  rebootStatus?: 'initializing' | 'impaired';
  /** EC2 wants 15 s between two snapshots of a volume. Default 0. */
  snapshotSpacingSeconds?: number;
  /** Pages are never longer, whatever MaxResults says. */
  maxPage?: number | null;
  /** Sessions live so long, whatever was asked. */
  sessionSeconds?: number | null;
  /** AWS's clock minus this machine's. */
  clockSkewSeconds?: number;
  disabledRegions?: { region: string; account?: string }[];
  /** Role ARN to the account that answers instead of the role's own. */
  assumedAccounts?: Record<string, string>;
  /** ARN of the role that the instance metadata service hands out credentials of. */
  instanceProfile?: string | null;
  instances?: Record<string, InstanceSettings>;
}

export interface DenyRule {
  /** `CreateImage`, `ec2:CreateImage` or with `*`. */
  action: string;
  account?: string;
  region?: string;
  /** Instead of AWS's usual text. */
  message?: string;
}

export interface FaultRule extends Omit<DenyRule, 'message'> {
  times?: number;
  status?: number;
  /** Without a code and without `reset` the call is only slow. */
  code?: string;
  message?: string;
  delayMs?: number;
  /** `after`: the call takes effect and its answer is lost. */
  when?: 'before' | 'after';
  /** No answer: the connection is reset. */
  reset?: boolean;
}

export interface AwsCall {
  n: number;
  /** Milliseconds since 1970. */
  at: number;
  durationMs: number;
  service: 'ec2' | 'sts' | 'imds';
  action: string;
  account: string | null;
  region: string | null;
  params: Record<string, unknown>;
  roleArn: string | null;
  /** 0: no answer. */
  status: number;
  errorCode: string | null;
  dryRun: boolean;
  mutating: boolean;
}

export interface ImageState {
  account: string;
  region: string;
  id: string;
  name: string;
  description: string;
  state: string;
  instanceId: string;
  noReboot: boolean;
  devices: string[];
  snapshotIds: string[];
  tags: Record<string, string>;
  launchPermissions: Record<string, string>[];
  deprecationTime: string | null;
  protection: string;
  creationDate: string;
}

export interface SnapshotState {
  account: string;
  region: string;
  id: string;
  volumeId: string;
  sizeGiB: number;
  encrypted: boolean;
  state: string;
  description: string;
  tags: Record<string, string>;
}

export interface AwsState {
  images: ImageState[];
  snapshots: SnapshotState[];
  /** Instance id to number of reboots. */
  reboots: Record<string, number>;
}

export interface SessionKeys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}
