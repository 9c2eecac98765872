/** Mistakes in the inputs of the sign-in. */
import type { ErrorGroup } from './input-errors-types.ts';

const role = 'role-to-assume';
const duration = 'role-duration-seconds';
const allowed = 'allowed-account-ids';

export const signInErrors: readonly ErrorGroup[] = [
  {
    heading: 'role-to-assume',
    rows: [
      {
        name: 'a name instead of an ARN',
        inputs: { [role]: 'cross-account-ami-main' },
        messages: [
          'role-to-assume: found "cross-account-ami-main"; expected the ARN of a role, such as arn:aws:iam::111111111111:role/name.',
        ],
      },
      {
        name: 'the ARN of a user',
        inputs: { [role]: 'arn:aws:iam::111111111111:user/backup' },
        messages: [
          'role-to-assume: found "arn:aws:iam::111111111111:user/backup"; expected the ARN of a role, such as arn:aws:iam::111111111111:role/name.',
        ],
      },
      {
        name: 'the ARN of a session',
        inputs: { [role]: 'arn:aws:sts::111111111111:assumed-role/main/me' },
        messages: [
          'role-to-assume: found "arn:aws:sts::111111111111:assumed-role/main/me"; expected the ARN of a role, such as arn:aws:iam::111111111111:role/name. That is a session: give the ARN of its role.',
        ],
      },
      {
        name: 'the ARN of an instance profile',
        inputs: { [role]: 'arn:aws:iam::111111111111:instance-profile/main' },
        messages: [
          'role-to-assume: found "arn:aws:iam::111111111111:instance-profile/main"; expected the ARN of a role, such as arn:aws:iam::111111111111:role/name.',
        ],
      },
      {
        name: 'an ARN with 11 digits',
        inputs: { [role]: 'arn:aws:iam::11111111111:role/main' },
        messages: [
          'role-to-assume: found "arn:aws:iam::11111111111:role/main"; expected the ARN of a role, such as arn:aws:iam::111111111111:role/name. Its account has 11 digits instead of 12.',
        ],
      },
      {
        name: 'an ARN with a space',
        inputs: { [role]: 'arn:aws:iam::111111111111:role/my main' },
        messages: [
          'role-to-assume: found "arn:aws:iam::111111111111:role/my main"; expected the ARN of a role, such as arn:aws:iam::111111111111:role/name.',
        ],
      },
      {
        name: 'an ARN in quotes of its own',
        inputs: { [role]: '"arn:aws:iam::111111111111:role/main"' },
        messages: [
          'role-to-assume: found "\\"arn:aws:iam::111111111111:role/main\\""; expected the ARN of a role, such as arn:aws:iam::111111111111:role/name. Write it without the quotes inside it.',
        ],
      },
      {
        name: 'a role of another partition',
        inputs: { [role]: 'arn:aws-cn:iam::111111111111:role/main' },
        messages: [
          'role-to-assume: found "arn:aws-cn:iam::111111111111:role/main"; expected a role of partition aws, to which aws-region eu-west-1 belongs.',
        ],
      },
    ],
  },
  {
    heading: 'aws-region',
    rows: [
      {
        name: 'no region anywhere',
        inputs: { 'aws-region': '' },
        messages: [
          'aws-region: found nothing; expected an AWS region, here or in the environment as AWS_REGION.',
        ],
      },
      {
        name: 'a slip',
        inputs: { 'aws-region': 'eu-west1' },
        messages: [
          'aws-region: found "eu-west1"; expected an AWS region, such as eu-west-1. Did you mean "eu-west-1"?',
        ],
      },
      {
        name: 'a place',
        inputs: { 'aws-region': 'Ireland' },
        messages: ['aws-region: found "Ireland"; expected an AWS region, such as eu-west-1.'],
      },
      {
        name: 'an availability zone',
        inputs: { 'aws-region': 'eu-west-1a' },
        messages: [
          'aws-region: found "eu-west-1a"; expected an AWS region, such as eu-west-1. Did you mean "eu-west-1"?',
        ],
      },
      {
        name: 'two regions',
        inputs: { 'aws-region': 'eu-west-1, us-east-1' },
        messages: ['aws-region: found "eu-west-1, us-east-1"; expected an AWS region, such as eu-west-1.'],
      },
      {
        name: 'a slip in the environment',
        inputs: { 'aws-region': '' },
        region: 'eu-wst-1',
        messages: [
          'aws-region (from the environment): found "eu-wst-1"; expected an AWS region, such as eu-west-1. Did you mean "eu-west-1"?',
        ],
      },
      {
        name: 'another partition than that of the role',
        inputs: { 'aws-region': 'us-gov-west-1' },
        messages: [
          'role-to-assume: found "arn:aws:iam::111111111111:role/main"; expected a role of partition aws-us-gov, to which aws-region us-gov-west-1 belongs.',
        ],
      },
    ],
  },
  {
    heading: 'audience',
    rows: [
      {
        name: 'a space',
        inputs: { audience: 'sts amazonaws com' },
        messages: [
          'audience: found "sts amazonaws com"; expected an audience of 1 to 256 characters without spaces.',
        ],
      },
      {
        name: '257 characters',
        inputs: { audience: 'a'.repeat(257) },
        messages: [
          'audience: found "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa..." (257 characters); expected an audience of 1 to 256 characters without spaces.',
        ],
      },
    ],
  },
  {
    heading: 'role-duration-seconds',
    rows: [
      {
        name: 'a duration',
        inputs: { [duration]: '1h' },
        messages: ['role-duration-seconds: found "1h"; expected a whole number from 900 to 43200.'],
      },
      {
        name: 'too little',
        inputs: { [duration]: '899' },
        messages: ['role-duration-seconds: found 899; expected a whole number from 900 to 43200.'],
      },
      {
        name: 'too much',
        inputs: { [duration]: '43201' },
        messages: ['role-duration-seconds: found 43201; expected a whole number from 900 to 43200.'],
      },
      {
        name: 'a fraction',
        inputs: { [duration]: '3600.5' },
        messages: ['role-duration-seconds: found "3600.5"; expected a whole number from 900 to 43200.'],
      },
      {
        name: 'a comma',
        inputs: { [duration]: '3,600' },
        messages: ['role-duration-seconds: found "3,600"; expected a whole number from 900 to 43200.'],
      },
    ],
  },
  {
    heading: 'allowed-account-ids',
    rows: [
      {
        name: 'a lost zero',
        inputs: { [allowed]: '[222222222222, 44444444444]' },
        messages: [
          'allowed-account-ids, line 1, column 16 (2): found "44444444444"; expected an account id of 12 digits. A leading zero may be missing, because an expression or YAML read the id as a number: write it in quotes.',
        ],
      },
      {
        name: 'dashes',
        inputs: { [allowed]: '2222-2222-2222' },
        messages: [
          'allowed-account-ids, line 1, column 1 (1): found "2222-2222-2222"; expected an account id of 12 digits. Write the 12 digits without anything between them.',
        ],
      },
      {
        name: 'a name',
        inputs: { [allowed]: '222222222222, production' },
        messages: [
          'allowed-account-ids, line 1, column 1 (2): found "production"; expected an account id of 12 digits.',
        ],
      },
      {
        name: 'an id twice',
        inputs: { [allowed]: '222222222222\n222222222222' },
        messages: [
          'allowed-account-ids, line 1, column 1 (2): found "222222222222" a second time; expected account ids, each only once.',
        ],
      },
      {
        name: 'an empty list',
        inputs: { [allowed]: '[]' },
        messages: [
          'allowed-account-ids, line 1, column 1: found an empty list; expected account ids, at least one.',
        ],
      },
      {
        name: 'an empty item',
        inputs: { [allowed]: '- 222222222222\n-' },
        messages: [
          'allowed-account-ids, line 2, column 2 (2): found nothing; expected an account id of 12 digits.',
        ],
      },
      {
        name: 'a mapping',
        inputs: { [allowed]: 'production: 222222222222' },
        messages: [
          'allowed-account-ids, line 1, column 1: found a mapping; expected account ids, as a list or as text with commas.',
        ],
      },
      {
        name: 'a target that is not in it',
        inputs: { [allowed]: '333333333333' },
        messages: [
          'targets, line 1, column 1: found account 222222222222; expected an account of the input allowed-account-ids.',
        ],
      },
      {
        name: 'an ARN that is not in it',
        inputs: { [allowed]: '333333333333', targets: 'arn:aws:iam::222222222222:role/x' },
        messages: [
          'targets, line 1, column 1: found account 222222222222; expected an account of the input allowed-account-ids.',
        ],
      },
      {
        name: 'self that is not in it',
        inputs: { [allowed]: '222222222222', targets: 'self' },
        messages: [
          'targets, line 1, column 1: found account 111111111111; expected an account of the input allowed-account-ids.',
        ],
      },
    ],
  },
];
