/** One fault as data: a row of docs/reliability.md, and a run of the bundle in which it happens. */
import type { AwsSettings, DenyRule, FaultRule, ImageSeed } from '../emulator/aws-types.ts';
import type { GitHubSettings } from '../emulator/github.ts';

/** What a reader of docs/reliability.md is told. */
export interface FaultText {
  readonly fault: string;
  readonly happens: string;
}

export interface FaultCase extends FaultText {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly settings?: AwsSettings;
  readonly faults?: readonly FaultRule[];
  readonly deny?: readonly DenyRule[];
  readonly github?: GitHubSettings;
  /** Images that are there before, by account. */
  readonly before?: Readonly<Record<string, readonly ImageSeed[]>>;
  readonly ends: Ending;
}

export interface Ending {
  /** Default: `success` without failures, else `partial`. */
  readonly result?: 'failure';
  readonly failures?: readonly ExpectedFailure[];
  /** Numbers of the instances of which exactly one new image exists at AWS. Default: all. */
  readonly imaged?: readonly number[];
  /** Of those, the ones whose image is not good. */
  readonly notGood?: readonly number[];
  readonly outcome?: 'created' | 'adopted';
  /** Contained in the names of the new images. */
  readonly named?: readonly string[];
  /** The step is over in so many seconds. Default 30. */
  readonly within?: number;
}

export interface ExpectedFailure {
  readonly code: string;
  readonly phase: string;
  readonly account?: string;
  readonly instance?: number;
  /** Words that the message must hold: of AWS, or of the mend. */
  readonly says?: string;
}
