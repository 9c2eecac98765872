/**
 * The report file: a whole run as JSON, for the steps that come after it and for whoever puts several reports together.
 * A reader goes by `version`: it changes when a field changes its meaning or goes, and not when one is added.
 */

import type { Freshness, Mode } from './event.ts';
import type { PermissionCell, Statement } from './permission.ts';
import type { Phase, ProblemCode } from './problem.ts';
import type { Verdict } from './retention.ts';

export type RunResult = 'success' | 'pending' | 'partial' | 'failure';

/** What became of an instance. */
export type RowOutcome = 'created' | 'adopted' | 'skipped' | 'failed';

/** Times are ISO 8601 in UTC; what is not known is null. */
export interface ReportFile {
  readonly version: 1;
  readonly mode: Mode;
  readonly run_key: string;
  /** False while the run goes on, and for ever when it was killed. */
  readonly finished: boolean;
  readonly result: RunResult | null;
  readonly main_account_id: string | null;
  readonly started_at: string;
  readonly updated_at: string;
  readonly images: readonly (ImageEntry & ImageTimes)[];
  /** Of mode check. */
  readonly checks?: readonly CheckEntry[];
  /** Of mode plan. */
  readonly plan?: PlanEntry;
  readonly retention: RetentionEntry;
  readonly failures: readonly FailureEntry[];
  readonly warnings: readonly { readonly text: string; readonly place: string }[];
}

interface PlaceEntry {
  readonly account_id: string | null;
  readonly region: string | null;
}

interface InstanceEntry extends PlaceEntry {
  readonly instance_id: string;
  readonly instance_name: string;
}

/** Of the output `images`, too. */
export interface ImageEntry extends InstanceEntry {
  readonly image_id: string | null;
  readonly image_name: string | null;
  /** EC2's word. */
  readonly state: string | null;
  readonly outcome: RowOutcome;
  readonly snapshot_ids: readonly string[];
}

interface ImageTimes {
  readonly series: string;
  readonly size_gib: number | null;
  readonly accepted_at: string | null;
  readonly available_at: string | null;
  /** Nothing where the image is not known, or the server was not looked up. */
  readonly restore: RestoreEntry | null;
}

/** Of the output `failures`, too. */
export interface FailureEntry extends PlaceEntry {
  readonly phase: Phase;
  readonly instance_id: string | null;
  readonly image_id: string | null;
  readonly code: ProblemCode;
  readonly aws_code: string | null;
  readonly message: string;
}

export interface CheckEntry extends InstanceEntry {
  readonly series: string;
  readonly image_id: string | null;
  readonly age_seconds: number | null;
  readonly verdict: Freshness['kind'];
}

export interface PlanEntry {
  readonly instances: readonly PlannedEntry[];
  readonly foreseen_failures: readonly FailureEntry[];
  readonly permissions: readonly PermissionEntry[];
  readonly shards: readonly string[];
}

/** What gives the server of an image back. */
export interface RestoreEntry {
  /** For `aws ec2 run-instances --cli-input-json`. */
  readonly run_instances: Readonly<Record<string, unknown>>;
  /** Of the old server: free when that is terminated. */
  readonly private_ip_address: string | null;
  readonly other_network_interfaces: number;
  /** A command. */
  readonly replace_root_volume: string;
}

export interface PlannedEntry extends InstanceEntry {
  readonly target: number;
  readonly series: string;
  readonly outcome: RowOutcome;
  readonly image_id: string | null;
  readonly image_name: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly excluded_devices: readonly string[];
  readonly snapshots: number;
  readonly size_gib: number | null;
  readonly reboots: boolean;
  readonly code: ProblemCode | null;
}

export interface PermissionEntry extends PlaceEntry {
  readonly role_arn: string;
  readonly action: string;
  readonly answer: PermissionCell['answer'];
  readonly note: string | null;
  readonly missing_action: string | null;
  readonly statements: readonly Statement[];
}

export interface RetentionEntry {
  readonly instances: readonly RetainedEntry[];
  readonly unattended: readonly (PlaceEntry & { readonly images: readonly VerdictEntry[] })[];
  readonly removed: readonly { readonly what: string; readonly place: string }[];
  readonly loose_snapshots: readonly LooseEntry[];
  readonly held: readonly { readonly series: string; readonly images: number; readonly size_gib: number }[];
}

export interface RetainedEntry extends PlaceEntry {
  readonly series: string;
  readonly instance_id: string;
  readonly images: readonly VerdictEntry[];
}

export interface VerdictEntry {
  readonly image_id: string;
  readonly image_name: string;
  readonly created_at: string;
  readonly size_gib: number;
  readonly decision: Verdict['decision'];
  readonly reasons: readonly string[];
}

export interface LooseEntry extends PlaceEntry {
  readonly snapshot_id: string;
  readonly image_id: string;
  readonly started_at: string;
  readonly size_gib: number;
  readonly reason: string;
  /** What deletes it by hand. */
  readonly command: string | null;
}
