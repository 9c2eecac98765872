/** Characters that nobody sees, copied along from a page. */
import type { ErrorGroup } from './input-errors-types.ts';

const told = String.raw;
const ID = 'i-0123456789abcdef0';

export const hiddenErrors: readonly ErrorGroup[] = [
  {
    heading: 'Characters that do not show',
    rows: [
      {
        name: 'a zero-width space in an id',
        inputs: { instances: `${ID}\u200b` },
        messages: [
          told`instances, line 1, column 1 (1): found "i-0123456789abcdef0\u200B"; expected an instance id of 8 or 17 digits (0-9 a-f), such as i-0123456789abcdef0. It contains an invisible character: type it instead of copying it.`,
        ],
      },
      {
        name: 'a soft hyphen in an id of a list',
        inputs: { exclude: `- i-0123\u00ad456789abcdef0` },
        messages: [
          told`exclude, line 1, column 3 (1): found "i-0123\u00AD456789abcdef0"; expected an instance id of 8 or 17 digits (0-9 a-f), such as i-0123456789abcdef0. It contains an invisible character: type it instead of copying it.`,
        ],
      },
      {
        name: 'a byte order mark in an account id',
        inputs: { targets: '- 2222\ufeff22222222' },
        messages: [
          told`targets, line 1, column 3 (1): found "2222\uFEFF22222222"; expected an account id of 12 digits, a role ARN, self, or a mapping. It contains an invisible character: type it instead of copying it.`,
        ],
      },
      {
        name: 'a direction mark in a role ARN',
        inputs: { 'role-to-assume': 'arn:aws:iam::111111111111:role/\u202amain' },
        messages: [
          told`role-to-assume: found "arn:aws:iam::111111111111:role/\u202Amain"; expected the ARN of a role, such as arn:aws:iam::111111111111:role/name. It contains an invisible character: type it instead of copying it.`,
        ],
      },
      {
        name: 'a no-break space in a role',
        inputs: { 'target-role': 'cross-account\u00a0ami' },
        messages: [
          told`target-role: found "cross-account\u00A0ami"; expected the name, path/name or ARN of a role, the name of at most 64 characters of A-Z a-z 0-9 _+=,.@-. It contains an invisible character: type it instead of copying it.`,
        ],
      },
      {
        name: 'a joiner in a region',
        inputs: { regions: 'eu-\u2060west-1' },
        messages: [
          told`regions, line 1, column 1 (1): found "eu-\u2060west-1"; expected an AWS region, such as eu-west-1. It contains an invisible character: type it instead of copying it.`,
        ],
      },
      {
        name: 'a zero-width space in the run key',
        inputs: { 'run-key': 'nightly\u200b' },
        messages: [
          told`run-key: found "nightly\u200B"; expected a run key of 1 to 128 characters of A-Z a-z 0-9 . _ -. It contains an invisible character: type it instead of copying it.`,
        ],
      },
      {
        name: 'a zero-width space in a key of a target',
        inputs: { targets: '- account: 222222222222\n  \u200bregions: eu-west-1' },
        messages: [
          told`targets, line 2, column 3 (1."\u200Bregions"): found the unknown key "\u200Bregions"; expected a key of a target. Did you mean "regions"?`,
        ],
      },
      {
        name: 'a zero-width space in the path of the file',
        inputs: { targets: '', 'targets-file': 'targets\u200b.yml' },
        messages: [
          told`targets-file: found "targets\u200B.yml"; expected the path of a file that can be read (the job needs a checkout step before this one).`,
        ],
      },
      {
        name: 'a character of the supplementary planes',
        inputs: { series: 'night\u{e0061}ly' },
        messages: [
          told`series: found "night\u{E0061}ly"; expected a series name of 1 to 64 characters of A-Z a-z 0-9 . _ -. It contains an invisible character: type it instead of copying it.`,
        ],
      },
    ],
  },
];
