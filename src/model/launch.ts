/** How an instance stands, as far as DescribeInstances tells it: what its image lacks and a restore needs. */
export interface LaunchSettings {
  readonly type: string;
  readonly subnet?: string;
  readonly securityGroups: readonly string[];
  /** ARN of the instance profile. */
  readonly profile?: string;
  /** Name of the key pair. */
  readonly key?: string;
  readonly privateAddress?: string;
  readonly tenancy?: string;
  readonly placementGroup?: string;
  readonly isEbsOptimized: boolean;
  readonly isMonitored: boolean;
  readonly httpTokens?: string;
  readonly hopLimit?: number;
  /** Network interfaces beside the first. */
  readonly moreInterfaces: number;
}
