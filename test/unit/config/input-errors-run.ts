/** Mistakes in how the step runs, and several mistakes at once. */
import type { ErrorGroup } from './input-errors-types.ts';

export const runErrors: readonly ErrorGroup[] = [
  {
    heading: 'mode',
    rows: [
      {
        name: 'a slip',
        inputs: { mode: 'bakup' },
        messages: [
          'mode: found "bakup"; expected one of backup, plan, check, wait, prune, validate. Did you mean "backup"?',
        ],
      },
      {
        name: 'a slip in plan',
        inputs: { mode: 'plann' },
        messages: [
          'mode: found "plann"; expected one of backup, plan, check, wait, prune, validate. Did you mean "plan"?',
        ],
      },
      {
        name: 'a capital letter',
        inputs: { mode: 'Validate' },
        messages: [
          'mode: found "Validate"; expected one of backup, plan, check, wait, prune, validate. Did you mean "validate"?',
        ],
      },
      {
        name: 'a word of another tool',
        inputs: { mode: 'dry-run' },
        messages: ['mode: found "dry-run"; expected one of backup, plan, check, wait, prune, validate.'],
      },
    ],
  },
  {
    heading: 'run-key',
    rows: [
      {
        name: 'spaces',
        inputs: { 'run-key': 'release of today' },
        messages: [
          'run-key: found "release of today"; expected a run key of 1 to 128 characters of A-Z a-z 0-9 . _ -.',
        ],
      },
      {
        name: 'a slash',
        inputs: { 'run-key': 'refs/tags/v1' },
        messages: [
          'run-key: found "refs/tags/v1"; expected a run key of 1 to 128 characters of A-Z a-z 0-9 . _ -.',
        ],
      },
      {
        name: '129 characters',
        inputs: { 'run-key': 'k'.repeat(129) },
        messages: [
          'run-key: found "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk..." (129 characters); expected a run key of 1 to 128 characters of A-Z a-z 0-9 . _ -.',
        ],
      },
    ],
  },
  {
    heading: 'Durations: adopt-within and wait-timeout',
    rows: [
      {
        name: 'no unit',
        inputs: { 'adopt-within': '5' },
        messages: [
          'adopt-within: found "5"; expected a duration of whole numbers with m, h, d or w, such as 5h30m.',
        ],
      },
      {
        name: 'an unknown unit',
        inputs: { 'adopt-within': '5x' },
        messages: [
          'adopt-within: found "5x"; expected a duration of whole numbers with m, h, d or w, such as 5h30m.',
        ],
      },
      {
        name: 'a space',
        inputs: { 'wait-timeout': '5 h' },
        messages: [
          'wait-timeout: found "5 h"; expected a duration of whole numbers with m, h, d or w, such as 5h30m.',
        ],
      },
      {
        name: 'a space between parts',
        inputs: { 'wait-timeout': '5h 30m' },
        messages: [
          'wait-timeout: found "5h 30m"; expected a duration of whole numbers with m, h, d or w, such as 5h30m.',
        ],
      },
      {
        name: 'seconds',
        inputs: { 'wait-timeout': '90s' },
        messages: [
          'wait-timeout: found "90s"; expected a duration of whole numbers with m, h, d or w, such as 5h30m.',
        ],
      },
      {
        name: 'a negative one',
        inputs: { 'adopt-within': '-1h' },
        messages: [
          'adopt-within: found "-1h"; expected a duration of whole numbers with m, h, d or w, such as 5h30m.',
        ],
      },
      {
        name: 'a fraction',
        inputs: { 'wait-timeout': '1.5h' },
        messages: [
          'wait-timeout: found "1.5h"; expected a duration of whole numbers with m, h, d or w, such as 5h30m.',
        ],
      },
      {
        name: 'a capital letter',
        inputs: { 'wait-timeout': '2H' },
        messages: [
          'wait-timeout: found "2H"; expected a duration of whole numbers with m, h, d or w, such as 5h30m.',
        ],
      },
      {
        name: 'a time of ISO 8601',
        inputs: { 'wait-timeout': 'PT2H' },
        messages: [
          'wait-timeout: found "PT2H"; expected a duration of whole numbers with m, h, d or w, such as 5h30m.',
        ],
      },
      {
        name: 'a word',
        inputs: { 'wait-timeout': 'forever' },
        messages: [
          'wait-timeout: found "forever"; expected a duration of whole numbers with m, h, d or w, such as 5h30m.',
        ],
      },
    ],
  },
  {
    heading: 'wait',
    rows: [
      { name: 'yes', inputs: { wait: 'yes' }, messages: ['wait: found "yes"; expected true or false.'] },
      { name: 'off', inputs: { wait: 'off' }, messages: ['wait: found "off"; expected true or false.'] },
      { name: 'a duration', inputs: { wait: '2h' }, messages: ['wait: found "2h"; expected true or false.'] },
    ],
  },
  {
    heading: 'max-failures',
    rows: [
      {
        name: 'a negative number',
        inputs: { 'max-failures': '-1' },
        messages: ['max-failures: found "-1"; expected a whole number from 0 to 50000.'],
      },
      {
        name: 'a word',
        inputs: { 'max-failures': 'few' },
        messages: ['max-failures: found "few"; expected a whole number from 0 to 50000.'],
      },
      {
        name: 'a share',
        inputs: { 'max-failures': '10%' },
        messages: ['max-failures: found "10%"; expected a whole number from 0 to 50000.'],
      },
      {
        name: 'too many',
        inputs: { 'max-failures': '50001' },
        messages: ['max-failures: found 50001; expected a whole number from 0 to 50000.'],
      },
      {
        name: 'a number of ten digits',
        inputs: { 'max-failures': '9999999999' },
        messages: ['max-failures: found "9999999999"; expected a whole number from 0 to 50000.'],
      },
    ],
  },
  {
    heading: 'if-no-instances-found',
    rows: [
      {
        name: 'a slip',
        inputs: { 'if-no-instances-found': 'ignor' },
        messages: [
          'if-no-instances-found: found "ignor"; expected one of error, warn, ignore. Did you mean "ignore"?',
        ],
      },
      {
        name: 'a word of another action',
        inputs: { 'if-no-instances-found': 'fail' },
        messages: ['if-no-instances-found: found "fail"; expected one of error, warn, ignore.'],
      },
      {
        name: 'a boolean',
        inputs: { 'if-no-instances-found': 'false' },
        messages: ['if-no-instances-found: found "false"; expected one of error, warn, ignore.'],
      },
    ],
  },
  {
    heading: 'Several mistakes at once',
    rows: [
      {
        name: 'in inputs',
        inputs: {
          mode: 'bakup',
          wait: 'yes',
          regions: 'eu-wst-1',
          'max-failures': '-1',
          'aws-region': 'eu-west1',
        },
        messages: [
          'aws-region: found "eu-west1"; expected an AWS region, such as eu-west-1. Did you mean "eu-west-1"?',
          'regions, line 1, column 1 (1): found "eu-wst-1"; expected an AWS region, such as eu-west-1. Did you mean "eu-west-1"?',
          'mode: found "bakup"; expected one of backup, plan, check, wait, prune, validate. Did you mean "backup"?',
          'wait: found "yes"; expected true or false.',
          'max-failures: found "-1"; expected a whole number from 0 to 50000.',
        ],
      },
      {
        name: 'in targets',
        file: '- account: 22222222222\n  regoins: us-east-1\n- 3333\n- account: 444444444444\n  role: arn:aws:iam::555555555555:role/x\n  copy-tags: maybe\n  tags: { "aws:x": y }',
        messages: [
          'targets.yml, line 1, column 3 (1.account): found "22222222222"; expected an account id of 12 digits, or self. A leading zero may have been lost on the way (a number of an expression or of YAML): write the id in quotes.',
          'targets.yml, line 2, column 3 (1.regoins): found the unknown key "regoins"; expected a key of a target. Did you mean "regions"?',
          'targets.yml, line 3, column 3 (2): found "3333"; expected an account id of 12 digits, a role ARN, self, or a mapping.',
          'targets.yml, line 5, column 3 (3.role): found a role ARN of account 555555555555; expected a role of account 444444444444.',
          'targets.yml, line 6, column 3 (3.copy-tags): found "maybe"; expected true or false.',
          'targets.yml, line 7, column 11 (3.tags.aws:x): found "aws:x"; expected a tag key of 1 to 128 characters that begins neither with aws: nor with cross-account-ami:.',
        ],
      },
      {
        name: 'in inputs and in a file',
        inputs: { series: 'a b', instances: '' },
        file: '- 222222222222\n- account: 333333333333\n  instances: all\n  series: c d',
        messages: [
          'series: found "a b"; expected a series name of 1 to 64 characters of A-Z a-z 0-9 . _ -.',
          'targets.yml, line 1, column 3 (1): found no instances; expected the instances of the target, here or in the input instances.',
          'targets.yml, line 4, column 3 (2.series): found "c d"; expected a series name of 1 to 64 characters of A-Z a-z 0-9 . _ -.',
        ],
      },
      {
        name: 'a file that is no YAML, and an input',
        inputs: { wait: 'maybe' },
        file: '- account: [',
        messages: [
          'targets.yml, line 1, column 13: found the end of the text; expected YAML or JSON (a list that begins with [ ends with ]). Close each [ with ] and each { with }, and indent the lines between them.',
          'wait: found "maybe"; expected true or false.',
        ],
      },
    ],
  },
];
