/** Mistakes in the keys that say how an account is entered, and where. */
import type { ErrorGroup } from './input-errors-types.ts';

const account = '- account: 222222222222\n';

export const roleErrors: readonly ErrorGroup[] = [
  {
    heading: 'role and target-role',
    rows: [
      {
        name: 'none',
        inputs: { 'target-role': '' },
        messages: [
          'targets, line 1, column 1: found no role; expected the role of the target, here or in the input target-role.',
        ],
      },
      {
        name: 'none, in two targets of three',
        inputs: {
          'target-role': '',
          targets: '- 222222222222\n- arn:aws:iam::333333333333:role/x\n- 444444444444',
        },
        messages: [
          'targets, line 1, column 3 (1): found no role; expected the role of the target, here or in the input target-role.',
          'targets, line 3, column 3 (3): found no role; expected the role of the target, here or in the input target-role.',
        ],
      },
      {
        name: 'the end of an ARN',
        inputs: { 'target-role': 'role/backup' },
        messages: [
          'target-role: found "role/backup"; expected the name, path/name or ARN of a role, the name of at most 64 characters of A-Z a-z 0-9 _+=,.@-. Write backup, without role/ before it. For a role whose path is /role/, write the whole ARN.',
        ],
      },
      {
        name: 'the end of an ARN, with a path',
        file: `${account}  role: /role/teams/backup`,
        messages: [
          'targets.yml, line 2, column 3 (1.role): found "/role/teams/backup"; expected the name, path/name or ARN of a role, the name of at most 64 characters of A-Z a-z 0-9 _+=,.@-. Write teams/backup, without role/ before it. For a role whose path is /role/, write the whole ARN.',
        ],
      },
      {
        name: 'a space',
        inputs: { 'target-role': 'cross account ami' },
        messages: [
          'target-role: found "cross account ami"; expected the name, path/name or ARN of a role, the name of at most 64 characters of A-Z a-z 0-9 _+=,.@-.',
        ],
      },
      {
        name: '65 characters',
        inputs: { 'target-role': 'r'.repeat(65) },
        messages: [
          'target-role: found "rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr"; expected the name, path/name or ARN of a role, the name of at most 64 characters of A-Z a-z 0-9 _+=,.@-.',
        ],
      },
      {
        name: 'the ARN of a user',
        inputs: { 'target-role': 'arn:aws:iam::222222222222:user/x' },
        messages: [
          'target-role: found "arn:aws:iam::222222222222:user/x"; expected the name, path/name or ARN of a role, the name of at most 64 characters of A-Z a-z 0-9 _+=,.@-.',
        ],
      },
      {
        name: 'an ARN with a star',
        file: `${account}  role: arn:aws:iam::*:role/x`,
        messages: [
          'targets.yml, line 2, column 3 (1.role): found "arn:aws:iam::*:role/x"; expected the name, path/name or ARN of a role, the name of at most 64 characters of A-Z a-z 0-9 _+=,.@-.',
        ],
      },
      {
        name: 'an ARN of another partition',
        file: `${account}  role: arn:aws-cn:iam::222222222222:role/x`,
        messages: [
          'targets.yml, line 2, column 3 (1.role): found "arn:aws-cn:iam::222222222222:role/x"; expected a role of partition aws, to which aws-region eu-west-1 belongs.',
        ],
      },
      {
        name: 'an ARN of another partition, once for all targets',
        inputs: { 'target-role': 'arn:aws-us-gov:iam::222222222222:role/x' },
        messages: [
          'target-role: found "arn:aws-us-gov:iam::222222222222:role/x"; expected a role of partition aws, to which aws-region eu-west-1 belongs.',
        ],
      },
      {
        name: 'an ARN of another partition as the target',
        inputs: { targets: 'arn:aws-cn:iam::222222222222:role/x' },
        messages: [
          'targets, line 1, column 1: found "arn:aws-cn:iam::222222222222:role/x"; expected a role of partition aws, to which aws-region eu-west-1 belongs.',
        ],
      },
      {
        name: 'a role of self',
        file: '- account: self\n  role: cross-account-ami',
        messages: [
          'targets.yml, line 2, column 3 (1.role): found "cross-account-ami"; expected no role, because self is the account signed in to.',
        ],
      },
    ],
  },
  {
    heading: 'external-id and target-external-id',
    rows: [
      {
        name: 'one character',
        inputs: { 'target-external-id': 'x' },
        messages: [
          'target-external-id: found "x"; expected an external id of 2 to 1224 characters of A-Z a-z 0-9 _+=,.@:/-.',
        ],
      },
      {
        name: 'a space',
        file: `${account}  external-id: team platform`,
        messages: [
          'targets.yml, line 2, column 3 (1.external-id): found "team platform"; expected an external id of 2 to 1224 characters of A-Z a-z 0-9 _+=,.@:/-.',
        ],
      },
      {
        name: '1,225 characters',
        inputs: { 'target-external-id': 'x'.repeat(1225) },
        messages: [
          'target-external-id: found "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx..." (1225 characters); expected an external id of 2 to 1224 characters of A-Z a-z 0-9 _+=,.@:/-.',
        ],
      },
      {
        name: 'an external id of self',
        file: '- account: self\n  external-id: team',
        messages: [
          'targets.yml, line 2, column 3 (1.external-id): found "team"; expected no external-id, because self is the account signed in to.',
        ],
      },
    ],
  },
  {
    heading: 'regions',
    rows: [
      {
        name: 'a slip',
        inputs: { regions: 'eu-west-1, us-est-1' },
        messages: [
          'regions, line 1, column 1 (2): found "us-est-1"; expected an AWS region, such as eu-west-1. Did you mean "us-east-1"?',
        ],
      },
      {
        name: 'a region without its number',
        file: `${account}  regions: eu-west`,
        messages: [
          'targets.yml, line 2, column 3 (1.regions.1): found "eu-west"; expected an AWS region, such as eu-west-1. Did you mean "eu-west-1"?',
        ],
      },
      {
        name: 'an availability zone',
        file: `${account}  regions:\n    - eu-west-1\n    - eu-central-1b`,
        messages: [
          'targets.yml, line 4, column 7 (1.regions.2): found "eu-central-1b"; expected an AWS region, such as eu-west-1. Did you mean "eu-central-1"?',
        ],
      },
      {
        name: 'spaces between them',
        file: `${account}  regions: eu-west-1 us-east-1`,
        messages: [
          'targets.yml, line 2, column 3 (1.regions.1): found "eu-west-1 us-east-1"; expected an AWS region, such as eu-west-1. Put commas or new lines between the items of a list.',
        ],
      },
      {
        name: 'one twice',
        inputs: { regions: '[eu-west-1, us-east-1, eu-west-1]' },
        messages: [
          'regions, line 1, column 24 (3): found "eu-west-1" a second time; expected regions, each only once.',
        ],
      },
      {
        name: 'an empty list',
        file: `${account}  regions: []`,
        messages: [
          'targets.yml, line 2, column 3 (1.regions): found an empty list; expected regions, at least one.',
        ],
      },
      {
        name: 'an empty item',
        file: `${account}  regions: [eu-west-1, ~]`,
        messages: [
          'targets.yml, line 2, column 24 (1.regions.2): found nothing; expected an AWS region, such as eu-west-1.',
        ],
      },
      {
        name: 'a mapping',
        inputs: { regions: 'eu-west-1: true' },
        messages: [
          'regions, line 1, column 1: found a mapping; expected regions, as a list or as text with commas.',
        ],
      },
      {
        name: 'one of another partition',
        file: `${account}  regions: [eu-west-1, us-gov-west-1]`,
        messages: [
          'targets.yml, line 2, column 3 (1.regions): found "us-gov-west-1"; expected a region of partition aws, to which aws-region eu-west-1 belongs.',
        ],
      },
      {
        name: 'one of another partition, once for all targets',
        inputs: { regions: 'cn-north-1', targets: '222222222222, 333333333333' },
        messages: [
          'regions: found "cn-north-1"; expected a region of partition aws, to which aws-region eu-west-1 belongs.',
        ],
      },
    ],
  },
];
