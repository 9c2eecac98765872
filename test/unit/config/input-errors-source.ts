/** Mistakes in where the targets stand, and targets that stand twice. */
import type { ErrorGroup } from './input-errors-types.ts';

export const sourceErrors: readonly ErrorGroup[] = [
  {
    heading: 'targets or targets-file',
    rows: [
      {
        name: 'neither',
        inputs: { targets: '' },
        messages: ['targets: found neither targets nor targets-file; expected exactly one of the two.'],
      },
      {
        name: 'nothing',
        inputs: { targets: '~' },
        messages: ['targets: found neither targets nor targets-file; expected exactly one of the two.'],
      },
      {
        name: 'both',
        inputs: { targets: '222222222222', 'targets-file': 'targets.yml' },
        messages: ['targets: found both targets and targets-file; expected exactly one of the two.'],
      },
      {
        name: 'a file that is not there',
        inputs: { targets: '', 'targets-file': '.github/tagets.yml' },
        messages: [
          'targets-file: found ".github/tagets.yml"; expected the path of a file that can be read (the job needs a checkout step before this one).',
        ],
      },
      {
        name: 'an empty file',
        file: '',
        messages: ['targets.yml: found no target; expected at least one target.'],
      },
      {
        name: 'a file of comments',
        file: '# later\n',
        messages: ['targets.yml: found no target; expected at least one target.'],
      },
      {
        name: 'an empty list',
        inputs: { targets: '[]' },
        messages: ['targets: found no target; expected at least one target.'],
      },
      {
        name: 'only commas',
        inputs: { targets: ',,' },
        messages: [
          'targets, line 1, column 1: found ",,"; expected YAML or JSON (an unquoted text does not begin with ,). Remove the leading comma.',
        ],
      },
      {
        name: 'a file over 1 MiB',
        file: `- 222222222222 # ${'x'.repeat(1024 * 1024)}`,
        messages: ['targets.yml: found more than 1 MiB; expected at most 1 MiB of text.'],
      },
    ],
  },
  {
    heading: 'Targets that repeat each other',
    rows: [
      {
        name: 'the same id twice',
        inputs: { targets: '- 222222222222\n- 333333333333\n- 222222222222' },
        messages: [
          'targets, line 3, column 3 (3): found the same account, region and instances as in target 1; expected each instance once in a series. Remove one of the two, or give them different `series`.',
        ],
      },
      {
        name: 'an id and its ARN',
        inputs: { targets: '[222222222222, "arn:aws:iam::222222222222:role/x"]' },
        messages: [
          'targets, line 1, column 16 (2): found the same account, region and instances as in target 1; expected each instance once in a series. Remove one of the two, or give them different `series`.',
        ],
      },
      {
        name: 'one region in both',
        file: '- account: 222222222222\n- account: 222222222222\n  regions: [us-east-1, eu-west-1]',
        messages: [
          'targets.yml, line 2, column 3 (2): found the same account, region and instances as in target 1; expected each instance once in a series. Remove one of the two, or give them different `series`.',
        ],
      },
      {
        name: 'self twice',
        inputs: { targets: 'self, self' },
        messages: [
          'targets, line 1, column 1: found the same account, region and instances as in target 1; expected each instance once in a series. Remove one of the two, or give them different `series`.',
        ],
      },
    ],
  },
];
