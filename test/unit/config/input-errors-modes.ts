/** Mistakes in what single modes need, in parts of the targets, and in what is young enough to be skipped. */
import type { ErrorGroup } from './input-errors-types.ts';

const account = '- account: 222222222222\n';
const instance = 'i-0123456789abcdef0';

export const modeErrors: readonly ErrorGroup[] = [
  {
    heading: 'max-age, which mode check needs',
    rows: [
      {
        name: 'not given',
        inputs: { mode: 'check' },
        messages: ['max-age: found nothing; expected an age such as 26h, because mode is check.'],
      },
      {
        name: 'a sign of YAML for nothing',
        inputs: { mode: 'check', 'max-age': '~' },
        messages: ['max-age: found nothing; expected an age such as 26h, because mode is check.'],
      },
      {
        name: 'no age at all',
        inputs: { mode: 'check', 'max-age': '0h' },
        messages: ['max-age: found "0h"; expected an age of at least 1m.'],
      },
      {
        name: 'words',
        inputs: { mode: 'check', 'max-age': '1 day' },
        messages: [
          'max-age: found "1 day"; expected a duration of whole numbers with m, h, d or w, such as 5h30m.',
        ],
      },
      {
        name: 'words, in another mode',
        inputs: { 'max-age': '1 day' },
        messages: [
          'max-age: found "1 day"; expected a duration of whole numbers with m, h, d or w, such as 5h30m.',
        ],
      },
      {
        name: 'no unit, in another mode',
        inputs: { mode: 'plan', 'max-age': '26' },
        messages: [
          'max-age: found "26"; expected a duration of whole numbers with m, h, d or w, such as 5h30m.',
        ],
      },
      {
        name: 'as a key of a target',
        file: `${account}  max-age: 26h`,
        messages: [
          'targets.yml, line 2, column 3 (1.max-age): found the unknown key "max-age"; expected a key of a target. max-age is an input of the step and holds for all targets.',
        ],
      },
    ],
  },
  {
    heading: 'run-key, which mode wait needs',
    rows: [
      {
        name: 'not given',
        inputs: { mode: 'wait', 'run-key': '' },
        messages: [
          'run-key: found nothing; expected the run key of the run to wait for, because mode is wait.',
        ],
      },
      {
        name: 'one that would be made',
        inputs: { mode: 'wait', 'run-key': 'auto' },
        messages: [
          'run-key: found nothing; expected the run key of the run to wait for, because mode is wait.',
        ],
      },
      {
        name: 'the default',
        inputs: { mode: 'wait', 'run-key': 'auto 0' },
        messages: [
          'run-key: found nothing; expected the run key of the run to wait for, because mode is wait.',
        ],
      },
      {
        name: 'a sign of YAML for nothing',
        inputs: { mode: 'wait', 'run-key': '~' },
        messages: [
          'run-key: found nothing; expected the run key of the run to wait for, because mode is wait.',
        ],
      },
      {
        name: 'spaces',
        inputs: { mode: 'wait', 'run-key': 'release of today' },
        messages: [
          'run-key: found "release of today"; expected a run key of 1 to 128 characters of A-Z a-z 0-9 . _ -.',
        ],
      },
    ],
  },
  {
    heading: 'shard',
    rows: [
      ...['0/5', '6/5', '1/257', '1/0', '5', 'a/b', '2 / 5', '2 of 5', '2/5/7', '02/5', '-1/5', '40%'].map(
        (shard) => ({
          name: shard,
          inputs: { shard },
          messages: [
            `shard: found "${shard}"; expected a part of the whole such as 2/5, with at most 256 parts.`,
          ],
        }),
      ),
      {
        name: 'in quotes',
        inputs: { shard: "'2/5'" },
        messages: [
          'shard: found "\'2/5\'"; expected a part of the whole such as 2/5, with at most 256 parts.',
        ],
      },
      {
        name: 'with ids that may be in any target',
        inputs: { shard: '2/5', instances: instance },
        messages: [
          'instances: found instance ids for all targets, and a shard; expected the ids in the targets that have them, because a shard does not look into all targets.',
        ],
      },
      {
        name: 'with ids that may be in any target but one',
        inputs: {
          shard: '1/2',
          instances: instance,
          targets: '[222222222222, {account: 333333333333, instances: all}]',
        },
        messages: [
          'instances: found instance ids for all targets, and a shard; expected the ids in the targets that have them, because a shard does not look into all targets.',
        ],
      },
      {
        name: 'as a key of a target',
        file: `${account}  shard: 1/2`,
        messages: [
          'targets.yml, line 2, column 3 (1.shard): found the unknown key "shard"; expected a key of a target. shard is an input of the step and holds for all targets.',
        ],
      },
    ],
  },
  {
    heading: 'skip-if-newer-than',
    rows: [
      {
        name: 'no unit',
        inputs: { 'skip-if-newer-than': '12' },
        messages: [
          'skip-if-newer-than: found "12"; expected a duration of whole numbers with m, h, d or w, such as 5h30m.',
        ],
      },
      {
        name: 'words',
        inputs: { 'skip-if-newer-than': 'half a day' },
        messages: [
          'skip-if-newer-than: found "half a day"; expected a duration of whole numbers with m, h, d or w, such as 5h30m.',
        ],
      },
      {
        name: 'a space, in a target',
        file: `${account}  skip-if-newer-than: 12 h`,
        messages: [
          'targets.yml, line 2, column 3 (1.skip-if-newer-than): found "12 h"; expected a duration of whole numbers with m, h, d or w, such as 5h30m.',
        ],
      },
      {
        name: 'a list, in a target',
        file: `${account}  skip-if-newer-than: [12h]`,
        messages: [
          'targets.yml, line 2, column 3 (1.skip-if-newer-than): found a list; expected a duration of whole numbers with m, h, d or w, such as 5h30m.',
        ],
      },
      {
        name: 'a part of the key',
        file: `${account}  skip-if-newer: 12h`,
        messages: [
          'targets.yml, line 2, column 3 (1.skip-if-newer): found the unknown key "skip-if-newer"; expected a key of a target. Did you mean "skip-if-newer-than"?',
        ],
      },
    ],
  },
];
