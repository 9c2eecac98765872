/** THE SCHEMA of the inputs that are about the run as a whole: what fields.ts is for the others. */
import { modes } from '../model/event.ts';
import { field } from './field.ts';
import { boolean, choice, duration, integer, text, word } from './forms.ts';
import { MOST_SHARDS, type Shard } from '../model/target.ts';

const shardPattern = /^([1-9]\d{0,2})\/([1-9]\d{0,2})$/;

const shard = word<Shard>({
  shape: { kind: 'text', pattern: shardPattern },
  expected: `a part of the whole such as 2/5, with at most ${MOST_SHARDS} parts`,
  mean: (given) => {
    const [, index = 0, count = 0] = shardPattern.exec(given)?.map(Number) ?? [];
    return index > 0 && index <= count && count <= MOST_SHARDS ? { index, count } : undefined;
  },
});

export const runFields = {
  mode: field(choice(modes), {
    default: 'backup',
    about:
      '`backup` makes images. `plan` changes nothing and shows what a backup would do and which permissions are missing. `check` fails when a selected instance has no image younger than `max-age`. `wait` waits for the images that the run of `run-key` left pending. `prune` only applies retention. `validate` only checks the inputs; it needs no AWS account and no OIDC token.',
    example: 'plan',
  }),
  'run-key': field(
    text(/^(auto( .*)?|[A-Za-z0-9._-]{1,128})$/, 'a run key of 1 to 128 characters of A-Z a-z 0-9 . _ -'),
    {
      default: 'auto ${{ strategy.job-index }}',
      about:
        'Marks the images of one run. `mode: wait` needs the run key of the run whose images it waits for. By default it is made from run id, repository, job, matrix job, step and configuration.',
      example: 'release-2026-11-24',
    },
  ),
  'adopt-within': field(duration(), {
    default: '1h',
    about:
      'A re-run adopts an available image with the same run key when it is not older than this, instead of making another one.',
    example: '30m',
  }),
  wait: field(boolean(), {
    default: 'true',
    about: 'Whether the step waits until the images are available.',
    example: 'false',
  }),
  'wait-timeout': field(duration(), {
    default: '5h30m',
    about: 'How long the step may last, counted from its start. GitHub ends a hosted job after 6 hours.',
    example: '2h',
  }),
  'max-age': field(duration(), {
    about:
      'With `mode: check`: how old the newest image of an instance may be. An instance that is itself younger than this is `too new`, which is not a failure.',
    example: '26h',
  }),
  'max-failures': field(integer(0, 50_000), {
    default: '0',
    about:
      'How many entries of `failures` are allowed before the step fails. The action always attempts everything. A failed sign-in to the main account, a cancelled run, wrong inputs, and nothing found in `mode: wait` always fail the step.',
    example: '0',
  }),
  'if-no-instances-found': field(choice(['error', 'warn', 'ignore']), {
    default: 'error',
    about: 'What to do when a target selects no instance in any region: `error`, `warn` or `ignore`.',
    example: 'warn',
  }),
  shard: field(shard, {
    about:
      'Which part of the targets this job works on, such as `2/5`, for a matrix. All targets of an account are in the same shard.',
    example: '2/5',
  }),
};
