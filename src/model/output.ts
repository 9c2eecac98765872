/** The outputs of the step, as action.yml and docs/inputs.md describe them. */
import { IMAGES_A_JOB } from './target.ts';

export const outputs = {
  'run-key': 'The run key, which marks the images of this run. Written first.',
  'report-file':
    'Path of a report of the whole run as JSON, for upload-artifact. Written first, and updated during the run.',
  result:
    '`success`; `pending` (with `wait: false`, nothing failed); `partial` (at least one good image and at least one failure, allowed or not); `failure`.',
  'image-ids': 'JSON list of the ids of the images, ordered by targets, regions and instances.',
  'image-id': 'The image id when exactly one instance was selected, otherwise empty.',
  'image-by-instance':
    'JSON object that maps each instance id to its image id. For an instance in several series, it is the image of the last target.',
  images:
    'JSON list of `{account_id, region, instance_id, instance_name, image_id, image_name, state, outcome, snapshot_ids}`; `state` is null when EC2 could not be asked.',
  'pruned-image-ids': 'JSON list of the ids of the images that retention pruned.',
  matrix: `Of \`mode: plan\`: JSON \`{"shard": ["1/5", ...]}\` for \`strategy.matrix\`, with so many shards that each job makes at most ${IMAGES_A_JOB} images, unless one account has more.`,
  failures:
    'JSON list of `{phase, account_id, region, instance_id, image_id, code, aws_code, message}`; unknown values are null.',
} as const satisfies Record<string, string>;

export type OutputName = keyof typeof outputs;
