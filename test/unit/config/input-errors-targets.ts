/** Mistakes in the items of targets. */
import type { ErrorGroup } from './input-errors-types.ts';

export const targetErrors: readonly ErrorGroup[] = [
  {
    heading: 'An item of targets',
    rows: [
      {
        name: 'a lost zero',
        inputs: { targets: '44444444444' },
        messages: [
          'targets, line 1, column 1: found "44444444444"; expected an account id of 12 digits, a role ARN, self, or a mapping. A leading zero may be missing, because an expression or YAML read the id as a number: write it in quotes.',
        ],
      },
      {
        name: 'two lost zeros',
        inputs: { targets: '- 222222222222\n- 4444444444' },
        messages: [
          'targets, line 2, column 3 (2): found "4444444444"; expected an account id of 12 digits, a role ARN, self, or a mapping. A leading zero may be missing, because an expression or YAML read the id as a number: write it in quotes.',
        ],
      },
      {
        name: 'a number that an expression made',
        inputs: { targets: '[\n  222222222222,\n  12345678901\n]' },
        messages: [
          'targets, line 3, column 3 (2): found "12345678901"; expected an account id of 12 digits, a role ARN, self, or a mapping. A leading zero may be missing, because an expression or YAML read the id as a number: write it in quotes.',
        ],
      },
      {
        name: 'a number in scientific notation',
        inputs: { targets: '2.22222222222E+11' },
        messages: [
          'targets, line 1, column 1: found "2.22222222222E+11"; expected an account id of 12 digits, a role ARN, self, or a mapping.',
        ],
      },
      {
        name: '13 digits',
        inputs: { targets: '2222222222222' },
        messages: [
          'targets, line 1, column 1: found "2222222222222"; expected an account id of 12 digits, a role ARN, self, or a mapping.',
        ],
      },
      {
        name: 'a letter',
        inputs: { targets: '22222222222O' },
        messages: [
          'targets, line 1, column 1: found "22222222222O"; expected an account id of 12 digits, a role ARN, self, or a mapping.',
        ],
      },
      {
        name: 'dashes',
        inputs: { targets: '2222-2222-2222' },
        messages: [
          'targets, line 1, column 1: found "2222-2222-2222"; expected an account id of 12 digits, a role ARN, self, or a mapping. Write the 12 digits without anything between them.',
        ],
      },
      {
        name: 'spaces',
        inputs: { targets: '[2222 2222 2222]' },
        messages: [
          'targets, line 1, column 2 (1): found "2222 2222 2222"; expected an account id of 12 digits, a role ARN, self, or a mapping. Write the 12 digits without anything between them.',
        ],
      },
      {
        name: 'two ids without a comma',
        inputs: { targets: '222222222222 333333333333' },
        messages: [
          'targets, line 1, column 1: found "222222222222 333333333333"; expected an account id of 12 digits, a role ARN, self, or a mapping. Put commas or new lines between account ids.',
        ],
      },
      {
        name: 'semicolons',
        inputs: { targets: '222222222222; 333333333333' },
        messages: [
          'targets, line 1, column 1: found "222222222222; 333333333333"; expected an account id of 12 digits, a role ARN, self, or a mapping. Put commas or new lines between account ids.',
        ],
      },
      {
        name: 'a name',
        inputs: { targets: 'production' },
        messages: [
          'targets, line 1, column 1: found "production"; expected an account id of 12 digits, a role ARN, self, or a mapping.',
        ],
      },
      {
        name: 'all',
        inputs: { targets: 'all' },
        messages: [
          'targets, line 1, column 1: found "all"; expected an account id of 12 digits, a role ARN, self, or a mapping.',
        ],
      },
      {
        name: 'Self',
        inputs: { targets: '- Self' },
        messages: [
          'targets, line 1, column 3 (1): found "Self"; expected an account id of 12 digits, a role ARN, self, or a mapping. Did you mean "self"?',
        ],
      },
      {
        name: 'the ARN of a user',
        inputs: { targets: '- arn:aws:iam::222222222222:user/me' },
        messages: [
          'targets, line 1, column 3 (1): found "arn:aws:iam::222222222222:user/me"; expected an account id of 12 digits, a role ARN, self, or a mapping.',
        ],
      },
      {
        name: 'an ARN with 11 digits',
        inputs: { targets: 'arn:aws:iam::22222222222:role/cross-account-ami' },
        messages: [
          'targets, line 1, column 1: found "arn:aws:iam::22222222222:role/cross-account-ami"; expected an account id of 12 digits, a role ARN, self, or a mapping. Its account has 11 digits instead of 12.',
        ],
      },
      {
        name: 'a role name',
        inputs: { targets: '- cross-account-ami' },
        messages: [
          'targets, line 1, column 3 (1): found "cross-account-ami"; expected an account id of 12 digits, a role ARN, self, or a mapping.',
        ],
      },
      {
        name: 'an empty item',
        inputs: { targets: '- 222222222222\n-\n- 333333333333' },
        messages: [
          'targets, line 2, column 2 (2): found nothing; expected an account id of 12 digits, a role ARN, self, or a mapping.',
        ],
      },
      {
        name: 'a list in the list',
        inputs: { targets: '- [222222222222, 333333333333]' },
        messages: [
          'targets, line 1, column 3 (1): found a list; expected an account id of 12 digits, a role ARN, self, or a mapping.',
        ],
      },
      {
        name: 'an empty list in the list',
        inputs: { targets: '- []' },
        messages: [
          'targets, line 1, column 3 (1): found an empty list; expected an account id of 12 digits, a role ARN, self, or a mapping.',
        ],
      },
      {
        name: 'a list in quotes',
        inputs: { targets: '"[222222222222]"' },
        messages: [
          'targets, line 1, column 1: found "[222222222222]"; expected an account id of 12 digits, a role ARN, self, or a mapping.',
        ],
      },
      {
        name: 'an expression in a file',
        file: '- ${{ vars.ACCOUNT }}',
        messages: [
          'targets.yml, line 1, column 3 (1): found "${{ vars.ACCOUNT }}"; expected an account id of 12 digits, a role ARN, self, or a mapping. GitHub evaluates expressions in a workflow only, not in a file.',
        ],
      },
      {
        name: 'a comment without a space',
        file: '- 222222222222#web',
        messages: [
          'targets.yml, line 1, column 3 (1): found "222222222222#web"; expected an account id of 12 digits, a role ARN, self, or a mapping. Put a space before a comment.',
        ],
      },
      {
        name: 'a comment in quotes',
        inputs: { targets: '"222222222222 # web"' },
        messages: [
          'targets, line 1, column 1: found "222222222222 # web"; expected an account id of 12 digits, a role ARN, self, or a mapping. Text in quotes or after | has no comments: write a list, each item as "- item".',
        ],
      },
      {
        name: 'no space behind the dash',
        file: '-222222222222\n-333333333333',
        messages: [
          'targets.yml, line 1, column 1: found "-222222222222"; expected an account id of 12 digits, a role ARN, self, or a mapping. Put a space after the dash of a list.',
          'targets.yml, line 1, column 1: found "-333333333333"; expected an account id of 12 digits, a role ARN, self, or a mapping. Put a space after the dash of a list.',
        ],
      },
      {
        name: 'no space behind the colon',
        file: '- account:222222222222',
        messages: [
          'targets.yml, line 1, column 3 (1): found "account:222222222222"; expected an account id of 12 digits, a role ARN, self, or a mapping. Put a space after the colon of a key.',
        ],
      },
      {
        name: 'several wrong ones',
        inputs: { targets: '222222222222, 3333, x' },
        messages: [
          'targets, line 1, column 1: found "3333"; expected an account id of 12 digits, a role ARN, self, or a mapping.',
          'targets, line 1, column 1: found "x"; expected an account id of 12 digits, a role ARN, self, or a mapping.',
        ],
      },
    ],
  },
];
