/** The outputs of the step, as action.yml and README describe them. */
export const outputs = {
  'run-key': 'Names the images of this run. Written first.',
  'report-file':
    'Path of the whole run as JSON, for upload-artifact. Written first; kept up to date while the run lasts.',
  result:
    '`success`; `pending` (with `wait: false`, nothing failed); `partial` (a good image and a failure, tolerated or not); `failure`.',
  'image-ids': 'JSON list of the ids of the images, ordered by targets, regions and instances.',
  'image-id': 'The image id when exactly one instance was selected, else empty.',
  'image-by-instance':
    'JSON object: instance id to image id; of an instance in several series, the image of the last target.',
  images:
    'JSON list of `{account_id, region, instance_id, instance_name, image_id, image_name, state, outcome, snapshot_ids}`; `state` is null when EC2 could not be asked.',
  'pruned-image-ids': 'JSON list of the ids of the images that retention pruned.',
  matrix:
    'Of `mode: plan`: JSON `{"shard": ["1/5", ...]}` for `strategy.matrix`, with as many shards as keep each job at no more than 250 images, as far as whole accounts allow.',
  failures:
    'JSON list of `{phase, account_id, region, instance_id, image_id, code, aws_code, message}`; unknown ones are null.',
} as const satisfies Record<string, string>;

export type OutputName = keyof typeof outputs;
