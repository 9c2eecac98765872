/** Unknown keys of a target, and mistakes in its account. */
import type { ErrorGroup } from './input-errors-types.ts';

const account = '- account: 222222222222\n';

export const targetKeyErrors: readonly ErrorGroup[] = [
  {
    heading: 'Unknown keys of a target',
    rows: [
      {
        name: 'a slip',
        file: `${account}  regoins: [us-east-1]`,
        messages: [
          'targets.yml, line 2, column 3 (1.regoins): found the unknown key "regoins"; expected a key of a target. Did you mean "regions"?',
        ],
      },
      {
        name: 'the singular',
        file: `${account}  region: us-east-1`,
        messages: [
          'targets.yml, line 2, column 3 (1.region): found the unknown key "region"; expected a key of a target. Did you mean "regions"?',
        ],
      },
      {
        name: 'a capital letter',
        file: '- Account: 222222222222',
        messages: [
          'targets.yml, line 1, column 3 (1.Account): found the unknown key "Account"; expected a key of a target. Did you mean "account"?',
        ],
      },
      {
        name: 'a slip in account',
        file: '- acount: 222222222222',
        messages: [
          'targets.yml, line 1, column 3 (1.acount): found the unknown key "acount"; expected a key of a target. Did you mean "account"?',
        ],
      },
      {
        name: 'an underscore',
        file: `${account}  no_reboot: true`,
        messages: [
          'targets.yml, line 2, column 3 (1.no_reboot): found the unknown key "no_reboot"; expected a key of a target. Did you mean "no-reboot"?',
        ],
      },
      {
        name: 'words written together',
        file: `${account}  copytags: true`,
        messages: [
          'targets.yml, line 2, column 3 (1.copytags): found the unknown key "copytags"; expected a key of a target. Did you mean "copy-tags"?',
        ],
      },
      {
        name: 'the name of an input',
        file: `${account}  target-role: x`,
        messages: [
          'targets.yml, line 2, column 3 (1.target-role): found the unknown key "target-role"; expected a key of a target. In a target this key is role.',
        ],
      },
      {
        name: 'the name of an input that is not given',
        inputs: { 'target-role': '' },
        file: `${account}  target-role: x`,
        messages: [
          'targets.yml, line 2, column 3 (1.target-role): found the unknown key "target-role"; expected a key of a target. In a target this key is role.',
        ],
      },
      {
        name: 'another name of an input',
        file: `${account}  target-external-id: x`,
        messages: [
          'targets.yml, line 2, column 3 (1.target-external-id): found the unknown key "target-external-id"; expected a key of a target. In a target this key is external-id.',
        ],
      },
      {
        name: 'an input of the step',
        file: `${account}  wait: false`,
        messages: [
          'targets.yml, line 2, column 3 (1.wait): found the unknown key "wait"; expected a key of a target. wait is an input of the step and holds for all targets.',
        ],
      },
      {
        name: 'an input of the sign-in',
        file: `${account}  aws-region: us-east-1`,
        messages: [
          'targets.yml, line 2, column 3 (1.aws-region): found the unknown key "aws-region"; expected a key of a target. aws-region is an input of the step and holds for all targets.',
        ],
      },
      {
        name: 'a word of another tool',
        file: `${account}  profile: prod`,
        messages: [
          'targets.yml, line 2, column 3 (1.profile): found the unknown key "profile"; expected one of the keys account, role, external-id, regions, instances, exclude, max-instances, name, description, tags, copy-tags, no-reboot, max-reboots, exclude-volumes, series, skip-if-newer-than, retention, max-prunes, gone-after, loose-after.',
        ],
      },
      {
        name: 'two of them',
        file: `${account}  colour: red\n  excludes: i-0123456789abcdef0`,
        messages: [
          'targets.yml, line 2, column 3 (1.colour): found the unknown key "colour"; expected one of the keys account, role, external-id, regions, instances, exclude, max-instances, name, description, tags, copy-tags, no-reboot, max-reboots, exclude-volumes, series, skip-if-newer-than, retention, max-prunes, gone-after, loose-after.',
          'targets.yml, line 3, column 3 (1.excludes): found the unknown key "excludes"; expected a key of a target. Did you mean "exclude"?',
        ],
      },
      {
        name: 'an id as a key',
        file: '{222222222222}',
        messages: [
          'targets.yml, line 1, column 2 (222222222222): found the unknown key "222222222222"; expected a key of a target. Write an account id as an item of a list, without braces or a colon.',
        ],
      },
      {
        name: 'a key of JavaScript',
        file: '- __proto__: { role: x }\n  account: 222222222222',
        messages: [
          'targets.yml, line 1, column 3 (1.__proto__): found the unknown key "__proto__"; expected one of the keys account, role, external-id, regions, instances, exclude, max-instances, name, description, tags, copy-tags, no-reboot, max-reboots, exclude-volumes, series, skip-if-newer-than, retention, max-prunes, gone-after, loose-after.',
        ],
      },
      {
        name: 'a line break in a key',
        file: `${account}  "a\\nb": c`,
        messages: [
          'targets.yml, line 2, column 3 (1."a\\nb"): found the unknown key "a\\nb"; expected one of the keys account, role, external-id, regions, instances, exclude, max-instances, name, description, tags, copy-tags, no-reboot, max-reboots, exclude-volumes, series, skip-if-newer-than, retention, max-prunes, gone-after, loose-after.',
        ],
      },
    ],
  },
  {
    heading: 'account',
    rows: [
      {
        name: 'a lost zero',
        file: '- account: 44444444444',
        messages: [
          'targets.yml, line 1, column 3 (1.account): found "44444444444"; expected an account id of 12 digits, or self. A leading zero may be missing, because an expression or YAML read the id as a number: write it in quotes.',
        ],
      },
      {
        name: 'dashes',
        file: '- account: 2222-2222-2222',
        messages: [
          'targets.yml, line 1, column 3 (1.account): found "2222-2222-2222"; expected an account id of 12 digits, or self. Write the 12 digits without anything between them.',
        ],
      },
      {
        name: '13 digits',
        file: '- account: 2222222222222',
        messages: [
          'targets.yml, line 1, column 3 (1.account): found "2222222222222"; expected an account id of 12 digits, or self.',
        ],
      },
      {
        name: 'a name',
        file: '- account: production',
        messages: [
          'targets.yml, line 1, column 3 (1.account): found "production"; expected an account id of 12 digits, or self.',
        ],
      },
      {
        name: 'a list',
        file: '- account: [222222222222, 333333333333]',
        messages: [
          'targets.yml, line 1, column 3 (1.account): found a list; expected an account id of 12 digits, or self.',
        ],
      },
      {
        name: 'an empty text',
        file: '- account: ""',
        messages: [
          'targets.yml, line 1, column 3 (1): found no account; expected an account, or a role ARN as role.',
        ],
      },
      {
        name: 'an expression in a file',
        file: '- account: ${{ vars.ACCOUNT }}',
        messages: [
          'targets.yml, line 1, column 3 (1.account): found "${{ vars.ACCOUNT }}"; expected an account id of 12 digits, or self. GitHub evaluates expressions in a workflow only, not in a file.',
        ],
      },
      {
        name: 'none',
        file: '- role: cross-account-ami',
        messages: [
          'targets.yml, line 1, column 3 (1): found no account; expected an account, or a role ARN as role.',
        ],
      },
      {
        name: 'a key without a value',
        file: '- account:\n  series: nightly',
        messages: [
          'targets.yml, line 1, column 3 (1): found no account; expected an account, or a role ARN as role.',
        ],
      },
      {
        name: 'another one than that of the role',
        file: `${account}  role: arn:aws:iam::333333333333:role/x`,
        messages: [
          'targets.yml, line 2, column 3 (1.role): found a role ARN of account 333333333333; expected a role of account 222222222222.',
        ],
      },
      {
        name: 'another one than that of target-role',
        inputs: { targets: '222222222222, 333333333333', 'target-role': 'arn:aws:iam::333333333333:role/x' },
        messages: [
          'targets, line 1, column 1: found a role ARN of account 333333333333; expected a role of account 222222222222. The ARN is in the input target-role: write the name of the role there.',
        ],
      },
    ],
  },
];
