/** Instances and images, as EC2 knows them and as this action asks for them. */

import type { LaunchSettings } from './launch.ts';
import type { Reason } from './reason.ts';

export interface Instance {
  readonly id: string;
  /** Its Name tag, or its id when it has none. */
  readonly name: string;
  /** EC2's state: only running, stopping and stopped instances can be imaged. */
  readonly state: string;
  /** Such as `m7g.large`. */
  readonly type: string;
  readonly rootDeviceType: string;
  readonly rootDeviceName: string;
  /** Device names of its EBS volumes, the root among them. */
  readonly devices: readonly string[];
  /** Milliseconds since 1970; that of the first start, as far as EC2 shows it. */
  readonly launchedAt: number;
  readonly tags: readonly Tag[];
  readonly launch?: LaunchSettings;
}

/** An EBS volume of an instance. */
export interface Volume {
  readonly instance: string;
  readonly device: string;
  readonly sizeGiB: number;
  readonly encrypted: boolean;
}

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** Of which instance an image is, and for which target. */
export interface ImageOf {
  readonly target: number;
  readonly account: string;
  readonly region: string;
  readonly instance: Pick<Instance, 'id' | 'name'>;
  readonly series: string;
  readonly name: string;
}

/** Everything that is decided about one image before EC2 is asked to make it. */
export interface ImageRequest extends ImageOf {
  readonly instance: Instance;
  /** Names to try, in this order, when the name is held by an image that may not be adopted. */
  readonly spareNames: readonly string[];
  readonly description: string;
  /** Go on the image and on its snapshots, in the call that creates them. */
  readonly tags: readonly Tag[];
  readonly noReboot: boolean;
  readonly excludedDevices: readonly string[];
}

/** What is known of an image that exists. */
export interface Image {
  readonly id: string;
  readonly name: string;
  /** EC2's word: pending, available, failed, error, invalid, deregistered, disabled, transient. */
  readonly state: string;
  readonly stateReason?: string;
  readonly snapshots: readonly string[];
  /** Sum of the sizes of its volumes in GiB: what a restore allocates, not what the snapshots store. */
  readonly sizeGiB: number;
  readonly tags: readonly Tag[];
  /** Why AWS itself or others hold it: deregistration protection, another service, the public. */
  readonly holds: readonly Reason[];
  /** What EC2 itself says it was made from; nothing for a copied or registered image. */
  readonly sourceInstanceId?: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** The facts of a run that names and tags are made from. */
export interface RunFacts {
  readonly runKey: string;
  /** Whether the workflow names it; otherwise steps that GitHub does not tell apart share it. */
  readonly isKeyGiven: boolean;
  /** Which process of which attempt of the run this is: `<run attempt>-<8 hex digits of the process>`. */
  readonly attempt: string;
  readonly runId: string;
  readonly runUrl: string;
  readonly repository: string;
  readonly repositoryId: string;
  readonly sha: string;
  readonly ref: string;
}
