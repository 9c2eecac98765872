/** The words of the AWS emulator's control endpoints. */
export type * from './aws-seeds.ts';

export interface SeededAccount {
  id: string;
  /** ARNs, in the order of the seed. */
  roles: string[];
  users: { accessKeyId: string; secretAccessKey: string }[];
  /** Ids, in the order of the seed. */
  instances: string[];
  images: string[];
  snapshots: string[];
}

export interface InstanceSettings {
  pendingDescribes?: number;
  pendingSeconds?: number;
  hiddenSeconds?: number;
  rebootSeconds?: number;
  /** `stuck`: pending for ever. `vanish`: gone when it should be ready. */
  end?: 'available' | 'failed' | 'error' | 'invalid' | 'stuck' | 'vanish';
  stateReason?: { code: string; message: string };
  /** Once so many DescribeInstances have shown the instance, it is ended. */
  endsAfterDescribes?: number;
  /** `gone`: EC2 does not know it any more. Default: terminated. */
  endsAs?: 'terminated' | 'gone';
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
  /** DescribeImages shows an image for so long after it is deregistered. Default 0. */
  deregisteredShownSeconds?: number;
  /** Default: available. */
  deregisteredShownAs?: 'available' | 'deregistered';
  /** Replaces the rules there were. The first one that fits a snapshot counts. */
  snapshotResults?: SnapshotResultRule[];
  /** Pages are never longer, whatever MaxResults says. */
  maxPage?: number | null;
  /** Each page but the first begins with the last item of the one before. */
  repeatsOnPages?: boolean;
  /** Sessions live so long, whatever was asked. */
  sessionSeconds?: number | null;
  /** AWS's clock minus this machine's. */
  clockSkewSeconds?: number;
  disabledRegions?: { region: string; account?: string }[];
  /** Role ARN to the account that answers instead of the role's own. */
  assumedAccounts?: Record<string, string>;
  /** ARN of the role that the instance metadata service hands out credentials of. */
  instanceProfile?: string | null;
  /** EC2 action to its token bucket, of each account and region; `taken`: the part that another client uses. */
  throttle?: Record<string, { size: number; refill: number; taken?: number }>;
  instances?: Record<string, InstanceSettings>;
}

/** DeregisterImage leaves a snapshot alone and reports this for it. */
export interface SnapshotResultRule {
  code: 'skipped' | 'missing-permissions' | 'internal-error' | 'client-error';
  /** Default: every snapshot. */
  snapshotId?: string;
  /** For so many DeregisterImage calls. Default: for good. */
  times?: number;
}

export interface DenyRule {
  /**
   * `CreateImage`, `ec2:CreateImage` or with `*`. It may be one that another call needs besides its own: `CreateTags`
   * denies a CreateImage with tags, `ssm:GetParameters` a DescribeImageReferences.
   */
  action: string;
  account?: string;
  region?: string;
  /** Instead of AWS's usual text. */
  message?: string;
  /**
   * Id of an instance, an image, a snapshot or a volume: only calls that name it (other than by a filter) are denied.
   * DeregisterImage names the snapshots that it is to delete.
   */
  resource?: string;
}

export interface FaultRule extends Omit<DenyRule, 'message' | 'resource'> {
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
  /** So many matching calls pass first. */
  skip?: number;
  /** It falls on this part of the matching calls, at random. Default 1. */
  share?: number;
  /** The rule ends so long after it was given. */
  seconds?: number;
}

export interface AwsCall {
  n: number;
  /** Milliseconds since 1970. */
  at: number;
  durationMs: number;
  service: 'ec2' | 'sts' | 'autoscaling' | 'imds';
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
  startTime: string;
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
