/** What the accounts of the AWS emulator hold before a test begins. */

export interface VolumeSeed {
  device: string;
  sizeGiB?: number;
  type?: string;
  encrypted?: boolean;
  kmsKeyId?: string;
  /** ISO text. Default: the instance's `launchedAt`. */
  attachedAt?: string;
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
  /** ISO text: when its volumes and its network interface were attached. Default: 2024-01-01. */
  launchedAt?: string;
  /** ISO text: EC2's LaunchTime, which is that of the last start. Default: `launchedAt`. */
  lastStartedAt?: string;
  /** As RunInstances takes them. */
  launch?: LaunchSeed;
}

export interface LaunchSeed {
  SubnetId?: string;
  SecurityGroupIds?: string[];
  KeyName?: string;
  IamInstanceProfile?: { Arn: string };
  Placement?: { Tenancy?: string; GroupName?: string };
  EbsOptimized?: boolean;
  Monitoring?: { Enabled: boolean };
  MetadataOptions?: { HttpTokens?: string; HttpPutResponseHopLimit?: number };
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
  state?: 'pending' | 'available' | 'failed' | 'error' | 'invalid' | 'disabled';
  launchPermissions?: LaunchPermission[];
  protection?: 'disabled' | 'enabled' | 'enabled-with-cooldown';
  /** `aws-backup-vault` makes it one that EC2 refuses to remove, as the tag `aws:backup:source-resource` does. */
  ownerAlias?: string;
  /** ISO text. */
  lastLaunchedTime?: string;
}

export type LaunchPermission =
  { UserId: string } | { Group: 'all' } | { OrganizationArn: string } | { OrganizationalUnitArn: string };

/** A snapshot that no image of the seeds has. */
export interface SnapshotSeed {
  id?: string;
  region?: string;
  volumeId?: string;
  sizeGiB?: number;
  encrypted?: boolean;
  description?: string;
  /** ISO text. Default: now. */
  startTime?: string;
  /** Default: completed. */
  state?: 'pending' | 'completed' | 'error' | 'recoverable' | 'recovering';
  tags?: Record<string, string>;
  /** As `ImageSeed.ownerAlias`. */
  ownerAlias?: string;
}

interface Named {
  /** Seeded again under its name, it replaces the one there was. */
  name: string;
  /** Default: the account's first region. */
  region?: string;
}

export interface LaunchTemplateSeed extends Named {
  id?: string;
  /** The oldest first. */
  versions: { imageId?: string }[];
}

export interface LaunchConfigurationSeed extends Named {
  imageId: string;
}

export interface AutoScalingGroupSeed extends Named {
  /** A name. */
  launchConfiguration?: string;
  /** A name. */
  launchTemplate?: string;
  /** Of the launch template. Default: $Latest. */
  version?: string;
  /** Given: the group has a mixed instances policy, and its launch template is said there. */
  overrides?: { instanceType?: string; imageId?: string; launchTemplate?: string }[];
}

export interface ParameterSeed extends Named {
  imageId: string;
}

export interface RecipeSeed extends Named {
  imageId: string;
  /** Default: image. */
  kind?: 'image' | 'container';
}

interface OfSnapshot {
  snapshotId: string;
  /** Default: the account's first region. */
  region?: string;
}

/** Seeded again for its snapshot, it replaces the one there was. */
export interface SnapshotLockSeed extends OfSnapshot {
  /** Default: governance. */
  state?: 'governance' | 'compliance' | 'compliance-cooloff' | 'expired';
  /** ISO text. */
  expiresOn?: string;
}

export interface FastSnapshotRestoreSeed extends OfSnapshot {
  /** Default: eu-west-1a. */
  zone?: string;
  /** Default: enabled. */
  state?: 'enabling' | 'optimizing' | 'enabled' | 'disabling' | 'disabled';
}

/** An image in the Recycle Bin, which is in no other list. */
export interface BinnedImageSeed {
  imageId: string;
  region?: string;
  name?: string;
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
  snapshots?: SnapshotSeed[];
  launchTemplates?: LaunchTemplateSeed[];
  launchConfigurations?: LaunchConfigurationSeed[];
  autoScalingGroups?: AutoScalingGroupSeed[];
  parameters?: ParameterSeed[];
  recipes?: RecipeSeed[];
  snapshotLocks?: SnapshotLockSeed[];
  fastSnapshotRestores?: FastSnapshotRestoreSeed[];
  recycleBin?: BinnedImageSeed[];
}
