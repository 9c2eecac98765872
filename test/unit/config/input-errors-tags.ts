/** Mistakes in tags. */
import type { ErrorGroup } from './input-errors-types.ts';

const account = '- account: 222222222222\n';
const manyTags = Array.from({ length: 40 }, (_, at) => `t${at}: x`).join('\n');

export const tagErrors: readonly ErrorGroup[] = [
  {
    heading: 'tags',
    rows: [
      {
        name: 'a text',
        inputs: { tags: 'CostCenter=4711' },
        messages: [
          'tags, line 1, column 1: found "CostCenter=4711"; expected a mapping of tag keys to values. Write each tag as "key: value" on a line of its own.',
        ],
      },
      {
        name: 'a list',
        inputs: { tags: '- CostCenter: 4711' },
        messages: [
          'tags, line 1, column 1: found a list; expected a mapping of tag keys to values. Write each tag as "key: value" on a line of its own.',
        ],
      },
      {
        name: 'the prefix of AWS',
        inputs: { tags: 'aws:backup: yes' },
        messages: [
          'tags, line 1, column 1 (aws:backup): found "aws:backup"; expected a tag key of 1 to 128 characters that begins neither with aws: nor with cross-account-ami:.',
        ],
      },
      {
        name: 'the prefix of AWS in capitals',
        file: `${account}  tags: { AWS:x: y }`,
        messages: [
          'targets.yml, line 2, column 11 (1.tags.AWS:x): found "AWS:x"; expected a tag key of 1 to 128 characters that begins neither with aws: nor with cross-account-ami:.',
        ],
      },
      {
        name: 'our prefix',
        inputs: { tags: 'cross-account-ami:series: mine' },
        messages: [
          'tags, line 1, column 1 (cross-account-ami:series): found "cross-account-ami:series"; expected a tag key of 1 to 128 characters that begins neither with aws: nor with cross-account-ami:.',
        ],
      },
      {
        name: 'an empty key',
        inputs: { tags: '{"": x}' },
        messages: [
          'tags, line 1, column 2 (""): found ""; expected a tag key of 1 to 128 characters that begins neither with aws: nor with cross-account-ami:.',
        ],
      },
      {
        name: 'a key of 129 characters',
        inputs: { tags: `${'k'.repeat(129)}: x` },
        messages: [
          'tags, line 1, column 1 ("kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk..." (129 characters)): found "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk..." (129 characters); expected a tag key of 1 to 128 characters that begins neither with aws: nor with cross-account-ami:.',
        ],
      },
      {
        name: 'a value of 257 characters',
        inputs: { tags: `Note: ${'x'.repeat(257)}` },
        messages: ['tags: found a value of 257 characters for "Note"; expected at most 256.'],
      },
      {
        name: 'a value of 257 characters beyond those of UTF-16',
        inputs: { tags: `Note: ${'🎉'.repeat(257)}` },
        messages: ['tags: found a value of 257 characters for "Note"; expected at most 256.'],
      },
      {
        name: 'a value of 257 characters in a target',
        file: `${account}  tags:\n    Note: ${'x'.repeat(257)}`,
        messages: [
          'targets.yml, line 2, column 3 (1.tags): found a value of 257 characters for "Note"; expected at most 256.',
        ],
      },
      {
        name: '40 tags',
        inputs: { tags: manyTags },
        messages: [
          'tags, line 1, column 1: found 40 keys; expected a mapping of tag keys to values, at most 39.',
        ],
      },
      {
        name: 'nothing as value',
        inputs: { tags: 'CostCenter:' },
        messages: [
          'tags, line 1, column 1 (CostCenter): found nothing; expected text. Write "" for an empty text.',
        ],
      },
      {
        name: 'an unknown variable',
        inputs: { tags: 'Commit: ${comit}' },
        messages: [
          'tags, line 1, column 1 (Commit): found "${comit}"; expected only the variables ${instance-name}, ${instance-id}, ${account}, ${region}, ${date}, ${timestamp}, ${run}, ${run-id}, ${repository}, ${sha}, ${ref}, ${series}.',
        ],
      },
      {
        name: 'a mapping as value',
        inputs: { tags: 'Commit: {sha}' },
        messages: [
          'tags, line 1, column 1 (Commit): found a mapping; expected text. Quote a text that begins with {.',
        ],
      },
      {
        name: 'a list as value',
        inputs: { tags: 'Owner: [web, db]' },
        messages: [
          'tags, line 1, column 1 (Owner): found a list; expected text. Quote a text that begins with [.',
        ],
      },
      {
        name: 'two wrong ones',
        inputs: { tags: 'aws:a: x\nB: ${nope}\nC: fine' },
        messages: [
          'tags, line 1, column 1 (aws:a): found "aws:a"; expected a tag key of 1 to 128 characters that begins neither with aws: nor with cross-account-ami:.',
          'tags, line 2, column 1 (B): found "${nope}"; expected only the variables ${instance-name}, ${instance-id}, ${account}, ${region}, ${date}, ${timestamp}, ${run}, ${run-id}, ${repository}, ${sha}, ${ref}, ${series}.',
        ],
      },
    ],
  },
  {
    heading: 'copy-tags and no-reboot',
    rows: [
      {
        name: 'yes',
        inputs: { 'copy-tags': 'yes' },
        messages: ['copy-tags: found "yes"; expected true or false.'],
      },
      {
        name: 'on',
        file: `${account}  copy-tags: on`,
        messages: ['targets.yml, line 2, column 3 (1.copy-tags): found "on"; expected true or false.'],
      },
      {
        name: 'a digit',
        inputs: { 'no-reboot': '1' },
        messages: ['no-reboot: found "1"; expected true or false.'],
      },
      {
        name: 'mixed letters',
        inputs: { 'no-reboot': 'fALSE' },
        messages: ['no-reboot: found "fALSE"; expected true or false.'],
      },
      {
        name: 'a list',
        file: `${account}  no-reboot: [true]`,
        messages: ['targets.yml, line 2, column 3 (1.no-reboot): found a list; expected true or false.'],
      },
    ],
  },
];
