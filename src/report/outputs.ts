/** The outputs of the step, made from the report. Pure. */
import { problemText } from './problem-text.ts';
import type { OutputName } from '../model/output.ts';
import type { Problem } from '../model/problem.ts';
import type { FailureEntry, ImageEntry } from '../model/report-file.ts';
import type { Report } from './report.ts';
import type { Row } from './rows.ts';

/** GitHub fails a job whose outputs pass 1 MB, counted in two bytes for a character (page "Limits"). */
const MAX_OUTPUT = 100_000;
const MAX_IMAGE_IDS = 150_000;

/** All that are declared but those that are written first. */
export type Outputs = Readonly<Record<Exclude<OutputName, 'run-key' | 'report-file'>, string>>;

export interface MadeOutputs {
  readonly outputs: Outputs;
  /** Names of outputs that were too long and are left empty. */
  readonly emptied: readonly string[];
}

/** Every output but those that are written first, `run-key` and `report-file`. */
export function makeOutputs(report: Report): MadeOutputs {
  const made = imageRows(report.rows);
  const whole: Outputs = {
    result: report.result,
    'image-ids': JSON.stringify(made.map(({ imageId }) => imageId)),
    'image-id': singleImage(report, made),
    'image-by-instance': JSON.stringify(
      Object.fromEntries(made.map((row) => [row.instance.id, row.imageId])),
    ),
    images: JSON.stringify(report.rows.map(imageEntry)),
    'pruned-image-ids': JSON.stringify(prunedImages(report)),
    matrix: report.plan.shards.length === 0 ? '' : JSON.stringify({ shard: report.plan.shards }),
    failures: JSON.stringify(report.failures.map(failureEntry)),
  };
  const emptied = Object.entries(whole).filter(([name, value]) => value.length > longest(name));
  const outputs = { ...whole, ...Object.fromEntries(emptied.map(([name]) => [name, ''])) };
  return { outputs, emptied: emptied.map(([name]) => name) };
}

function prunedImages({ retention }: Report): string[] {
  return retention.foreseen ? [] : retention.pruned.map(({ image }) => image);
}

function longest(name: string): number {
  return name === 'image-ids' ? MAX_IMAGE_IDS : MAX_OUTPUT;
}

function imageRows(rows: readonly Row[]): readonly Row[] {
  return rows.filter(({ outcome, imageId }) => outcome !== 'failed' && imageId !== null);
}

/** Of exactly one instance; one that a check calls too new has no row, nor have those of a target that failed whole. */
function singleImage({ rows, checks, incomplete }: Report, made: readonly Row[]): string {
  if (incomplete) return '';
  return Math.max(rows.length, checks.length) === 1 ? (made[0]?.imageId ?? '') : '';
}

/** What an entry of an output or of the report file says of its place. */
export function placeEntry(of: { readonly account?: string | null; readonly region?: string | null }) {
  return { account_id: of.account ?? null, region: of.region ?? null };
}

/** An entry of the output `images` and of the report file. */
export function imageEntry(row: Row): ImageEntry {
  return {
    ...placeEntry(row),
    instance_id: row.instance.id,
    instance_name: row.instance.name,
    image_id: row.imageId,
    image_name: row.imageName,
    state: row.state,
    outcome: row.outcome,
    snapshot_ids: row.snapshots,
  };
}

/** An entry of the output `failures` and of the report file. */
export function failureEntry(problem: Problem): FailureEntry {
  const { phase, place, code, awsCode } = problem;
  return {
    phase,
    ...placeEntry(place),
    instance_id: place.instance ?? null,
    image_id: place.image ?? null,
    code,
    aws_code: awsCode ?? null,
    message: problemText(problem),
  };
}
